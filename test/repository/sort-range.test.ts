import { expect } from 'chai';
import { InvalidArgumentError } from '../../lib/errors.js';
import { KeyPath, parseTemplate } from '../../lib/metadata/key-path.js';
import {
  absent,
  and,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  ne,
  not,
  oneOf,
  or,
  size,
} from '../../lib/repository/operators.js';
import { sortRange } from '../../lib/repository/sort-range.js';
import { describeOnce } from '../support/describe-once.js';

/** Properties called `at` are dates. */
function keyPath(template: string): KeyPath {
  const typeOf = (property: string) => (property === 'at' ? 'date' : undefined);
  return new KeyPath(parseTemplate(template, typeOf), typeOf);
}

const DAY = new Date('2026-01-02T00:00:00.000Z');
const NEXT_DAY = new Date('2026-01-03T00:00:00.000Z');
const DAY_TEXT = '2026-01-02T00:00:00.000Z';
const NEXT_DAY_TEXT = '2026-01-03T00:00:00.000Z';

describeOnce('repository/sort-range', () => {
  describe('turns a sort key into a range of keys', () => {
    const cases: readonly (readonly [what: string, template: string, sort: object | undefined, range: object])[] = [
      ['nothing given', 'order/{id}', undefined, { prefix: 'order/' }],
      ['nothing but undefined', 'order/{id}', { id: undefined }, { prefix: 'order/' }],
      ['nothing given, where nothing stands before', '{id}', {}, { prefix: '' }],
      ['a constant', 'profile', {}, { prefix: 'profile', keys: { equals: 'profile' } }],
      ['the whole key', 'o/{id}', { id: '1' }, { prefix: 'o/1', keys: { equals: 'o/1' } }],
      ['the whole key by eq', 'o/{id}', { id: eq('1') }, { prefix: 'o/1', keys: { equals: 'o/1' } }],
      ['a leading value, whole', 'o/{a}/{b}', { a: '1' }, { prefix: 'o/1/' }],
      ['a leading value by eq', 'o/{a}/{b}', { a: eq('1') }, { prefix: 'o/1/' }],
      ['a value with delimiters', 'o/{a}/{b}', { a: '1/2' }, { prefix: 'o/1%2F2/' }],
      ['a value and letters behind it', '{a}x/{b}', { a: '1' }, { prefix: '1x/' }],
      ['letters at the end', '{a}/{b}z', { a: '1', b: '2' }, { prefix: '1/2z', keys: { equals: '1/2z' } }],
      ['beginsWith at the end', 'o/{id}', { id: beginsWith('1') }, { prefix: 'o/1' }],
      ['beginsWith on inner text', 'o/{a}/{b}', { a: beginsWith('1') }, { prefix: 'o/1' }],
      ['beginsWith a delimiter', 'o/{id}', { id: beginsWith('1/') }, { prefix: 'o/1%2F' }],
      ['beginsWith nothing', 'o/{id}', { id: beginsWith('') }, { prefix: 'o/' }],
      ['beginsWith the raw rest', 'o/{+rest}', { rest: beginsWith('a/b%') }, { prefix: 'o/a/b%' }],
      [
        'lt on last text',
        'o/{id}',
        { id: lt('5') },
        { prefix: 'o/', keys: { lower: 'o/', upper: 'o/5' }, except: 'o/5' },
      ],
      ['lte on last text', 'o/{id}', { id: lte('5') }, { prefix: 'o/', keys: { lower: 'o/', upper: 'o/5' } }],
      [
        'gt on last text',
        'o/{id}',
        { id: gt('5') },
        { prefix: 'o/', keys: { lower: 'o/5', upper: 'o0' }, except: 'o/5' },
      ],
      ['gte on last text', 'o/{id}', { id: gte('5') }, { prefix: 'o/', keys: { lower: 'o/5', upper: 'o0' } }],
      [
        'between on last text',
        'o/{id}',
        { id: between('5', '7') },
        { prefix: 'o/', keys: { lower: 'o/5', upper: 'o/7' } },
      ],
      [
        'between one value and itself',
        'o/{id}',
        { id: between('5', '5') },
        { prefix: 'o/', keys: { lower: 'o/5', upper: 'o/5' } },
      ],
      ['gt where nothing stands before', '{id}', { id: gt('5') }, { prefix: '', keys: { lower: '5' }, except: '5' }],
      ['lt where nothing stands before', '{id}', { id: lt('5') }, { prefix: '', keys: { upper: '5' }, except: '5' }],
      [
        'lt on the raw rest',
        'o/{+rest}',
        { rest: lt('a/%') },
        { prefix: 'o/', keys: { lower: 'o/', upper: 'o/a/%' }, except: 'o/a/%' },
      ],
      ['lt on inner digits', '{n:02}/{x}', { n: lt(5) }, { prefix: '', keys: { upper: '05' } }],
      [
        'lte on inner digits takes in all of that value',
        '{n:02}/{x}',
        { n: lte(5) },
        { prefix: '', keys: { upper: '050' } },
      ],
      [
        'gt on inner digits leaves out all of that value',
        '{n:02}/{x}',
        { n: gt(5) },
        { prefix: '', keys: { lower: '050' } },
      ],
      ['gte on inner digits', '{n:02}/{x}', { n: gte(5) }, { prefix: '', keys: { lower: '05' } }],
      [
        'between on inner digits',
        'n/{n:02}/{x}',
        { n: between(5, 7) },
        { prefix: 'n/', keys: { lower: 'n/05', upper: 'n/070' } },
      ],
      ['lte on last digits', 'n/{n:02}', { n: lte(5) }, { prefix: 'n/', keys: { lower: 'n/', upper: 'n/05' } }],
      [
        'lte on last digits before letters',
        'n/{n:02}z',
        { n: lte(5) },
        { prefix: 'n/', keys: { lower: 'n/', upper: 'n/05{' } },
      ],
      ['gte on an inner date', '{at}/{id}', { at: gte(DAY) }, { prefix: '', keys: { lower: DAY_TEXT } }],
      ['gt on an inner date', '{at}/{id}', { at: gt(DAY) }, { prefix: '', keys: { lower: `${DAY_TEXT}0` } }],
      [
        'between on an inner date',
        '{at}/{id}',
        { at: between(DAY, NEXT_DAY) },
        { prefix: '', keys: { lower: DAY_TEXT, upper: `${NEXT_DAY_TEXT}0` } },
      ],
      [
        'lt on a date that is escaped',
        'd-{at}',
        { at: lt(DAY) },
        {
          prefix: 'd-',
          keys: { lower: 'd-', upper: 'd-2026%2D01%2D02T00:00:00.000Z' },
          except: 'd-2026%2D01%2D02T00:00:00.000Z',
        },
      ],
      [
        'an operator behind a value',
        'o/{a}/{n:02}/{x}',
        { a: 'x', n: gte(3) },
        { prefix: 'o/x/', keys: { lower: 'o/x/03', upper: 'o/x0' } },
      ],
      [
        'a bound at the end of Unicode',
        '{+rest}',
        { rest: gte('\u{10ffff}') },
        { prefix: '', keys: { lower: '\u{10ffff}' } },
      ],
      [
        'a bound above a delimiter of one unit before the surrogates',
        '{n:02}\ud7fb/{x}',
        { n: lte(5) },
        { prefix: '', keys: { upper: '05\ud7fb0' } },
      ],
    ];
    for (const [what, template, sort, range] of cases) {
      it(`${what}: '${template}'`, () => {
        expect(sortRange(keyPath(template), sort)).to.deep.equal(range);
      });
    }
  });

  describe('refuses', () => {
    const cases: readonly (readonly [what: string, template: string, sort: object, message: string])[] = [
      ['a hole', 'o/{a}/{b}', { b: '1' }, "sort: 'a' must be given, too: it comes before 'b' in 'o/{a}/{b}'."],
      [
        'a hole with undefined',
        'o/{a}/{b}/{c}',
        { a: '1', b: undefined, c: '2' },
        "sort: 'b' must be given, too: it comes before 'c' in 'o/{a}/{b}/{c}'.",
      ],
      [
        'an unknown name, with a suggestion',
        'o/{orderId}',
        { orderid: '1' },
        "sort: 'orderid' is not a placeholder of 'o/{orderId}'. Did you mean 'orderId'?",
      ],
      [
        'a misspelt name, with a suggestion',
        'o/{region}/{orderId}',
        { regoin: '1' },
        "sort: 'regoin' is not a placeholder of 'o/{region}/{orderId}'. Did you mean 'region'?",
      ],
      ['an unknown name like none', 'o/{id}', { placedAt: '1' }, "sort: 'placedAt' is not a placeholder of 'o/{id}'."],
      ['a name on a constant', 'profile', { id: '1' }, "sort: 'id' is not a placeholder of 'profile'."],
      [
        'a value behind an operator',
        'o/{a}/{b}',
        { a: beginsWith('x'), b: '1' },
        "sort: nothing may follow the operator at 'a'. Leave out 'b', or filter by it with where.",
      ],
      [
        'an operator behind an operator',
        '{n:02}/{m:02}',
        { n: gt(1), m: gt(1) },
        "sort: nothing may follow the operator at 'n'. Leave out 'm', or filter by it with where.",
      ],
      [
        'lt on inner text',
        'o/{a}/{b}',
        { a: lt('x') },
        "The property 'a' takes eq and beginsWith only: text that something follows has no order in the key.",
      ],
      [
        'between on inner text',
        'o/{a}/{b}',
        { a: between('x', 'y') },
        "The property 'a' takes eq and beginsWith only: text that something follows has no order in the key.",
      ],
      [
        'gt on last text before letters',
        'o/{a}z',
        { a: gt('x') },
        "The property 'a' takes eq and beginsWith only: text that something follows has no order in the key.",
      ],
      [
        'lt with a delimiter',
        'o/{id}',
        { id: lt('a/b') },
        "The property 'id' is compared with a value that holds a delimiter, which has no order in the key. Compare with a value without delimiters and %, or filter with where.",
      ],
      [
        'gte with a percent',
        'o/{id}',
        { id: gte('100%') },
        "The property 'id' is compared with a value that holds a delimiter, which has no order in the key. Compare with a value without delimiters and %, or filter with where.",
      ],
      [
        'between to a delimiter',
        'o/{id}',
        { id: between('a', 'b#') },
        "The property 'id' is compared with a value that holds a delimiter, which has no order in the key. Compare with a value without delimiters and %, or filter with where.",
      ],
      [
        'between the wrong way round',
        'o/{id}',
        { id: between('b', 'a') },
        "The property 'id' lies between a value and a smaller one.",
      ],
      [
        'between numbers the wrong way round',
        'o/{n:03}',
        { n: between(10, 9) },
        "The property 'n' lies between a value and a smaller one.",
      ],
      [
        'between code points the wrong way round',
        'o/{id}',
        { id: between('😀', '\uffff') },
        "The property 'id' lies between a value and a smaller one.",
      ],
      ['ne', 'o/{id}', { id: ne('x') }, "The property 'id' cannot be compared with ne in a sort key. Use where."],
      [
        'oneOf',
        'o/{id}',
        { id: oneOf('x', 'y') },
        "The property 'id' cannot be compared with oneOf in a sort key. Use where.",
      ],
      [
        'contains',
        'o/{id}',
        { id: contains('x') },
        "The property 'id' cannot be compared with contains in a sort key. Use where.",
      ],
      [
        'exists',
        'o/{id}',
        { id: exists() },
        "The property 'id' cannot be compared with exists in a sort key. Use where.",
      ],
      [
        'absent',
        'o/{id}',
        { id: absent() },
        "The property 'id' cannot be compared with absent in a sort key. Use where.",
      ],
      ['size', 'o/{id}', { id: size(1) }, "The property 'id' cannot be compared with size in a sort key. Use where."],
      [
        'or',
        'o/{id}',
        { id: or(eq('a'), eq('b')) },
        "The property 'id' cannot be compared with or in a sort key. Use where.",
      ],
      [
        'and',
        'o/{id}',
        { id: and(eq('a'), eq('b')) },
        "The property 'id' cannot be compared with and in a sort key. Use where.",
      ],
      [
        'not',
        'o/{id}',
        { id: not(eq('a')) },
        "The property 'id' cannot be compared with not in a sort key. Use where.",
      ],
      [
        'ne on inner text',
        'o/{a}/{b}',
        { a: ne('x') },
        "The property 'a' cannot be compared with ne in a sort key. Use where.",
      ],
      ['null', 'o/{id}', { id: null }, "The property 'id' must be text, not null."],
      ['an empty text', 'o/{id}', { id: '' }, "The property 'id' is empty, and a part of a key never is."],
      [
        'a number for text',
        'o/{id}',
        { id: 5 },
        "The property 'id' is a number, and a number in a key is padded. Give it a width in the template: {property:010}.",
      ],
      ['an empty text by gt', 'o/{id}', { id: gt('') }, "The property 'id' is empty, and a part of a key never is."],
      [
        'a number for text by gt',
        'o/{id}',
        { id: gt(5) },
        "The property 'id' is a number, and a number in a key is padded. Give it a width in the template: {property:010}.",
      ],
      [
        'a number out of its width',
        'o/{n:02}',
        { n: lt(100) },
        "The property 'n' has more than the 2 digits that its place in the key has.",
      ],
      [
        'a negative number',
        'o/{n:02}',
        { n: gt(-1) },
        "The property 'n' must be an unsigned whole number, not a negative one.",
      ],
      ['text for a date', 'o/{at}', { at: gt('2026') }, "The property 'at' must be a Date, not string."],
      ['an Invalid Date', 'o/{at}', { at: lte(new Date(NaN)) }, "The property 'at' is an Invalid Date."],
      [
        'beginsWith no text',
        'o/{id}',
        { id: beginsWith(5 as unknown as string) },
        "The property 'id' needs text to begin with.",
      ],
      [
        'beginsWith on digits',
        'o/{n:02}',
        { n: beginsWith('0') },
        "The property 'n' is no text, and begins with nothing. Use between.",
      ],
      [
        'beginsWith on a date',
        'o/{at}',
        { at: beginsWith('2026-01') },
        "The property 'at' is no text, and begins with nothing. Use between.",
      ],
      [
        'half of a surrogate pair',
        'o/{id}',
        { id: '\ud83d' },
        "The property 'id' holds half of a surrogate pair, which UTF-8 cannot write.",
      ],
      [
        'beginsWith half of a pair',
        'o/{id}',
        { id: beginsWith('\ud83d') },
        "The property 'id' holds half of a surrogate pair, which UTF-8 cannot write.",
      ],
      ['an operator that was copied', 'o/{id}', { id: { ...gt('a') } }, "The property 'id' must be text, not Object."],
    ];
    for (const [what, template, sort, message] of cases) {
      it(what, () => {
        expect(() => sortRange(keyPath(template), sort))
          .to.throw(InvalidArgumentError)
          .with.property('message', message);
      });
    }

    it('names that every object has', () => {
      expect(() => sortRange(keyPath('o/{id}'), { constructor: 'x' })).to.throw(InvalidArgumentError, "'constructor'");
      expect(sortRange(keyPath('o/{constructor}'), {})).to.deep.equal({ prefix: 'o/' });
      expect(sortRange(keyPath('o/{a}/{toString}'), {})).to.deep.equal({ prefix: 'o/' });
    });
  });
});
