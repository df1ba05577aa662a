import { Misfit } from '../record/misfit.js';
import { type Newable } from '../record/class-reader.js';
import { isObject } from '../record/kind.js';
import { readSet, writeSet } from '../record/value.js';
import type { Container, Discriminator, TransformerType } from './class-transformer.js';
import type { Ctor } from './declarations.js';
import { namedCodec } from './field-codec.js';
import type { CodecSurroundings, FieldCodec } from './member.js';
import { NATIVE_IN_SETS, SET, WRONG, isPlainOr, listCodec, mapCodec, nullable } from './native-codecs.js';

/** The codec of what `@Type` of class-transformer names: an instance, or a list, a Map or a Set of such. */
export function transformerCodec(
  { type, discriminator, container }: TransformerType,
  surroundings: CodecSurroundings,
): FieldCodec {
  const Class = type();
  const one = discriminator ? variantCodec(Class, discriminator, surroundings) : namedCodec(Class, surroundings);
  if (container !== undefined && Class !== CONTAINERS[container]) return CODEC_OF[container](one, Class);
  const list = listCodec(one);
  return {
    ...one,
    element: one,
    write: (value, depth) => {
      if (Array.isArray(value)) return list.write(value, depth);
      const isSet = value instanceof Set && Class !== (Set as unknown) && NATIVE_IN_SETS.has(Class);
      return isSet ? writeSet(value) : one.write(value, depth);
    },
    read: (value) => {
      if (value.L && Class !== (Set as unknown)) return list.read(value);
      return !NATIVE_IN_SETS.has(Class) || (value.SS ?? value.NS ?? value.BS) === undefined
        ? one.read(value)
        : readSet(value);
    },
  };
}

const CONTAINERS: Readonly<Record<Container, unknown>> = { Map, Set };

const CODEC_OF: Readonly<Record<Container, (one: FieldCodec, Class: Ctor) => FieldCodec>> = {
  Map: mapCodec,
  Set: (one, Class) => {
    if (NATIVE_IN_SETS.has(Class)) return SET;
    const list = listCodec(one);
    const codec = nullable(
      'a Set',
      (value, depth) => {
        if (!(value instanceof Set)) return WRONG;
        return value.size === 0 ? undefined : list.write([...value], depth);
      },
      (value) => value.L && new Set(list.read(value) as unknown[]),
    );
    return { ...codec, element: one, whenAbsent: () => new Set() };
  },
};

/** One of several classes, told apart by a property in the stored map. */
function variantCodec(Base: Ctor, discriminator: Discriminator, { codecOf }: CodecSurroundings): FieldCodec {
  const { property, subTypes, isKept } = discriminator;
  const names = subTypes.map(({ name }) => name).join(', ');
  const codec = nullable(
    `a ${Base.name}`,
    (value, depth) => {
      if (!isObject(value) || Array.isArray(value)) return WRONG;
      const given: unknown = (value as Readonly<Record<string, unknown>>)[property];
      const variant =
        subTypes.find((each) => Object.getPrototypeOf(value) === each.value.prototype) ??
        (isPlainOr(value, Base) ? subTypes.find(({ name }) => name === given) : undefined);
      if (variant === undefined) throw new Misfit(`is none of the classes that its @Type names (${names})`);
      return { M: { ...codecOf(variant.value).write(value, depth), [property]: { S: variant.name } } };
    },
    ({ M }) => {
      if (M === undefined) return undefined;
      const variant = subTypes.find(({ name }) => name === M[property]?.S);
      if (variant === undefined) throw new Misfit(`is none of the classes that its @Type names (${names})`);
      const { [property]: name, ...members } = M;
      const kept = isKept && name !== undefined ? { ...members, [property]: name } : members;
      return codecOf(variant.value).read(kept, variant.value as unknown as Newable);
    },
  );
  return { ...codec, Class: Base, members: () => codecOf(Base) };
}
