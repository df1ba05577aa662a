import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { InvalidPageTokenError } from '../../lib/errors.js';
import { encodeBase58 } from '../../lib/record/base58.js';
import { readGoToken, writeGoToken } from '../../lib/record/go-page-token.js';
import type { Item } from '../../lib/record/layout.js';
import { createPageTokens } from '../../lib/record/page-token.js';
import type { PageScope } from '../../lib/record/page-scope.js';
import { describeOnce } from '../support/describe-once.js';

const SCOPE: PageScope = {
  table: 'shop',
  partition: 'p',
  prefix: 'k/',
  forward: true,
  partitionKeyAttribute: 'id',
  sortKeyAttribute: 'name',
};
const KEY: Item = { id: { S: 'p' }, name: { S: 'k/<é>\u2028' } };
const INDEX: PageScope = { ...SCOPE, index: 'byStore', partitionKeyAttribute: 'store', sortKeyAttribute: 'placed' };
const INDEX_KEY: Item = { id: { S: 'x' }, name: { S: 'y' }, store: { S: 'p' }, placed: { S: 'k/1' } };

const zipped = (json: string | Buffer) => encodeBase58(gzipSync(json));
const v1 = (key: Item) =>
  zipped(JSON.stringify(Object.fromEntries(Object.entries(key).map(([name, value]) => [name, { N: null, ...value }]))));
const texts = (key: Item) => Object.fromEntries(Object.entries(key).map(([name, { S }]) => [name, S]));
const v2 = (members: unknown) => Buffer.from(JSON.stringify(members)).toString('base64url');

