import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../record/layout.js';
import { Misfit } from '../record/misfit.js';
import { type Newable } from '../record/class-reader.js';
import { keepGreatNumber, readValue, writeValue } from '../record/value.js';
import type { TransformerField } from './class-transformer.js';
import type { Ctor } from './declarations.js';

/** How the value of one property is written and read. Closures, composed once for each class. */
export interface FieldCodec {
  /** `undefined` for what is stored as absent. @throws Misfit */
  readonly write: (value: unknown, depth: number) => AttributeValue | undefined;
  /** @throws Misfit */
  readonly read: (value: AttributeValue) => unknown;
  /** What an absent attribute is read as, where that is anything. */
  readonly whenAbsent?: () => unknown;
  /** Of a list: how its elements are. */
  readonly element?: FieldCodec;
  /** Of an instance, or of a Map: how its properties are. */
  readonly members?: () => Members;
  /** Of an instance: what makes one. */
  readonly Class?: Ctor;
}

/** A property in the map that stores an instance. */
export interface Member extends FieldCodec {
  readonly property: string;
  readonly attribute: string;
  /** What class-transformer says. */
  readonly transformer?: TransformerField | undefined;
}

/** What has properties. */
export interface Members {
  /** A property of the class, also one that is not declared. Nothing for one that lies elsewhere or that a strict class does not have. */
  member(property: string): Member | undefined;
}

/** How instances of a class are written and read as a map. */
export interface InstanceCodec extends Members {
  write(instance: object, depth: number): Item;
  read(members: Item, Class: Newable): object;
}

/** What codecs of properties are made with. */
export interface CodecSurroundings {
  /** Gives the codec of a class that a property holds. */
  readonly codecOf: (Class: Ctor) => InstanceCodec;
  /** Writes a value whose type nothing declares. */
  readonly writeAny: (value: unknown, depth: number) => AttributeValue | undefined;
}

/** Writes the value of a property as it is stored. @param holder - what `@Transform` is given as `obj`. */
export function writeMember(
  { transformer, write }: Pick<Member, 'transformer' | 'write'>,
  own: unknown,
  holder: object,
  depth: number,
  writeAny: CodecSurroundings['writeAny'] = writeValue,
): AttributeValue | undefined {
  const value = transformer?.toPlain ? transformer.toPlain(own, holder) : own;
  if (value === undefined) return undefined;
  if (value === own) return write(value, depth);
  try {
    return write(value, depth);
  } catch (thrown) {
    // What a transform has made may be something else than the type says.
    if (!(thrown instanceof Misfit)) throw thrown;
    return writeAny(value, depth);
  }
}

/** Reads the value of a property. @param holder - gives what `@Transform` is given as `obj`, plain data. */
export function readMember(
  { transformer, read }: Pick<Member, 'transformer' | 'read'>,
  stored: AttributeValue,
  holder: () => object,
): unknown {
  const { toPlain, toClass, type } = transformer ?? {};
  const value = toPlain ? readTransformed(read, stored, type?.type, toClass !== undefined) : read(stored);
  return toClass ? toClass(value, holder()) : value;
}

/** A transform may have stored something else than the type says, which only its counterpart understands. */
function readTransformed(
  read: FieldCodec['read'],
  stored: AttributeValue,
  type: (() => Ctor) | undefined,
  hasCounterpart: boolean,
): unknown {
  try {
    const value = read(stored);
    const isGuess = (value instanceof Uint8Array && !stored.B) || (value instanceof Set && stored.L !== undefined);
    if (!isGuess || !hasCounterpart) return value;
  } catch (thrown) {
    if (!(thrown instanceof Misfit)) throw thrown;
  }
  const value = readValue(stored, keepGreatNumber);
  // As class-transformer does.
  return typeof value === 'number' && (type?.() as unknown) === Date ? new Date(value) : value;
}
