import { expect } from 'chai';
import { Entity, Partition, Session, SortKeyPath, Version, add, append, isDynastoreError } from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { openFaultyClient } from '../support/faulty-client.js';
import { note } from '../support/findings.js';
import { randomFrom } from '../support/random.js';
import { SEED, isLongRun, scaled } from '../support/scale.js';

@Entity('loads')
@Partition('load/{id}')
@SortKeyPath('row')
class Load {
  id!: string;
  total = 0;
  log: string[] = [];
  @Version() version?: number;
}

const WRITES = scaled(300);
const FAULTS = ['lostAnswer', 'cutAnswer', 'error500', 'delay', 'reset', 'throttle', 'ghost'] as const;

interface Cell {
  readonly sessions: number;
  readonly rate: number;
  /** Sessions come and go, each for a few writes, while minutes pass: the row forgets them. */
  readonly isPruned: boolean;
}
const CELLS: readonly Cell[] = [1, 5, 25].flatMap((sessions) =>
  [0.05, 0.2].flatMap((rate) => [false, true].map((isPruned) => ({ sessions, rate, isPruned }))),
);

describeOnce('writes that do not know the row, under faults and beside each other', () => {
  onEachEngine((engine) => {
    let table: string;
    before(async () => (table = await createTable(engine.client)));

    for (const [index, { sessions, rate, isPruned }] of CELLS.entries()) {
      if (!isLongRun && index % 5 !== 3) continue;
      const what = `${sessions} sessions, ${rate * 100} % faults${isPruned ? ', sessions that come and go' : ''}`;
      it(`take effect once each: ${what}`, async function () {
        this.timeout(240_000);
        const seed = SEED + index;
        const faulty = await openFaultyClient(engine.clientConfig, seed, { maxAttempts: 4 });
        const random = randomFrom(seed);
        let passedMs = 0;
        const clock = { nowMs: () => Date.now() + passedMs };
        const options = { clock, tableName: () => table };
        const id = `cell-${index}`;
        const straight = new Session(engine.client, options).repository(Load);
        await straight.create(Object.assign(new Load(), { id }));

        faulty.proxy.mix(Object.fromEntries(FAULTS.map((fault) => [fault, rate / FAULTS.length])));
        faulty.proxy.ghostsWalkWithin(40);
        let left = WRITES;
        const unknown: string[] = [];
        // Throttled, or an update whose read got no answer: nothing was written.
        const untouched: string[] = [];
        const work = async (): Promise<void> => {
          let loads = new Session(faulty.client, options).repository(Load);
          while (left > 0) {
            const name = String(left--);
            if (isPruned && random() < 0.3) {
              loads = new Session(faulty.client, options).repository(Load);
              passedMs += 30_000;
            }
            try {
              if (random() < 0.7) await loads.patch({ id }, { total: add(1), log: append(name) });
              else await loads.update({ id }, (load) => void (load.total++, load.log.push(name)));
            } catch (error) {
              const code = isDynastoreError(error) ? error.code : undefined;
              if (code === 'AMBIGUOUS_RESULT') unknown.push(name);
              else if (code === 'THROTTLED' || code === 'ENVIRONMENT') untouched.push(name);
              else throw error;
            }
          }
        };
        await Promise.all(Array.from({ length: sessions }, work));
        await faulty.proxy.releaseGhosts();
        await faulty.close();

        const { total, log, version } = await straight.get({ id }, { consistent: true });
        const counts = new Map<string, number>();
        for (const name of log) counts.set(name, (counts.get(name) ?? 0) + 1);
        const wrong = Array.from({ length: WRITES }, (_, at) => String(at + 1)).filter((name) => {
          const count = counts.get(name) ?? 0;
          return unknown.includes(name) ? count > 1 : count !== (untouched.includes(name) ? 0 : 1);
        });
        note('blind writes', [what, engine.name], wrong.length === 0 && total === log.length);
        expect(wrong).to.deep.equal([]);
        expect(total).to.equal(log.length);
        expect(version).to.equal(total + 1);
        expect(untouched.length).to.be.at.most(WRITES * 0.05 + 1);
        // Unknown are those that no answer came to, and those that the row forgot meanwhile.
        expect(unknown.length).to.be.at.most(WRITES * (isPruned ? 0.1 : 0.02) + 1);
      });
    }
  });
});
