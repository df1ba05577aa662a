import { isIterable, notA } from '../record/kind.js';
import { PAYLOAD_ATTRIBUTE } from '../record/layout.js';
import { refusedValue } from '../record/misfit.js';
import { Expression } from '../request/expression.js';
import type { Change } from '../request/write.js';
import { patchRow } from '../store/patch.js';
import { applyChanges } from './apply-changes.js';
import { checkObject } from './call-options.js';
import { isEdit } from './changes.js';
import { checkNesting, describeConditions, placesOf } from './conditions.js';
import { retryPlan } from './conflict.js';
import { changedExpiry } from './lifetime.js';
import { checkPatch, editsOf } from './patch.js';
import type { PatchOptions } from './repository.js';
import type { Call, EntityRows } from './rows.js';
import type { EntityUpdates } from './update.js';

type Values = Readonly<Record<string, unknown>>;

/** Patches: changes of single properties, without reading the row where that is possible. */
export class EntityPatches<T extends object> {
  readonly #rows: EntityRows<T>;
  readonly #updates: EntityUpdates<T>;

  constructor(rows: EntityRows<T>, updates: EntityUpdates<T>) {
    this.#rows = rows;
    this.#updates = updates;
  }

  patch(key: object, given: Values, options: PatchOptions<T> = {}): Promise<T> {
    return this.#rows.onRow('Patch', key, options, ['if', 'conflictRetry', 'signal'], async (call) => {
      const { metadata } = this.#rows;
      checkObject(given, 'A patch');
      if (isIterable(given) || given instanceof Promise || given instanceof Date)
        throw notA('an object of the changed properties', 'A patch', given);
      checkPatch(metadata, given);
      // Also where nothing will be tried again.
      retryPlan(options.conflictRetry);
      checkNesting(options.if);
      const condition = this.#conditionOf(options.if);
      const edits = editsOf(metadata, key, this.#stamped(given), options.if);
      const expires = changedExpiry(metadata, given, this.#rows.store.clock);
      if (edits === undefined) return this.#readAndWrite(call, given, options, condition);
      const { store } = this.#rows;
      const { context, target } = call;
      const record = await patchRow({ store, context, target, change: { edits, expires, condition } });
      return record ? this.#rows.decodeWritten(record) : this.#readAndWrite(call, given, options, condition);
    });
  }

  #stamped(given: Values): Values {
    const { updatedAtProperty } = this.#rows.metadata;
    if (updatedAtProperty === undefined) return given;
    return { ...given, [updatedAtProperty]: new Date(this.#rows.store.clock.nowMs()) };
  }

  #conditionOf(given: unknown): Change['condition'] {
    if (given === undefined) return undefined;
    return (expression) => describeConditions(expression, given, placesOf(this.#rows.metadata));
  }

  #readAndWrite(call: Call, changes: Values, options: PatchOptions<T>, condition: Change['condition']): Promise<T> {
    const { metadata } = this.#rows;
    const change = (draft: T): void => {
      try {
        applyChanges(draft, withoutRemovedExpiry(changes, metadata.expires?.property), metadata.codec.payload);
      } catch (thrown) {
        throw refusedValue(thrown);
      }
    };
    return this.#updates.change(call, change, options, condition ? withinMap(condition) : () => '');
  }
}

/** A condition on what lies in the payload says nothing of JSON text, of which `absent()` would hold whatever it says. */
function withinMap(condition: NonNullable<Change['condition']>): NonNullable<Change['condition']> {
  // In advance also so that a mistake is told before the row is read.
  const asked = new Expression();
  condition(asked);
  const names = Object.values(asked.placeholders().ExpressionAttributeNames ?? {});
  if (!names.includes(PAYLOAD_ATTRIBUTE)) return condition;
  return (expression) => {
    const isMap = `attribute_type(${expression.name(PAYLOAD_ATTRIBUTE)}, ${expression.value({ S: 'M' })})`;
    return `${condition(expression)} AND ${isMap}`;
  };
}

/** On an entity it is null that removes an expiry. */
function withoutRemovedExpiry(changes: Values, property: string | undefined): Values {
  return property !== undefined && isEdit(changes[property]) ? { ...changes, [property]: null } : changes;
}
