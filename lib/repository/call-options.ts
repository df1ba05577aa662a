import { InvalidArgumentError } from '../errors.js';
import { isObject, notA } from '../record/kind.js';
import { checkIsOptions } from '../record/options.js';
import { checkSignal } from '../store/arguments.js';
import type { CallOptions } from './repository.js';

export function checkObject(value: unknown, what: string): void {
  if (!isObject(value) || Array.isArray(value)) throw notA('an object', what, value);
}

/** Refuses what an operation does not know: nothing is ignored silently. */
export function checkOptions(options: CallOptions, names: readonly string[]): void {
  checkIsOptions(options, names, 'The options');
  const other = Object.keys(options).find((name) => !names.includes(name));
  if (other !== undefined) {
    throw new InvalidArgumentError(`The option '${other}' means nothing to this operation.`, {
      hint: `It takes: ${names.join(', ')}.`,
    });
  }
  checkSignal(options.signal);
}
