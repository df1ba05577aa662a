import { InvalidArgumentError, KeyModifiedError, KeyNotFoundError, isRaisedHere, passOn } from '../errors.js';
import { unlessAborted } from '../record/abort.js';
import { copyOf, isSameValue } from '../record/attribute-value.js';
import { nowSeconds } from '../record/clock.js';
import { describeType } from '../record/kind.js';
import { KVPair, liveRecord } from '../record/kv-pair.js';
import { seenOf } from '../record/write-id.js';
import type { Change } from '../request/write.js';
import { readPlaceOf } from '../store/attempt.js';
import { readRow } from '../store/read.js';
import type { Turn } from '../store/turn.js';
import { replaceRow } from '../store/write.js';
import { type ConflictRetry, retryOnConflict, retryPlan } from './conflict.js';
import type { UpdateOptions } from './repository.js';
import type { Call, EntityRows } from './rows.js';

export type ChangeDraft<T> = (draft: T) => unknown;

/** Changes rows that have to be read first, again and again until nobody else is faster. */
export class EntityUpdates<T extends object> {
  readonly #rows: EntityRows<T>;
  readonly #conflictRetry: ConflictRetry | undefined;

  constructor(rows: EntityRows<T>, conflictRetry: ConflictRetry | undefined) {
    this.#rows = rows;
    this.#conflictRetry = conflictRetry;
  }

  update(key: object, change: ChangeDraft<T>, options: UpdateOptions = {}): Promise<T> {
    return this.#rows.onRow('Update', key, options, ['conflictRetry', 'signal'], (call) => {
      if (typeof change !== 'function') {
        throw new InvalidArgumentError(`update needs a function, not ${describeType(change)}.`);
      }
      return this.change(call, (draft) => passingOn(() => change(draft)), options, undefined);
    });
  }

  /**
   * @param condition - must hold of the row beside its version; KeyModifiedError at once when it does not. With one, an
   * unchanged draft is written, too.
   */
  change(call: Call, change: ChangeDraft<T>, options: UpdateOptions, condition: Change['condition']): Promise<T> {
    const plan = retryPlan(this.#conflictRetry, options.conflictRetry);
    return this.#rows.store.turns.hold(call.target, options.signal, async (turn) => {
      const first = await this.#readRow(call, turn);
      const prepare = (row: KVPair) => this.#prepare(call, turn, row, change, condition);
      try {
        return await retryOnConflict(plan, options.signal, first, prepare);
      } catch (error) {
        throw error instanceof ConditionRefused ? error.error : error;
      }
    });
  }

  /** The row as the turn before left it, or one that is read: none that is read would be newer than that of the turn. */
  async #readRow({ context, target }: Call, turn: Turn): Promise<KVPair> {
    const { store } = this.#rows;
    const row =
      liveRecord(turn.row ?? undefined, nowSeconds(store.clock), readPlaceOf({ store, target })) ??
      (await readRow(store, context, target));
    if (row !== undefined) return row;
    // An eventually consistent read may not see a row yet.
    const known = store.consistent ? undefined : await readRow(store, context, target, { consistent: true });
    if (known === undefined) throw new KeyNotFoundError('There is no live row to change.');
    return known;
  }

  async #prepare(
    { context, target }: Call,
    turn: Turn,
    row: KVPair,
    change: ChangeDraft<T>,
    condition: Change['condition'],
  ): Promise<() => Promise<T>> {
    const { metadata, store } = this.#rows;
    checkReadable(row);
    // Bytes would be shared with the row, which is handed on.
    const draft = this.#rows.decode(new KVPair(copyOf(KVPair.itemOf(row)), readPlaceOf({ store, target })));
    const before = asItWas(() => metadata.codec.write(draft));
    const changed = turn.lend(() => change(draft));
    await (context.signal ? unlessAborted(changed, context.signal) : changed);
    this.#rows.refuseOtherKey(row, metadata.codec.writeKey(draft));
    const { expires, ...written } = this.#rows.nextChange(draft, undefined);
    const isUnchanged = condition === undefined && expires === undefined && isSameValue(written, before);
    if (isUnchanged) return () => Promise.resolve(draft);
    // A patch knows nothing of the rest of the entity, and its conditions are its own.
    if (condition === undefined) await this.#rows.checkSchema(draft);
    const stamps = this.#rows.stamp(draft);
    const { value, fields, removed } = stamps ? this.#rows.nextChange(draft, stamps) : written;
    const write = { store, context, target, turn, change: { value, fields, removed, expires, condition } };
    return async () => {
      try {
        // Read back, so that what was assigned as a plain object is of its class.
        return this.#rows.decodeWritten(await replaceRow(write, seenOf(row), KVPair.itemOf(row)));
      } catch (error) {
        throw condition && isSameRow(error, row) ? new ConditionRefused(error.current) : error;
      }
    };
  }
}

async function passingOn(callback: () => unknown): Promise<void> {
  try {
    await callback();
  } catch (thrown) {
    throw passOn(thrown);
  }
}

/** A row that a refusal met fails where its version or its expiry is asked for; a copy of it would not. @throws DecodeError */
function checkReadable({ versionText, expires }: KVPair): void {
  void [versionText, expires];
}

/** How an entity is written; nothing where that is impossible, which is for the callback to mend. */
function asItWas<Written>(write: () => Written): Written | undefined {
  try {
    return write();
  } catch (error) {
    if (error instanceof InvalidArgumentError) return undefined;
    throw error;
  }
}

/** Keeps a refusal that another try would only meet again from being tried again. */
class ConditionRefused {
  readonly error: KeyModifiedError;

  constructor(current: unknown) {
    this.error = new KeyModifiedError('The row is not as the condition demands.', { current });
  }
}

function isSameRow(error: unknown, row: KVPair): error is KeyModifiedError {
  return (
    error instanceof KeyModifiedError &&
    isRaisedHere(error) &&
    error.current instanceof KVPair &&
    isSameValue(seenOf(error.current), seenOf(row))
  );
}
