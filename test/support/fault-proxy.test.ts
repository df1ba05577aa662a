import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { type Partition, Session } from '../../lib/index.js';
import { createTable } from './create-table.js';
import { describeOnce } from './describe-once.js';
import { onEachEngine } from './engines.js';
import type { Fault, FaultProxy } from './fault-proxy.js';
import { type FaultyClient, openFaultyClient } from './faulty-client.js';

describeOnce('support/fault-proxy', () => {
  onEachEngine((engine) => {
    let table: string;
    let faulty: FaultyClient;
    let proxy: FaultProxy;
    let rows: Partition;
    /** Past the proxy. */
    let straight: Partition;
    let count = 0;
    before(async () => (table = await createTable(engine.client)));
    beforeEach(async function () {
      const isSilent = this.currentTest?.title.endsWith('silence');
      faulty = await openFaultyClient(engine.clientConfig, 1, {
        maxAttempts: 1,
        ...(isSilent && { requestTimeoutMs: 300 }),
      });
      proxy = faulty.proxy;
      const partition = `p-${count++}`;
      rows = new Session(faulty.client).table(table).partition(partition);
      straight = new Session(engine.client).table(table).partition(partition);
    });
    afterEach(() => faulty.close());

    /** A plain write, once, without anything of ours: what it fails with. */
    const write = (name: string) =>
      faulty.client
        .send(new PutItemCommand({ TableName: table, Item: { id: { S: straight.name }, name: { S: name } } }))
        .then(
          () => undefined,
          (error: Error) => error,
        );

    const effects: Readonly<Record<string, { isAnswered: boolean; isApplied: boolean; isLate?: boolean }>> = {
      lostAnswer: { isAnswered: false, isApplied: true },
      cutAnswer: { isAnswered: false, isApplied: true },
      error500: { isAnswered: false, isApplied: true },
      delay: { isAnswered: true, isApplied: true },
      reset: { isAnswered: false, isApplied: false },
      throttle: { isAnswered: false, isApplied: false },
      ghost: { isAnswered: false, isApplied: false, isLate: true },
      silence: { isAnswered: false, isApplied: false, isLate: true },
    };
    for (const [fault, { isAnswered, isApplied, isLate = false }] of Object.entries(effects)) {
      const said = `${isApplied ? 'applies' : isLate ? 'holds' : 'drops'} a request, and ${isAnswered ? 'answers' : 'gives no answer'}`;
      it(`${said}: ${fault}`, async () => {
        proxy.inject(fault as Fault);
        expect((await write('a')) === undefined).to.equal(isAnswered);
        expect(await straight.exists('a', { consistent: true })).to.equal(isApplied);
        expect(proxy.counts).to.include({ requests: 1, [fault]: 1 });
        expect(await proxy.releaseGhosts()).to.equal(isLate ? 1 : 0);
        expect(await straight.exists('a', { consistent: true })).to.equal(isApplied || isLate);
        expect(await write('b')).to.equal(undefined);
      });
    }

    it('lets the faults of one row wait for it, and runs what is put between them', async () => {
      const order: string[] = [];
      proxy.injectAt('a', 'reset', async () => void order.push('between'));
      await write('b');
      expect(await write('a')).to.be.instanceOf(Error);
      expect(order).to.deep.equal([]);
      expect(await write('a')).to.equal(undefined);
      expect(order).to.deep.equal(['between']);
    });

    it('lets ghosts walk by themselves', async () => {
      proxy.ghostsWalkWithin(3);
      proxy.inject('ghost');
      await write('a');
      for (let others = 0; others < 3; others++) await write('b');
      expect(await straight.exists('a', { consistent: true })).to.equal(true);
      expect(await proxy.releaseGhosts()).to.equal(0);
    });

    it('does the same with the same seed', async () => {
      const runs: unknown[] = [];
      for (let run = 0; run < 2; run++) {
        const again = await openFaultyClient(engine.clientConfig, 7, { maxAttempts: 1 });
        again.proxy.mix({ reset: 0.2, throttle: 0.2, delay: 0.1 });
        const outcomes: unknown[] = [];
        for (let request = 0; request < 30; request++) {
          const put = new PutItemCommand({ TableName: table, Item: { id: { S: 'p' }, name: { S: 'k' } } });
          outcomes.push(
            await again.client.send(put).then(
              () => 'done',
              ({ name }: Error) => name,
            ),
          );
        }
        runs.push([outcomes, again.proxy.counts]);
        await again.close();
      }
      expect(runs[0]).to.deep.equal(runs[1]);
    });

    describe('pages and batches', () => {
      const keys = Array.from({ length: 12 }, (_, index) => `row-${String(index).padStart(2, '0')}`);
      beforeEach(() => straight.putMany(keys.map((key) => ({ key, value: key }))));

      it('are crossed by a list: empty ones and short ones', async () => {
        proxy.mix({ emptyPage: 0.4, shortPage: 0.3 });
        for (const options of [{}, { scanIndexForward: false }, { limit: 7 }]) {
          const found = (await rows.list('row-', options).toArray()).map(({ key }) => key);
          const expected = 'scanIndexForward' in options ? [...keys].reverse() : keys;
          expect(found).to.deep.equal(expected.slice(0, 'limit' in options ? 7 : undefined));
        }
        expect(proxy.counts.emptyPage).to.be.above(0);
        expect(proxy.counts.shortPage).to.be.above(0);
      });

      it('that are empty still have a key to go on from', async () => {
        proxy.inject('emptyPage');
        const page = await rows.listPage('row-');
        expect(page.keys).to.deep.equal([]);
        const next = await rows.listPage('row-', { startKey: page.lastKey! });
        expect(next.keys.map(({ key }) => key)).to.deep.equal(keys);
      });

      it('are read to the end when keys are left undone', async () => {
        proxy.inject('unprocessed', 'unprocessed', 'unprocessed');
        const found = await rows.getMany([...keys, 'nothing'], { consistent: true });
        expect(found.map((row) => row?.key)).to.deep.equal([...keys, undefined]);
        expect(proxy.counts.unprocessed).to.equal(3);
      });

      it('are written to the end when rows are left undone', async () => {
        proxy.inject('unprocessed', 'lostAnswer', 'unprocessed');
        const progress: number[] = [];
        await rows.putMany(
          keys.map((key) => ({ key, value: 'again' })),
          { onProgress: (done) => void progress.push(done) },
        );
        const found = await straight.list('row-', { consistent: true }).toArray();
        expect(found.map((row) => row.stringValue())).to.deep.equal(keys.map(() => 'again'));
        expect(progress.at(-1)).to.equal(keys.length);
        proxy.inject('unprocessed');
        await rows.deleteMany(keys);
        expect(await straight.list('row-', { consistent: true }).toArray()).to.deep.equal([]);
      });
    });
  });
});
