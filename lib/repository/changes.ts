import { isObject } from '../record/kind.js';
import { type DataNames, type MembersOf, type Uninferred, type Value } from './operators.js';

// What `patch` takes: new values, and changes of the ones that are there.

/** A change of kind `K` with values of type `V`. */
export interface Edit<out K extends string, out V> {
  readonly '~edit': K;
  readonly '~value': V;
}

/** The changes that fit a property of type `V`. Brackets keep unions whole: `'open' | 'paid'` is one type here, not two. */
type EditOf<V> = [V] extends [number]
  ? Edit<'add', number>
  : [V] extends [bigint]
    ? Edit<'add', bigint>
    : [V] extends [readonly (infer E)[]]
      ? Edit<'list', E>
      : [V] extends [ReadonlyMap<string, infer E>] // Before the set, as which it looks.
        ? Edit<'merge', Patch<MembersOf<E>>>
        : [V] extends [ReadonlySet<infer E>]
          ? Edit<'set', E>
          : [V] extends [Date | Uint8Array]
            ? never
            : [V] extends [object]
              ? Edit<'merge', Patch<V>>
              : never;

/** A new value for a property of type `V`, or a change of it. Only what may be absent can be removed. */
export type Patched<V> = V | EditOf<NonNullable<V>> | (undefined extends V ? Edit<'remove', never> : never) | undefined;

/** New values and changes by property; the parts of the key (`Fixed`) never change. */
export type Patch<T, Fixed = never> = {
  readonly [N in Exclude<DataNames<T>, Fixed>]?: Patched<string extends N ? T[N] | undefined : T[N]>;
};

export type EditName = 'add' | 'append' | 'prepend' | 'remove' | 'merge' | 'addToSet' | 'deleteFromSet';

/** A change as it is at run time. Frozen, so that one can be used in many places. */
export interface EditValue {
  readonly '~edit': string;
  readonly name: EditName;
  readonly operands: readonly unknown[];
}

function edit<Result>(kind: string, name: EditName, ...operands: unknown[]): Result {
  const value: EditValue = Object.freeze({ '~edit': kind, name, operands: Object.freeze(operands) });
  // What a change fits is known to the compiler alone.
  return value as unknown as Result;
}

/** Tells a change from a plain object that is a value. */
export function isEdit(value: unknown): value is EditValue {
  return isObject(value) && Object.hasOwn(value, '~edit') && Object.isFrozen(value);
}

/** Adds to a number, which is 0 when it is absent. Subtracts what is negative. */
export function add<N extends number | bigint>(amount: N): Edit<'add', N> {
  return edit('add', 'add', amount);
}
/** Adds to the end of a list, which is empty when it is absent. */
export function append<E extends Value>(...elements: readonly E[]): Edit<'list', E> {
  return edit('list', 'append', ...elements);
}
/** Adds to the beginning of a list, which is empty when it is absent. */
export function prepend<E extends Value>(...elements: readonly E[]): Edit<'list', E> {
  return edit('list', 'prepend', ...elements);
}
/** Makes a property absent. */
export function remove(): Edit<'remove', never> {
  return edit('remove', 'remove');
}
/** Changes some properties of a nested object, which is made when it is absent. Elsewhere than in a patch: `merge<Patch<Address>>(...)`. */
export function merge<P>(changes: Uninferred<P>): Edit<'merge', P> {
  return edit('merge', 'merge', changes);
}
/** Adds elements to a set, which is empty when it is absent. */
export function addToSet<E extends Value>(...elements: readonly E[]): Edit<'set', E> {
  return edit('set', 'addToSet', ...elements);
}
/** Removes elements from a set. */
export function deleteFromSet<E extends Value>(...elements: readonly E[]): Edit<'set', E> {
  return edit('set', 'deleteFromSet', ...elements);
}
