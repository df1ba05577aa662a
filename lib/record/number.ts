import { Misfit } from './misfit.js';

// DynamoDB's numbers have 38 decimal digits, JavaScript's about 16. Nothing here rounds.

const MAX_DIGITS = 38;
const TOO_GREAT = 1e126;
const TOO_SMALL = 1e-130;
/** A text with so many characters has at most 15 digits, which every double keeps. */
const SURELY_EXACT_CHARS = 15;

/** Writes a number as DynamoDB keeps it. Minus zero becomes zero, which is all that DynamoDB has. */
export function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Misfit(`is ${value}, which DynamoDB cannot store`);
  const size = Math.abs(value);
  if (size >= TOO_GREAT || (size < TOO_SMALL && size > 0)) {
    throw new Misfit('is out of the range of DynamoDB’s numbers, 1e-130 to 9.9e125');
  }
  return String(value);
}

/** Writes a bigint, of which DynamoDB keeps 38 significant digits. */
export function writeBigInt(value: bigint): string {
  const text = String(value);
  const { digits, exponent } = parseDecimal(text)!;
  if (digits.length > MAX_DIGITS || digits.length + exponent > 126) {
    throw new Misfit('has more digits than DynamoDB’s numbers, 38');
  }
  return text;
}

/** Tells whether DynamoDB keeps the number that a text spells, with all its digits. */
export function isStorableNumber(text: string): boolean {
  const decimal = parseDecimal(text);
  if (decimal === undefined || decimal.digits.length > MAX_DIGITS) return false;
  const power = decimal.digits.length + decimal.exponent - 1;
  return decimal.digits === '' || (power >= -130 && power <= 125);
}

/** Reads a number, `undefined` where JavaScript would round it. */
export function readExactNumber(text: string): number | undefined {
  const value = Number(text);
  if (text.length <= SURELY_EXACT_CHARS) return Number.isFinite(value) ? value : undefined;
  return canonicalNumber(text) === canonicalNumber(String(value)) ? value : undefined;
}

/** Reads a whole number, `undefined` where there is a fraction. */
export function readBigInt(text: string): bigint | undefined {
  if (/^[+-]?\d+$/.test(text)) return BigInt(text);
  const decimal = parseDecimal(text);
  if (decimal === undefined || decimal.exponent < 0 || decimal.exponent > 126) return undefined;
  return BigInt(`${decimal.sign}${decimal.digits || '0'}`) * 10n ** BigInt(decimal.exponent);
}

/** One spelling for each number: texts of equal numbers are equal. */
export function canonicalNumber(text: string): string | undefined {
  const decimal = parseDecimal(text);
  return decimal && `${decimal.sign}${decimal.digits}e${decimal.exponent}`;
}

/** Adds as DynamoDB does, in decimals: 0.1 and 0.2 are 0.3. */
export function addExactly(one: number | bigint, other: number | bigint): number | bigint {
  if (typeof one === 'bigint' && typeof other === 'bigint') return one + other;
  const [a, b] = [parseDecimal(String(one)), parseDecimal(String(other))];
  if (a === undefined || b === undefined) return NaN;
  const exponent = Math.min(a.exponent, b.exponent);
  return Number(`${scale(a, exponent) + scale(b, exponent)}e${exponent}`);
}

/** Tells the order of two numbers: below 0, 0 or above 0. */
export function compareNumbers(one: string, other: string): number {
  const [a, b] = [parseDecimal(one), parseDecimal(other)];
  if (a === undefined || b === undefined) return NaN;
  const exponent = Math.min(a.exponent, b.exponent);
  const [first, second] = [scale(a, exponent), scale(b, exponent)];
  return first < second ? -1 : Number(first > second);
}

function scale({ sign, digits, exponent: own }: Decimal, exponent: number): bigint {
  return BigInt(`${sign}${digits || '0'}`) * 10n ** BigInt(own - exponent);
}

interface Decimal {
  readonly sign: '' | '-';
  /** Without zeros at either end; empty for zero. */
  readonly digits: string;
  /** The power of ten by which the digits, as a whole number, are multiplied. */
  readonly exponent: number;
}

function parseDecimal(text: string): Decimal | undefined {
  const parts = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text);
  if (!parts) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = parts;
  if (whole + fraction === '') return undefined;
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return { sign: '', digits, exponent: 0 };
  return {
    sign: sign === '-' ? '-' : '',
    digits,
    exponent: Number(power) - fraction.length + significant.length - digits.length,
  };
}
