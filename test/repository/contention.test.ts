import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { Entity, Partition, Session, SortKeyPath, Version } from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { onEachEngine } from '../support/engines.js';
import { type FaultyClient, openFaultyClient } from '../support/faulty-client.js';
import { note, noteFigure } from '../support/findings.js';
import { describeOnce } from '../support/describe-once.js';
import { SEED, scaled } from '../support/scale.js';

@Entity('counters')
@Partition('counter/{id}')
@SortKeyPath('total')
class Counter {
  id!: string;
  total = 0;
  /** Who counted what: shows an increment that was applied twice, or lost, even where the sum happens to be right. */
  log: string[] = [];
  @Version() version?: number;
}

const INCREMENTS = scaled(1000);

/** Many workers count up one row until all is counted. */
async function countUp(sessions: readonly Session[], workersPerSession: number, id: string): Promise<Counter> {
  const [first] = sessions.map((session) => session.repository(Counter));
  await first!.create(Object.assign(new Counter(), { id }));
  let left = INCREMENTS;
  const work = async (session: Session) => {
    const counters = session.repository(Counter);
    while (left > 0) {
      const name = String(left--);
      await counters.update({ id }, (counter) => {
        counter.total++;
        counter.log.push(name);
      });
    }
  };
  await Promise.all(sessions.flatMap((session) => Array.from({ length: workersPerSession }, () => work(session))));
  return first!.get({ id }, { consistent: true });
}

function isExact({ total, log, version }: Counter): boolean {
  return total === INCREMENTS && new Set(log).size === INCREMENTS && log.length === INCREMENTS && version === total + 1;
}

describeOnce('contended updates', () => {
  onEachEngine((engine) => {
    let table: string;
    let faulty: FaultyClient;
    let requests: number;
    before(async () => {
      table = await createTable(engine.client);
      faulty = await openFaultyClient(engine.clientConfig, SEED, { maxAttempts: 5 });
    });
    after(() => faulty.close());

    const open = (count: number, client: DynamoDBClient) => {
      requests = 0;
      const hooks = { requestBuilt: () => void requests++ };
      return Array.from({ length: count }, () => new Session(client, { hooks, tableName: () => table }));
    };

    for (const [count, workers, mostEach] of [
      [1, 50, 1.5],
      [5, 10, 2],
      [50, 1, Infinity],
    ] as const) {
      const most = mostEach === Infinity ? '' : `, with at most ${mostEach} requests each`;
      it(`all succeed with ${count} sessions of ${workers} workers${most}`, async function () {
        this.timeout(120_000);
        const counter = await countUp(open(count, engine.client), workers, `${count}-${workers}`);
        const each = requests / INCREMENTS;
        noteFigure('requests', [`${count} sessions of ${workers}`, engine.name, each.toFixed(2)]);
        expect(isExact(counter)).to.equal(true);
        expect(each).to.be.at.most(mostEach);
      });
    }

    it('take effect once each when every fifth request meets a fault', async function () {
      this.timeout(240_000);
      const rate = 0.2 / 7;
      const faults = ['lostAnswer', 'cutAnswer', 'error500', 'delay', 'reset', 'throttle', 'ghost'] as const;
      faulty.proxy.mix(Object.fromEntries(faults.map((fault) => [fault, rate])), ['UpdateItem', 'GetItem']);
      faulty.proxy.ghostsWalkWithin(30);
      const counter = await countUp(open(5, faulty.client), 5, 'faults');
      faulty.proxy.mix({});
      await faulty.proxy.releaseGhosts();
      const met = faults.reduce((sum, fault) => sum + faulty.proxy.counts[fault], 0);
      note(
        'increments',
        [`${INCREMENTS} increments, 5 sessions of 5 workers, ${met} faults`, engine.name],
        isExact(counter),
      );
      expect(met).to.be.above(INCREMENTS / 10);
      expect(isExact(counter)).to.equal(true);
    });
  });
});
