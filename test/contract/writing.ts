import { expect } from 'chai';
import { writeWithBytes, writeWithFields, writeWithNoExpires, writeWithString, writeWithTTL } from '../../lib/index.js';
import { failureOf } from '../support/failure.js';
import type { Sentence } from './fixture.js';

const NOT_FOUND = 'KEY_NOT_FOUND';

export const WRITING: readonly Sentence[] = [
  [
    'a missing key is KeyNotFoundError for get, undefined for find, false for exists, nothing for a list',
    async ({ partition }) => {
      const rows = partition();
      expect(await failureOf(() => rows.get('missing'))).to.include({ code: NOT_FOUND, name: 'KeyNotFoundError' });
      expect(await rows.find('missing')).to.equal(undefined);
      expect(await rows.exists('missing')).to.equal(false);
      expect(await rows.list('').toArray()).to.deep.equal([]);
      expect(await rows.listPage('')).to.deep.equal({ keys: [] });
    },
  ],
  [
    'put, then get: the value, under a version that is not zero',
    async ({ partition }) => {
      const rows = partition();
      const written = await rows.put('k', { value: 'hello' });
      const read = await rows.get('k', { consistent: true });
      expect(read.stringValue()).to.equal('hello');
      expect(read).to.include({ partition: rows.name, key: 'k', version: 1, versionText: '1' });
      expect(written.toJSON()).to.deep.equal(read.toJSON());
      expect((await rows.find('k', { consistent: true }))?.toJSON()).to.deep.equal(read.toJSON());
      expect(await rows.exists('k', { consistent: true })).to.equal(true);
    },
  ],
  [
    'each write counts the version up by one',
    async ({ partition }) => {
      const rows = partition();
      for (const version of [1, 2, 3]) expect(await rows.put('k', { value: 'same' })).to.include({ version });
      expect(await rows.atomicPut('k', { previous: await rows.get('k', { consistent: true }) })).to.include({
        version: 4,
      });
    },
  ],
  [
    'a version counts exactly beyond 2^53',
    async ({ partition, plant }) => {
      const rows = partition();
      await plant(rows, 'k', { version: { N: '9007199254740993' } });
      expect(await rows.put('k')).to.include({ versionText: '9007199254740994' });
      const read = await rows.get('k', { consistent: true });
      expect(await rows.atomicPut('k', { previous: read })).to.include({ versionText: '9007199254740995' });
      expect(await failureOf(() => read.version)).to.include({ code: 'DECODE' });
    },
  ],
  [
    'a row without a version is at version 0, and can be replaced and removed at it',
    async ({ partition, plant, rowAt }) => {
      const rows = partition();
      await plant(rows, 'k', { payload: { S: 'raw' } });
      const read = await rows.get('k', { consistent: true });
      expect(read.version).to.equal(0);
      expect(await rows.atomicPut('k', { previous: read, value: 'new' })).to.include({ version: 1 });
      await plant(rows, 'k', { payload: { S: 'raw' } });
      expect(await rows.atomicDelete('k', await rows.get('k', { consistent: true }))).to.equal(true);
      expect(await rowAt(rows, 'k')).to.equal(undefined);
      expect(await failureOf(() => rows.atomicPut('k', { previous: read }))).to.include({ code: 'KEY_MODIFIED' });
    },
  ],
  ...['a', 'a/', '/a', 'a/b', 'a/b/', 'a//b', '//', 'a b', 'ä/ö', '%2F', '\u0000', '#', 'A'].map((key): Sentence => [
    `the key ${JSON.stringify(key)} is a key like any other`,
    async ({ partition }) => {
      const rows = partition();
      await rows.put(key, { value: `value of ${key}` });
      await rows.put('other', { value: 'other' });
      expect((await rows.get(key, { consistent: true })).stringValue()).to.equal(`value of ${key}`);
      expect((await rows.list(key, { consistent: true }).toArray()).map((row) => row.key)).to.deep.equal([key]);
      await rows.delete(key);
      expect(await rows.exists(key, { consistent: true })).to.equal(false);
      expect(await rows.exists('other', { consistent: true })).to.equal(true);
    },
  ]),
  [
    'the longest keys are keys: 2,048 bytes and 1,024',
    async ({ table }) => {
      const rows = table.partition('é'.repeat(1024));
      const key = '€'.repeat(341) + 'x';
      expect(await rows.put(key, { value: 'x' })).to.include({ partition: rows.name, key });
      expect(await rows.list(key).toArray()).to.have.length(1);
      const { lastKey } = await rows.listPage('', { limit: 1 });
      expect((await rows.listPage('', lastKey === undefined ? {} : { startKey: lastKey })).keys.length).to.be.at.most(
        1,
      );
      await rows.delete(key);
    },
  ],
  [
    'two partitions with equal keys do not see each other',
    async ({ partition }) => {
      const [one, two] = [partition(), partition()];
      await one.put('k', { value: 'one' });
      expect(await two.exists('k', { consistent: true })).to.equal(false);
      await two.put('k', { value: 'two' });
      await two.delete('k');
      expect((await one.get('k', { consistent: true })).stringValue()).to.equal('one');
    },
  ],
  [
    'empty values are values: text and bytes',
    async ({ partition }) => {
      const rows = partition();
      await rows.put('text', { value: '' });
      await rows.put('bytes', { value: new Uint8Array() });
      expect((await rows.get('text', { consistent: true })).value).to.deep.equal({ S: '' });
      expect((await rows.get('bytes', { consistent: true })).bytesValue()).to.have.length(0);
      expect((await rows.put('none')).value).to.equal(undefined);
    },
  ],
  [
    'bytes are stored as base64 text, all 256 of them, also from the middle of a buffer',
    async ({ partition }) => {
      const rows = partition();
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const written = await rows.put('k', writeWithBytes(all.subarray(1)));
      expect(written.value).to.deep.equal({ S: Buffer.from(all.subarray(1)).toString('base64') });
      expect([...written.bytesValue()]).to.deep.equal([...all.subarray(1)]);
    },
  ],
  [
    'an AttributeValue is stored as it is, whatever its type',
    async ({ partition }) => {
      const rows = partition();
      const values = [
        { N: '12.5' },
        { BOOL: false },
        { NULL: true as const },
        { B: Uint8Array.of(1, 2) },
        { SS: ['a', 'b'] },
        { L: [{ S: '' }, { M: { deep: { L: [] } } }] },
        { M: { text: { S: 'x' }, none: { NULL: true as const } } },
      ];
      for (const value of values) {
        await rows.put('k', { value });
        expect((await rows.get('k', { consistent: true })).value).to.deep.equal(value);
      }
    },
  ],
  [
    'put on a live row merges: what is not named stays, also the expiry',
    async ({ partition }) => {
      const rows = partition();
      const color = { S: 'red' };
      await rows.put('k', { value: 'one', fields: { color }, ttl: '1h' });
      const written = await rows.put('k', { fields: { size: { N: '5' } } });
      expect(written.stringValue()).to.equal('one');
      expect(written.fields).to.deep.equal({ color, size: { N: '5' } });
      expect(written.expires).to.be.a('number');
      expect((await rows.put('k', { value: 'two' })).fields).to.have.all.keys('color', 'size');
      expect((await rows.put('k')).stringValue()).to.equal('two');
    },
  ],
  [
    'expires never removes an expiry, and nothing else does',
    async ({ partition, rowAt }) => {
      const rows = partition();
      await rows.put('k', writeWithString('x'), writeWithTTL('1h'));
      expect((await rows.put('k', { value: 'y' })).expires).to.be.a('number');
      expect((await rows.put('k', writeWithNoExpires())).expires).to.equal(undefined);
      expect(await rowAt(rows, 'k')).not.to.have.property('expires');
      await rows.put('k', { ttl: '1h' });
      const read = await rows.get('k', { consistent: true });
      expect((await rows.atomicPut('k', { previous: read, expires: 'never' })).expires).to.equal(undefined);
    },
  ],
  [
    'a lifetime ends at the whole second before now + ttl, a moment at its own second',
    async ({ partition, clock }) => {
      const rows = partition();
      const end = Math.floor((clock.nowMs() + 90_000) / 1000);
      expect(await rows.put('ttl', { ttl: 90 })).to.include({ expires: end });
      expect(await rows.put('text', { ttl: '1.5m' })).to.include({ expires: end });
      expect(await rows.put('date', { expires: new Date(end * 1000 + 999) })).to.include({ expires: end });
    },
  ],
  [
    'a field is one attribute of the row, whatever its name',
    async ({ partition, rowAt }) => {
      const rows = partition();
      const names = ['a.b', 'a[0]', '#0', ':0', 'select', 'size', ' ', 'é', 'constructor', 'then', 'ids', '_w', '_wX'];
      const fields = Object.fromEntries(names.map((name) => [name, { S: name }]));
      const written = await rows.put('k', writeWithFields(fields));
      expect(written.fields).to.deep.equal(fields);
      expect(await rowAt(rows, 'k')).to.include.keys(names);
      expect((await rows.get('k', { consistent: true })).decodeFields()).to.deep.equal(
        Object.fromEntries(names.map((name) => [name, name])),
      );
    },
  ],
  [
    'later options win over earlier ones, undefined over none',
    async ({ partition }) => {
      const rows = partition();
      const written = await rows.put(
        'k',
        { value: 'one', ttl: 60 },
        { value: 'two', fields: { a: { S: '1' } } },
        { value: undefined, expires: 'never' },
      );
      expect(written.stringValue()).to.equal('two');
      expect(written.fields).to.deep.equal({ a: { S: '1' } });
      expect(written.expires).to.equal(undefined);
    },
  ],
  [
    'the row that a write gives is the row as it lies there',
    async ({ partition, rowAt }) => {
      const rows = partition();
      const written = await rows.put('k', { value: 'x', fields: { a: { N: '1' } }, ttl: 60 });
      const row = await rowAt(rows, 'k');
      expect(row?.['payload']).to.deep.equal(written.value);
      expect(row?.['version']).to.deep.equal({ N: written.versionText });
      expect(row?.['expires']).to.deep.equal({ N: String(written.expires) });
      expect(row?.['a']).to.deep.equal({ N: '1' });
    },
  ],
];
