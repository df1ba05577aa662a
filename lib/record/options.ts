import { InvalidArgumentError } from '../errors.js';
import { isIterable, isObject, isPlain, notA } from './kind.js';

/**
 * Refuses what is given in place of options and would be taken for none: what is no object, and what is no plain one and has
 * none of the names, such as a promise, a Date or a signal. An instance of a class may compute what it says.
 *
 * @param what - what the options are of, for the message.
 * @throws InvalidArgumentError
 */
export function checkIsOptions(options: unknown, names: readonly string[], what: string): asserts options is object {
  const mayBe = isObject(options) && !isIterable(options);
  if (mayBe && (isPlain(options) || Object.keys(options).length > 0 || names.some((name) => name in options))) return;
  throw notA('an object', what, options, mayBe ? `It has: ${names.join(', ')}.` : undefined);
}

/** The names that options have a value under, those that an instance of a class inherits or computes among them. */
export function namesIn(options: object, names: readonly string[]): string[] {
  const own = Object.keys(options);
  return isPlain(options) ? own : [...new Set([...own, ...names.filter((name) => name in options)])];
}

/** Refuses an option that is not known: nothing is ignored silently. @throws InvalidArgumentError */
export function refuseOthers(options: object, names: readonly string[], whom: string): void {
  const other = Object.keys(options).find((name) => !names.includes(name));
  if (other === undefined) return;
  throw new InvalidArgumentError(`The option '${other}' means nothing to ${whom}.`, {
    hint: `It takes: ${names.join(', ')}.`,
  });
}
