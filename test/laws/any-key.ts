import fc from 'fast-check';
import { KeyPath, parseTemplate } from '../../lib/metadata/key-path.js';

/** Characters that are delimiters somewhere, begin escapes, or are written with more than one unit. */
const CHARACTERS = [...'aZ09ßé', '\u0301', '/', '#', '%', '2', 'F', 'f', ':', '-', '.', '_', ' ', '\0', '\n', '|', ']', '^', '😀', '👩‍👩‍👧', '\uffff', '\u{10ffff}']; // prettier-ignore
const DELIMITERS = [
  '/',
  '#',
  ':',
  '-',
  '_',
  ' ',
  '.',
  '|',
  '%/',
  '/%',
  '😀',
  '\0',
  '\u0301',
  ']',
  '^-',
  'P#',
  '#P#',
  '/a',
  'a/',
];

const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const YEAR_0_MS = new Date('0000-01-01T00:00:00.000Z').getTime();

/** Any of Unicode's others, the same ones on every run. */
const OTHERS = fc
  .sample(fc.integer({ min: 0, max: 0x10ffff - 0x800 }), { numRuns: 40, seed: 20260102 })
  .map((at) => String.fromCodePoint(at < 0xd800 ? at : at + 0x800));

/** A text such as keys are made of, never empty. */
export const keyText: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...CHARACTERS, ...CHARACTERS, ...OTHERS), { minLength: 1, maxLength: 6 })
  .map((characters) => characters.join(''));

export const keyDate: fc.Arbitrary<Date> = fc.integer({ min: YEAR_0_MS, max: LAST_MS }).map((ms) => new Date(ms));

/** The part of a template, and what may stand for it. */
export interface AnyPart {
  readonly placeholder: (property: string) => string;
  readonly type?: 'date' | 'bigint';
  readonly value: fc.Arbitrary<unknown>;
  readonly isLast?: true;
}

export const PARTS: readonly AnyPart[] = [
  { placeholder: (property) => `{${property}}`, value: keyText },
  { placeholder: (property) => `{${property}}`, value: keyText },
  { placeholder: (property) => `{${property}}`, type: 'date', value: keyDate },
  { placeholder: (property) => `{${property}:04}`, value: fc.integer({ min: 0, max: 9999 }) },
  {
    placeholder: (property) => `{${property}:020}`,
    type: 'bigint',
    value: fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }),
  },
  { placeholder: (property) => `{+${property}}`, value: keyText, isLast: true },
];

export interface AnyPath {
  readonly path: KeyPath;
  /** Values for all its parts. */
  readonly values: fc.Arbitrary<Record<string, unknown>>;
}

/** Templates of `min` to `max` parts, and what may stand in them; the same ones on every run. */
export function anyPaths(count: number, { min, max }: { readonly min: number; readonly max: number }): AnyPath[] {
  const anyTemplate = fc.tuple(
    fc.array(fc.constantFrom(...PARTS), { minLength: min, maxLength: max }),
    fc.array(fc.constantFrom(...DELIMITERS), { minLength: max, maxLength: max }),
    fc.constantFrom('', '', 'a/', 'v1#', '50%/', 'x'),
    fc.constantFrom('', '', '', '/end', 'z', '%'),
  );
  return fc
    .sample(anyTemplate, { numRuns: count, seed: 20260102 })
    .map(([given, delimiters, before, after]) => anyPath(given, delimiters, before, after));
}

/** Short templates over few characters, whose keys are often those of one another. */
export function anyKeyPaths(count: number): AnyPath[] {
  const text = fc.array(fc.constantFrom('a', '1', '/', '-', '%', '2', 'D'), { minLength: 1, maxLength: 3 });
  const parts = PARTS.map((part) =>
    part.value === keyText ? { ...part, value: text.map((each) => each.join('')) } : part,
  );
  const short = [
    ...parts.slice(0, 2),
    { placeholder: (p: string) => `{${p}:01}`, value: fc.integer({ min: 0, max: 9 }) },
    ...parts,
  ];
  const anyTemplate = fc.tuple(
    fc.array(fc.constantFrom<AnyPart>(...short), { minLength: 0, maxLength: 3 }),
    fc.array(fc.constantFrom('/', '-', '/a', '1/', '-1-'), { minLength: 3, maxLength: 3 }),
    fc.constantFrom('', '', '', 'a', 'a/', '1', '%2D', 'a%25'),
    fc.constantFrom('', '', '', 'a', '1', '/1', '%2D'),
  );
  return fc
    .sample(anyTemplate, { numRuns: count, seed: 20260102 })
    .map(([given, delimiters, before, after]) => anyPath(given, delimiters, before, after));
}

function anyPath(given: readonly AnyPart[], delimiters: readonly string[], before: string, after: string): AnyPath {
  const parts = given.filter((part, at) => !part.isLast || (at === given.length - 1 && after === ''));
  const name = (at: number) => `p${at}`;
  const types = new Map(parts.map(({ type }, at) => [name(at), type]));
  const middle = parts.map(({ placeholder }, at) => (at === 0 ? '' : delimiters[at]!) + placeholder(name(at))).join('');
  const typeOf = (property: string) => types.get(property);
  const path = new KeyPath(parseTemplate(before + middle + after || 'a', typeOf), typeOf);
  return { path, values: fc.record(Object.fromEntries(parts.map(({ value }, at) => [name(at), value]))) };
}
