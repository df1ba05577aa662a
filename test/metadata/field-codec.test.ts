import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { DecodeError, Field, InvalidArgumentError } from '../../lib/index.js';
import { holder } from './holder.js';

class Line {
  @Field() sku!: string;
  @Field(() => Date) at?: Date | null;
}
class Parcel extends Line {
  @Field(() => [Line]) lines: Line[] = [];
  @Field(() => Parcel) inner?: Parcel;
}
class Plain {
  x = 1;
}

const line = (sku: string, at?: Date | null) => Object.assign(new Line(), { sku, ...(at !== undefined && { at }) });
const bytes = (...values: number[]) => Uint8Array.from(values);
const DATE = new Date('2026-01-02T03:04:05.678Z');
const ISO = '2026-01-02T03:04:05.678Z';

type Type = (() => unknown) | undefined;
type Case = readonly [
  type: Type,
  what: string,
  value: unknown,
  stored: AttributeValue | undefined,
  json?: string | null,
];

/** The name of a declared type, for titles. */
function nameOf(type: Type): string {
  const named = type?.();
  const name = (each: unknown) => (each as { name: string }).name;
  return named === undefined ? 'nothing' : Array.isArray(named) ? `[${name(named[0])}]` : name(named);
}

describe('metadata/field-codec', () => {
  describe('stores values by their types, and gives them back', () => {
    const cases: readonly Case[] = [
      [() => String, 'text', 'é😀\0"', { S: 'é😀\0"' }, '"é😀\\u0000\\""'],
      [() => String, 'an empty text', '', { S: '' }, '""'],
      [() => String, 'null', null, { NULL: true }, 'null'],
      [() => Number, 'zero', 0, { N: '0' }, '0'],
      [() => Number, 'a fraction', -0.30000000000000004, { N: '-0.30000000000000004' }, '-0.30000000000000004'],
      [() => Number, 'the greatest safe number', 2 ** 53 - 1, { N: '9007199254740991' }, '9007199254740991'],
      [() => Number, 'a power of two beyond it', 2 ** 70, { N: '1.1805916207174113e+21' }, '1.1805916207174113e+21'],
      [() => Number, 'a great number', 9.9e125, { N: '9.9e+125' }, '9.9e+125'],
      [() => Number, 'a small number', -1e-130, { N: '-1e-130' }, '-1e-130'],
      [() => BigInt, 'a bigint', -5n, { N: '-5' }, '-5'],
      [() => BigInt, 'the first number a double rounds', 2n ** 53n + 1n, { N: '9007199254740993' }, '9007199254740993'],
      [() => BigInt, '38 digits', 10n ** 38n - 1n, { N: '9'.repeat(38) }, '9'.repeat(38)],
      [() => BigInt, 'many zeros', 10n ** 125n, { N: `1${'0'.repeat(125)}` }, `1${'0'.repeat(125)}`],
      [() => Boolean, 'true', true, { BOOL: true }, 'true'],
      [() => Boolean, 'false', false, { BOOL: false }, 'false'],
      [() => Date, 'a date', DATE, { S: ISO }, `"${ISO}"`],
      [
        () => Date,
        'a date before Christ',
        new Date('-000044-03-15T00:00:00.000Z'),
        { S: '-000044-03-15T00:00:00.000Z' },
        '"-000044-03-15T00:00:00.000Z"',
      ],
      [
        () => Date,
        'the last date',
        new Date(8.64e15),
        { S: '+275760-09-13T00:00:00.000Z' },
        '"+275760-09-13T00:00:00.000Z"',
      ],
      [() => Uint8Array, 'bytes', bytes(0, 255), { B: bytes(0, 255) }, '"AP8="'],
      [() => Uint8Array, 'no bytes', bytes(), { B: bytes() }, '""'],
      [() => Uint8Array, 'a part of a buffer', bytes(9, 1, 2, 9).subarray(1, 3), { B: bytes(1, 2) }, '"AQI="'],
      [() => Buffer, 'a Buffer', Buffer.from('hi'), { B: Buffer.from('hi') }, '"aGk="'],
      [() => Set, 'texts', new Set(['a', '']), { SS: ['a', ''] }, '["a",""]'],
      [() => Set, 'numbers', new Set([1, -0.5, 0]), { NS: ['1', '-0.5', '0'] }, '[1,-0.5,0]'],
      [
        () => Set,
        'bigints that no number holds',
        new Set([2n ** 53n + 1n, 10n ** 37n + 1n]),
        { NS: ['9007199254740993', `1${'0'.repeat(36)}1`] },
        `[9007199254740993,1${'0'.repeat(36)}1]`,
      ],
      [() => Set, 'bytes', new Set([bytes(1), bytes()]), { BS: [bytes(1), bytes()] }, null],
      [() => Set, 'nothing', new Set(), undefined, ''],
      [
        () => Map,
        'values by name',
        new Map<string, unknown>([
          ['a', 1],
          ['b', [true]],
        ]),
        { M: { a: { N: '1' }, b: { L: [{ BOOL: true }] } } },
        '{"a":1,"b":[true]}',
      ],
      [
        () => Map,
        'bigints that no number holds',
        new Map([['a', 2n ** 64n + 1n]]),
        { M: { a: { N: '18446744073709551617' } } },
        '{"a":18446744073709551617}',
      ],
      [() => Map, 'no values', new Map(), { M: {} }, '{}'],
      [
        () => Map,
        'dangerous names',
        new Map([
          ['__proto__', 1],
          ['constructor', 2],
          ['then', 3],
        ]),
        {
          M: Object.fromEntries([
            ['__proto__', { N: '1' }],
            ['constructor', { N: '2' }],
            ['then', { N: '3' }],
          ]) as never,
        },
        '{"__proto__":1,"constructor":2,"then":3}',
      ],
      [
        () => [String],
        'texts in a list',
        ['a', '', null],
        { L: [{ S: 'a' }, { S: '' }, { NULL: true }] },
        '["a","",null]',
      ],
      [() => [Number], 'an empty list', [], { L: [] }, '[]'],
      [
        () => [BigInt],
        'bigints in a list',
        [1n, 2n ** 64n],
        { L: [{ N: '1' }, { N: '18446744073709551616' }] },
        '[1,18446744073709551616]',
      ],
      [() => [Date], 'dates in a list', [DATE, DATE], { L: [{ S: ISO }, { S: ISO }] }, `["${ISO}","${ISO}"]`],
      [() => [Set], 'sets in a list', [new Set(['a'])], { L: [{ SS: ['a'] }] }, '[["a"]]'],
      [() => [Map], 'maps in a list', [new Map([['a', 'b']])], { L: [{ M: { a: { S: 'b' } } }] }, '[{"a":"b"}]'],
      [
        () => Line,
        'an instance',
        line('x', DATE),
        { M: { sku: { S: 'x' }, at: { S: ISO } } },
        `{"sku":"x","at":"${ISO}"}`,
      ],
      [
        () => Line,
        'an instance with null',
        line('x', null),
        { M: { sku: { S: 'x' }, at: { NULL: true } } },
        '{"sku":"x","at":null}',
      ],
      [
        () => [Line],
        'instances in a list',
        [line('x'), line('y')],
        { L: [{ M: { sku: { S: 'x' } } }, { M: { sku: { S: 'y' } } }] },
        '[{"sku":"x"},{"sku":"y"}]',
      ],
      [
        () => Parcel,
        'an instance that holds its own kind',
        Object.assign(new Parcel(), { sku: 'p', lines: [line('x')], inner: Object.assign(new Parcel(), { sku: 'q' }) }),
        {
          M: {
            sku: { S: 'p' },
            lines: { L: [{ M: { sku: { S: 'x' } } }] },
            inner: { M: { sku: { S: 'q' }, lines: { L: [] } } },
          },
        },
        '{"sku":"p","lines":[{"sku":"x"}],"inner":{"sku":"q","lines":[]}}',
      ],
      [
        () => Object,
        'what an object may be',
        { a: [1, { b: null }] },
        { M: { a: { L: [{ N: '1' }, { M: { b: { NULL: true } } }] } } },
        '{"a":[1,{"b":null}]}',
      ],
      [() => Array, 'what a list may be', [1, 'a'], { L: [{ N: '1' }, { S: 'a' }] }, '[1,"a"]'],
      [undefined, 'text', 'x', { S: 'x' }, '"x"'],
      [undefined, 'a number', 1.5, { N: '1.5' }, '1.5'],
      [undefined, 'true', true, { BOOL: true }, 'true'],
      [undefined, 'null', null, { NULL: true }, 'null'],
      [undefined, 'bytes', bytes(7), { B: bytes(7) }, null],
      [undefined, 'a set of texts', new Set(['a']), { SS: ['a'] }, null],
      [undefined, 'a set of bytes', new Set([bytes(1)]), { BS: [bytes(1)] }, null],
      [undefined, 'lists in lists', [[], [[1]]], { L: [{ L: [] }, { L: [{ L: [{ N: '1' }] }] }] }, '[[],[[1]]]'],
      [
        undefined,
        'a bigint within that no number holds',
        { id: [2n ** 64n + 1n] },
        { M: { id: { L: [{ N: '18446744073709551617' }] } } },
        '{"id":[18446744073709551617]}',
      ],
      [
        undefined,
        'dangerous names',
        JSON.parse('{"__proto__":{"constructor":{"then":1}}}'),
        { M: JSON.parse('{"__proto__":{"M":{"constructor":{"M":{"then":{"N":"1"}}}}}}') as never },
        '{"__proto__":{"constructor":{"then":1}}}',
      ],
    ];
    for (const [type, what, value, stored, json] of cases) {
      it(`${what}, with ${nameOf(type)}`, () => {
        const { write, read } = holder(type);
        expect(write(value)).to.deep.equal(stored);
        const back = read(stored);
        expect(back).to.deep.equal(value);
        expect(prototypesOf(back)).to.deep.equal(prototypesOf(value));
      });
      if (json === undefined) continue;
      it(`${what}, with ${nameOf(type)}, ${json === null ? 'but not in' : 'also as'} JSON text`, () => {
        const { write, read, readJson } = holder(type, 'json');
        if (json === null) {
          expect(() => write(value)).to.throw(InvalidArgumentError, /would (not )?come back (as such )?from JSON text/);
          return;
        }
        expect(write(value)).to.deep.equal({ S: json });
        expect(readJson(json)).to.deep.equal(value);
        expect(read(stored), 'the other layout is read, too').to.deep.equal(value);
      });
    }

    it('minus zero as zero, which is all that DynamoDB has', () => {
      expect(holder(() => Number).write(-0)).to.deep.equal({ N: '0' });
      expect(holder(undefined).write([-0])).to.deep.equal({ L: [{ N: '0' }] });
    });

    it('a plain object where a class is declared, which comes back as an instance', () => {
      const { write, read } = holder(() => Line);
      const stored = { M: { sku: { S: 'x' }, at: { S: ISO } } };
      expect(write({ sku: 'x', at: DATE })).to.deep.equal(stored);
      expect(write(Object.assign(Object.create(null) as object, { sku: 'x', at: DATE }))).to.deep.equal(stored);
      expect(read(stored)).to.be.instanceOf(Line);
    });

    it('an object without a prototype as a plain one', () => {
      const value = Object.assign(Object.create(null) as object, { a: 1 });
      expect(holder(undefined).write(value)).to.deep.equal({ M: { a: { N: '1' } } });
    });

    it('undefined as absent, at every depth of a map', () => {
      const { write } = holder(undefined);
      expect(write(undefined)).to.equal(undefined);
      expect(write({ a: undefined, b: { c: undefined } })).to.deep.equal({ M: { b: { M: {} } } });
      expect(holder(() => Map).write(new Map([['a', undefined]]))).to.deep.equal({ M: {} });
      expect(holder(() => Line).write({ sku: undefined })).to.deep.equal({ M: {} });
    });

    it('a declared set that is absent as an empty one, and null as null', () => {
      expect(holder(() => Set).read(undefined)).to.deep.equal(new Set());
      expect(holder(() => Set).read({ NULL: true })).to.equal(null);
      expect(holder(undefined).read(undefined)).to.equal(undefined);
      expect(holder(() => Date).read(undefined)).to.equal(undefined);
    });
  });

  describe('reads what other programs wrote', () => {
    const cases: readonly (readonly [type: Type, what: string, stored: AttributeValue, value: unknown])[] = [
      [
        () => Date,
        'Go’s time with nanoseconds',
        { S: '2024-01-02T03:04:05.123456789Z' },
        new Date('2024-01-02T03:04:05.123Z'),
      ],
      [() => Date, 'Go’s time without a fraction', { S: '0001-01-01T00:00:00Z' }, new Date('0001-01-01T00:00:00.000Z')],
      [() => Date, 'a time with an offset', { S: '2024-01-02T03:04:05.6+05:30' }, new Date('2024-01-01T21:34:05.600Z')],
      [() => Date, 'a day', { S: '2024-01-02' }, new Date('2024-01-02T00:00:00.000Z')],
      [() => Date, 'Go’s nil', { NULL: true }, null],
      [() => Uint8Array, 'base64, as Go’s JSON', { S: 'AP8=' }, bytes(0, 255)],
      [() => Uint8Array, 'Go’s nil slice', { NULL: true }, null],
      [() => Buffer, 'base64', { S: 'aGk=' }, Buffer.from('hi')],
      [() => Set, 'a list of texts', { L: [{ S: 'a' }, { S: 'b' }] }, new Set(['a', 'b'])],
      [
        () => Set,
        'a list of numbers, one of them great',
        { L: [{ N: '1' }, { N: '9007199254740993' }] },
        new Set([1, 2n ** 53n + 1n]),
      ],
      [() => [String], 'Go’s nil slice', { NULL: true }, null],
      [() => Map, 'Go’s nil map', { NULL: true }, null],
      [() => Map, 'a great number', { M: { a: { N: '9007199254740993' } } }, new Map([['a', 2n ** 53n + 1n]])],
      [() => Number, 'a number in another spelling', { N: '1.50E+2' }, 150],
      [() => Number, 'a long spelling of a small number', { N: '100000000000000000000.000' }, 1e20],
      [() => BigInt, 'a number in another spelling', { N: '1E+20' }, 10n ** 20n],
      [() => BigInt, 'a whole number with zeros behind', { N: '5.000' }, 5n],
      [undefined, 'a great number within', { L: [{ N: '9007199254740993' }] }, [2n ** 53n + 1n]],
    ];
    for (const [type, what, stored, value] of cases) {
      it(`${what}, as ${nameOf(type)}`, () => {
        expect(holder(type).read(stored)).to.deep.equal(value);
      });
    }

    for (const text of [
      '2024-01-02T03:04:05.123456789Z',
      '2024-01-02T03:04:05Z',
      '2024-01-02T03:04:05.678+05:30',
      '2024-01-02',
    ]) {
      it(`and writes ${text} again as it was, unless it was changed`, () => {
        const { read, write } = holder(() => Date);
        const date = read({ S: text }) as Date;
        expect(write(date)).to.deep.equal({ S: text });
        date.setTime(date.getTime() + 1);
        expect(write(date)).to.deep.equal({ S: date.toISOString() });
        date.setTime(date.getTime() - 1);
        expect(write(date)).to.deep.equal({ S: text });
        expect(write(new Date(date))).to.deep.equal({ S: date.toISOString() });
        expect(holder(() => [Date]).write([Object.freeze(date)])).to.deep.equal({ L: [{ S: text }] });
      });
    }
  });

  describe('refuses to store, and names the place', () => {
    const lone = 'a\ud83d';
    const self: unknown[] = [];
    self.push(self);
    const cases: readonly (readonly [type: Type, what: string, value: unknown, message: string, layout?: 'json'])[] = [
      [() => String, 'a number', 5, "The property 'value' must be text, not number."],
      [() => String, 'a String object', new String('x'), "The property 'value' must be text, not String."],
      [
        () => String,
        'half a surrogate pair',
        lone,
        "The property 'value' holds half of a surrogate pair, which UTF-8 cannot write.",
      ],
      [() => Number, 'text', '5', "The property 'value' must be a number, not string."],
      [() => Number, 'a bigint', 5n, "The property 'value' must be a number, not bigint."],
      [() => Number, 'NaN', NaN, "The property 'value' is NaN, which DynamoDB cannot store."],
      [() => Number, 'Infinity', -Infinity, "The property 'value' is -Infinity, which DynamoDB cannot store."],
      [
        () => Number,
        'too great a number',
        1e126,
        "The property 'value' is out of the range of DynamoDB’s numbers, 1e-130 to 9.9e125.",
      ],
      [
        () => Number,
        'too small a number',
        5e-324,
        "The property 'value' is out of the range of DynamoDB’s numbers, 1e-130 to 9.9e125.",
      ],
      [() => BigInt, 'a number', 5, "The property 'value' must be a bigint, not number."],
      [() => BigInt, '39 digits', 10n ** 38n + 1n, "The property 'value' has more digits than DynamoDB’s numbers, 38."],
      [() => Boolean, 'one', 1, "The property 'value' must be true or false, not number."],
      [() => Date, 'text', ISO, "The property 'value' must be a Date, not string."],
      [() => Date, 'an Invalid Date', new Date(NaN), "The property 'value' is an Invalid Date."],
      [() => Uint8Array, 'a list', [1], "The property 'value' must be a Uint8Array, not Array."],
      [
        () => Uint8Array,
        'other numbers',
        new Uint16Array(1),
        "The property 'value' must be a Uint8Array, not Uint16Array.",
      ],
      [() => Set, 'a list', ['a'], "The property 'value' must be a Set, not Array."],
      [
        () => Set,
        'a set of several types',
        new Set(['a', 1]),
        "The property 'value' is a set of something else than texts, numbers or bytes, or of several. Use a list.",
      ],
      [
        () => Set,
        'a set of dates',
        new Set([DATE]),
        "The property 'value' is a set of something else than texts, numbers or bytes, or of several. Use a list.",
      ],
      [
        () => Set,
        'a set of undefined',
        new Set([undefined]),
        "The property 'value' is a set of something else than texts, numbers or bytes, or of several. Use a list.",
      ],
      [() => Set, 'a set with NaN', new Set([1, NaN]), "The property 'value' is NaN, which DynamoDB cannot store."],
      [
        () => Set,
        'a set of small bigints',
        new Set([1n]),
        "The property 'value' is a set of bigints, and they would come back as numbers. Use a list: @Field(() => [BigInt]).",
      ],
      [
        () => Set,
        'a set with the same bytes twice',
        new Set([bytes(1), bytes(1)]),
        "The property 'value' is a set that holds the same bytes twice.",
      ],
      [() => Map, 'an object', {}, "The property 'value' must be a Map, not Object."],
      [
        () => Map,
        'keys that are no text',
        new Map([[1, 'a']]),
        "The property 'value' has a key that is not text, and would come back as text.",
      ],
      [
        () => Map,
        'a Date within',
        new Map([['a', DATE]]),
        "The property 'value.a' is a Date, and would not come back as one. Declare it: @Field(() => Date), or @Field(() => [Date]) in a list.",
      ],
      [() => [Number], 'a text in a list', [1, '2'], "The property 'value[1]' must be a number, not string."],
      [() => [Number], 'no list', 1, "The property 'value' must be a list, not number."],
      [() => [String], 'undefined in a list', ['a', undefined], "The property 'value[1]' must be text, not undefined."],
      [() => [Line], 'a hole in a list', [line('x'), , line('y')], "The property 'value[1]' must be a Line, not undefined."], // prettier-ignore
      [
        () => [Set],
        'an empty set in a list',
        [new Set()],
        "The property 'value[0]' is undefined or an empty set, and a list has no gaps. Use null.",
      ],
      [() => Line, 'text', 'x', "The property 'value' must be a Line, not string."],
      [() => Line, 'a list', [line('x')], "The property 'value' must be a Line, not Array."],
      [() => Line, 'another class', new Plain(), "The property 'value' must be a Line, not Plain."],
      [
        () => Line,
        'a subclass, which would come back as its parent',
        new Parcel(),
        "The property 'value' must be a Line, not Parcel.",
      ],
      [() => Line, 'what its class refuses', line('x', new Date(NaN)), "The property 'value.at' is an Invalid Date."],
      [
        () => [Line],
        'what its class refuses, in a list',
        [line('x'), line('y', ISO as never)],
        "The property 'value[1].at' must be a Date, not string.",
      ],
      [
        () => Line,
        'a class within that it does not declare',
        Object.assign(line('x'), { more: new Plain() }),
        "The property 'value.more' is a Plain, and would not come back as one. Declare it: @Field(() => Plain), or @Field(() => [Plain]) in a list.",
      ],
      [
        undefined,
        'a Date',
        DATE,
        "The property 'value' is a Date, and would not come back as one. Declare it: @Field(() => Date), or @Field(() => [Date]) in a list.",
      ],
      [
        undefined,
        'a Date within',
        { a: [DATE] },
        "The property 'value.a[0]' is a Date, and would not come back as one. Declare it: @Field(() => Date), or @Field(() => [Date]) in a list.",
      ],
      [
        undefined,
        'a Map',
        new Map(),
        "The property 'value' is a Map, and would not come back as one. Declare it: @Field(() => Map), or @Field(() => [Map]) in a list.",
      ],
      [
        undefined,
        'an instance',
        line('x'),
        "The property 'value' is a Line, and would not come back as one. Declare it: @Field(() => Line), or @Field(() => [Line]) in a list.",
      ],
      [
        undefined,
        'an instance in a list',
        [new Plain()],
        "The property 'value[0]' is a Plain, and would not come back as one. Declare it: @Field(() => Plain), or @Field(() => [Plain]) in a list.",
      ],
      [
        undefined,
        'a bigint',
        1n,
        "The property 'value' is a bigint, and would come back as a number. Declare it: @Field(() => BigInt).",
      ],
      [
        undefined,
        'a bigint that no number holds',
        2n ** 64n + 1n,
        "The property 'value' is a bigint, and a property without a type holds none. Declare it: @Field(() => BigInt).",
      ],
      [
        undefined,
        'a bigint within',
        { a: { b: [1, 1n] } },
        "The property 'value.a.b[1]' is a bigint, and would come back as a number. Declare it: @Field(() => BigInt).",
      ],
      [undefined, 'a function within', { a: () => 1 }, "The property 'value.a' is a function, which cannot be stored."],
      [undefined, 'a symbol', Symbol('x'), "The property 'value' is a symbol, which cannot be stored."],
      [
        undefined,
        'a promise',
        Promise.resolve(1),
        "The property 'value' is a Promise, and would not come back as one. Declare it: @Field(() => Promise), or @Field(() => [Promise]) in a list.",
      ],
      [undefined, 'NaN within', { a: NaN }, "The property 'value.a' is NaN, which DynamoDB cannot store."],
      [
        undefined,
        'half a surrogate pair within',
        [lone],
        "The property 'value[0]' holds half of a surrogate pair, which UTF-8 cannot write.",
      ],
      [
        undefined,
        'half a surrogate pair in a name',
        { [lone]: 1 },
        "The property 'value' has a key that UTF-8 cannot write.",
      ],
      [
        undefined,
        'a member without a name',
        [{ '': 1 }],
        "The property 'value[0]' has a member whose name is empty, which DynamoDB has not.",
      ],
      [
        () => Map,
        'a member without a name',
        new Map([['', 1]]),
        "The property 'value' has a member whose name is empty, which DynamoDB has not.",
      ],
      [
        undefined,
        'undefined in a list',
        [undefined],
        "The property 'value[0]' is undefined or an empty set, and a list has no gaps. Use null.",
      ],
      [
        undefined,
        'an empty set in a list',
        [new Set()],
        "The property 'value[0]' is undefined or an empty set, and a list has no gaps. Use null.",
      ],
      [
        () => Set,
        'a set of bytes in JSON',
        new Set([bytes(1)]),
        "The property 'value' is a set of bytes, and would come back from JSON text as one of texts. Use a list: @Field(() => [Uint8Array]).",
        'json',
      ],
    ];
    for (const [type, what, value, message, layout] of cases) {
      it(`${what}, with ${nameOf(type)}`, () => {
        expect(() => holder(type, layout).write(value))
          .to.throw(InvalidArgumentError)
          .with.property('message', message);
      });
    }

    it('what lies deeper than DynamoDB keeps, or holds itself', () => {
      const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)]);
      // The payload is a map, too.
      expect(holder(undefined).write(nested(30))).to.be.an('object');
      expect(() => holder(undefined).write(nested(31))).to.throw(InvalidArgumentError, 'DynamoDB keeps 31 lists and maps in one another'); // prettier-ignore
      expect(() => holder(undefined).write(self)).to.throw(InvalidArgumentError, 'Does it hold itself?');
      const parcel = new Parcel();
      parcel.inner = parcel;
      expect(() => holder(() => Parcel).write(parcel)).to.throw(InvalidArgumentError, 'Does it hold itself?');
    });

    it('without showing the value', () => {
      const spy = { constructor: { name: 'secret' } };
      expect(() => holder(() => String).write(spy)).to.throw(InvalidArgumentError, 'must be text, not Object.');
    });
  });

  describe('refuses to read, and names the place', () => {
    const cases: readonly (readonly [type: Type, stored: AttributeValue, message: string])[] = [
      [() => String, { N: '5' }, "The stored 'value' must be text, and is stored as type N."],
      [() => Number, { S: '5' }, "The stored 'value' must be a number, and is stored as type S."],
      [() => Number, { N: '9007199254740993' }, "The stored 'value' is a number that JavaScript cannot hold exactly."],
      [
        () => Number,
        { N: '0.1000000000000000055511151231257827' },
        "The stored 'value' is a number that JavaScript cannot hold exactly.",
      ],
      [() => BigInt, { N: '1.5' }, "The stored 'value' is a number with a fraction, and no bigint."],
      [() => Boolean, { N: '1' }, "The stored 'value' must be true or false, and is stored as type N."],
      [() => Date, { S: 'yesterday' }, "The stored 'value' is text, and no moment in ISO 8601."],
      [() => Date, { S: '2026-13-01T00:00:00Z' }, "The stored 'value' is text, and no moment in ISO 8601."],
      [() => Date, { S: '2026-01-02T03:04:05' }, "The stored 'value' is text, and no moment in ISO 8601."],
      [() => Date, { S: '5' }, "The stored 'value' is text, and no moment in ISO 8601."],
      [() => Date, { S: '' }, "The stored 'value' is text, and no moment in ISO 8601."],
      [() => Date, { N: '1700000000' }, "The stored 'value' must be a Date, and is stored as type N."],
      [() => Uint8Array, { S: 'not base64' }, "The stored 'value' is text, and no bytes in base64."],
      [() => Uint8Array, { SS: ['a'] }, "The stored 'value' must be a Uint8Array, and is stored as type SS."],
      [() => Set, { S: 'a' }, "The stored 'value' must be a Set, and is stored as type S."],
      [() => Map, { L: [] }, "The stored 'value' must be a Map, and is stored as type L."],
      [() => [Number], { N: '1' }, "The stored 'value' must be a list, and is stored as type N."],
      [
        () => [Number],
        { L: [{ N: '1' }, { S: 'x' }] },
        "The stored 'value[1]' must be a number, and is stored as type S.",
      ],
      [() => Line, { S: 'x' }, "The stored 'value' must be a Line, and is stored as type S."],
      [
        () => [Line],
        { L: [{ M: {} }, { M: { at: { N: '5' } } }] },
        "The stored 'value[1].at' must be a Date, and is stored as type N.",
      ],
      [() => Parcel, { M: { inner: { M: { lines: { L: [{ M: { sku: { M: {} } } }] } } } } }, ''],
      [
        undefined,
        { N: '9007199254740993' },
        "The stored 'value' is a number that JavaScript cannot hold exactly. Declare it as what can: @Field(() => BigInt) for whole numbers.",
      ],
    ];
    for (const [type, stored, message] of cases) {
      it(`${JSON.stringify(stored)} as ${nameOf(type)}${message === '' ? ', which anything is' : ''}`, () => {
        const read = () => holder(type).read(stored);
        if (message === '') read();
        else expect(read).to.throw(DecodeError).with.property('message').that.includes(message);
      });
    }
  });
});

/** The classes of a value and of all within, for a comparison that tells an instance from a plain object. */
function prototypesOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value))
    return typeof value;
  const members = value instanceof Map || value instanceof Set ? [...value.values()] : Object.values(value);
  return [(Object.getPrototypeOf(value) as object).constructor, members.map(prototypesOf)];
}
