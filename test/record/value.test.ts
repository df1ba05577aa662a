import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError, InvalidArgumentError } from '../../lib/errors.js';
import { MAX_CONTAINERS } from '../../lib/record/layout.js';
import { marshalStruct, unmarshalStruct } from '../../lib/record/struct.js';
import { readValue, writeValue } from '../../lib/record/value.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';

class Point {
  constructor(
    public x = 0,
    public y = 0,
  ) {}
}

const nested = (depth: number): unknown => (depth === 0 ? 'x' : { a: nested(depth - 1) });
const itself: Record<string, unknown> = {};
itself['itself'] = itself;

const MEMBERS: Readonly<Record<string, readonly [unknown, AttributeValue]>> = {
  'a text': ['a', { S: 'a' }],
  'an empty text': ['', { S: '' }],
  'a number': [1.5, { N: '1.5' }],
  'minus zero, which DynamoDB lacks': [-0, { N: '0' }],
  'a bigint': [9007199254740993n, { N: '9007199254740993' }],
  'a boolean': [false, { BOOL: false }],
  null: [null, { NULL: true }],
  'a date': [new Date(0), { S: '1970-01-01T00:00:00.000Z' }],
  bytes: [Uint8Array.of(1), { B: Uint8Array.of(1) }],
  'a set': [new Set(['a', 'b']), { SS: ['a', 'b'] }],
  'a set of numbers': [new Set([1, 2]), { NS: ['1', '2'] }],
  'an array': [[1, [null]], { L: [{ N: '1' }, { L: [{ NULL: true }] }] }],
  'a Map': [new Map([['a', 1]]), { M: { a: { N: '1' } } }],
  'an object without a prototype': [Object.assign(Object.create(null), { a: 1 }), { M: { a: { N: '1' } } }],
  'an instance of a class': [new Point(1, 2), { M: { x: { N: '1' }, y: { N: '2' } } }],
};

const UNSTORABLE: Readonly<Record<string, unknown>> = {
  NaN: NaN,
  Infinity: Infinity,
  'an Invalid Date': new Date(NaN),
  'a function': () => 1,
  'a symbol': Symbol('x'),
  'half of a surrogate pair': '\ud800',
  'a key that UTF-8 cannot write': { '\ud800': 1 },
  'a bigint of 39 digits': 10n ** 38n + 1n,
  'a mixed set': new Set([1, 'a']),
  'a set of objects': new Set([{}]),
  'a list with a hole': [undefined],
  'a Map with a key that is no text': new Map([[1, 1]]),
  'a Promise': Promise.resolve(1),
  'a regular expression': /x/,
  'an Error': new Error('x'),
  'a URL': new URL('http://localhost'),
  'an ArrayBuffer': new ArrayBuffer(1),
  'other numbers in an array': new Int32Array(1),
  'a boxed text': new String('x'),
  'one map more than DynamoDB keeps': nested(MAX_CONTAINERS),
  'an object that holds itself': itself,
};

describeOnce('record/value', () => {
  for (const [what, [value, stored]] of Object.entries(MEMBERS)) {
    it(`marshalStruct writes ${what}`, () => {
      expect(marshalStruct({ member: value })).to.deep.equal({ M: { member: stored } });
    });
  }

  for (const [what, value] of Object.entries(UNSTORABLE)) {
    it(`marshalStruct refuses ${what}, and says where it is`, () => {
      expect(() => marshalStruct({ member: value })).to.throw(InvalidArgumentError, /'(member|itself)/);
    });
  }

  for (const value of [undefined, null, 5, 'x', true, [], new Date(), new Set(['a']), new Uint8Array(1), () => 1]) {
    it(`marshalStruct refuses ${Object.prototype.toString.call(value)}, which is no struct`, () => {
      expect(() => marshalStruct(value as object)).to.throw(InvalidArgumentError);
    });
  }

  it('leaves out what is undefined, and an empty set', () => {
    expect(marshalStruct({ a: undefined, b: new Set(), c: 1 })).to.deep.equal({ M: { c: { N: '1' } } });
  });

  it('writes hostile names, and reads them back as plain data', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"then":3}') as object;
    const read = unmarshalStruct<object>(marshalStruct(hostile));
    expect(Object.entries(read)).to.deep.equal(Object.entries(hostile));
    expect(Object.getPrototypeOf(read)).to.equal(Object.prototype);
    expect(({} as { polluted?: number }).polluted).to.equal(undefined);
    const instance = unmarshalStruct(marshalStruct(hostile), Point);
    expect(instance).to.be.instanceOf(Point);
  });

  it('unmarshalStruct makes an instance with every member as a property', () => {
    const point = unmarshalStruct({ M: { x: { N: '5' }, more: { L: [] } } }, Point);
    expect(point).to.be.instanceOf(Point).and.deep.include({ x: 5, y: 0, more: [] });
  });

  const UNREADABLE: readonly unknown[] = [
    undefined,
    null,
    'x',
    {},
    { X: 1 },
    { M: null },
    { M: { a: null } },
    { L: 'ab' },
    { L: [undefined] },
    { SS: 5 },
    { N: '9007199254740993' },
    { N: '1e400' },
  ];
  for (const value of UNREADABLE) {
    it(`unmarshalStruct fails typed for ${JSON.stringify(value) ?? 'undefined'}`, () => {
      // Not even an attribute value: a fault of the caller's. One that does not hold what it should: a fault of the row's.
      const Failure = typeof value === 'object' && value !== null ? DecodeError : InvalidArgumentError;
      expect(() => unmarshalStruct(value as AttributeValue)).to.throw(Failure);
      expect(() => unmarshalStruct(value as AttributeValue, Point)).to.throw(Failure);
    });
  }

  it('passes on what a constructor throws', async () => {
    const thrown = new Error('of the user');
    class Broken {
      constructor() {
        throw thrown;
      }
    }
    expect(await failureOf(() => unmarshalStruct({ M: {} }, Broken))).to.equal(thrown);
  });

  it('reads back whatever it writes without a declared type', () => {
    const value = fc.anything({
      withNullPrototype: false,
      key: fc.string({ minLength: 1 }),
      values: [
        fc.string({ unit: 'grapheme' }),
        fc
          .double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 })
          .filter((n) => Math.abs(n) > 1e-100),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array(),
        fc.uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 1 }).map((texts) => new Set(texts)),
        fc.uniqueArray(fc.integer(), { minLength: 1 }).map((numbers) => new Set(numbers)),
      ],
    });
    const comesBack = (given: unknown) => {
      if (hasUndefined(given)) return;
      expect(readValue(writeValue(given, 0)!)).to.deep.equal(given);
    };
    fc.assert(fc.property(value, comesBack), { numRuns: 500 });
  });
});

function hasUndefined(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Set) return false;
  return Object.values(value).some(hasUndefined);
}
