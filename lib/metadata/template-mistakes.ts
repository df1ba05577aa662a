// What the compiler says of templates that do not fit their class. Nothing here is left at run time.
import type { Ctor } from './declarations.js';
import type { Bad, Keyable, Keys, PropertyIn, Written } from './template-types.js';

/** The mistakes of templates on a class of `T`, as a union of advice; never where there is none. A template that is computed is checked at run time only. */
type Mistakes<S extends string, T, MayLack> = string extends S ? never : MistakesOf<S, T, MayLack>;

type MistakesOf<S extends string, T, MayLack> = S extends ''
  ? 'a key is never empty'
  : Literals<S> extends `${string}{${string}` | `${string}}${string}`
    ? `'${S}' has a brace without its other half`
    : Undelimited<S, S> | Unfinished<S> | MistakesAt<Written<S>[number], T, MayLack>;

/** What stands outside of the braces. */
type Literals<S extends string> = S extends `${infer Before}{${string}}${infer Rest}`
  ? `${Before}${Literals<Rest>}`
  : S;

type Undelimited<S extends string, Whole extends string> = S extends `${string}}${infer Between}{${infer Rest}`
  ? HasDelimiter<Between> extends true
    ? Undelimited<`{${Rest}`, Whole>
    : `'${Whole}' needs a delimiter, such as /, between its placeholders`
  : never;
/** Letters and digits beyond ASCII are told from delimiters at run time. */
type HasDelimiter<S extends string> = S extends `${infer Character}${infer Rest}`
  ? Lowercase<Character> extends Letter | Digit | '%'
    ? HasDelimiter<Rest>
    : true
  : false;
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type Letter =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm')
  | ('n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z');

type Unfinished<S extends string> = S extends `${string}{+${infer N}}${infer Rest}`
  ? Rest extends ''
    ? never
    : `{+${N}} stands at the end only`
  : never;

/** Distributes over the placeholders, so that all mistakes are told. */
type MistakesAt<P, T, MayLack> = P extends string
  ? PropertyIn<P> extends infer N extends string
    ? N extends keyof T
      ? // Without strictNullChecks undefined extends everything, so the good case is asked for first.
        [T[N]] extends [MayLack extends true ? Keyable | null | undefined : Keyable]
        ? FormMistake<P, NonNullable<T[N]>>
        : [NonNullable<T[N]>] extends [Keyable]
          ? `{${P}} may be undefined: a part of a key is always there`
          : `{${P}} is not a string, number, bigint or Date`
      : `{${P}} is not a property of the class`
    : never
  : never;

/** How a placeholder is written has to suit its property. */
type FormMistake<P extends string, V> = 0 extends 1 & V
  ? never // Any: run time tells.
  : P extends `+${string}`
    ? [V] extends [string]
      ? never
      : `{${P}} is not text: only text is raw`
    : P extends `${string}:${infer Width}`
      ? Width extends `0${PaddedWidth}`
        ? [V] extends [number | bigint]
          ? never
          : `{${P}} is not a number: only numbers are padded`
        : Width extends `0${Exclude<Digit, '0'>}${Digit}`
          ? `{${P}} is wider than 38 digits, which no number is`
          : `{${P}} has no width: write it as in {${PropertyIn<P> & string}:010}`
      : [Extract<V, number | bigint>] extends [never]
        ? never
        : `{${P}} is a number: pad it, as in {${P}:010}`;

/** 1 to 38, the digits of a number of DynamoDB. */
type PaddedWidth = Exclude<Digit, '0'> | `${'1' | '2'}${Digit}` | `3${Exclude<Digit, '9'>}`;

type Verdict<Advice extends string> = [Advice] extends [never] ? void : Bad<Advice>;

/** Where a decorator stands that does not stand on a class: a name, or the context of a field, a method, ... */
type Elsewhere = string | symbol | { readonly kind: 'field' | 'method' | 'accessor' | 'getter' | 'setter' };

/** What a decorator with templates `S` returns where it stands. */
export type TemplateVerdict<C, At, S extends string, MayLack> = At extends Elsewhere
  ? Bad<'a template stands on a class: a property needs none'>
  : C extends Ctor<infer T>
    ? Verdict<Mistakes<S, T, MayLack>>
    : never;

/** What `@Entity` returns: it sees the whole class, and so checks `static keys`. */
export type KeysVerdict<C, At> = At extends Elsewhere
  ? Bad<'an entity is a class'>
  : C extends Ctor<infer T> & { readonly keys: Keys<infer P, infer S, infer I> }
    ? Verdict<Mistakes<P, T, false> | Mistakes<S, T, false> | Mistakes<IndexTexts<I>, T, true>>
    : void;
type IndexTexts<I> = { [N in keyof I]: I[N][keyof I[N]] }[keyof I] & string;
