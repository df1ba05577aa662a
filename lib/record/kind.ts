import { InvalidArgumentError } from '../errors.js';

// What kind of value something is, and how that is said.

/** Null and functions are none. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Tells whether an object is of no class. */
export function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Maps, sets, arrays and the like are objects without members: taken for one, their content would be lost. */
export function isIterable(value: object): boolean {
  return Symbol.iterator in value;
}

/** What a value is, in a word that a message can use. Never the value itself. */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return typeof value;
  // An own property of that name may be anything.
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype?.constructor?.name ?? 'object';
}

/** The refusal of what was given in place of something else. */
export function notA(want: string, what: string, value: unknown, hint?: string): InvalidArgumentError {
  return new InvalidArgumentError(`${what} must be ${want}, not ${describeType(value)}.`, { hint });
}
