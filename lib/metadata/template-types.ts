// What a template such as 'order/{region}/{orderId:010}' tells the compiler. Nothing here is left at run time.

/** What a property named in a template may hold. */
export type Keyable = string | number | bigint | Date;

/** A check that failed: the compiler prints the advice when a decorator returns this. */
export interface Bad<Advice extends string> {
  readonly '~dynastore': Advice;
}

/** What stands between the braces, in order: `'a/{x}/{n:04}/{+rest}'` gives `['x', 'n:04', '+rest']`. */
export type Written<S extends string> = S extends `${string}{${infer P}}${infer Rest}` ? [P, ...Written<Rest>] : [];
export type PropertyIn<P> = P extends `${infer N}:${string}` ? N : P extends `+${infer N}` ? N : P;
type PropertiesIn<L> = L extends [infer P, ...infer Rest] ? [PropertyIn<P>, ...PropertiesIn<Rest>] : [];

/** The properties that a template names. */
export type Placeholders<S extends string> = Extract<PropertyIn<Written<S>[number]>, string>;

/** The composite keys of indexes, by the name of the index. */
export interface IndexTemplates {
  readonly [index: string]: { readonly partition: string; readonly sort?: string };
}

/** What `static readonly keys = keys({ ... })` holds. Without arguments: templates that the compiler does not know. */
export interface Keys<P extends string = string, S extends string = string, I = IndexTemplates> {
  readonly partition: P;
  readonly sort: S;
  readonly indexes: I;
}
export type AnyKeys = Keys<string, string, unknown>;

/** The key templates of a class: its `static keys`, or else unknown ones. */
export type KeysOf<C> = C extends { readonly keys: infer K extends AnyKeys } ? K : Keys;

/** Any of the properties that could be parts of a key: for classes whose templates the compiler does not know. */
export type LooseKey<T> = { readonly [N in keyof T as T[N] extends Keyable ? N : never]?: T[N] };

/** The key of a row: an object with every placeholder of both templates. An instance is one. */
export type Key<T, K extends AnyKeys> = string extends K['partition'] | K['sort']
  ? LooseKey<T>
  : [KeyNames<K>] extends [never]
    ? Record<string, never> | T
    : Pick<T, KeyNames<K> & keyof T>;

/** The properties that are parts of the key, as far as the compiler knows. */
export type KeyNames<K extends AnyKeys> = Placeholders<K['partition'] | K['sort']>;

/** The same properties where they are parts of an index's key: a row that lacks one is not in the index. */
export type Present<T> = { readonly [N in keyof T]-?: NonNullable<T[N]> };

/** The placeholders of one partition template. With `void`, the argument of a constant one can be left out. */
export type PartitionKey<T, P extends string> = string extends P
  ? LooseKey<T> | void
  : [Placeholders<P>] extends [never]
    ? Record<string, never> | void
    : Pick<T, Placeholders<P> & keyof T>;

/** What every operator is: no plain object is taken for one. */
export interface Operator<Kind extends string> {
  readonly '~operator': Kind;
}
/**
 * An operator that compares a property with a value of type `V`, and may stand in `At`: in a condition ('if'), at the end of
 * a sort key or at a part of fixed width ('end'), at text within it ('within').
 */
export interface Is<out V, in At> extends Operator<'compare'> {
  readonly '~is': V;
  readonly '~place': (place: At) => void;
}
/** An operator that tests a property which may hold `P`, and may stand in `At`. */
export interface Test<in P, in At> extends Operator<'test'> {
  readonly '~fits': (property: P, place: At) => void;
}

/** What may stand at one part of a sort key: its value, or an operator on it. */
export type SortPart<V, At> = V | Is<V, At> | Test<V, At> | undefined;

/** What `sort` may hold: the placeholders of a sort template. Which of them together, `SortVerdict` says. */
export type SortKey<T, S extends string> = {
  readonly [N in SortNames<T, S>]?: SortPart<T[N], PlaceOf<N, T[N], S>>;
};
type SortNames<T, S extends string> = string extends S ? keyof LooseKey<T> : Placeholders<S> & keyof T;
type PlaceOf<N, V, S extends string> = string extends S
  ? 'end'
  : [V] extends [string]
    ? N extends LastPlaceholder<S>
      ? 'end'
      : 'within'
    : 'end';
type LastPlaceholder<S extends string> = S extends `${string}}`
  ? PropertiesIn<Written<S>> extends [...unknown[], infer N]
    ? N
    : never
  : never;

/**
 * Refuses, each at the property that is wrong: a hole, a part behind an operator, a name that is no placeholder. It stands
 * beside the type of what was given (`Q & SortVerdict<Q, S>`): a union of all that is allowed would fill the screen.
 */
export type SortVerdict<Q, S extends string> = string extends S
  ? unknown
  : Misplaced<Q, PropertiesIn<Written<S>>> & Unknown<Q, Placeholders<S>>;

type Unknown<Q, Known> = [Exclude<keyof Q, Known>] extends [never]
  ? unknown
  : { readonly [N in Exclude<keyof Q, Known>]: Bad<'not a placeholder of the sort key'> };

/** `Why` nothing more may follow; never as long as it may. */
type Misplaced<Q, L, Why = never> = L extends [infer N extends string, ...infer Rest]
  ? N extends keyof Q
    ? [Why] extends [never]
      ? Misplaced<Q, Rest, Q[N] extends Operator<string> ? `nothing may follow the operator at '${N}'` : never>
      : { readonly [M in N]: Bad<Why & string> }
    : Misplaced<Q, Rest, [Why] extends [never] ? `'${N}' must be given, too` : Why>
  : unknown;
