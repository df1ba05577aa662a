import { describeType } from '../record/kind.js';
import { writeDate } from '../record/date-text.js';
import { Misfit, within } from '../record/misfit.js';
import { setMember, writeText } from '../record/value.js';

/** A placeholder of a template, with the text that stands before it. */
export interface KeyPart {
  readonly property: string;
  readonly literalBefore: string;
  /** `text` and `raw` vary in length; `raw` is written as it is. */
  readonly kind: 'text' | 'date' | 'padded' | 'raw';
  /** Digits of a padded number. */
  readonly width: number;
  /** True for a name that every object inherits, such as `constructor`: an own property of that name is meant. */
  readonly isInherited: boolean;
}

/** A template read: its parts, and everything that is wrong with it. */
export interface Template {
  readonly text: string;
  readonly parts: readonly KeyPart[];
  readonly literalAfter: string;
  readonly mistakes: readonly string[];
}

/** What a property is declared as, as far as it matters to a key. */
export type KeyPropertyType = (property: string) => 'date' | 'bigint' | undefined;

/** Characters that end a value wherever they stand in a template. */
const ALWAYS_DELIMITERS = '/#';
const IS_WORD = /[\p{L}\p{N}]/u;
const PLACEHOLDER = /^(\+?)([^{}:+]+?)(?::0([1-9]\d?))?$/;
const MAX_WIDTH = 38;

/** Reads a template such as `'order/{region}/{number:010}/{+rest}'`. */
export function parseTemplate(text: string, typeOf: KeyPropertyType): Template {
  const parts: KeyPart[] = [];
  const mistakes: string[] = [];
  const pieces = text.split(/\{([^{}]*)\}/);
  // Odd pieces are what stood between braces.
  for (let at = 1; at < pieces.length; at += 2) {
    const literalBefore = pieces[at - 1]!;
    const part = parsePlaceholder(pieces[at]!, literalBefore, typeOf);
    if (typeof part === 'string') mistakes.push(`'${text}': ${part}`);
    else parts.push(part);
    const isDelimited = at === 1 || [...literalBefore].some(isDelimiter);
    if (!isDelimited) mistakes.push(`'${text}' needs a delimiter, such as /, between its placeholders`);
  }
  const literalAfter = pieces.at(-1)!;
  if (text === '') mistakes.push('a template is empty, and a key never is');
  if (/\p{Surrogate}/u.test(text)) mistakes.push('a template holds half of a surrogate pair, which UTF-8 cannot write');
  if (/[{}]/.test(pieces.filter((_, at) => at % 2 === 0).join('')))
    mistakes.push(`'${text}' has a brace without its other half`);
  const raw = parts.findIndex(({ kind }) => kind === 'raw');
  if (raw >= 0 && (raw < parts.length - 1 || literalAfter !== ''))
    mistakes.push(`'${text}': {+...} stands at the end only`);
  return { text, parts, literalAfter, mistakes };
}

function parsePlaceholder(written: string, literalBefore: string, typeOf: KeyPropertyType): KeyPart | string {
  const match = PLACEHOLDER.exec(written);
  if (!match) return `{${written}} is no placeholder: write {property}, {property:010} or {+property}`;
  const [, plus, property = '', digits] = match;
  const width = Number(digits ?? 0);
  if (width > MAX_WIDTH) return `{${written}} is wider than ${MAX_WIDTH} digits`;
  if (plus && width > 0) return `{${written}} is raw and padded at once`;
  const kind = plus ? 'raw' : width > 0 ? 'padded' : typeOf(property) === 'date' ? 'date' : 'text';
  return { property, literalBefore, kind, width, isInherited: property in Object.prototype };
}

/** Not `%`: it stands in every escaped value, and so ends none. */
function isDelimiter(character: string): boolean {
  return character !== '%' && !IS_WORD.test(character);
}