describeOnce('record/go-page-token', () => {
  for (const format of ['go-v1', 'go-v2'] as const) {
    it(`reads back what it writes as ${format}`, () => {
      for (const [key, scope] of [
        [KEY, SCOPE],
        [INDEX_KEY, INDEX],
        [
          { id: { S: 'x' }, name: { S: 'y' }, store: { S: 'p' } },
          { ...INDEX, sortKeyAttribute: undefined },
        ],
      ] as const) {
        expect(readGoToken(writeGoToken(format, key, scope)!, scope)).to.deep.equal(key);
      }
    });
  }

  it('writes numbers and bytes as version 1 alone can', () => {
    const key: Item = { ...INDEX_KEY, placed: { N: '-1.50' } };
    const bytes: Item = { ...INDEX_KEY, placed: { B: Uint8Array.of(0, 250) } };
    for (const each of [key, bytes]) {
      expect(readGoToken(writeGoToken('go-v1', each, INDEX)!, INDEX)).to.deep.equal(each);
      expect(writeGoToken('go-v2', each, INDEX)).to.equal(undefined);
    }
  });

  const FOREIGN: Readonly<Record<string, Item>> = {
    'another partition': { ...KEY, id: { S: 'q' } },
    'another prefix': { ...KEY, name: { S: 'j' } },
    'another index': INDEX_KEY,
    'a table without a sort key': { id: { S: 'p' } },
    'one attribute too many': { ...KEY, more: { S: 'x' } },
    nothing: {},
  };
  for (const [what, key] of Object.entries(FOREIGN)) {
    it(`refuses the key of ${what}`, () => {
      expect(() => readGoToken(v1(key), SCOPE)).to.throw(InvalidPageTokenError);
      const texts = Object.fromEntries(Object.entries(key).map(([name, value]) => [name, value.S]));
      expect(() => readGoToken(v2(texts), SCOPE)).to.throw(InvalidPageTokenError);
      expect(writeGoToken('go-v1', key, SCOPE), 'and does not write what it would not read').to.equal(undefined);
    });
  }

  const DAMAGED: Readonly<Record<string, string>> = {
    'a bomb of zeros': zipped(Buffer.alloc(4_000_000)),
    'a bomb of JSON': zipped(`{"id":{"S":"${'p'.repeat(4_000_000)}"}}`),
    'more than 8 KB of base58': '2'.repeat(8 * 1024 + 1),
    'no gzip': encodeBase58(Buffer.from('hello')),
    'no JSON': zipped('hello'),
    null: zipped('null'),
    'a list': zipped('[]'),
    'a text': zipped('"x"'),
    'a number': v2(5),
    'a key without type': zipped('{"id":{"S":"p"},"name":{}}'),
    'a key of two types': zipped('{"id":{"S":"p"},"name":{"S":"k/","N":"1"}}'),
    'a key of a set': zipped('{"id":{"S":"p"},"name":{"SS":["k/"]}}'),
    'a key of a map': zipped('{"id":{"S":"p"},"name":{"M":{}}}'),
    'an empty key': zipped('{"id":{"S":"p"},"name":{"S":""}}'),
    'a key of 2,049 bytes': zipped(`{"id":{"S":"p"},"name":{"S":"k/${'x'.repeat(2047)}"}}`),
    'a sort key of 1,025 bytes': zipped(`{"id":{"S":"p"},"name":{"S":"k/${'x'.repeat(1023)}"}}`),
    'a sort key of 1,025 bytes of version 2': v2({ id: 'p', name: `k/${'x'.repeat(1023)}` }),
    'a number in words': zipped('{"id":{"S":"p"},"name":{"N":"ten"}}'),
    'half of a surrogate pair': zipped('{"id":{"S":"p"},"name":{"S":"k/\\ud800"}}'),
    'half of a surrogate pair of version 2': v2({ id: 'p', name: 'k/\ud800' }),
    'bytes that are no base64': zipped('{"id":{"S":"p"},"name":{"B":"?"}}'),
    'a number as text of version 2': v2({ id: 'p', name: 5 }),
    'null as text of version 2': v2({ id: 'p', name: null }),
    'an empty text of version 2': v2({ id: 'p', name: '' }),
  };
  for (const [what, token] of Object.entries(DAMAGED)) {
    it(`refuses ${what}`, () => {
      expect(() => readGoToken(token, SCOPE)).to.throw(InvalidPageTokenError);
      expect(() => createPageTokens().open(token, SCOPE)).to.throw(InvalidPageTokenError);
    });
  }

  it('of a local index holds its sort key, also where the list does not name it', () => {
    const scope: PageScope = { ...SCOPE, prefix: '', index: 'byDue', isLocal: true, sortKeyAttribute: undefined };
    const key = { ...KEY, due: { S: '2026' } };
    for (const write of [v1, v2] as const) {
      const token = (of: Item) => (write === v2 ? v2(texts(of)) : v1(of));
      expect(readGoToken(token(key), scope)).to.deep.equal(key);
      for (const other of [KEY, { ...key, more: { S: 'x' } }]) {
        expect(() => readGoToken(token(other), scope)).to.throw(InvalidPageTokenError, 'another table or index');
      }
      // A global index may have no sort key.
      expect(readGoToken(token(KEY), { ...scope, isLocal: false })).to.deep.equal(KEY);
    }
  });

  it('refuses a token with a character changed that still unpacks', () => {
    const token = writeGoToken('go-v2', KEY, SCOPE)!;
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      try {
        // Not signed, so that another key of the same list is all that a change can come to.
        expect(readGoToken(changed, SCOPE)['id']).to.deep.equal({ S: 'p' });
      } catch (error) {
        expect(error).to.be.instanceOf(InvalidPageTokenError);
      }
    }
  });

  it('is taken without a secret, and with one only when asked for', () => {
    for (const token of [writeGoToken('go-v1', KEY, SCOPE)!, writeGoToken('go-v2', KEY, SCOPE)!]) {
      expect(createPageTokens().open(token, SCOPE)).to.deep.equal(KEY);
      expect(createPageTokens({ secret: 's', acceptGo: true }).open(token, SCOPE)).to.deep.equal(KEY);
      expect(() => createPageTokens({ secret: 's' }).open(token, SCOPE)).to.throw(InvalidPageTokenError);
      expect(() => createPageTokens({ acceptGo: false }).open(token, SCOPE)).to.throw(InvalidPageTokenError);
    }
  });
});
