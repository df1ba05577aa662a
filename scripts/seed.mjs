// What fast-check's choices begin with: the same in every ordinary run, so that a run tells of the change and not of luck;
// others in each long run. DYNASTORE_SEED names one.
import fc from 'fast-check';

const { DYNASTORE_SEED, DYNASTORE_LONG } = process.env;
if (DYNASTORE_SEED !== undefined || DYNASTORE_LONG !== '1') fc.configureGlobal({ seed: Number(DYNASTORE_SEED ?? 1) });
