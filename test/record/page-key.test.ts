import { expect } from 'chai';
import { DecodeError, InvalidPageTokenError } from '../../lib/errors.js';
import type { Item } from '../../lib/record/layout.js';
import { decodePageKey, encodePageKey } from '../../lib/record/page-key.js';
import type { PageScope } from '../../lib/record/page-scope.js';
import { describeOnce } from '../support/describe-once.js';

const SCOPE: PageScope = {
  table: 'shop',
  partition: 'p',
  prefix: '',
  forward: true,
  partitionKeyAttribute: 'id',
  sortKeyAttribute: 'name',
};

describeOnce('record/page-key', () => {
  const KEYS: Readonly<Record<string, Item>> = {
    'of the table': { id: { S: 'p' }, name: { S: 'k' } },
    'of an index, with numbers and bytes': {
      id: { S: 'other' },
      name: { S: 'k' },
      store: { S: 'p' },
      total: { N: '-12.50' },
      raw: { B: Uint8Array.of(0, 255) },
    },
    'with hostile names and characters': JSON.parse(
      '{"id":{"S":"p"},"name":{"S":"\\u0000é😀"},"__proto__":{"S":"x"}}',
    ) as Item,
  };
  for (const [what, key] of Object.entries(KEYS)) {
    it(`reads back a key ${what}`, () => {
      const scope = 'store' in key ? { ...SCOPE, partitionKeyAttribute: 'store' } : SCOPE;
      expect(decodePageKey(encodePageKey(key, scope), scope)).to.deep.equal(key);
    });
  }

  it('leaves out the partition that the list names anyway', () => {
    const secret = { ...SCOPE, partition: 'customer-4711' };
    const bytes = encodePageKey({ id: { S: 'customer-4711' }, name: { S: 'k' } }, secret);
    expect(bytes.includes('customer-4711')).to.equal(false);
    expect(bytes).to.have.length(2 + 'name'.length + 2 + 'Sk'.length);
  });

  it('leaves out what all rows of the list share, and writes what one has otherwise', () => {
    const shared = { store: { S: 's' }, total: { N: '5' } };
    const key = { id: { S: 'p' }, name: { S: 'k' }, ...shared };
    const scope = { ...SCOPE, shared };
    expect(encodePageKey(key, scope).includes('store')).to.equal(false);
    expect(decodePageKey(encodePageKey(key, scope), scope)).to.deep.equal(key);
    const other = { ...key, total: { N: '5.0' } };
    expect(decodePageKey(encodePageKey(other, scope), scope)).to.deep.equal(other);
  });

  it('refuses a key attribute of another type', () => {
    expect(() => encodePageKey({ id: { S: 'p' }, name: { BOOL: true } }, SCOPE)).to.throw(DecodeError);
  });

  it('refuses bytes that end too early, and a type that is none', () => {
    const bytes = encodePageKey(KEYS['of the table']!, SCOPE);
    for (let length = 1; length < bytes.length; length++) {
      expect(() => decodePageKey(bytes.subarray(0, length), SCOPE), String(length)).to.throw(InvalidPageTokenError);
    }
    const typeless = Buffer.from(bytes);
    typeless.write('X', bytes.indexOf('Sk'));
    expect(() => decodePageKey(typeless, SCOPE)).to.throw(InvalidPageTokenError);
  });
});
