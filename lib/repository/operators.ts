import type { Is, Operator, Test } from '../metadata/template-types.js';
import { isObject } from '../record/kind.js';

// Conditions: what `where`, `if` and `sort` are made of. An operator knows nothing of the property it will stand at: it
// says which values it compares with, or which properties it can test, and the place checks.

/** Looks for an element of type `E` in a list or set, or for a part of a text. */
export interface Has<out E> extends Operator<'containing'> {
  readonly '~has': E;
}
/** Joins conditions of type `C`, of one property or of the whole entity. */
export interface Joined<out C> extends Operator<'joined'> {
  readonly '~joins': C;
}

/** Any value. Naming the primitives keeps `'paid'` from becoming `string`, without making lists readonly, as `const` does. */
export type Value = string | number | bigint | boolean | null | object;
/** Takes no part in inference: `NoInfer`, which TypeScript 5.0 lacks. */
export type Uninferred<P> = [P][P extends unknown ? 0 : never];

type Leaf = string | number | bigint | boolean | null | Date | Uint8Array | readonly unknown[] | ReadonlySet<unknown>;
type Sized = string | object;
type ElementOf<V> = V extends string
  ? string
  : V extends ReadonlyMap<infer _Name, infer _Value> // Which looks like a set of its entries.
    ? never
    : V extends readonly (infer E)[] | ReadonlySet<infer E>
      ? E
      : never;

/** Properties that hold data: all but methods. */
export type DataNames<T> = {
  [N in keyof T]-?: NonNullable<T[N]> extends (...args: never[]) => unknown ? never : N;
}[keyof T];

/** A condition on a property of type `V`: a value to be equal to, an operator, or, on a nested object, conditions on its own. */
export type Condition<V> =
  Equal<V> | Is<V, 'if'> | Test<NonNullable<V>, 'if'> | Has<ElementOf<V>> | Joined<Condition<V>> | undefined;
type Equal<V> =
  V extends ReadonlyMap<string, infer E> ? V | Conditions<MembersOf<E>> : V extends Leaf ? V : Conditions<V>;
export type Conditions<T> = { readonly [N in DataNames<T>]?: Condition<Exclude<T[N], undefined>> };

/** A Map, or an object, of which only the values' type is known. */
export type MembersOf<E> = { readonly [name: string]: E };

/** What `where` and `if` take: conditions by property, all of which must hold, or a joined one. */
export type Where<T> = Conditions<T> | Joined<Where<T>>;

/** What an operator does, for those who read one. */
export type OperatorName =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'between'
  | 'oneOf'
  | 'beginsWith'
  | 'contains'
  | 'exists'
  | 'absent'
  | 'size'
  | 'and'
  | 'or'
  | 'not';

/** An operator as it is at run time: a name and what it was given. Frozen, so that one can be used in many places. */
export interface OperatorValue {
  readonly '~operator': string;
  readonly name: OperatorName;
  readonly operands: readonly unknown[];
}

function operator<Result>(kind: string, name: OperatorName, ...operands: unknown[]): Result {
  const value: OperatorValue = Object.freeze({ '~operator': kind, name, operands: Object.freeze(operands) });
  // What an operator compares and where it may stand is known to the compiler alone.
  return value as unknown as Result;
}

/** Tells an operator from a plain object that is a value. */
export function isOperator(value: unknown): value is OperatorValue {
  return isObject(value) && Object.hasOwn(value, '~operator') && Object.isFrozen(value);
}

/** Text that something follows has no order in the key, so that only `eq` and `beginsWith` stand there. */
type All = 'if' | 'end' | 'within';
type AtEnd = 'if' | 'end';

/** Equal to a value. The same as the value alone, and needed where a part of a key is to be one value. */
export function eq<V extends Value>(value: V): Is<V, All> {
  return operator('compare', 'eq', value);
}
/** Not equal to a value, which a property that is absent is, too. */
export function ne<V extends Value>(value: V): Is<V, 'if'> {
  return operator('compare', 'ne', value);
}
export function lt<V extends Value>(value: V): Is<V, AtEnd> {
  return operator('compare', 'lt', value);
}
export function lte<V extends Value>(value: V): Is<V, AtEnd> {
  return operator('compare', 'lte', value);
}
export function gt<V extends Value>(value: V): Is<V, AtEnd> {
  return operator('compare', 'gt', value);
}
export function gte<V extends Value>(value: V): Is<V, AtEnd> {
  return operator('compare', 'gte', value);
}
/** From `low` to `high`, both of which belong to it. */
export function between<V>(low: V, high: V): Is<V, AtEnd> {
  return operator('compare', 'between', low, high);
}
/** Equal to one of at most 100 values. */
export function oneOf<V extends Value>(...values: readonly V[]): Is<V, 'if'> {
  return operator('compare', 'oneOf', ...values);
}
/** Text that begins with `prefix`. */
export function beginsWith(prefix: string): Test<string, All> {
  return operator('test', 'beginsWith', prefix);
}
/** A text that holds another, a list or set that holds an element. */
export function contains<E extends Value>(element: E): Has<E> {
  return operator('containing', 'contains', element);
}
export function exists(): Test<unknown, 'if'> {
  return operator('test', 'exists');
}
export function absent(): Test<unknown, 'if'> {
  return operator('test', 'absent');
}
/** The length of a text (beyond ASCII, engines count differently), the number of bytes, or the number of elements of a list, set or map. */
export function size(is: number | Is<number, 'if'>): Test<Sized, 'if'> {
  return operator('test', 'size', is);
}
/** All of them. What they are conditions on is known from the place: elsewhere write `and<Where<Order>>(...)`. */
export function and<C>(...conditions: readonly Uninferred<C>[]): Joined<C> {
  return operator('joined', 'and', ...conditions);
}
/** One of them at least. */
export function or<C>(...conditions: readonly Uninferred<C>[]): Joined<C> {
  return operator('joined', 'or', ...conditions);
}
export function not<C>(condition: Uninferred<C>): Joined<C> {
  return operator('joined', 'not', condition);
}
