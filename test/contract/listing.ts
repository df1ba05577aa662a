import { expect } from 'chai';
import {
  type KVPair,
  type Partition,
  type ReadOption,
  readScanIndexForwardDisable,
  readWithGlobalIndex,
  readWithLimit,
  readWithLocalIndex,
  readWithStartKey,
} from '../../lib/index.js';
import { failureOf } from '../support/failure.js';
import type { Fixture, Sentence } from './fixture.js';

const keysOf = (rows: readonly KVPair[]) => rows.map(({ key }) => key);

/** Some keys under a prefix, and beside it. */
const TREE = ['b', 'b/', 'b/1', 'b/1/x', 'b/2', 'b0', 'c'];

async function plantTree({ partition }: Fixture): Promise<Partition> {
  const rows = partition();
  for (const key of TREE) await rows.put(key, { value: key });
  return rows;
}

/** Three rows of one store, placed one after another. The index's partition is named as the rows' own, as in Go. */
async function plantOrders({ partition }: Fixture): Promise<Partition> {
  const [rows, store] = [partition(), partition()];
  for (const [key, placed] of [
    ['k1', '2026-01-03'],
    ['k2', '2026-01-01'],
    ['k3', '2026-02-02'],
  ] as const) {
    const S = store.name;
    const fields = { store: { S }, placed: { S: placed }, date: { S: placed }, channel: { S }, color: { S: 'red' } };
    await rows.put(key, { value: key, fields });
  }
  return Object.assign(rows, { storeName: store.name });
}
const storeOf = (fixture: Fixture, rows: Partition) =>
  fixture.table.partition((rows as Partition & { storeName: string }).storeName);

const byStore = readWithGlobalIndex('byStore', 'store', 'placed');

