import { expect } from 'chai';
import { type KVPair, type Partition, Session, isDynastoreError } from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { openFaultyClient } from '../support/faulty-client.js';
import { note, noteFigure } from '../support/findings.js';
import { type Answer, type Call, type Operation, type State, explain } from '../support/linearizability.js';
import { randomFrom } from '../support/random.js';
import { SEED, scaled } from '../support/scale.js';

const CLIENTS = 4;
const CALLS_EACH = 25;
const KEYS = ['a', 'b'];
const FAULTS = ['lostAnswer', 'cutAnswer', 'error500', 'delay', 'reset', 'throttle', 'ghost'] as const;
/** One request in five meets a fault. */
const RATES = Object.fromEntries(FAULTS.map((fault) => [fault, 0.2 / FAULTS.length]));

const stateOf = (pair: KVPair): State => ({ version: pair.version, value: pair.stringValue() });

/** Runs a call and says what came of it; nothing for one that is known to have had no effect and says nothing. */
async function perform(rows: Partition, key: string, call: Call, previous: KVPair | undefined, exact: boolean) {
  let pair: KVPair | undefined;
  const answer = async (): Promise<Answer> => {
    switch (call.kind) {
      case 'get':
        pair = await rows.find(key, { consistent: true });
        return pair ? { kind: 'row', row: stateOf(pair) } : { kind: 'none' };
      case 'delete':
        await rows.atomicDelete(key, previous, { exact });
        return { kind: 'done' };
      default:
        pair = await rows.atomicPut(key, { value: call.value, ...(previous ? { previous } : { exact }) });
        return { kind: 'row', row: stateOf(pair) };
    }
  };
  return { answer: await answer().catch(readFailure), pair };
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  KEY_EXISTS: { kind: 'exists' },
  KEY_MODIFIED: { kind: 'modified' },
  KEY_NOT_FOUND: { kind: 'none' },
  AMBIGUOUS_RESULT: { kind: 'unknown' },
};

function readFailure(error: unknown): Answer | undefined {
  const code = isDynastoreError(error) ? error.code : '';
  if (code in ANSWERS) return ANSWERS[code];
  // Throttled to the end, or a read without an answer: neither has had an effect.
  if (isDynastoreError(error) && error.retryable) return undefined;
  throw error;
}

describeOnce('histories of atomicPut, atomicDelete and get under faults', () => {
  onEachEngine((engine) => {
    let table: string;
    before(async () => (table = await createTable(engine.client)));

    /** What several clients do to two rows at once; one history for each row. */
    async function record(seed: number, exact: boolean): Promise<Map<string, Operation[]>> {
      const faulty = await openFaultyClient(engine.clientConfig, seed);
      faulty.proxy.mix(RATES);
      faulty.proxy.ghostsWalkWithin(20);
      // A create that is sent again makes a row that was deleted meanwhile once more, unless it is exact; and a late copy of
      // one that was refused finds nothing in its way once the row is deleted.
      faulty.proxy.spare('attribute_not_exists(#0) AND attribute_not_exists(#1)', exact ? ['ghost'] : undefined);
      const histories = new Map<string, Operation[]>(KEYS.map((key) => [key, []]));
      const known = new Map<string, KVPair[]>(KEYS.map((key) => [key, []]));
      let time = 0;
      const work = async (client: number) => {
        const random = randomFrom(seed * 100 + client);
        const choose = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)];
        const rows = new Session(faulty.client).table(table).partition(`history-${seed}-${exact}`);
        for (let at = 0; at < CALLS_EACH; at++) {
          const key = choose(KEYS)!;
          // The last few rows that anyone has seen, most of them out of date by now.
          const previous = choose(known.get(key)!.slice(-3));
          const value = `${client}-${at}`;
          const kind = choose(['get', 'create', 'replace', 'replace', 'delete'] as const)!;
          if ((kind === 'replace' || kind === 'delete') && previous === undefined) continue;
          const call: Call =
            kind === 'get'
              ? { kind }
              : kind === 'create'
                ? { kind, value }
                : kind === 'replace'
                  ? { kind, value, previous: stateOf(previous!) }
                  : { kind, previous: stateOf(previous!) };
          const called = time++;
          const { answer, pair } = await perform(rows, key, call, 'previous' in call ? previous : undefined, exact);
          if (answer) histories.get(key)!.push({ call, answer, called, returned: time++ });
          if (pair) known.get(key)!.push(pair);
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, (_, client) => work(client)));
      await faulty.close();
      return histories;
    }

    for (const exact of engine.name === 'dynalite' ? [false] : [false, true]) {
      const what = `${CLIENTS} clients, 20 % faults${exact ? ', exact' : ''}`;
      it(`have an explanation each: ${what} (${scaled(50)} from seed ${SEED})`, async function () {
        this.timeout(600_000);
        let calls = 0;
        let unknown = 0;
        for (let seed = SEED; seed < SEED + scaled(50); seed++) {
          for (const [key, history] of await record(seed, exact)) {
            const stuck = explain(history);
            note('histories', [what, engine.name], stuck === undefined);
            const text = `seed ${seed}, key ${key}, stuck at ${JSON.stringify(stuck)} in\n${tell(history)}`;
            expect(stuck, text).to.equal(undefined);
            calls += history.length;
            unknown += history.filter(({ answer }) => answer.kind === 'unknown').length;
          }
        }
        noteFigure('unknown outcomes', [what, engine.name, `${unknown} of ${calls}`]);
      });
    }
  });
});

/** A history to read, one call on a line. */
function tell(history: readonly Operation[]): string {
  return [...history]
    .sort((a, b) => a.called - b.called)
    .map(
      ({ call, answer, called, returned }) => `${called}-${returned} ${JSON.stringify(call)} ${JSON.stringify(answer)}`,
    )
    .join('\n');
}
