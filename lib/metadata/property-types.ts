// How the compiler checks a decorator on a property, in both modes.
import type { Ctor } from './declarations.js';
import type { Bad } from './template-types.js';

/**
 * Where a decorator stands. Legacy ones are called with (prototype, name), TC39 ones with (undefined, context), for which
 * the compiler's own type is invariant and fits no one signature; a legacy one on a class is told nothing.
 */
type At = string | symbol | { readonly kind: string; readonly name: string | symbol | undefined } | void;

/**
 * A decorator for properties that hold `V`. It checks by what it returns, since the compiler then prints the advice on one
 * line; one signature serves both modes, since overloads would hide it. Only methods and accessors have a descriptor.
 */
export interface DecoratorOf<V, Want extends string> {
  <T, const A extends At = void, D = void>(
    target: T,
    at?: A,
    descriptor?: D,
  ): [D] extends [void] ? PropertyVerdict<T, A, V, Want> : Bad<`'${NameOf<A>}' is no field: only fields are stored`>;
}

type PropertyVerdict<T, A, V, Want extends string> = A extends string
  ? // Legacy. Only here is `T` looked at: for a TC39 decorator `any` is inferred without strictNullChecks.
    T extends Ctor
    ? Bad<`'${A}' is static: only properties of instances are stored`>
    : A extends keyof T
      ? Fit<T[A], A, V, Want>
      : Bad<`'${A}' is not public: it cannot be stored`>
  : A extends { kind: 'field' }
    ? ContextVerdict<A, V, Want>
    : A extends { kind: 'class' } | void
      ? Bad<'it stands on a class, and describes a property'>
      : Bad<`'${NameOf<A>}' is no field: only fields are stored`>;

type ContextVerdict<A, V, Want extends string> = A extends { static: true }
  ? Bad<`'${NameOf<A>}' is static: only properties of instances are stored`>
  : A extends { private: true }
    ? Bad<`'${NameOf<A>}' is #private: it cannot be stored`>
    : A extends { access: { get(object: never): infer P } }
      ? Fit<P, A, V, Want>
      : Bad<'only a property with a name can be stored'>;

// What takes anything fits a type parameter as well, of which the compiler knows nothing.
type Fit<P, A, V, Want extends string> = unknown extends V
  ? void
  : [P] extends [V]
    ? void
    : Bad<`'${NameOf<A>}' must be ${Want}`>;
type NameOf<A> = A extends { name: infer N extends string } ? N : A extends string ? A : 'the property';

/** A property that is a whole key by itself. Numbers are padded in a template. */
export type KeyPart = DecoratorOf<string | Date, 'a string or Date that is always there'>;

/** What a property holds whose decorator names the type `X`. String, Number and their like mean the primitives. */
export type ValueOf<X> = X extends readonly [infer E]
  ? readonly (ValueOf<E> | null)[]
  : X extends StringConstructor
    ? string
    : X extends NumberConstructor
      ? number
      : X extends BigIntConstructor
        ? bigint
        : X extends BooleanConstructor
          ? boolean
          : X extends Uint8ArrayConstructor
            ? Uint8Array
            : X extends SetConstructor
              ? ReadonlySet<unknown>
              : X extends MapConstructor
                ? ReadonlyMap<unknown, unknown>
                : X extends abstract new (...args: never[]) => infer Instance
                  ? Instance
                  : unknown;
