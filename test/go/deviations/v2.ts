import { expect } from 'chai';
import { KVPair, type KeyModifiedError, readConsistent, writeWithNoExpires } from '../../../lib/index.js';
import { NOW_SECONDS } from '../fixtures.js';
import type { DeviationTest } from './decides.js';
import { codeOf, failureOf } from './stage.js';

const PAST = { expires: { N: String(NOW_SECONDS - 60) } };
const BYTES = { B: Uint8Array.of(1, 2, 3) };

/** What the later Go library does wrong or otherwise, as far as the store has it. */
export const V2: readonly DeviationTest[] = [
  {
    id: 'V01',
    sentence: 'deletes with and without a check',
    run: async ({ partition, seed }) => {
      await seed('k');
      const previous = await partition.get('k');
      await partition.delete('k');
      await partition.delete('k');
      expect(await codeOf(() => partition.atomicDelete('k', previous))).to.equal('KEY_NOT_FOUND');
    },
  },
  {
    id: 'V02',
    sentence: 'calls both hooks for lists, too',
    run: async (stage) => {
      const seen: string[] = [];
      const partition = stage.with({
        hooks: {
          requestBuilt: ({ operation }, { command }) => void seen.push(`${operation} ${command}`),
          responseReceived: ({ operation }, { attempts }) => void seen.push(`${operation} ${attempts}`),
        },
      });
      await partition.listPage('');
      await partition.list('').toArray();
      expect(seen).to.deep.equal(['ListPage Query', 'ListPage 1', 'List Query', 'List 1']);
    },
  },
  {
    id: 'V03',
    sentence: 'lists consistently when asked to',
    run: async (stage) => {
      const asked: unknown[] = [];
      const requestBuilt = (_: unknown, { input }: { readonly input: object }) =>
        void asked.push((input as { readonly ConsistentRead?: boolean }).ConsistentRead);
      const partition = stage.with({ hooks: { requestBuilt } });
      await partition.listPage('', readConsistent());
      await partition.list('', readConsistent()).toArray();
      expect(asked).to.deep.equal([true, true]);
    },
  },
  {
    id: 'V04',
    sentence: 'tells a row that is there, one that was changed and one that is gone from each other',
    run: async ({ partition, seed }) => {
      await seed('k');
      const previous = await partition.get('k');
      expect(await codeOf(() => partition.atomicPut('k', { value: BYTES }))).to.equal('KEY_EXISTS');
      await partition.put('k', { value: BYTES });
      const changed = await failureOf(() => partition.atomicPut('k', { value: BYTES, previous }));
      expect(changed.code).to.equal('KEY_MODIFIED');
      expect((changed as KeyModifiedError<KVPair>).current?.version).to.equal(2);
      await partition.delete('k');
      const gone = await failureOf(() => partition.atomicPut('k', { value: BYTES, previous }));
      expect(gone).to.include({ code: 'KEY_MODIFIED', current: null });
    },
  },
  {
    id: 'V05',
    sentence: 'takes an expired row for an absent one',
    run: async ({ partition, seed }) => {
      await seed('k', { ...PAST, payload: BYTES });
      expect(await codeOf(() => partition.get('k'))).to.equal('KEY_NOT_FOUND');
      expect((await partition.listPage('')).keys).to.deep.equal([]);
      expect((await partition.atomicPut('k', { value: BYTES })).version).to.equal(2);
    },
  },
  {
    id: 'V06',
    sentence: 'refuses a lifetime of nothing instead of ignoring it',
    run: async ({ partition, sent }) => {
      for (const ttl of [0, -5]) {
        expect(await codeOf(() => partition.atomicPut('k', { value: BYTES, ttl }))).to.equal('INVALID_ARGUMENT');
      }
      expect(sent()).to.deep.equal([]);
    },
  },
  {
    id: 'V07',
    sentence: 'removes an expiry when asked to',
    run: async ({ partition, stored }) => {
      const previous = await partition.atomicPut('k', { value: BYTES, ttl: 60 });
      const kept = await partition.atomicPut('k', { value: BYTES, previous });
      expect(kept.expires).to.equal(NOW_SECONDS + 60);
      await partition.atomicPut('k', { previous: kept }, writeWithNoExpires());
      expect(await stored('k')).to.not.have.property('expires');
    },
  },
  {
    id: 'V08',
    sentence: 'reads and writes the payloads of the later library as they are',
    run: async ({ partition, stored }) => {
      for (const value of [BYTES, { M: { ID: { S: 'c1' }, Age: { N: '42' } } }, { S: 'text' }]) {
        const written = await partition.put('k', { value });
        expect(written.value).to.deep.equal(value);
        expect((await stored('k'))?.['payload']).to.deep.equal(value);
      }
      expect((await partition.put('k', { value: BYTES })).bytesValue()).to.deep.equal(BYTES.B);
      const { ID, Age } = (
        await partition.put('k', { value: { M: { ID: { S: 'c1' }, Age: { N: '42' } } } })
      ).decodeValue<{
        ID: string;
        Age: number;
      }>();
      expect([ID, Age]).to.deep.equal(['c1', 42]);
    },
  },
  {
    id: 'V09',
    sentence: 'takes and writes the tokens of the later library, and keeps numbers in keys apart from texts',
    run: async (stage) => {
      for (const key of ['a/1', 'a/2', 'a/3']) await stage.seed(key);
      const partition = stage.with({ pageTokens: { format: 'go-v2' } });
      const { lastKey } = await partition.listPage('a/', { limit: 1 });
      const text = Buffer.from(lastKey!, 'base64url').toString();
      expect(text).to.equal(JSON.stringify({ id: partition.name, name: 'a/1' }));
      const next = await stage.partition.listPage('a/', { startKey: lastKey });
      expect(next.keys.map(({ key }) => key)).to.deep.equal(['a/2', 'a/3']);
      stage.sent();
      const malformed = ['***', 'aGVsbG8', 'eyJpZCI6MX0', 'eyJwayI6IngifQ', `${lastKey}=`, lastKey!.slice(0, -2)];
      for (const startKey of malformed) {
        expect(await codeOf(() => partition.listPage('a/', { startKey }))).to.equal('INVALID_PAGE_TOKEN');
      }
      expect(stage.sent()).to.deep.equal([]);
    },
  },
  {
    id: 'V10',
    sentence: 'lists the whole partition where the prefix is empty',
    run: async ({ partition, seed }) => {
      await seed('a');
      await seed('b');
      expect((await partition.listPage('')).keys).to.have.length(2);
    },
  },
];