/**
 * Turns properties into the text of a key and back. Different values give different texts, and no value reaches beyond its
 * placeholder: every delimiter in it, and `%`, is written `%XX`.
 */
export class KeyPath {
  readonly template: string;
  readonly parts: readonly KeyPart[];
  /** Those that the parts name, in order. */
  readonly properties: readonly string[];
  readonly literalAfter: string;
  /** The characters that end a value. */
  readonly delimiters: readonly string[];
  readonly #typeOf: KeyPropertyType;
  /** Finds what has to be escaped in a value. */
  readonly #escaped: RegExp;
  readonly #shape: RegExp;
  /** Whether the shape tells all there is to tell of a key. */
  readonly #isExact: boolean;
  readonly #escapeOne: (character: string) => string;
  #lastText = '';
  #lastEscaped = '';

  /** @param template - one without mistakes. */
  constructor(template: Template, typeOf: KeyPropertyType) {
    this.template = template.text;
    this.parts = template.parts;
    this.properties = this.parts.map(({ property }) => property);
    this.literalAfter = template.literalAfter;
    this.#typeOf = typeOf;
    const literals = [...this.parts.map((part) => part.literalBefore), this.literalAfter].join('');
    this.delimiters = [...new Set([...literals].filter(isDelimiter).concat(...ALWAYS_DELIMITERS))];
    const quoted = ['%', ...this.delimiters].map(quote).join('');
    this.#escaped = new RegExp(`[${quoted}]`, 'gu');
    const escapes = new Map(['%', ...this.delimiters].map((character) => [character, writePercent(character)]));
    this.#escapeOne = (character) => escapes.get(character)!;
    const value = `((?:[^${quoted}\\p{Surrogate}]|${[...escapes.values()].join('|')})+)`;
    const shapes = { text: value, date: value, padded: value, raw: '(\\P{Surrogate}+)' };
    const shape = this.parts.map(({ literalBefore, kind }) => quoteAll(literalBefore) + shapes[kind]).join('');
    this.#shape = new RegExp(`^${shape}${quoteAll(this.literalAfter)}$`, 'su');
    const isRepeated = new Set(this.properties).size < this.parts.length;
    this.#isExact = !isRepeated && this.parts.every(({ kind }) => kind === 'text' || kind === 'raw');
  }

  /**
   * Writes the key of an object that holds every placeholder.
   *
   * @throws Misfit that names the property.
   */
  write(values: object): string {
    let text = '';
    for (const part of this.parts) text += part.literalBefore + this.writePart(part, propertyOf(values, part));
    return text + this.literalAfter;
  }

  /** The same where parts may be absent: nothing then. */
  writeIfWhole(values: object): string | undefined {
    return this.parts.some((part) => isAbsent(propertyOf(values, part))) ? undefined : this.write(values);
  }

  /** Checks the parts that are there. @throws Misfit that names the property. */
  checkParts(values: object): void {
    for (const part of this.parts) {
      const value = propertyOf(values, part);
      if (!isAbsent(value)) this.writePart(part, value);
    }
  }

  /** Writes the value of one placeholder. @throws Misfit that names the property. */
  writePart(part: KeyPart, value: unknown): string {
    try {
      switch (part.kind) {
        case 'padded':
          return pad(value, part.width);
        case 'raw':
          return writeKeyText(value);
        case 'date':
          return this.escape(writeKeyDate(value));
        case 'text':
          return this.escape(value instanceof Date ? writeKeyDate(value) : writeKeyText(value));
      }
    } catch (thrown) {
      throw within(thrown, part.property);
    }
  }

  escape(text: string): string {
    // Many keys in a row have a part in common, such as a partition.
    if (text !== this.#lastText) {
      this.#lastText = text;
      this.#lastEscaped = text.replace(this.#escaped, this.#escapeOne);
    }
    return this.#lastEscaped;
  }

  /** Tells whether escaping changes nothing, so that the order of values is that of their keys. */
  isPlain(text: string): boolean {
    return this.escape(text) === text;
  }

