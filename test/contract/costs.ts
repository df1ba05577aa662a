import { expect } from 'chai';
import type { KVPair, Partition } from '../../lib/index.js';
import { failureOf } from '../support/failure.js';
import type { Sentence } from './fixture.js';

type Prepare = (rows: Partition, plantExpired: () => Promise<void>) => Promise<KVPair | undefined | void>;
type Run = (rows: Partition, previous: KVPair) => unknown;

const absent: Prepare = async () => {};
const live: Prepare = (rows) => rows.put('k', { value: 'x' });
const stale: Prepare = async (rows) => {
  const row = await rows.put('k');
  await rows.put('k');
  return row;
};
const expired: Prepare = (_rows, plantExpired) => plantExpired();

// A refusal brings the row, so that it costs nothing more; where an engine brings none, it is read: GetItem.
const WHERE_NO_ROW_COMES_BACK = '(GetItem)';

/** What each verb sends. */
const COSTS: Readonly<Record<string, readonly [Prepare, Run, readonly string[]]>> = {
  'get of a row': [live, (rows) => rows.get('k'), ['GetItem']],
  'get of no row': [absent, (rows) => rows.get('k'), ['GetItem']],
  'get of an expired row': [expired, (rows) => rows.get('k'), ['GetItem']],
  find: [live, (rows) => rows.find('k'), ['GetItem']],
  exists: [live, (rows) => rows.exists('k'), ['GetItem']],
  list: [live, (rows) => rows.list('').toArray(), ['Query']],
  listPage: [live, (rows) => rows.listPage(''), ['Query']],
  'put of no row': [absent, (rows) => rows.put('k'), ['UpdateItem']],
  'put on a live row': [live, (rows) => rows.put('k'), ['UpdateItem']],
  'put over an expired row': [expired, (rows) => rows.put('k'), ['UpdateItem', WHERE_NO_ROW_COMES_BACK, 'UpdateItem']],
  'create of no row': [absent, (rows) => rows.atomicPut('k'), ['UpdateItem']],
  'create on a live row': [live, (rows) => rows.atomicPut('k'), ['UpdateItem', WHERE_NO_ROW_COMES_BACK]],
  'create over an expired row': [
    expired,
    (rows) => rows.atomicPut('k'),
    ['UpdateItem', WHERE_NO_ROW_COMES_BACK, 'UpdateItem'],
  ],
  'replace at the version': [live, (rows, previous) => rows.atomicPut('k', { previous }), ['UpdateItem']],
  'replace at another version': [
    stale,
    (rows, previous) => rows.atomicPut('k', { previous }),
    ['UpdateItem', WHERE_NO_ROW_COMES_BACK],
  ],
  delete: [live, (rows) => rows.delete('k'), ['DeleteItem']],
  'atomicDelete at the version': [live, (rows, previous) => rows.atomicDelete('k', previous), ['DeleteItem']],
  'atomicDelete at another version': [
    stale,
    (rows, previous) => rows.atomicDelete('k', previous),
    ['DeleteItem', WHERE_NO_ROW_COMES_BACK],
  ],
  'atomicDelete of no row in particular': [live, (rows) => rows.atomicDelete('k'), ['GetItem']],
};

export const COSTING: readonly Sentence[] = Object.entries(COSTS).map(([what, [prepare, run, commands]]) => [
  `${what} sends ${commands.join(', ')}`,
  async ({ partition, plant, commandsOf, engine }) => {
    const rows = partition();
    const plantExpired = () => plant(rows, 'k', { version: { N: '3' }, expires: { N: '1' } });
    const previous = (await prepare(rows, plantExpired)) as KVPair;
    const sent = await commandsOf(async () => {
      // What it comes to is another sentence's matter.
      await Promise.resolve(run(rows, previous)).catch(() => undefined);
    });
    const expected = commands.flatMap((command) => {
      if (command !== WHERE_NO_ROW_COMES_BACK) return [command];
      return engine.supports.returnsRowOnRefusal ? [] : ['GetItem'];
    });
    expect(sent).to.deep.equal(expected);
  },
]);

export const TABLES: readonly Sentence[] = [
  [
    'a table has every method of a partition, with the partition first',
    async ({ table, partition, commandsOf }) => {
      const { name } = partition();
      const written = await table.put(name, 'k', { value: 'x' });
      expect(written).to.include({ partition: name, key: 'k', version: 1 });
      expect((await table.get(name, 'k', { consistent: true })).toJSON()).to.deep.equal(written.toJSON());
      expect((await table.find(name, 'k', { consistent: true }))?.version).to.equal(1);
      expect(await table.exists(name, 'k', { consistent: true })).to.equal(true);
      expect(await table.list(name, '').toArray()).to.have.length(1);
      expect((await table.listPage(name, 'k')).keys).to.have.length(1);
      const replaced = await table.atomicPut(name, 'k', { previous: written, value: 'y' });
      expect(await table.atomicDelete(name, 'k', replaced)).to.equal(true);
      expect(await table.atomicPut(name, 'k')).to.include({ version: 1 });
      expect(await table.delete(name, 'k')).to.equal(undefined);
      expect(await table.find(name, 'k', { consistent: true })).to.equal(undefined);
      expect(await commandsOf(() => table.exists(name, 'k'))).to.deep.equal(['GetItem']);
    },
  ],
  [
    'a partition and a table know their names',
    async ({ table }) => {
      const rows = table.partition('p');
      expect(rows).to.include({ name: 'p', tableName: table.name });
    },
  ],
  [
    'a table that is not there is an EnvironmentError for every verb, which names table, region and endpoint',
    async ({ session, engine }) => {
      const rows = session.table('no-such-table').partition('p');
      const runs: Readonly<Record<string, () => unknown>> = {
        Get: () => rows.get('k'),
        Exists: () => rows.exists('k'),
        Put: () => rows.put('k'),
        AtomicPut: () => rows.atomicPut('k'),
        Delete: () => rows.delete('k'),
        AtomicDelete: () => rows.atomicDelete('k'),
        List: () => rows.list('').toArray(),
        ListPage: () => rows.listPage(''),
      };
      for (const [operation, run] of Object.entries(runs)) {
        const error = await failureOf(run);
        expect(error, operation).to.include({ code: 'ENVIRONMENT', operation, table: 'no-such-table', partition: 'p' });
        expect(error).to.include({ region: 'us-east-1', endpoint: engine.endpoint, retryable: false });
        expect(error.message).to.contain('no-such-table').and.contain('us-east-1').and.contain(engine.endpoint);
        expect(error['hint']).to.be.a('string');
      }
    },
  ],
  [
    'a row of more than 400 KB is ITEM_TOO_LARGE, and is not there afterwards',
    async ({ partition, rowAt }) => {
      const rows = partition();
      const error = await failureOf(() => rows.put('k', { value: 'x'.repeat(410_000) }));
      expect(error).to.include({ code: 'ITEM_TOO_LARGE', name: 'ServiceError', key: 'k', retryable: false });
      expect(await rowAt(rows, 'k')).to.equal(undefined);
      expect((await rows.put('k', { value: 'x'.repeat(390_000) })).stringValue()).to.have.length(390_000);
    },
  ],
];
