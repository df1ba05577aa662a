import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError } from '../errors.js';
import { isWellFormed } from './key.js';
import { isIterable, isObject, notA } from './kind.js';
import { MAX_CONTAINERS } from './layout.js';
import { Misfit } from './misfit.js';
import { canonicalNumber, compareNumbers, isStorableNumber } from './number.js';
import { setMember } from './value.js';

/** Says what is wrong with what stands under a type name, `undefined` when nothing is. */
type Check = (content: unknown, what: string, depth: number) => string | undefined;

const TEXT = 'must be text that UTF-8 can write';
const NUMBER = 'must be a number as text, of at most 38 digits and from 1e-130 to 9.9e125';
const BYTES = 'must be a Uint8Array';

const CHECKS: Readonly<Record<string, Check>> = {
  S: (content) => (isText(content) ? undefined : TEXT),
  N: (content) => (isNumber(content) ? undefined : NUMBER),
  B: (content) => (isBytes(content) ? undefined : BYTES),
  BOOL: (content) => (typeof content === 'boolean' ? undefined : 'must be true or false'),
  NULL: (content) => (content === true ? undefined : 'must be true'),
  SS: (content) => checkSet(content, isText, (text) => text, TEXT),
  NS: (content) => checkSet(content, isNumber, canonicalNumber, NUMBER),
  BS: (content) => checkSet(content, isBytes, (bytes) => Buffer.from(bytes).toString('latin1'), BYTES),
  L: (content, what, depth) => {
    if (!Array.isArray(content)) return 'must be an array';
    refuseOwnJson(content, what);
    if (depth >= MAX_CONTAINERS) return TOO_DEEP;
    // A loop over the indexes, so that holes are met too.
    for (let at = 0; at < content.length; at++) checkAttributeValue(content[at], `${what}[${at}]`, depth + 1);
    return undefined;
  },
  M: (content, what, depth) => {
    if (!isObject(content) || isIterable(content)) return 'must be an object';
    refuseOwnJson(content, what);
    if (depth >= MAX_CONTAINERS) return TOO_DEEP;
    for (const [name, member] of Object.entries(content)) {
      if (!isWellFormed(name)) return 'has a member whose name UTF-8 cannot write';
      checkAttributeValue(member, `${what}.${name}`, depth + 1);
    }
    return undefined;
  },
};

const TOO_DEEP = `holds more than ${MAX_CONTAINERS} lists and maps in one another, DynamoDB's limit`;

/**
 * Refuses what is not an AttributeValue as DynamoDB knows it: exactly one type name, and under it what that type holds.
 *
 * @param what - where the value stands, for the message.
 * @throws InvalidArgumentError
 */
export function checkAttributeValue(value: unknown, what: string, depth = 0): asserts value is AttributeValue {
  const hint = "An AttributeValue is an object with one type and its content, such as { S: 'text' } or { N: '1' }.";
  if (!isObject(value) || Array.isArray(value)) throw notA('an AttributeValue', what, value, hint);
  refuseOwnJson(value, what);
  const types = Object.keys(value).filter((type) => (value as Record<string, unknown>)[type] !== undefined);
  const type = types[0];
  if (type === undefined || types.length > 1 || !Object.hasOwn(CHECKS, type)) {
    throw new InvalidArgumentError(`${what} is no AttributeValue.`, { hint });
  }
  const fault = CHECKS[type]?.((value as Record<string, unknown>)[type], what, depth);
  if (fault !== undefined) throw new InvalidArgumentError(`${what} ${fault}: its type is ${type}.`);
}

/** A copy of an attribute value, an item or an input, all the way down. */
export function copyOf<Value>(value: Value): Value {
  if (!isObject(value)) return value;
  if (value instanceof Uint8Array) return Uint8Array.from(value) as Value;
  if (Array.isArray(value)) return value.map(copyOf) as Value;
  const copy = {};
  for (const [name, member] of Object.entries(value)) setMember(copy, name, copyOf(member as unknown));
  return copy as Value;
}

/** What goes out is JSON text, in which such an object is something else. */
function refuseOwnJson(value: object, what: string): void {
  if (typeof (value as { readonly toJSON?: unknown }).toJSON !== 'function') return;
  throw new InvalidArgumentError(`${what} has a method toJSON, and would be stored as what that says.`, {
    hint: 'Give plain data.',
  });
}

function isText(content: unknown): content is string {
  return typeof content === 'string' && isWellFormed(content);
}

function isNumber(content: unknown): content is string {
  return typeof content === 'string' && isStorableNumber(content);
}

function isBytes(content: unknown): content is Uint8Array {
  return content instanceof Uint8Array;
}

function checkSet<Element>(
  content: unknown,
  isElement: (element: unknown) => element is Element,
  identify: (element: Element) => string | undefined,
  rule: string,
): string | undefined {
  if (!Array.isArray(content) || content.length === 0) return 'must be an array with something in it';
  // What looks at each element misses gaps.
  if (content.includes(undefined) || !content.every(isElement)) return `has an element that is none: each ${rule}`;
  const distinct = new Set(content.map(identify));
  return distinct.size === content.length ? undefined : 'has the same element twice';
}

/**
 * Tells the order that DynamoDB gives two values: below 0, 0 or above 0.
 *
 * @throws Misfit for what has none: other values than texts, numbers and bytes, and two of different types.
 */
export function compareValues(one: AttributeValue, other: AttributeValue): number {
  checkOrdered(one);
  checkOrdered(other);
  if (one.S !== undefined && other.S !== undefined) return Buffer.compare(Buffer.from(one.S), Buffer.from(other.S));
  if (one.N !== undefined && other.N !== undefined) return compareNumbers(one.N, other.N);
  if (one.B !== undefined && other.B !== undefined) return Buffer.compare(one.B, other.B);
  throw new Misfit('is compared with values of different types');
}

/** @throws Misfit for values that have no order. */
export function checkOrdered(value: AttributeValue): void {
  if (value.S !== undefined || value.N !== undefined || value.B !== undefined) return;
  throw new Misfit('is compared by order with something that has none', 'Texts, numbers, Dates and bytes have.');
}

/** Tells whether two values are the same, elements in the same order. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other)) return false;
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other) === 0;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every(
    (name) =>
      Object.hasOwn(other, name) &&
      isSameValue((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]),
  );
}
