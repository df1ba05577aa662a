import { expect } from 'chai';
import {
  type DecodeError,
  type KVPair,
  readConsistent,
  readWithGlobalIndex,
  readWithLocalIndex,
} from '../../../lib/index.js';
import { NOW_SECONDS } from '../fixtures.js';
import type { DeviationTest } from './decides.js';
import { GLOBAL_INDEX, LOCAL_INDEX, type Stage, codeOf, failureOf } from './stage.js';

const at = (seconds: number | string) => ({ expires: { N: String(seconds) } });
const keysOf = (rows: readonly KVPair[]) => rows.map(({ key }) => key);

async function seedAll({ seed }: Stage, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await seed(key);
}

export const READS: readonly DeviationTest[] = [
  {
    id: 'D09',
    sentence: 'leaves expired rows out of a page, unless asked for them',
    run: async ({ partition, seed }) => {
      await seed('a', at(NOW_SECONDS - 60));
      await seed('b');
      const first = await partition.listPage('', { limit: 1 });
      expect(first.keys).to.deep.equal([]);
      expect(first.lastKey).to.be.a('string');
      expect(keysOf((await partition.listPage('', { startKey: first.lastKey })).keys)).to.deep.equal(['b']);
      expect(keysOf((await partition.listPage('', { includeExpired: true })).keys)).to.deep.equal(['a', 'b']);
    },
  },
  {
    id: 'D10',
    sentence: 'honours limit, order, start and index in list',
    run: async ({ partition, table, seed }) => {
      const owner = `owner of ${partition.name}`;
      for (const [at, key] of ['a', 'b', 'c'].entries()) {
        await seed(key, { created: { S: `2026-0${3 - at}` }, owner: { S: owner }, rank: { S: key } });
      }
      const local = readWithLocalIndex(LOCAL_INDEX.name, LOCAL_INDEX.sort);
      const global = readWithGlobalIndex(GLOBAL_INDEX.name, GLOBAL_INDEX.partition, GLOBAL_INDEX.sort);
      const { lastKey: startKey } = await partition.listPage('', { limit: 1 });
      const list = async (...options: Parameters<typeof partition.list>[1][]) =>
        keysOf(await partition.list('', ...options).toArray());
      expect(await list({ limit: 2 })).to.deep.equal(['a', 'b']);
      expect(await list({ scanIndexForward: false })).to.deep.equal(['c', 'b', 'a']);
      expect(await list({ startKey })).to.deep.equal(['b', 'c']);
      expect(await list(local)).to.deep.equal(['c', 'b', 'a']);
      expect(keysOf(await table.list(owner, 'b', global).toArray())).to.deep.equal(['b']);
    },
  },
  {
    id: 'D11',
    sentence: 'lists nothing as an empty list, whatever the reason',
    run: async ({ partition, seed }) => {
      expect(await partition.list('').toArray()).to.deep.equal([]);
      await seed('expired', at(NOW_SECONDS - 60));
      expect(await partition.list('exp').toArray()).to.deep.equal([]);
      expect(await partition.list('other').toArray()).to.deep.equal([]);
      expect((await partition.listPage('exp')).keys).to.deep.equal([]);
    },
  },
  {
    id: 'D12',
    sentence: 'lists the whole partition where the prefix is empty',
    run: async (stage) => {
      await seedAll(stage, 'a', 'b/c');
      expect(keysOf(await stage.partition.list('').toArray())).to.deep.equal(['a', 'b/c']);
      expect(keysOf((await stage.partition.listPage('')).keys)).to.deep.equal(['a', 'b/c']);
    },
  },
  {
    id: 'D13',
    sentence: 'reads consistently when asked to, and never through a global index',
    run: async (stage) => {
      await seedAll(stage, 'a');
      const asked: (boolean | undefined)[] = [];
      const hooks = {
        requestBuilt: (_: unknown, request: { readonly input: object }) =>
          void asked.push((request.input as { ConsistentRead?: boolean }).ConsistentRead),
      };
      const partition = stage.with({ hooks });
      await partition.get('a');
      await partition.get('a', readConsistent());
      await partition.exists('a', readConsistent());
      await partition.list('', readConsistent()).toArray();
      await partition.listPage('', readConsistent());
      await stage.with({ hooks, consistent: true }).get('a');
      expect(asked).to.deep.equal([false, true, true, true, true, true]);
      const global = readWithGlobalIndex(GLOBAL_INDEX.name, GLOBAL_INDEX.partition, GLOBAL_INDEX.sort);
      expect(await codeOf(() => partition.listPage('', global, readConsistent()))).to.equal('INVALID_ARGUMENT');
      expect(asked).to.have.length(6);
    },
  },
  {
    id: 'D14',
    sentence: 'has one rule of expiry: over at the current second, for reads as for writes',
    run: async ({ partition, seed }) => {
      await seed('over', at(NOW_SECONDS));
      await seed('live', at(NOW_SECONDS + 1));
      const [over] = (await partition.listPage('over', { includeExpired: true })).keys;
      expect(await partition.exists('over')).to.equal(false);
      expect(await codeOf(() => partition.atomicPut('over', { previous: over!, value: 'v' }))).to.equal('KEY_MODIFIED');
      expect((await partition.atomicPut('over', { value: 'v' })).version).to.equal(2);
      const live = await partition.get('live');
      expect(await codeOf(() => partition.atomicPut('live', { value: 'v' }))).to.equal('KEY_EXISTS');
      expect((await partition.atomicPut('live', { previous: live, value: 'v' })).version).to.equal(2);
    },
  },
  {
    id: 'D15',
    sentence: 'refuses a lifetime that ends at once, never, or after the year 9999, and sends nothing',
    run: async ({ partition, sent }) => {
      const lifetimes = [0, -1, 0.5, NaN, Infinity, '0s', '-1h', 8e11];
      for (const ttl of lifetimes) {
        expect(await codeOf(() => partition.put('k', { value: 'v', ttl }))).to.equal('INVALID_ARGUMENT');
        expect(await codeOf(() => partition.atomicPut('k', { value: 'v', ttl }))).to.equal('INVALID_ARGUMENT');
      }
      const past = { value: 'v', expires: new Date(NOW_SECONDS * 1000) };
      expect(await codeOf(() => partition.put('k', past))).to.equal('INVALID_ARGUMENT');
      expect(sent()).to.deep.equal([]);
      expect((await partition.put('k', { value: 'v', ttl: 1 })).expires).to.equal(NOW_SECONDS + 1);
    },
  },
  {
    id: 'D16',
    sentence: 'takes NULL for no expiry, cuts off a fraction, and names the row with an expiry of another type',
    run: async ({ partition, seed, table }) => {
      await seed('null', { expires: { NULL: true } });
      await seed('fraction', at(`${NOW_SECONDS + 5}.75`));
      await seed('text', { expires: { S: 'soon' } });
      expect(await partition.get('null')).to.not.have.property('expires');
      expect((await partition.get('fraction')).expires).to.equal(NOW_SECONDS + 5);
      for (const call of [() => partition.get('text'), () => partition.exists('text'), () => partition.listPage('t')]) {
        const failure = (await failureOf(call)) as DecodeError;
        expect(failure.code).to.equal('DECODE');
        expect(failure).to.include({ table: table.name, partition: partition.name, key: 'text', attribute: 'expires' });
      }
    },
  },
  {
    id: 'D17',
    sentence: 'names the row that cannot be read, and where the list goes on behind it',
    run: async (stage) => {
      const { partition, seed } = stage;
      await seedAll(stage, 'a', 'c');
      await seed('b', { version: { S: 'one' } });
      for (const call of [
        () => partition.listPage('', { limit: 2 }),
        () => partition.list('', { limit: 2 }).toArray(),
      ]) {
        const failure = (await failureOf(call)) as DecodeError;
        expect(failure).to.include({ code: 'DECODE', key: 'b', attribute: 'version' });
        expect(keysOf((await partition.listPage('', { startKey: failure.lastKey })).keys)).to.deep.equal(['c']);
        expect(JSON.stringify(failure)).to.not.include(failure.lastKey);
      }
    },
  },
  {
    id: 'D36',
    sentence: 'ends a list after a page that ends with the last row, and not at an empty page',
    run: async (stage) => {
      const { partition, seed } = stage;
      await seedAll(stage, 'a', 'b');
      const full = await partition.listPage('', { limit: 2 });
      const empty = await partition.listPage('', { limit: 2, startKey: full.lastKey });
      expect(keysOf(full.keys)).to.deep.equal(['a', 'b']);
      expect(empty).to.deep.equal({ keys: [] });
      await seed('a', at(NOW_SECONDS - 60));
      expect(keysOf(await partition.list('', { limit: 1 }).toArray())).to.deep.equal(['b']);
    },
  },
];