  /** Reads a key back; nothing for a key that this template would not have written. */
  read(key: string): Record<string, unknown> | undefined {
    const match = this.#shape.exec(key);
    if (!match) return undefined;
    const values: Record<string, unknown> = {};
    for (const [at, part] of this.parts.entries()) {
      const value = this.#readPart(part, match[at + 1]!);
      if (value === undefined) return undefined;
      setMember(values, part.property, value);
    }
    if (this.#isExact) return values;
    try {
      return this.write(values) === key ? values : undefined;
    } catch (thrown) {
      if (thrown instanceof Misfit) return undefined;
      throw thrown;
    }
  }

  #readPart(part: KeyPart, written: string): unknown {
    if (part.kind === 'raw') return written;
    if (part.kind === 'padded') return this.#readPadded(part, written);
    const text = readPercent(written);
    if (part.kind === 'text') return text;
    const date = new Date(text);
    return Number.isNaN(date.getTime()) ? undefined : date;
  }

  #readPadded({ property }: KeyPart, digits: string): number | bigint | undefined {
    if (!/^\d+$/.test(digits)) return undefined;
    const value = Number(digits);
    return this.#typeOf(property) === 'bigint' || !Number.isSafeInteger(value) ? BigInt(digits) : value;
  }

  /** Tells whether this template would have written a key: what `read` tells, cheaper. */
  matches(key: string): boolean {
    return this.#isExact ? this.#shape.test(key) : this.read(key) !== undefined;
  }
}

/** An own or inherited property, but none that every object has. */
export function propertyOf(
  values: object,
  { property, isInherited }: Pick<KeyPart, 'property' | 'isInherited'>,
): unknown {
  return isInherited && !Object.hasOwn(values, property) ? undefined : (values as Record<string, unknown>)[property];
}

function pad(value: unknown, width: number): string {
  const isUnsigned = typeof value === 'bigint' ? value >= 0n : Number.isSafeInteger(value) && (value as number) >= 0;
  if (!isUnsigned) throw new Misfit(`must be an unsigned whole number, not ${describePadded(value)}`);
  const digits = String(value);
  if (digits.length > width) throw new Misfit(`has more than the ${width} digits that its place in the key has`);
  return digits.padStart(width, '0');
}

function writeKeyText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') {
    throw new Misfit(
      'is a number, and a number in a key is padded',
      'Give it a width in the template: {property:010}.',
    );
  }
  if (typeof value !== 'string') throw new Misfit(`must be text, not ${describeKeyValue(value)}`);
  if (value === '') throw new Misfit('is empty, and a part of a key never is');
  return writeText(value).S;
}

function writeKeyDate(value: unknown): string {
  if (!(value instanceof Date)) throw new Misfit(`must be a Date, not ${describeKeyValue(value)}`);
  const text = writeDate(value);
  // Years of more than four digits begin with a sign, and would not be in order.
  if (!/^\d/.test(text)) throw new Misfit('is a Date outside of the years 0 to 9999');
  return text;
}

/** A number that is wrong is not called a number: nobody would see what is wrong with it. */
function describePadded(value: unknown): string {
  if (typeof value === 'bigint' || (typeof value === 'number' && value < 0 && Number.isFinite(value)))
    return 'a negative one';
  if (typeof value !== 'number' || !Number.isFinite(value)) return describeKeyValue(value);
  return Number.isInteger(value) ? 'one beyond 2^53' : 'a fraction';
}

function describeKeyValue(value: unknown): string {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : describeType(value);
}

function writePercent(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

function readPercent(text: string): string {
  return text.includes('%') ? decodeURIComponent(text) : text;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** For a character class of a regular expression with the flag `u`, where only these may be escaped. */
function quote(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}

function quoteAll(text: string): string {
  return [...text].map((character) => (character === '-' ? character : quote(character))).join('');
}
