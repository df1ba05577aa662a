import { expect } from 'chai';
import { Field, decodeItem, marshalStruct, unmarshalStruct } from '../../../lib/index.js';
import type { DeviationTest } from './decides.js';
import { codeOf, failureOf } from './stage.js';

export const VALUES: readonly DeviationTest[] = [
  {
    id: 'D19',
    sentence: 'reads attributes by their exact names, and writes no field that differs from a reserved one by casing',
    run: async ({ partition, seed, sent }) => {
      const others = { Version: { S: 'v' }, ID: { N: '7' }, Expires: { S: 'soon' }, PAYLOAD: { BOOL: true } };
      await seed('k', { payload: { S: 'value' }, ...others });
      const found = await partition.get('k');
      expect([found.partition, found.version, found.expires, found.stringValue()]).to.deep.equal([
        ...[partition.name, 1, undefined, 'value'],
      ]);
      expect(found.fields).to.deep.equal(others);
      sent();
      for (const name of ['Id', 'NAME', 'vErsion', 'Expires', 'payloaD', 'id']) {
        const fields = { [name]: { S: 'x' } };
        expect(await codeOf(() => partition.put('k', { fields }))).to.equal('RESERVED_FIELD');
        expect(await codeOf(() => partition.atomicPut('k', { fields }))).to.equal('RESERVED_FIELD');
      }
      expect(sent()).to.deep.equal([]);
    },
  },
  {
    id: 'D20',
    sentence: 'takes the name of a field for one attribute, never for a path',
    run: async ({ partition, stored }) => {
      await partition.put('k', { value: { M: { x: { S: 'kept' } } } });
      const fields = { 'a.b': { S: '1' }, 'list[0]': { S: '2' }, 'payload.x': { S: '3' } };
      const written = await partition.put('k', { fields });
      expect(written.fields).to.deep.equal(fields);
      const payload = { M: { x: { S: 'kept' } } };
      expect(await stored('k')).to.deep.equal({ version: { N: '2' }, payload, ...fields });
    },
  },
  {
    id: 'D21',
    sentence: 'writes an empty value as empty text, and reads NULL as nothing',
    run: async ({ partition, seed, stored }) => {
      await partition.put('text', { value: '' });
      await partition.put('bytes', { value: new Uint8Array() });
      await seed('null', { payload: { NULL: true } });
      for (const key of ['text', 'bytes']) expect((await stored(key))?.['payload']).to.deep.equal({ S: '' });
      for (const key of ['text', 'bytes', 'null']) {
        const found = await partition.get(key);
        expect(found.stringValue()).to.equal('');
        expect([...found.bytesValue()]).to.deep.equal([]);
      }
      expect(await codeOf(() => partition.put('k', { value: null as never }))).to.equal('INVALID_ARGUMENT');
    },
  },
  {
    id: 'D22',
    sentence: 'fails to read as bytes what is not base64 text',
    run: async ({ partition, seed }) => {
      for (const text of ['not base64!', 'abc', 'ab=c', 'YQ', 'YR==']) {
        await seed('k', { payload: { S: text } });
        const found = await partition.get('k');
        expect(await failureOf(() => found.bytesValue())).to.include({
          code: 'DECODE',
          attribute: 'payload',
          key: 'k',
        });
        expect(found.stringValue()).to.equal(text);
      }
      // Text and bytes look alike in the table, so that this cannot be told from three bytes.
      await seed('k', { payload: { S: 'abcd' } });
      expect((await partition.get('k')).bytesValue()).to.have.length(3);
    },
  },
  {
    id: 'D23',
    sentence: 'writes bytes as Go does, and as a binary where asked, which holds a third more',
    run: async ({ partition, stored }) => {
      const bytes = new Uint8Array(310_000).fill(1);
      expect(await codeOf(() => partition.put('k', { value: bytes }))).to.equal('ITEM_TOO_LARGE');
      await partition.put('k', { value: { B: bytes } });
      const found = await partition.get('k');
      expect(Buffer.compare(found.bytesValue(), bytes)).to.equal(0);
      expect(found.stringValue()).to.equal('');
      await partition.put('small', { value: Uint8Array.of(1, 2) });
      expect((await stored('small'))?.['payload']).to.deep.equal({ S: 'AQI=' });
    },
  },
  {
    id: 'D24',
    sentence: 'keeps every version of 64 bits exactly, and never rounds one',
    run: async ({ partition, seed, stored }) => {
      await seed('k', { version: { N: '9007199254740993' } });
      const previous = await partition.get('k');
      expect(previous.versionText).to.equal('9007199254740993');
      expect(await codeOf(() => previous.version)).to.equal('DECODE');
      expect(previous.toJSON()['version']).to.equal('9007199254740993');
      const written = await partition.atomicPut('k', { previous, value: 'v' });
      expect(written.versionText).to.equal('9007199254740994');
      expect(await codeOf(() => partition.atomicPut('k', { previous, value: 'v' }))).to.equal('KEY_MODIFIED');
      expect((await stored('k'))?.['version']).to.deep.equal({ N: '9007199254740994' });
      for (const N of ['9223372036854775808', '1.5', '1e400']) {
        const item = { id: { S: 'p' }, name: { S: 'k' }, version: { N } };
        expect(await codeOf(() => decodeItem(item))).to.equal('DECODE');
      }
    },
  },
  {
    id: 'D35',
    sentence: 'writes a page as JSON with values and fields, in one casing',
    run: async ({ partition, seed }) => {
      await seed('a', { payload: { S: 'v' }, field: { N: '7' }, expires: { N: '9999999999' } });
      await seed('b');
      const page = await partition.listPage('', { limit: 1 });
      expect(JSON.parse(JSON.stringify(page))).to.deep.equal({
        keys: [
          {
            ...{ partition: partition.name, key: 'a', version: '1', expires: 9_999_999_999 },
            ...{ value: { S: 'v' }, fields: { field: { N: '7' } } },
          },
        ],
        lastKey: page.lastKey,
      });
    },
  },
  {
    id: 'D37',
    sentence: 'decodes nothing silently wrong, and writes zero values as they are',
    run: async () => {
      class Target {
        @Field(() => [String]) tags?: string[];
      }
      expect(await codeOf(() => unmarshalStruct(null as never))).to.equal('INVALID_ARGUMENT');
      expect(await codeOf(() => unmarshalStruct(undefined as never, Target))).to.equal('INVALID_ARGUMENT');
      expect(await codeOf(() => unmarshalStruct({ S: 'x' }, Target))).to.equal('DECODE');
      expect(await codeOf(() => unmarshalStruct({ NULL: true }, Target))).to.equal('DECODE');
      const misfit = await failureOf(() => unmarshalStruct({ M: { tags: { S: 'x' } } }, Target));
      expect(misfit).to.include({ code: 'DECODE', attribute: 'tags' });
      expect(await codeOf(() => marshalStruct('x' as never))).to.equal('INVALID_ARGUMENT');
      expect(marshalStruct({ text: '', count: 0, done: false, tags: [], nothing: null })).to.deep.equal({
        M: { text: { S: '' }, count: { N: '0' }, done: { BOOL: false }, tags: { L: [] }, nothing: { NULL: true } },
      });
    },
  },
];
