import fc from 'fast-check';
import { Session } from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { runs } from '../support/runs.js';
import { SEED } from '../support/scale.js';
import { START_MS, StoppedClock } from '../support/stopped-clock.js';
import { Model, WAIT } from './model.js';
import { REPOSITORY } from './note-commands.js';
import { Note } from './note.js';
import { STORE } from './store-commands.js';

const SIZE = { maxCommands: 150, size: 'max' } as const;
const COMMANDS = {
  'a store': fc.commands([...STORE, WAIT, WAIT], SIZE),
  'a repository': fc.commands([...REPOSITORY, WAIT], SIZE),
};

describeOnce('a plain map beside the store', () => {
  onEachEngine((engine) => {
    for (const [what, commands] of Object.entries(COMMANDS)) {
      it(`say the same in any order of calls of two clients: ${what} (seed ${SEED})`, async function () {
        this.timeout(600_000);
        const law = fc.asyncProperty(commands, async (calls) => {
          // A table of its own for each run: the entities' partition is a constant.
          const table = await createTable(engine.client);
          const clock = new StoppedClock();
          const options = { clock, tableName: () => table };
          const sessions = [new Session(engine.client, options), new Session(engine.client, options)];
          const model = new Model(Math.floor(START_MS / 1000));
          const real = {
            clock,
            rows: sessions.map((session) => session.table(table).partition('rows')),
            notes: sessions.map((session) => session.repository(Note)),
          };
          await fc.asyncModelRun(() => ({ model, real }), calls);
        });
        await fc.assert(law, { numRuns: runs(5, 100), seed: SEED });
      });
    }
  });
});
