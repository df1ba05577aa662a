import { InvalidArgumentError } from './errors.js';
import type { Clock } from './record/clock.js';
import { isIterable, isObject, notA } from './record/kind.js';
import { checkIsOptions, refuseOthers } from './record/options.js';
import type { PageTokenOptions } from './record/page-token.js';
import type { ConflictRetry } from './repository/conflict.js';
import { checkFlags } from './store/arguments.js';
import type { StoreHooks } from './store/hooks.js';

export interface SessionOptions {
  /** Called around every request. Default: none. */
  readonly hooks?: StoreHooks | null | undefined;
  /** Whether reads that do not say are consistent, at twice the read units. Default: false. */
  readonly consistent?: boolean | undefined;
  /** Default: the machine's clock, corrected by what the client learned from the service's answers. */
  readonly clock?: Clock | undefined;
  /** Turns the names that entities and callers use into names of tables in DynamoDB. Default: they are the same. */
  readonly tableName?: ((name: string) => string) | undefined;
  /** Keeps partition and sort keys out of messages of errors, and out of what printing an error shows. Default: false. */
  readonly redactKeys?: boolean | undefined;
  /** Whether writes leave their marks in rows, by which a write recognises itself after a lost answer. Default: true. */
  readonly writeIds?: boolean | undefined;
  /**
   * `'auto'` takes a short way through the client where the client is one that we know, with all of its middleware, and
   * the SDK's own way elsewhere. `'sdk'` forces every request through all of the SDK. Default: `'auto'`.
   */
  readonly transport?: 'auto' | 'sdk' | undefined;
  readonly pageTokens?: PageTokenOptions | undefined;
  /** How `update` deals with conflicts. */
  readonly conflictRetry?: ConflictRetry | undefined;
}

export const OPTION_NAMES: readonly string[] = [
  'hooks',
  'consistent',
  'clock',
  'tableName',
  'redactKeys',
  'writeIds',
  'transport',
  'pageTokens',
  'conflictRetry',
];

const HOOK_NAMES = ['requestBuilt', 'responseReceived'];

/** @throws InvalidArgumentError for an option that is unknown or cannot work. */
export function checkSessionOptions(options: SessionOptions): void {
  checkIsOptions(options, OPTION_NAMES, 'The options of a session');
  refuseOthers(options, OPTION_NAMES, 'a session');
  checkFlags(options, ['consistent', 'redactKeys', 'writeIds']);
  const { clock, hooks, tableName, transport } = options;
  if (clock !== undefined && typeof clock?.nowMs !== 'function')
    throw new InvalidArgumentError('clock must have a method nowMs().');
  if (tableName !== undefined && typeof tableName !== 'function')
    throw new InvalidArgumentError('tableName must be a function.');
  if (transport !== undefined && transport !== 'auto' && transport !== 'sdk') {
    throw new InvalidArgumentError("transport must be 'auto' or 'sdk'.");
  }
  checkHooks(hooks);
}

/** Missing hooks and missing callbacks mean none, also where Go programs would have written a nil. */
function checkHooks(hooks: StoreHooks | null | undefined): void {
  if (hooks === undefined || hooks === null) return;
  if (!isObject(hooks) || isIterable(hooks)) throw notA('an object', 'hooks', hooks);
  // An instance of a class may have members of its own beside the callbacks.
  const isPlain = Object.getPrototypeOf(hooks) === Object.prototype;
  const unknown = isPlain ? Object.keys(hooks).find((name) => !HOOK_NAMES.includes(name)) : undefined;
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no hook '${unknown}'.`);
  for (const name of HOOK_NAMES) {
    const callback = hooks[name as keyof StoreHooks] as unknown;
    if (callback !== undefined && callback !== null && typeof callback !== 'function') {
      throw new InvalidArgumentError(`The hook ${name} must be a function.`);
    }
  }
}
