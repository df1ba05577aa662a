import { expect } from 'chai';
import { KeyPath, type KeyPropertyType, parseTemplate } from '../../lib/metadata/key-path.js';
import { Misfit } from '../../lib/record/misfit.js';
import { describeOnce } from '../support/describe-once.js';

type Types = Readonly<Record<string, 'date' | 'bigint'>>;

function keyPath(template: string, types: Types = {}): KeyPath {
  const typeOf: KeyPropertyType = (property) => types[property];
  const parsed = parseTemplate(template, typeOf);
  expect(parsed.mistakes).to.deep.equal([]);
  return new KeyPath(parsed, typeOf);
}

/** What a refusal says: the property, and why. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    if (!(thrown instanceof Misfit)) throw thrown;
    return `${thrown.path} ${thrown.reason}`;
  }
  throw new Error('nothing was refused');
}

const at = (iso: string) => new Date(iso);

describeOnce('metadata/key-path', () => {
  describe('writes keys, and reads them back', () => {
    const cases: readonly (readonly [template: string, values: object, key: string, types?: Types])[] = [
      // As Go programs write them.
      ['order/{orderId}', { orderId: '17' }, 'order/17'],
      ['customer#{id}', { id: 'c-1' }, 'customer#c-1'],
      ['users', {}, 'users'],
      ['{id}', { id: 'a-b_c.d@e' }, 'a-b_c.d@e'],
      ['a/{x}', { x: 'Ünïcode ÄÖ' }, 'a/Ünïcode ÄÖ'],
      // Delimiters and % inside values.
      ['order/{orderId}', { orderId: 'a/b' }, 'order/a%2Fb'],
      ['order/{orderId}', { orderId: 'a#b' }, 'order/a%23b'],
      ['order/{orderId}', { orderId: '100%' }, 'order/100%25'],
      ['order/{orderId}', { orderId: '%2F' }, 'order/%252F'],
      ['order/{orderId}', { orderId: '%' }, 'order/%25'],
      ['order/{orderId}', { orderId: '/' }, 'order/%2F'],
      ['{a}:{b}', { a: 'x:y', b: 'z:' }, 'x%3Ay:z%3A'],
      ['{a}-{b}', { a: 'x-y', b: '-' }, 'x%2Dy-%2D'],
      ['{a}_{b}', { a: '_', b: '__' }, '%5F_%5F%5F'],
      ['{a} {b}', { a: ' ', b: 'x y' }, '%20 x%20y'],
      ['{a}|{b}\\{c}', { a: '|', b: '\\', c: '|\\' }, '%7C|%5C\\%7C%5C'],
      ['{a}^{b}$', { a: '^', b: '$' }, '%5E^%24$'],
      ['[{a}].({b})', { a: '[].()', b: ']' }, '[%5B%5D%2E%28%29].(%5D)'],
      ['{a}?{b}*+', { a: '?', b: '*+' }, '%3F?%2A%2B*+'],
      ['{a}&{b}', { a: 'x&y', b: ':-_.' }, 'x%26y&:-_.'],
      // NUL, emoji, combining marks: no letters and no digits, so delimiters where a template has them.
      ['{a}\0{b}', { a: '\0', b: 'x\0y' }, '%00\0x%00y'],
      ['a/{x}', { x: '\0\x01\x7f' }, 'a/\0\x01\x7f'],
      ['{a}😀{b}', { a: '😀', b: 'x😁' }, '%F0%9F%98%80😀x😁'],
      ['a/{x}', { x: '👩‍👩‍👧‍👦' }, 'a/👩‍👩‍👧‍👦'],
      ['{a}\u0301/{b}', { a: 'e', b: 'e\u0301' }, 'e\u0301/e%CC%81'],
      ['a/{x}', { x: 'e\u0301\u00e9' }, 'a/e\u0301\u00e9'],
      ['{a}–{b}', { a: '–', b: '-' }, '%E2%80%93–-'],
      ['a/{x}', { x: '\u{10ffff}\uffff' }, 'a/\u{10ffff}\uffff'],
      // Letters and digits around placeholders are no delimiters: a delimiter beside them marks the end.
      ['v1/a{x}', { x: 'a' }, 'v1/aa'],
      ['{x}b/c{y}d', { x: 'b', y: 'd' }, 'bb/cdd'],
      ['{x}2/{y}', { x: '22', y: '2' }, '222/2'],
      ['{x}ß/{y}', { x: 'ß', y: 'ß' }, 'ßß/ß'],
      // Padded numbers.
      ['n/{n:010}', { n: 0 }, 'n/0000000000'],
      ['n/{n:010}', { n: 42 }, 'n/0000000042'],
      ['n/{n:010}', { n: 9_999_999_999 }, 'n/9999999999'],
      ['n/{n:01}', { n: 7 }, 'n/7'],
      ['n/{n:016}', { n: Number.MAX_SAFE_INTEGER }, 'n/9007199254740991'],
      ['n/{n:020}', { n: 18_446_744_073_709_551_615n }, 'n/18446744073709551615', { n: 'bigint' }],
      ['n/{n:020}', { n: 5n }, 'n/00000000000000000005', { n: 'bigint' }],
      ['n/{n:038}', { n: 10n ** 38n - 1n }, `n/${'9'.repeat(38)}`, { n: 'bigint' }],
      ['{a:02}-{b:02}', { a: 1, b: 12 }, '01-12'],
      // Dates, of which delimiters are escaped as in any value.
      ['d/{at}', { at: at('2026-01-02T03:04:05.678Z') }, 'd/2026-01-02T03:04:05.678Z', { at: 'date' }],
      ['d/{at}', { at: at('0000-01-01T00:00:00.000Z') }, 'd/0000-01-01T00:00:00.000Z', { at: 'date' }],
      ['d/{at}', { at: at('9999-12-31T23:59:59.999Z') }, 'd/9999-12-31T23:59:59.999Z', { at: 'date' }],
      ['d/{at}', { at: at('1969-12-31T23:59:59.999Z') }, 'd/1969-12-31T23:59:59.999Z', { at: 'date' }],
      [
        'd-{at}:{b}.',
        { at: at('2026-01-02T03:04:05.678Z'), b: 'x' },
        'd-2026%2D01%2D02T03%3A04%3A05%2E678Z:x.',
        { at: 'date' },
      ],
      // The raw rest.
      ['{a}/{+rest}', { a: 'x/y', rest: 'p/q#r%2f%' }, 'x%2Fy/p/q#r%2f%'],
      ['{+rest}', { rest: '\n/\u2028#' }, '\n/\u2028#'],
      ['files/{+path}', { path: '/' }, 'files//'],
      // One property twice, and names that every object has.
      ['{a}/{b}/{a}', { a: 'x', b: 'y' }, 'x/y/x'],
      ['c/{constructor}', { constructor: 'x' }, 'c/x'],
      // A literal with % is text like any other.
      ['50%/{x}', { x: 'a%/' }, '50%/a%25%2F'],
      ['{x}%2F', { x: '%2F' }, '%252F%2F'],
      ['{x}%25/{y}', { x: '%', y: '%25' }, '%25%25/%2525'],
    ];
    for (const [template, values, key, types] of cases) {
      it(`'${template}' gives ${JSON.stringify(key)}`, () => {
        const path = keyPath(template, types);
        expect(path.write(values)).to.equal(key);
        expect(path.read(key)).to.deep.equal(values);
        expect(path.matches(key)).to.equal(true);
      });
    }

    it('puts __proto__ nowhere but in a property of that name', () => {
      const values = keyPath('p/{__proto__}').read('p/x') as object;
      expect(Object.getPrototypeOf(values)).to.equal(Object.prototype);
      expect(Object.entries(values)).to.deep.equal([['__proto__', 'x']]);
      expect(keyPath('p/{__proto__}').write(values)).to.equal('p/x');
    });

    it('reads a number beyond 2^53 exactly, as a bigint', () => {
      expect(keyPath('{n:020}').read('00009007199254740993')).to.deep.equal({ n: 9_007_199_254_740_993n });
    });

    it('writes minus zero as zero', () => {
      expect(keyPath('{n:03}').write({ n: -0 })).to.equal('000');
    });
  });

  describe('keeps tenants apart', () => {
    const naive = (tenant: string, project: string) => `${tenant}#P#${project}`;
    const path = keyPath('{tenant}#P#{project}');

    it('where naive joining would let one read the rows of another', () => {
      // What must not happen, and does where ids are joined as they are.
      expect(naive('acme', 'x#P#y')).to.equal(naive('acme#P#x', 'y'));
      expect(path.write({ tenant: 'acme', project: 'x#P#y' })).to.equal('acme#P#x%23P%23y');
      expect(path.write({ tenant: 'acme#P#x', project: 'y' })).to.equal('acme%23P%23x#P#y');
    });

    it('also where a tenant spells the escape itself', () => {
      expect(path.write({ tenant: 'acme%23P%23x', project: 'y' })).to.equal('acme%2523P%2523x#P#y');
      expect(path.read('acme%2523P%2523x#P#y')).to.deep.equal({ tenant: 'acme%23P%23x', project: 'y' });
    });

    it('also with two delimiters side by side, and with values at their edges', () => {
      const double = keyPath('{a}##{b}');
      expect(double.write({ a: 'x#', b: 'y' })).to.equal('x%23##y');
      expect(double.write({ a: 'x', b: '#y' })).to.equal('x##%23y');
      expect(double.read('x###y')).to.equal(undefined);
    });
  });

  describe('takes no key that it would not have written', () => {
    const cases: readonly (readonly [template: string, key: string, types?: Types])[] = [
      ['order/{id}', 'order/'],
      ['order/{id}', 'order'],
      ['order/{id}', ''],
      ['order/{id}', 'Order/1'],
      ['order/{id}', 'orders/1'],
      ['order/{id}', ' order/1'],
      ['order/{id}', 'order/1/'],
      ['order/{id}', 'order/1#'],
      ['order/{id}', 'order/a/b'],
      ['order/{id}', 'order/%2f'],
      ['order/{id}', 'order/%41'],
      ['order/{id}', 'order/a%41'],
      ['order/{id}', 'order/%zz'],
      ['order/{id}', 'order/%'],
      ['order/{id}', 'order/%2'],
      ['order/{id}', 'order/%FF'],
      ['order/{id}', 'order/%C0%AF'],
      ['order/{id}', 'order/%3A'],
      ['order/{id}', 'order/1\n/'],
      ['{a}.{b}', 'xay'],
      ['{a}.{b}', '.y'],
      ['{a}.{b}', 'x.'],
      ['users', 'user'],
      ['users', 'users/1'],
      ['a/{x}b', 'a/x'],
      ['a/{x}b', 'a/b'],
      ['{n:03}', '12'],
      ['{n:03}', '0012'],
      ['{n:03}', '-12'],
      ['{n:03}', '+12'],
      ['{n:03}', ' 12'],
      ['{n:03}', '1e2'],
      ['{n:03}', '0x1'],
      ['{n:03}', '1_2'],
      ['{n:03}', '٠٠١'],
      ['{n:03}', '12.'],
      ['{n:03}', '12a'],
      ['d/{at}', 'd/2026-01-02', { at: 'date' }],
      ['d/{at}', 'd/2026-01-02T03:04:05Z', { at: 'date' }],
      ['d/{at}', 'd/2026-01-02T03:04:05.678+00:00', { at: 'date' }],
      ['d/{at}', 'd/2026-01-02T03:04:05.6789Z', { at: 'date' }],
      ['d/{at}', 'd/2026-13-02T03:04:05.678Z', { at: 'date' }],
      ['d/{at}', 'd/2026-02-30T03:04:05.678Z', { at: 'date' }],
      ['d/{at}', 'd/+010000-01-01T00:00:00.000Z', { at: 'date' }],
      ['d/{at}', 'd/1767323045678', { at: 'date' }],
      ['d-{at}', 'd-2026-01-02T03:04:05.678Z', { at: 'date' }],
      ['{a}/{b}/{a}', 'x/y/z'],
      ['{a}/{a}', 'x/y'],
    ];
    for (const [template, key, types] of cases) {
      it(`'${template}' not ${JSON.stringify(key)}`, () => {
        const path = keyPath(template, types);
        expect(path.read(key)).to.equal(undefined);
        expect(path.matches(key)).to.equal(false);
      });
    }
  });

  describe('refuses what a key cannot hold, and names the property', () => {
    const cases: readonly (readonly [what: string, template: string, values: object, reason: string, types?: Types])[] =
      [
        ['undefined', 'o/{id}', {}, 'id must be text, not undefined'],
        ['null', 'o/{id}', { id: null }, 'id must be text, not null'],
        ['an empty text', 'o/{id}', { id: '' }, 'id is empty, and a part of a key never is'],
        ['a number', 'o/{id}', { id: 1 }, 'id is a number, and a number in a key is padded'],
        ['a bigint', 'o/{id}', { id: 1n }, 'id is a number, and a number in a key is padded'],
        ['NaN', 'o/{id}', { id: NaN }, 'id is a number, and a number in a key is padded'],
        ['a boolean', 'o/{id}', { id: true }, 'id must be text, not boolean'],
        ['an object', 'o/{id}', { id: {} }, 'id must be text, not Object'],
        ['a list', 'o/{id}', { id: ['a'] }, 'id must be text, not Array'],
        ['an object with a text of its own', 'o/{id}', { id: { toString: () => 'x' } }, 'id must be text, not Object'],
        ['a String object', 'o/{id}', { id: new String('x') }, 'id must be text, not String'],
        ['a symbol', 'o/{id}', { id: Symbol('x') }, 'id must be text, not symbol'],
        ['a function', 'o/{id}', { id: () => 'x' }, 'id must be text, not function'],
        [
          'a lone high surrogate',
          'o/{id}',
          { id: 'a\ud83d' },
          'id holds half of a surrogate pair, which UTF-8 cannot write',
        ],
        [
          'a lone low surrogate',
          'o/{id}',
          { id: '\ude00a' },
          'id holds half of a surrogate pair, which UTF-8 cannot write',
        ],
        ['an inherited name', 'o/{constructor}', {}, 'constructor must be text, not undefined'],
        ['a negative number', '{n:03}', { n: -1 }, 'n must be an unsigned whole number, not a negative one'],
        ['a fraction', '{n:03}', { n: 1.5 }, 'n must be an unsigned whole number, not a fraction'],
        ['NaN, padded', '{n:03}', { n: NaN }, 'n must be an unsigned whole number, not NaN'],
        ['Infinity', '{n:03}', { n: Infinity }, 'n must be an unsigned whole number, not Infinity'],
        ['an unsafe number', '{n:020}', { n: 2 ** 53 }, 'n must be an unsigned whole number, not one beyond 2^53'],
        ['a negative bigint', '{n:03}', { n: -1n }, 'n must be an unsigned whole number, not a negative one'],
        ['padded text', '{n:03}', { n: '1' }, 'n must be an unsigned whole number, not string'],
        [
          'a number with more digits',
          '{n:03}',
          { n: 1000 },
          'n has more than the 3 digits that its place in the key has',
        ],
        [
          'a bigint with more digits',
          '{n:03}',
          { n: 1000n },
          'n has more than the 3 digits that its place in the key has',
        ],
        [
          'a year before 0',
          '{at}',
          { at: at('-000001-12-31T23:59:59.999Z') },
          'at is a Date outside of the years 0 to 9999',
          { at: 'date' },
        ],
        [
          'a year after 9999',
          '{at}',
          { at: at('+010000-01-01T00:00:00.000Z') },
          'at is a Date outside of the years 0 to 9999',
          { at: 'date' },
        ],
        ['an Invalid Date', '{at}', { at: new Date(NaN) }, 'at is an Invalid Date', { at: 'date' }],
        [
          'text for a Date',
          '{at}',
          { at: '2026-01-02T03:04:05.678Z' },
          'at must be a Date, not string',
          { at: 'date' },
        ],
        ['a raw number', '{+rest}', { rest: 1 }, 'rest is a number, and a number in a key is padded'],
        ['an empty raw rest', '{+rest}', { rest: '' }, 'rest is empty, and a part of a key never is'],
        [
          'half of a raw pair',
          '{+rest}',
          { rest: '\ud800' },
          'rest holds half of a surrogate pair, which UTF-8 cannot write',
        ],
      ];
    for (const [what, template, values, reason, types] of cases) {
      it(what, () => {
        expect(refusal(() => keyPath(template, types).write(values))).to.equal(reason);
      });
    }

    it('but an absent part only where it must be there', () => {
      const path = keyPath('{a}/{b}');
      expect(path.writeIfWhole({ a: 'x', b: undefined })).to.equal(undefined);
      expect(path.writeIfWhole({ a: null, b: 'y' })).to.equal(undefined);
      expect(path.writeIfWhole({ a: 'x', b: 'y' })).to.equal('x/y');
      expect(refusal(() => path.writeIfWhole({ a: 'x', b: '' }))).to.equal('b is empty, and a part of a key never is');
    });
  });

  describe('keeps the order of values', () => {
    const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

    it('of dates and padded numbers, whatever is escaped in them', () => {
      const dates = [
        '0000-01-01T00:00:00.000Z',
        '0999-12-31T00:00:00.000Z',
        '1970-01-01T00:00:00.000Z',
        '9999-12-31T23:59:59.999Z',
      ];
      const dated = keyPath('d-{at}', { at: 'date' });
      const written = dates.map((iso) => dated.write({ at: at(iso) }));
      expect([...written].sort(byBytes)).to.deep.equal(written);
      const padded = keyPath('{n:020}', { n: 'bigint' });
      const numbers = [0n, 9n, 10n, 2n ** 53n, 2n ** 64n - 1n].map((n) => padded.write({ n }));
      expect([...numbers].sort(byBytes)).to.deep.equal(numbers);
    });

    it('of texts by code point, not by UTF-16', () => {
      const path = keyPath('t/{x}');
      const texts = ['a', 'b', '\ufb01', '\uffff', '😀', '\u{10ffff}'].map((x) => path.write({ x }));
      expect([...texts].sort(byBytes)).to.deep.equal(texts);
      expect([...texts].sort()).to.not.deep.equal(texts);
    });
  });

  describe('finds the mistakes of a template', () => {
    const cases: readonly (readonly [template: string, ...mistakes: string[]])[] = [
      ['', 'a template is empty, and a key never is'],
      ['{a}{b}', "'{a}{b}' needs a delimiter, such as /, between its placeholders"],
      ['{a}x{b}', "'{a}x{b}' needs a delimiter, such as /, between its placeholders"],
      ['{a}1ß{b}', "'{a}1ß{b}' needs a delimiter, such as /, between its placeholders"],
      ['{a}%{b}', "'{a}%{b}' needs a delimiter, such as /, between its placeholders"],
      ['{a}%25{b}', "'{a}%25{b}' needs a delimiter, such as /, between its placeholders"],
      ['{n:03}{m:03}', "'{n:03}{m:03}' needs a delimiter, such as /, between its placeholders"],
      ['a/{}', "'a/{}': {} is no placeholder: write {property}, {property:010} or {+property}"],
      ['a/{a:10}', "'a/{a:10}': {a:10} is no placeholder: write {property}, {property:010} or {+property}"],
      ['a/{a:00}', "'a/{a:00}': {a:00} is no placeholder: write {property}, {property:010} or {+property}"],
      ['a/{a:}', "'a/{a:}': {a:} is no placeholder: write {property}, {property:010} or {+property}"],
      ['a/{a:0100}', "'a/{a:0100}': {a:0100} is no placeholder: write {property}, {property:010} or {+property}"],
      ['a/{a:08x}', "'a/{a:08x}': {a:08x} is no placeholder: write {property}, {property:010} or {+property}"],
      ['a/{+}', "'a/{+}': {+} is no placeholder: write {property}, {property:010} or {+property}"],
      ['a/{++a}', "'a/{++a}': {++a} is no placeholder: write {property}, {property:010} or {+property}"],
      ['a/{a:039}', "'a/{a:039}': {a:039} is wider than 38 digits"],
      ['a/{+a:03}', "'a/{+a:03}': {+a:03} is raw and padded at once"],
      ['a/{a', "'a/{a' has a brace without its other half"],
      ['a/a}', "'a/a}' has a brace without its other half"],
      ['a/{a/{b}', "'a/{a/{b}' has a brace without its other half"],
      ['{{a}}', "'{{a}}' has a brace without its other half"],
      ['{+a}/{b}', "'{+a}/{b}': {+...} stands at the end only"],
      ['{+a}/', "'{+a}/': {+...} stands at the end only"],
      ['{+a}/{+b}', "'{+a}/{+b}': {+...} stands at the end only"],
      ['\ud800/{a}', 'a template holds half of a surrogate pair, which UTF-8 cannot write'],
      [
        '{a}{b:00}{',
        "'{a}{b:00}{': {b:00} is no placeholder: write {property}, {property:010} or {+property}",
        "'{a}{b:00}{' needs a delimiter, such as /, between its placeholders",
        "'{a}{b:00}{' has a brace without its other half",
      ],
    ];
    for (const [template, ...mistakes] of cases) {
      it(JSON.stringify(template), () => {
        expect(parseTemplate(template, () => undefined).mistakes).to.deep.equal(mistakes);
      });
    }
  });
});
