import { isObject, notA } from '../record/kind.js';
import { checkIsOptions, refuseOthers } from '../record/options.js';
import { checkSignal } from '../store/arguments.js';
import type { CallOptions } from './repository.js';

export function checkObject(value: unknown, what: string): void {
  if (!isObject(value) || Array.isArray(value)) throw notA('an object', what, value);
}

/** Refuses what an operation does not know: nothing is ignored silently. */
export function checkOptions(options: CallOptions, names: readonly string[]): void {
  checkIsOptions(options, names, 'The options');
  refuseOthers(options, names, 'this operation');
  checkSignal(options.signal);
}
