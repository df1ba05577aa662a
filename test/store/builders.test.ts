import { expect } from 'chai';
import {
  type ErrorCode,
  decodeItem,
  readConsistent,
  readConsistentDisable,
  readScanIndexForwardDisable,
  readWithGlobalIndex,
  readWithLimit,
  readWithLocalIndex,
  readWithStartKey,
  writeWithBytes,
  writeWithFields,
  writeWithNoExpires,
  writeWithPreviousKV,
  writeWithString,
  writeWithTTL,
} from '../../lib/index.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';

const row = decodeItem({ id: { S: 'p' }, name: { S: 'k' }, version: { N: '1' } });
const bytes = Uint8Array.of(1, 2);
// What a program without types may pass.
const anything = (value: unknown) => value as never;

const BUILT: Readonly<Record<string, readonly [object, object]>> = {
  readConsistent: [readConsistent(), { consistent: true }],
  readConsistentDisable: [readConsistentDisable(), { consistent: false }],
  readScanIndexForwardDisable: [readScanIndexForwardDisable(), { scanIndexForward: false }],
  'readWithGlobalIndex of two keys': [
    readWithGlobalIndex('byStore', 'store', 'placed'),
    { index: { name: 'byStore', partitionKeyAttribute: 'store', sortKeyAttribute: 'placed' } },
  ],
  'readWithGlobalIndex of a partition key': [
    readWithGlobalIndex('byStore', 'store'),
    { index: { name: 'byStore', partitionKeyAttribute: 'store' } },
  ],
  readWithLocalIndex: [readWithLocalIndex('byDate', 'date'), { index: { name: 'byDate', sortKeyAttribute: 'date' } }],
  readWithLimit: [readWithLimit(5), { limit: 5 }],
  readWithStartKey: [readWithStartKey('token'), { startKey: 'token' }],
  writeWithBytes: [writeWithBytes(bytes), { value: bytes }],
  writeWithString: [writeWithString(''), { value: '' }],
  writeWithFields: [writeWithFields({ a: { S: 'x' } }), { fields: { a: { S: 'x' } } }],
  'writeWithFields of none': [writeWithFields(null), { fields: null }],
  writeWithNoExpires: [writeWithNoExpires(), { expires: 'never' }],
  writeWithPreviousKV: [writeWithPreviousKV(row), { previous: row }],
  'writeWithPreviousKV of none': [writeWithPreviousKV(null), { previous: null }],
  writeWithTTL: [writeWithTTL('15m'), { ttl: '15m' }],
};

const REFUSED: Readonly<Record<string, readonly [() => unknown, ErrorCode?]>> = {
  'an index without a name': [() => readWithGlobalIndex('', 'store')],
  'an index of two characters': [() => readWithLocalIndex('ab', 'date')],
  'a global index without its key': [() => readWithGlobalIndex('byStore', anything(undefined))],
  'a global index with an empty key': [() => readWithGlobalIndex('byStore', '')],
  'a global index with an empty sort key': [() => readWithGlobalIndex('byStore', 'store', '')],
  'a local index without its key': [() => readWithLocalIndex('byDate', anything(undefined))],
  'a limit of nothing': [() => readWithLimit(0)],
  'half a limit': [() => readWithLimit(0.5)],
  'a limit that is undefined': [() => readWithLimit(anything('5'))],
  'an empty token': [() => readWithStartKey(''), 'INVALID_PAGE_TOKEN'],
  'a token that is none': [() => readWithStartKey(anything({ id: 'x' })), 'INVALID_PAGE_TOKEN'],
  'bytes that are text': [() => writeWithBytes(anything('x'))],
  'text that is bytes': [() => writeWithString(anything(bytes))],
  'text that UTF-8 cannot write': [() => writeWithString('\ud800')],
  'fields that are plain values': [() => writeWithFields(anything({ a: 'x' }))],
  'a field with a name of the store’s': [() => writeWithFields({ Version: { N: '1' } }), 'RESERVED_FIELD'],
  'a previous that is none': [() => writeWithPreviousKV(anything(5))],
  'a previous without a version': [() => writeWithPreviousKV(anything({ partition: 'p', key: 'k' }))],
  'a lifetime of nothing': [() => writeWithTTL(0)],
  'a lifetime before its begin': [() => writeWithTTL(-5)],
  'a lifetime under a second': [() => writeWithTTL('500ms')],
  'a lifetime without a unit': [() => writeWithTTL('15')],
  'an endless lifetime': [() => writeWithTTL(Infinity)],
};

describeOnce('store/builders', () => {
  for (const [what, [built, expected]] of Object.entries(BUILT)) {
    it(`builds a plain object: ${what}`, () => {
      expect(built).to.deep.equal(expected);
      expect(Object.getPrototypeOf(built)).to.equal(Object.prototype);
    });
  }

  for (const [what, [build, code = 'INVALID_ARGUMENT']] of Object.entries(REFUSED)) {
    it(`throws at once for ${what}`, async () => {
      expect(build).to.throw();
      expect(await failureOf(build)).to.include({ code, retryable: false });
    });
  }
});