export const LISTING: readonly Sentence[] = [
  [
    'children only under a prefix: rows beside it are not in the list',
    async (fixture) => {
      const rows = await plantTree(fixture);
      expect(keysOf(await rows.list('b/', { consistent: true }).toArray())).to.deep.equal([
        'b/',
        'b/1',
        'b/1/x',
        'b/2',
      ]);
      expect(keysOf((await rows.listPage('b/', { consistent: true })).keys)).to.deep.equal([
        'b/',
        'b/1',
        'b/1/x',
        'b/2',
      ]);
    },
  ],
  [
    'an empty leaf is an empty list, and so is an empty partition',
    async (fixture) => {
      const rows = await plantTree(fixture);
      expect(await rows.list('c/').toArray()).to.deep.equal([]);
      expect(await rows.listPage('c/')).to.deep.equal({ keys: [] });
      expect(await fixture.partition().list('').toArray()).to.deep.equal([]);
    },
  ],
  [
    'an empty prefix is the whole partition',
    async (fixture) => {
      const rows = await plantTree(fixture);
      expect(keysOf(await rows.list('', { consistent: true }).toArray())).to.deep.equal(TREE);
    },
  ],
  [
    'a prefix is raw text: a key begins with itself',
    async (fixture) => {
      const rows = await plantTree(fixture);
      expect(keysOf(await rows.list('b/1', { consistent: true }).toArray())).to.deep.equal(['b/1', 'b/1/x']);
      await rows.put('100%');
      await rows.put('100x');
      expect(keysOf(await rows.list('100%', { consistent: true }).toArray())).to.deep.equal(['100%']);
    },
  ],
  [
    'lists go by the bytes of keys, or the other way round',
    async (fixture) => {
      const rows = fixture.partition();
      for (const key of ['é', 'a', 'B', '😀', '', '~'].filter((each) => each !== '')) await rows.put(key);
      const ascending = ['B', 'a', '~', 'é', '😀'];
      expect(keysOf(await rows.list('', { consistent: true }).toArray())).to.deep.equal(ascending);
      const back = await rows.list('', { consistent: true }, readScanIndexForwardDisable()).toArray();
      expect(keysOf(back)).to.deep.equal([...ascending].reverse());
    },
  ],
  [
    'pages of every size give the same rows, forwards and backwards',
    async (fixture) => {
      const rows = await plantTree(fixture);
      for (const forwards of [true, false]) {
        for (const limit of [1, 2, 3, TREE.length, 100]) {
          const seen: string[] = [];
          let lastKey: string | undefined;
          do {
            const options: ReadOption[] = [{ consistent: true, scanIndexForward: forwards }, readWithLimit(limit)];
            const page = await rows.listPage('', ...options, lastKey === undefined ? {} : readWithStartKey(lastKey));
            expect(page.keys.length).to.be.at.most(limit);
            seen.push(...keysOf(page.keys));
            lastKey = page.lastKey;
          } while (lastKey !== undefined);
          expect(seen, `limit ${limit}`).to.deep.equal(forwards ? TREE : [...TREE].reverse());
        }
      }
    },
  ],
  [
    'a page token goes on behind a row that is gone meanwhile',
    async (fixture) => {
      const rows = await plantTree(fixture);
      const { keys, lastKey } = await rows.listPage('', { limit: 2, consistent: true });
      for (const key of keysOf(keys)) await rows.delete(key);
      expect(keysOf(await rows.list('', { startKey: lastKey, consistent: true }).toArray())).to.deep.equal(
        TREE.slice(2),
      );
    },
  ],
  [
    'a page token fits the list that it was given for, and no other',
    async (fixture) => {
      const rows = await plantTree(fixture);
      const others = await plantTree(fixture);
      const startKey = (await rows.listPage('b', { limit: 1 })).lastKey!;
      const misuses: Readonly<Record<string, () => Promise<unknown>>> = {
        partition: () => others.listPage('b', { startKey }),
        prefix: () => rows.listPage('b/', { startKey }),
        'no prefix': () => rows.listPage('', { startKey }),
        direction: () => rows.listPage('b', { startKey, scanIndexForward: false }),
        index: () => rows.listPage('b', { startKey }, readWithLocalIndex('byDate', 'date')),
        damaged: () => rows.listPage('b', { startKey: startKey.slice(0, -2) }),
        longer: () => rows.listPage('b', { startKey: `${startKey}AA` }),
      };
      for (const [what, misuse] of Object.entries(misuses)) {
        const commands = await fixture.commandsOf(async () => {
          expect(await failureOf(misuse), what).to.include({ code: 'INVALID_PAGE_TOKEN', operation: 'ListPage' });
        });
        expect(commands, what).to.deep.equal([]);
      }
      expect((await rows.listPage('b', { startKey })).keys).to.have.length(5);
    },
  ],
  [
    'page tokens of a secret are taken under it alone, also when it changed its place',
    async (fixture) => {
      const rows = await plantTree(fixture);
      const listOf = (pageTokens: { secret: string | string[]; encrypt?: boolean }) =>
        fixture.open({ pageTokens }).table(rows.tableName).partition(rows.name);
      const startKey = (await listOf({ secret: 'old' }).listPage('', { limit: 1 })).lastKey!;
      for (const taking of [{ secret: 'old' }, { secret: ['new', 'old'] }, { secret: ['new', 'old'], encrypt: true }]) {
        expect((await listOf(taking).listPage('', { startKey })).keys).to.have.length(TREE.length - 1);
      }
      for (const refusing of [listOf({ secret: 'new' }), rows]) {
        expect(await failureOf(() => refusing.listPage('', { startKey }))).to.include({ code: 'INVALID_PAGE_TOKEN' });
      }
    },
  ],
  [
    'limit of listPage counts the rows looked at, limit of list the rows yielded',
    async ({ partition, clock }) => {
      const rows = partition();
      for (const key of ['a', 'b', 'c']) await rows.put(key, { ttl: 10 });
      for (const key of ['d', 'e', 'f']) await rows.put(key);
      clock.advance(10_000);
      const page = await rows.listPage('', { limit: 4, consistent: true });
      expect(keysOf(page.keys)).to.deep.equal(['d']);
      expect(page.lastKey).to.be.a('string');
      const empty = await rows.listPage('', { limit: 2, consistent: true });
      expect(empty.keys).to.deep.equal([]);
      expect(empty.lastKey).to.be.a('string');
      expect(keysOf(await rows.list('', { limit: 2, consistent: true }).toArray())).to.deep.equal(['d', 'e']);
    },
  ],
  [
    'a local index gives the partition in another order',
    async (fixture) => {
      const rows = await plantOrders(fixture);
      const byDate = readWithLocalIndex('byDate', 'date');
      expect(keysOf(await rows.list('', byDate, { consistent: true }).toArray())).to.deep.equal(['k2', 'k1', 'k3']);
      expect(keysOf(await rows.list('2026-01', byDate).toArray())).to.deep.equal(['k2', 'k1']);
      const page = await rows.listPage('', byDate, { limit: 1 });
      expect(keysOf(await rows.list('', byDate, { startKey: page.lastKey }).toArray())).to.deep.equal(['k1', 'k3']);
    },
  ],
  [
    'a global index gives rows by keys of its own, which keep their place',
    async (fixture) => {
      const rows = await plantOrders(fixture);
      const store = storeOf(fixture, rows);
      const orders = await store.list('', byStore).toArray();
      expect(keysOf(orders)).to.deep.equal(['k2', 'k1', 'k3']);
      expect(orders[0]).to.include({ partition: rows.name, key: 'k2', version: 1 });
      expect(keysOf(await store.list('2026-01', byStore, { scanIndexForward: false }).toArray())).to.deep.equal([
        'k1',
        'k2',
      ]);
      const page = await store.listPage('2026', byStore, { limit: 2 });
      expect(keysOf(await store.list('2026', byStore, { startKey: page.lastKey }).toArray())).to.deep.equal(['k3']);
    },
  ],
  [
    'a global index may have a partition key only',
    async (fixture) => {
      const rows = await plantOrders(fixture);
      const store = storeOf(fixture, rows);
      const byChannel = readWithGlobalIndex('byChannel', 'channel');
      expect(keysOf(await store.list('', byChannel).toArray()).sort()).to.deep.equal(['k1', 'k2', 'k3']);
      const page = await store.listPage('', byChannel, { limit: 1 });
      expect(await store.list('', byChannel, { startKey: page.lastKey }).toArray()).to.have.length(2);
    },
  ],
  [
    'a row read through an index that holds all of it is good as previous',
    async (fixture) => {
      const rows = await plantOrders(fixture);
      const [first] = await storeOf(fixture, rows).list('', byStore).toArray();
      expect(await rows.atomicPut('k2', { previous: first, value: 'new' })).to.include({ version: 2 });
    },
  ],
  [
    'a row read through an index that does not is partial, and refused as previous',
    async (fixture) => {
      const rows = await plantOrders(fixture);
      const store = storeOf(fixture, rows);
      for (const index of ['keysOnly', 'someFields']) {
        const [first] = await store.list('', readWithGlobalIndex(index, 'store', 'placed')).toArray();
        expect(first, index).to.include({ partition: rows.name, key: 'k2' });
        const commands = await fixture.commandsOf(async () => {
          for (const run of [
            () => rows.atomicPut('k2', { previous: first, value: 'new' }),
            () => rows.atomicDelete('k2', first),
          ]) {
            expect(await failureOf(run), index).to.include({ code: 'INVALID_ARGUMENT', key: 'k2' });
          }
        });
        expect(commands).to.deep.equal([]);
      }
    },
  ],
  [
    'an expired row is in no index that knows its expiry',
    async (fixture) => {
      const rows = await plantOrders(fixture);
      await rows.put('k2', { ttl: 10 });
      fixture.clock.advance(10_000);
      const store = storeOf(fixture, rows);
      for (const index of ['byStore', 'someFields']) {
        const list = store.list('', readWithGlobalIndex(index, 'store', 'placed'));
        expect(keysOf(await list.toArray()), index).to.deep.equal(['k1', 'k3']);
      }
      const byDate = readWithLocalIndex('byDate', 'date');
      expect(keysOf(await rows.list('', byDate).toArray())).to.deep.equal(['k1', 'k3']);
      expect(keysOf(await rows.list('', byDate, { includeExpired: true }).toArray())).to.deep.equal(['k2', 'k1', 'k3']);
    },
  ],
  [
    'reads of one row go through no index, and a global index has no consistent reads',
    async (fixture) => {
      const rows = fixture.partition();
      for (const verb of ['get', 'find', 'exists'] as const) {
        expect(await failureOf(() => rows[verb]('k', byStore as object))).to.include({ code: 'INDEX_NOT_SUPPORTED' });
      }
      expect(await failureOf(() => rows.listPage('', byStore, { consistent: true }))).to.include({
        code: 'INVALID_ARGUMENT',
      });
      const consistent = fixture.open({ consistent: true }).table(rows.tableName).partition(rows.name);
      expect((await consistent.listPage('', byStore)).keys, 'the session’s wish ends there').to.deep.equal([]);
    },
  ],
  [
    'an index that is not there is an EnvironmentError that names the table',
    async ({ partition }) => {
      const rows = partition();
      const error = await failureOf(() => rows.listPage('', readWithGlobalIndex('byNothing', 'store')));
      expect(error).to.include({ code: 'ENVIRONMENT', table: rows.tableName, retryable: false });
    },
  ],
];
