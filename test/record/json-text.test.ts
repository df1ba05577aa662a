import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import fc from 'fast-check';
import { readJsonText, writeJsonText } from '../../lib/record/json-text.js';
import type { Item } from '../../lib/record/layout.js';
import { Misfit } from '../../lib/record/misfit.js';
import { describeOnce } from '../support/describe-once.js';

describeOnce('record/json-text', () => {
  describe('writes a map as JSON text', () => {
    const bytes = Uint8Array.from([0, 255, 16]);
    const cases: readonly (readonly [what: string, members: Item, text: string])[] = [
      ['nothing', {}, '{}'],
      ['a text with all that JSON escapes', { s: { S: '"\\\n\u0000\u2028é😀' } }, '{"s":"\\"\\\\\\n\\u0000\u2028é😀"}'],
      ['a number', { n: { N: '1.5' } }, '{"n":1.5}'],
      ['a number with all 38 digits', { n: { N: '9'.repeat(38) } }, `{"n":${'9'.repeat(38)}}`],
      [
        'true, false and null',
        { a: { BOOL: true }, b: { BOOL: false }, c: { NULL: true } },
        '{"a":true,"b":false,"c":null}',
      ],
      ['a list in a map in a list', { l: { L: [{ M: { x: { L: [] } } }] } }, '{"l":[{"x":[]}]}'],
      ['bytes', { b: { B: bytes } }, '{"b":"AP8Q"}'],
      ['a part of a buffer', { b: { B: bytes.subarray(1) } }, '{"b":"/xA="}'],
      ['a set of texts', { s: { SS: ['a', '"'] } }, '{"s":["a","\\""]}'],
      ['a set of numbers', { s: { NS: ['1', '12345678901234567890'] } }, '{"s":[1,12345678901234567890]}'],
      ['names that JSON escapes', { '"\n': { N: '1' } }, '{"\\"\\n":1}'],
      ['a member __proto__', JSON.parse('{"__proto__":{"S":"x"}}') as Item, '{"__proto__":"x"}'],
    ];
    for (const [what, members, text] of cases) {
      it(what, () => {
        expect(writeJsonText(members)).to.equal(text);
      });
    }
  });

  describe('reads JSON text as a map', () => {
    const great = '123456789012345678901234567890';
    const cases: readonly (readonly [what: string, text: string, members: Item])[] = [
      ['nothing', ' { } ', {}],
      [
        'values of each type',
        '{"s":"x","n":-1.5e2,"t":true,"z":null}',
        { s: { S: 'x' }, n: { N: '-150' }, t: { BOOL: true }, z: { NULL: true } },
      ],
      ['maps and lists', '{"m":{"l":[1,[],{}]}}', { m: { M: { l: { L: [{ N: '1' }, { L: [] }, { M: {} }] } } } }],
      ['a number beyond 2^53', '{"n":9007199254740993}', { n: { N: '9007199254740993' } }],
      [
        'a number with 30 digits',
        `{"n":[${great},{"x":-${great}.5}]}`,
        { n: { L: [{ N: great }, { M: { x: { N: `-${great}.5` } } }] } },
      ],
      [
        'a fraction that a double rounds',
        '{"n":0.1000000000000000055511151231257827}',
        { n: { N: '0.1000000000000000055511151231257827' } },
      ],
      ['a fraction that a double holds', '{"n":0.30000000000000004}', { n: { N: '0.30000000000000004' } }],
      ['a number out of every range', '{"n":-1e400}', { n: { N: '-1e400' } }],
      ['digits in a text', `{"s":"n: ${great}"}`, { s: { S: `n: ${great}` } }],
      ['digits in a name', `{"${great}":1}`, { [great]: { N: '1' } }],
      ['digits behind an escaped quote', `{"s":"\\",\\"n\\":${great}"}`, { s: { S: `","n":${great}` } }],
      ['digits behind an escaped backslash', `{"s":"\\\\","n":${great}}`, { s: { S: '\\' }, n: { N: great } }],
      ['the last of two members of one name, as Go', '{"a":1,"a":2}', { a: { N: '2' } }],
      ['a member __proto__', '{"__proto__":{"a":1}}', JSON.parse('{"__proto__":{"M":{"a":{"N":"1"}}}}') as Item],
      [
        'members that look like attribute values',
        `{"a":{"N":"5"},"b":{"S":"x"},"n":${great}}`,
        { a: { M: { N: { S: '5' } } }, b: { M: { S: { S: 'x' } } }, n: { N: great } },
      ],
      [
        'such members spelt with escapes',
        `{"a":{"\\u004e":"5"},"b":{"\\u004E\\u004e":"6"},"n":${great}}`,
        { a: { M: { N: { S: '5' } } }, b: { M: { NN: { S: '6' } } }, n: { N: great } },
      ],
      [
        'names of many letters',
        `{"${'N'.repeat(5000)}":{"NN":"1"},"n":${great}}`,
        { ['N'.repeat(5000)]: { M: { NN: { S: '1' } } }, n: { N: great } },
      ],
    ];
    for (const [what, text, members] of cases) {
      it(what, () => {
        expect(readJsonText(text)).to.deep.equal(members);
      });
    }
  });

  describe('refuses, without quoting', () => {
    const cases: readonly (readonly [what: string, text: string, reason: string])[] = [
      ['no text at all', '', 'is text, and no JSON'],
      ['other text', 'secret', 'is text, and no JSON'],
      ['half a map', '{"a":1', 'is text, and no JSON'],
      ['half a text', '{"a":"1', 'is text, and no JSON'],
      ['a number that begins with 0', '{"a":00123456789012345678901}', 'is text, and no JSON'],
      ['a number with a dot at its end', '{"a":12345678901234567890.}', 'is text, and no JSON'],
      ['a number behind a number', '{"a":12345678901234567890 1}', 'is text, and no JSON'],
      ['a number for a name', '{12345678901234567890:1}', 'is text, and no JSON'],
      ['NaN', '{"a":NaN}', 'is text, and no JSON'],
      ['more behind the map', '{} {}', 'is text, and no JSON'],
      ['a list', '[1]', 'is JSON, and no object'],
      ['a text', '"x"', 'is JSON, and no object'],
      ['a number', '12345678901234567890', 'is JSON, and no object'],
      ['null', 'null', 'is JSON, and no object'],
      [
        'a hill of lists',
        `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        'is JSON with more than 1000 lists and maps in one another',
      ],
      [
        'a hill of maps',
        `${'{"a":'.repeat(50_000)}12345678901234567890${'}'.repeat(50_000)}`,
        'is JSON with more than 1000 lists and maps in one another',
      ],
    ];
    for (const [what, text, reason] of cases) {
      it(what, () => {
        expect(() => readJsonText(text))
          .to.throw(Misfit)
          .with.property('reason', reason);
      });
    }

    it('in a moment where the text is long and broken', () => {
      const started = process.hrtime.bigint();
      for (const text of [
        '"\\'.repeat(200_000),
        '{"'.repeat(200_000),
        'N'.repeat(400_000),
        '1'.repeat(400_000),
        '"'.repeat(400_001),
      ]) {
        expect(() => readJsonText(text)).to.throw(Misfit);
      }
      const names = Object.fromEntries(Array.from({ length: 600 }, (_, at) => ['N'.repeat(at + 1), 1]));
      readJsonText(`{"n":12345678901234567890,${JSON.stringify(names).slice(1)}`);
      expect(Number(process.hrtime.bigint() - started)).to.be.below(3e9);
    });
  });

  it('reads back what it has written', () => {
    const digits = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map(String);
    const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string({ unit: 'binary' }).map((S) => ({ S })),
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }).filter((n) => n === 0 || Math.abs(n) > 1e-100).map((n) => ({ N: String(n + 0) })), // prettier-ignore
        digits.map((N) => ({ N })),
        fc.boolean().map((BOOL) => ({ BOOL })),
        fc.constant({ NULL: true as const }),
        fc.array(tie('value'), { maxLength: 4 }).map((L) => ({ L })),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }).map((M) => ({ M })),
      ),
    }));
    fc.assert(
      fc.property(value, (v) => {
        expect(readJsonText(writeJsonText({ v }))).to.deep.equal({ v });
      }),
      { numRuns: 2_000 },
    );
  });
});
