import { describeType } from '../record/kind.js';
import { keepGreatNumber, readValue } from '../record/value.js';
import type { Ctor, FieldDeclaration, FieldType } from './declarations.js';
import type { CodecSurroundings, FieldCodec } from './member.js';
import { BY_TYPE, instanceCodec, listCodec, mapCodec, untyped } from './native-codecs.js';

/** The codec of what a property is declared as, else of what its compiler emitted, else of any value. */
export function fieldCodec({ type, hint }: FieldDeclaration, surroundings: CodecSurroundings): FieldCodec {
  const declared = type?.() ?? trustedHint(hint);
  if (declared === undefined) return untyped(surroundings);
  return Array.isArray(declared)
    ? listCodec(namedCodec((declared as readonly [Ctor])[0], surroundings))
    : namedCodec(declared as Ctor, surroundings);
}

export function namedCodec(Class: Ctor, surroundings: CodecSurroundings): FieldCodec {
  if (isUntyped(Class)) return untyped(surroundings);
  if ((Class as unknown) === Map)
    return mapCodec({ write: surroundings.writeAny, read: (value) => readValue(value, keepGreatNumber) });
  return BY_TYPE.get(Class) ?? instanceCodec(Class, surroundings);
}

/** What is wrong with a declared type; nothing where all is well. */
export function typeMistake(type: () => FieldType): string | undefined {
  // Without the arrow, the type itself would be called.
  if (hasCodec(type) || /^class\b/.test(Function.prototype.toString.call(type)))
    return `its type stands without an arrow: write @Field(() => ${type.name})`;
  let declared: unknown;
  try {
    declared = type();
  } catch (error) {
    return `its type cannot be told yet (${describeType(error)}): is a class used before it is defined?`;
  }
  const types: readonly unknown[] = Array.isArray(declared) ? declared : [declared];
  if (types.length !== 1) return 'a list names one type, as in [String]';
  const Class = types[0];
  if (typeof Class !== 'function')
    return `its type is ${describeType(Class)}, and no class: is there a circle of imports?`;
  return hasCodec(Class) || isUntyped(Class) || isOwnClass(Class)
    ? undefined
    : `values of type ${Class.name} cannot be stored`;
}

/** The property's types that ask for a codec of their own; a `Number` or an `Array` tells too little to insist on. */
function trustedHint(hint: unknown): Ctor | undefined {
  if (typeof hint !== 'function') return undefined;
  const tellsMore = HINTED.has(hint) || (!hasCodec(hint) && !isUntyped(hint) && isOwnClass(hint));
  return tellsMore ? (hint as unknown as Ctor) : undefined;
}

const HINTED: ReadonlySet<unknown> = new Set([BigInt, Date, Uint8Array, Buffer, Set, Map]);

const isUntyped = (Class: unknown) => Class === Object || Class === Array;
const hasCodec = (Class: unknown) => Class === Map || BY_TYPE.has(Class);

/** Tells classes of programs from those that JavaScript itself brings, whose instances keep their state to themselves. */
function isOwnClass(Class: object): boolean {
  return !Function.prototype.toString.call(Class).includes('[native code]');
}
