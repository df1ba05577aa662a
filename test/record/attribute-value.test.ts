import { expect } from 'chai';
import { InvalidArgumentError } from '../../lib/errors.js';
import { checkAttributeValue } from '../../lib/record/attribute-value.js';
import { MAX_CONTAINERS } from '../../lib/record/layout.js';
import { describeOnce } from '../support/describe-once.js';

const bytes = (...content: number[]) => Uint8Array.from(content);
const nested = (depth: number, innermost: unknown): unknown =>
  depth === 0 ? innermost : { L: [nested(depth - 1, innermost)] };
const itself: { L: unknown[] } = { L: [] };
itself.L.push(itself);

const GOOD: Readonly<Record<string, unknown>> = {
  'a text': { S: 'x' },
  'an empty text': { S: '' },
  'a whole number': { N: '-12' },
  'a number of 38 digits': { N: '9'.repeat(38) },
  'a number with zeros beyond its 38 digits': { N: `${'9'.repeat(38)}000` },
  'the greatest number': { N: '9.9e125' },
  'the smallest number': { N: '1e-130' },
  'a number of many zeros': { N: '0000.0000' },
  'a dot in front': { N: '.5' },
  bytes: { B: bytes(1) },
  'a Buffer': { B: Buffer.from('x') },
  'no bytes': { B: bytes() },
  false: { BOOL: false },
  NULL: { NULL: true },
  'a set of texts': { SS: ['a', 'A', ''] },
  'a set of numbers': { NS: ['1', '10', '-1'] },
  'a set of bytes': { BS: [bytes(1), bytes(1, 2)] },
  'an empty list': { L: [] },
  'a map with hostile names': {
    M: JSON.parse('{"__proto__":{"S":"x"},"constructor":{"S":"y"},"":{"S":"z"}}') as object,
  },
  'a map without a prototype': { M: Object.assign(Object.create(null) as object, { a: { S: 'x' } }) },
  'another type that is undefined': { S: 'x', N: undefined },
  'as many lists in one another as DynamoDB keeps': nested(MAX_CONTAINERS, { S: 'x' }),
};

const BAD: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  'a plain text': 'x',
  'a plain number': 5,
  'a function': () => ({ S: 'x' }),
  'an array': [{ S: 'x' }],
  'a Date': new Date(0),
  'a Map': new Map([['S', 'x']]),
  'no type': {},
  'two types': { S: 'x', N: '1' },
  'an unknown type': { X: 'x' },
  'the unknown member of the SDK': { $unknown: ['S', 'x'] },
  'a type of Object’s prototype': { toString: 'x' },
  'a type in lower case': { s: 'x' },
  'a number under S': { S: 5 },
  'half of a surrogate pair': { S: 'a\ud83d' },
  'a number that is no text': { N: 5 },
  'a number in words': { N: 'ten' },
  'no digits': { N: '' },
  'a lone dot': { N: '.' },
  spaces: { N: ' 1' },
  hexadecimal: { N: '0x10' },
  NaN: { N: 'NaN' },
  Infinity: { N: 'Infinity' },
  '39 digits': { N: '1'.repeat(39) },
  'too great': { N: '1e126' },
  'too small': { N: '1e-131' },
  'text under B': { B: 'x' },
  'an ArrayBuffer': { B: new ArrayBuffer(1) },
  'a word under BOOL': { BOOL: 'true' },
  'false under NULL': { NULL: false },
  'an empty set': { SS: [] },
  'a Set': { SS: new Set(['a']) },
  'a set with the same text twice': { SS: ['a', 'b', 'a'] },
  'a set with the same number twice': { NS: ['1', '1.0'] },
  'a set with the same bytes twice': { BS: [bytes(1, 2), bytes(1, 2)] },
  'a set of numbers that are no texts': { NS: [1] },
  'a text under L': { L: 'ab' },
  'a set with a hole': { SS: ['a', , 'b'] }, // prettier-ignore
  'a set of bytes with a hole': { BS: [bytes(1), ,] }, // prettier-ignore
  'a value with a JSON of its own': Object.assign(Object.create({ toJSON: () => ({ S: 'y' }) }) as object, { S: 'x' }),
  'a map with a JSON of its own': {
    M: Object.assign(Object.create({ toJSON: () => ({}) }) as object, { a: { S: 'x' } }),
  },
  'a list with a JSON of its own': { L: Object.assign([{ S: 'x' }], { toJSON: () => [] }) },
  'a list with a hole': { L: new Array<unknown>(1) },
  'a list with a plain text in it': { L: [{ S: 'x' }, 'y'] },
  'an array under M': { M: [] },
  'a Map under M': { M: new Map([['a', { S: 'x' }]]) },
  'a map with undefined in it': { M: { a: undefined } },
  'a map with a name that UTF-8 cannot write': { M: { '\udc00': { S: 'x' } } },
  'one list more than DynamoDB keeps': nested(MAX_CONTAINERS, { L: [] }),
  'a list that holds itself': itself,
};

describeOnce('record/attribute-value', () => {
  for (const [what, value] of Object.entries(GOOD)) {
    it(`takes ${what}`, () => {
      expect(() => checkAttributeValue(value, 'value')).not.to.throw();
    });
  }
  for (const [what, value] of Object.entries(BAD)) {
    it(`refuses ${what}`, () => {
      expect(() => checkAttributeValue(value, 'value')).to.throw(InvalidArgumentError, /^value/);
    });
  }

  it('says where a fault lies, and quotes no value', () => {
    const value = { M: { lines: { L: [{ S: 'secret' }, { N: 'secret' }] } } };
    expect(() => checkAttributeValue(value, "the field 'order'")).to.throw(
      InvalidArgumentError,
      /^the field 'order'\.lines\[1\] must be a number as text(?!.*secret)/,
    );
  });
});
