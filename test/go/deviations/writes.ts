import { expect } from 'chai';
import { KVPair, type KeyExistsError, type KeyModifiedError, writeWithNoExpires } from '../../../lib/index.js';
import { NOW_SECONDS } from '../fixtures.js';
import type { DeviationTest } from './decides.js';
import { codeOf, failureOf } from './stage.js';

const PAST = { expires: { N: String(NOW_SECONDS - 60) } };
const LATER = { expires: { N: String(NOW_SECONDS + 60) } };
const OLD = { payload: { S: 'old' }, field: { S: 'old' } };

export const WRITES: readonly DeviationTest[] = [
  {
    id: 'D01',
    sentence: 'creates over an expired row, of which nothing is left but the version, which counts on',
    run: async ({ partition, seed, stored }) => {
      await seed('k', { version: { N: '4' }, ...OLD, ...PAST });
      const created = await partition.atomicPut('k', { value: 'new' });
      expect(created.versionText).to.equal('5');
      expect(await stored('k')).to.deep.equal({ version: { N: '5' }, payload: { S: 'new' } });
      await seed('live', { ...OLD, ...LATER });
      expect(await codeOf(() => partition.atomicPut('live', { value: 'new' }))).to.equal('KEY_EXISTS');
    },
  },
  {
    id: 'D02',
    sentence: 'puts over an expired row such that the new value is seen',
    run: async ({ partition, seed, stored }) => {
      for (const key of ['without', 'never'] as const) await seed(key, { ...OLD, ...PAST });
      await partition.put('without', { value: 'new' });
      await partition.put('never', { value: 'new' }, writeWithNoExpires());
      for (const key of ['without', 'never'] as const) {
        expect((await partition.get(key)).stringValue()).to.equal('new');
        expect(await stored(key)).to.deep.equal({ version: { N: '2' }, payload: { S: 'new' } });
      }
    },
  },
  {
    id: 'D03',
    sentence: 'removes the expiry that a row has when there shall be none',
    run: async ({ partition, seed, stored }) => {
      for (const key of ['put', 'atomicPut']) await seed(key, LATER);
      await partition.put('put', writeWithNoExpires());
      await partition.atomicPut('atomicPut', { previous: await partition.get('atomicPut') }, writeWithNoExpires());
      for (const key of ['put', 'atomicPut']) expect(await stored(key)).to.deep.equal({ version: { N: '2' } });
      await seed('kept', LATER);
      await partition.put('kept', { value: 'new' });
      expect(await stored('kept')).to.have.property('expires');
    },
  },
  {
    id: 'D04',
    sentence: 'deletes without a previous row nothing: false for an absent or expired row, an error for a live one',
    run: async ({ partition, seed, stored }) => {
      await seed('expired', PAST);
      await seed('live');
      expect(await partition.atomicDelete('absent', null)).to.equal(false);
      expect(await partition.atomicDelete('expired')).to.equal(false);
      const failure = await failureOf(() => partition.atomicDelete('live'));
      expect(failure.code).to.equal('KEY_EXISTS');
      expect((failure as KeyExistsError<KVPair>).current?.key).to.equal('live');
      expect(await stored('live')).to.not.equal(undefined);
    },
  },
  {
    id: 'D05',
    sentence: 'tells a row that was changed from one that is gone when it deletes at a version',
    run: async ({ partition, seed }) => {
      for (const key of ['changed', 'gone', 'expired']) await seed(key);
      const [changed, gone, expired] = await partition
        .list('')
        .toArray()
        .then(byKey('changed', 'gone', 'expired'));
      await partition.put('changed', { value: 'new' });
      await partition.delete('gone');
      await seed('expired', PAST);
      const failure = await failureOf(() => partition.atomicDelete('changed', changed));
      expect(failure.code).to.equal('KEY_MODIFIED');
      expect((failure as KeyModifiedError<KVPair>).current?.stringValue()).to.equal('new');
      expect(await codeOf(() => partition.atomicDelete('gone', gone))).to.equal('KEY_NOT_FOUND');
      expect(await codeOf(() => partition.atomicDelete('expired', expired))).to.equal('KEY_NOT_FOUND');
    },
  },
  {
    id: 'D06',
    sentence: 'deletes at a version with one request',
    run: async ({ partition, seed, sent }) => {
      await seed('k');
      const previous = await partition.get('k');
      sent();
      expect(await partition.atomicDelete('k', previous)).to.equal(true);
      expect(sent()).to.deep.equal(['DeleteItem']);
    },
  },
  {
    id: 'D07',
    sentence: 'hands over the row that a stale write met, null where there is none',
    run: async ({ partition, seed }) => {
      for (const key of ['changed', 'gone', 'expired']) await seed(key);
      const before = await partition
        .list('')
        .toArray()
        .then(byKey('changed', 'gone', 'expired'));
      await partition.put('changed', { value: 'new' });
      await partition.delete('gone');
      await seed('expired', PAST);
      const currents: (string | undefined)[] = [];
      for (const previous of before) {
        const failure = await failureOf(() => partition.atomicPut(previous.key, { previous, value: 'mine' }));
        expect(failure.code).to.equal('KEY_MODIFIED');
        currents.push((failure as KeyModifiedError<KVPair>).current?.stringValue());
        if (previous.key !== 'changed') expect(failure).to.have.property('current', null);
      }
      expect(currents).to.deep.equal(['new', undefined, undefined]);
    },
  },
  {
    id: 'D08',
    sentence: 'refuses the row of another key as previous, and sends nothing',
    run: async ({ partition, table, seed, stored, sent }) => {
      await seed('mine');
      await seed('other');
      const previous = await partition.get('other');
      sent();
      const calls = [
        () => partition.atomicPut('mine', { previous, value: 'new' }),
        () => partition.atomicDelete('mine', previous),
        () => table.atomicDelete('elsewhere', 'other', previous),
      ];
      for (const call of calls) expect(await codeOf(call)).to.equal('INVALID_ARGUMENT');
      expect(sent()).to.deep.equal([]);
      expect(await stored('mine')).to.deep.equal({ version: { N: '1' } });
    },
  },
  {
    id: 'D18',
    sentence: 'says that a write took effect when the row that it left cannot be read',
    run: async ({ partition, seed, stored }) => {
      await seed('k', { expires: { S: 'soon' } });
      const previous = { partition: partition.name, key: 'k', version: 1 } as unknown as KVPair;
      const failure = await failureOf(() => partition.atomicPut('k', { previous, value: 'new' }));
      expect(failure.code).to.equal('DECODE');
      expect(failure.message).to.include('took effect');
      expect((failure.cause as Error).message).to.include('expires');
      expect(await stored('k')).to.deep.include({ version: { N: '2' }, payload: { S: 'new' } });
    },
  },
  {
    id: 'D25',
    sentence: 'writes and deletes a row without a version at version 0',
    run: async ({ partition, seed, stored }) => {
      for (const key of ['written', 'deleted']) await seed(key, { version: undefined, ...OLD });
      const previous = await partition.get('written');
      expect(previous.version).to.equal(0);
      expect((await partition.atomicPut('written', { previous, value: 'new' })).version).to.equal(1);
      expect(await codeOf(() => partition.atomicPut('written', { previous, value: 'late' }))).to.equal('KEY_MODIFIED');
      expect(await partition.atomicDelete('deleted', await partition.get('deleted'))).to.equal(true);
      expect(await stored('deleted')).to.equal(undefined);
    },
  },
];

/** Rows in the order in which they are asked for. */
function byKey(...keys: readonly string[]) {
  return (rows: readonly KVPair[]) => keys.map((key) => rows.find((row) => row.key === key)!);
}
