import { expect } from 'chai';
import { KVPair } from '../../lib/index.js';
import { failureOf } from '../support/failure.js';
import type { Sentence } from './fixture.js';

/** The row that an error carries. */
const currentOf = (error: Record<string, unknown>) => error['current'] as KVPair | null;

export const CONDITIONAL: readonly Sentence[] = [
  [
    'create on a key that is there is KeyExistsError, with the row that is there, and changes nothing',
    async ({ partition }) => {
      const rows = partition();
      const first = await rows.atomicPut('k', { value: 'first', fields: { a: { S: '1' } } });
      expect(first).to.include({ version: 1 });
      const error = await failureOf(() => rows.atomicPut('k', { value: 'second' }));
      expect(error).to.include({ code: 'KEY_EXISTS', name: 'KeyExistsError', key: 'k', operation: 'AtomicPut' });
      expect(currentOf(error)).to.be.instanceOf(KVPair);
      expect(currentOf(error)?.toJSON()).to.deep.equal(first.toJSON());
      expect((await rows.get('k', { consistent: true })).toJSON()).to.deep.equal(first.toJSON());
    },
  ],
  [
    'a previous of null is none, as Go’s nil',
    async ({ partition }) => {
      const rows = partition();
      expect(await rows.atomicPut('k', { previous: null, value: 'x' })).to.include({ version: 1 });
      expect(await failureOf(() => rows.atomicPut('k', { previous: null }))).to.include({ code: 'KEY_EXISTS' });
    },
  ],
  [
    'the right previous replaces, and merges as put does',
    async ({ partition }) => {
      const rows = partition();
      const first = await rows.put('k', { value: 'one', fields: { a: { S: '1' } }, ttl: '1h' });
      const second = await rows.atomicPut('k', { previous: first, fields: { b: { S: '2' } } });
      expect(second).to.include({ version: 2, expires: first.expires });
      expect(second.stringValue()).to.equal('one');
      expect(second.fields).to.have.all.keys('a', 'b');
      expect(await rows.atomicPut('k', { previous: second, value: 'two' })).to.include({ version: 3 });
    },
  ],
  [
    'a previous that is older is KeyModifiedError, with the row as it is, and changes nothing',
    async ({ partition }) => {
      const rows = partition();
      const first = await rows.put('k', { value: 'one' });
      const second = await rows.put('k', { value: 'two' });
      for (const previous of [
        first,
        { ...first.toJSON(), version: 7 },
        { partition: rows.name, key: 'k', version: '1' },
      ]) {
        const error = await failureOf(() => rows.atomicPut('k', { previous: previous as KVPair, value: 'three' }));
        expect(error).to.include({ code: 'KEY_MODIFIED', name: 'KeyModifiedError', retryable: true });
        expect(currentOf(error)?.toJSON()).to.deep.equal(second.toJSON());
      }
      expect((await rows.get('k', { consistent: true })).toJSON()).to.deep.equal(second.toJSON());
    },
  ],
  [
    'a previous made by hand or from JSON is as good as its version',
    async ({ partition }) => {
      const rows = partition();
      const first = await rows.put('k');
      const fromJson = JSON.parse(JSON.stringify(first)) as KVPair;
      expect(await rows.atomicPut('k', { previous: fromJson })).to.include({ version: 2 });
      expect(await rows.atomicPut('k', { previous: { partition: rows.name, key: 'k', version: 2 } })).to.include({
        version: 3,
      });
      expect(await rows.atomicDelete('k', { partition: rows.name, key: 'k', version: '3' })).to.equal(true);
    },
  ],
  [
    'a previous of a row that is gone is KeyModifiedError, with no row',
    async ({ partition, rowAt }) => {
      const rows = partition();
      const first = await rows.put('k');
      await rows.delete('k');
      const error = await failureOf(() => rows.atomicPut('k', { previous: first }));
      expect(error).to.include({ code: 'KEY_MODIFIED' });
      expect(currentOf(error)).to.equal(null);
      expect(await rowAt(rows, 'k'), 'no ghost').to.equal(undefined);
    },
  ],
  [
    'a foreign previous is refused before any request',
    async ({ partition, commandsOf }) => {
      const [rows, others] = [partition(), partition()];
      const foreign = [await rows.put('other'), await others.put('k')];
      await rows.put('k');
      const commands = await commandsOf(async () => {
        for (const previous of foreign) {
          expect(await failureOf(() => rows.atomicPut('k', { previous }))).to.include({ code: 'INVALID_ARGUMENT' });
          expect(await failureOf(() => rows.atomicDelete('k', previous))).to.include({ code: 'INVALID_ARGUMENT' });
        }
      });
      expect(commands).to.deep.equal([]);
    },
  ],
  [
    'of many who create one key at once, one succeeds',
    async ({ partition }) => {
      const rows = partition();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, (_, writer) => rows.atomicPut('k', { value: `writer ${writer}` })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).to.include({ code: 'KEY_EXISTS' });
      }
    },
  ],
  [
    'of many who replace one version at once, one succeeds',
    async ({ partition }) => {
      const rows = partition();
      const previous = await rows.put('k', { value: 'same' });
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => rows.atomicPut('k', { previous, value: 'same' })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect((await rows.get('k', { consistent: true })).version).to.equal(2);
    },
  ],
  [
    'delete removes, and removes nothing the second time, without an error',
    async ({ partition, rowAt }) => {
      const rows = partition();
      await rows.put('k');
      expect(await rows.delete('k')).to.equal(undefined);
      expect(await rowAt(rows, 'k')).to.equal(undefined);
      expect(await rows.delete('k')).to.equal(undefined);
      expect(await rows.put('k'), 'and counting starts anew').to.include({ version: 1 });
    },
  ],
  [
    'atomicDelete removes the row that was read, once',
    async ({ partition, rowAt }) => {
      const rows = partition();
      const row = await rows.put('k');
      expect(await rows.atomicDelete('k', row)).to.equal(true);
      expect(await rowAt(rows, 'k')).to.equal(undefined);
      expect(await failureOf(() => rows.atomicDelete('k', row))).to.include({ code: 'KEY_NOT_FOUND' });
    },
  ],
  [
    'atomicDelete of a row that changed is KeyModifiedError, with the row as it is',
    async ({ partition }) => {
      const rows = partition();
      const first = await rows.put('k');
      const second = await rows.put('k');
      const error = await failureOf(() => rows.atomicDelete('k', first));
      expect(error).to.include({ code: 'KEY_MODIFIED', operation: 'AtomicDelete' });
      expect(currentOf(error)?.toJSON()).to.deep.equal(second.toJSON());
      expect(await rows.exists('k', { consistent: true })).to.equal(true);
    },
  ],
  [
    'atomicDelete without a row to compare never removes: false where nothing is, else KeyExistsError',
    async ({ partition }) => {
      const rows = partition();
      for (const previous of [undefined, null]) {
        expect(await rows.atomicDelete('k', previous)).to.equal(false);
      }
      const row = await rows.put('k');
      for (const previous of [undefined, null]) {
        const error = await failureOf(() => rows.atomicDelete('k', previous));
        expect(error).to.include({ code: 'KEY_EXISTS' });
        expect(currentOf(error)?.toJSON()).to.deep.equal(row.toJSON());
      }
    },
  ],
  [
    'exact makes creates and removals exact where there are transactions, and says so where there are none',
    async ({ partition, engine, rowAt }) => {
      const rows = partition();
      const create = () => rows.atomicPut('k', { value: 'x', fields: { a: { N: '1' } }, ttl: 60, exact: true });
      if (!engine.supports.transactions) {
        for (const run of [create, () => rows.delete('k', { exact: true })]) {
          expect(await failureOf(run)).to.include({ code: 'ENVIRONMENT', retryable: false });
        }
        return;
      }
      const created = await create();
      expect(created.toJSON()).to.deep.equal((await rows.get('k', { consistent: true })).toJSON());
      const error = await failureOf(create);
      expect(error).to.include({ code: 'KEY_EXISTS' });
      expect(currentOf(error)?.toJSON()).to.deep.equal(created.toJSON());
      const changed = await rows.put('k', { value: 'y' });
      expect(await failureOf(() => rows.atomicDelete('k', created, { exact: true }))).to.include({
        code: 'KEY_MODIFIED',
      });
      expect(await rows.atomicDelete('k', changed, { exact: true })).to.equal(true);
      expect(await failureOf(() => rows.atomicDelete('k', changed, { exact: true }))).to.include({
        code: 'KEY_NOT_FOUND',
      });
      await rows.put('k');
      expect(await rows.delete('k', { exact: true })).to.equal(undefined);
      expect(await rows.delete('k', { exact: true }), 'absent').to.equal(undefined);
      expect(await rowAt(rows, 'k')).to.equal(undefined);
    },
  ],
];
