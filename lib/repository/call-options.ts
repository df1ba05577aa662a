import { InvalidArgumentError } from '../errors.js';
import { describeType } from '../record/key.js';
import { checkIsOptions } from '../record/options.js';
import { checkSignal } from '../store/arguments.js';
import type { CallOptions } from './repository.js';

export function checkObject(value: unknown, what: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new InvalidArgumentError(`${what} must be an object, not ${describeType(value)}.`);
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
