import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Carrier } from '../record/carrier.js';
import { describeType } from '../record/key.js';
import type { Item } from '../record/layout.js';
import { Misfit, convertEach } from '../record/misfit.js';
import { readBigInt, readExactNumber, writeBigInt, writeNumber } from '../record/number.js';
import {
  type Newable,
  keepGreatNumber,
  readMembers,
  readSet,
  readValue,
  writeDate,
  writeElements,
  writeMembers,
  writeSet,
  writeText,
  writeValue,
} from '../record/value.js';
import type { Container, Discriminator, TransformerField, TransformerType } from './class-transformer.js';
import type { Ctor, FieldDeclaration, FieldType } from './declarations.js';

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
  /** Of an instance: how its properties are. */
  readonly members?: () => InstanceCodec;
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

/** How instances of a class are written and read as a map. */
export interface InstanceCodec {
  write(instance: object, depth: number): Item;
  read(members: Item, Class: Newable): object;
  /** A property of the class, also one that is not declared. Nothing for one that lies elsewhere or that a strict class does not have. */
  member(property: string): Member | undefined;
}

/** What codecs of properties are made with. */
export interface CodecSurroundings {
  /** Gives the codec of a class that a property holds. */
  readonly codecOf: (Class: Ctor) => InstanceCodec;
  /** Writes a value whose type nothing declares. */
  readonly writeAny: (value: unknown, depth: number) => AttributeValue | undefined;
}

/** The codec of what a property is declared as, else of what its compiler emitted, else of any value. */
export function fieldCodec({ type, hint }: FieldDeclaration, surroundings: CodecSurroundings): FieldCodec {
  const declared = type?.() ?? trustedHint(hint);
  if (declared === undefined) return untyped(surroundings);
  return Array.isArray(declared)
    ? listCodec(namedCodec((declared as readonly [Ctor])[0], surroundings))
    : namedCodec(declared as Ctor, surroundings);
}

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
  Map: (one) => {
    const codec = nullable(
      'a Map',
      (value, depth) =>
        value instanceof Map ? { M: writeMembers(value, depth, (member) => one.write(member, depth + 1)) } : WRONG,
      ({ M }) => M && new Map(Object.entries(readMembers(M, one.read))),
    );
    return { ...codec, Class: Map };
  },
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
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return WRONG;
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
  return { ...codec, Class: Base };
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

function namedCodec(Class: Ctor, surroundings: CodecSurroundings): FieldCodec {
  if (isUntyped(Class)) return untyped(surroundings);
  if ((Class as unknown) === Map) return mapCodec(surroundings);
  return BY_TYPE.get(Class) ?? instanceCodec(Class, surroundings);
}

const isUntyped = (Class: unknown) => Class === Object || Class === Array;
const hasCodec = (Class: unknown) => Class === Map || BY_TYPE.has(Class);

/** Tells classes of programs from those that JavaScript itself brings, whose instances keep their state to themselves. */
function isOwnClass(Class: object): boolean {
  return !Function.prototype.toString.call(Class).includes('[native code]');
}

/** Null is a value of every type. */
function nullable(
  want: string,
  write: (value: unknown, depth: number) => AttributeValue | undefined,
  read: (value: AttributeValue) => unknown,
): FieldCodec {
  return {
    write: (value, depth) => {
      if (value === null) return { NULL: true };
      const written = write(value, depth);
      if (written === WRONG) throw new Misfit(`must be ${want}, not ${describeType(value)}`);
      return written;
    },
    read: (value) => {
      const found = read(value);
      if (found !== undefined) return found;
      if (value.NULL) return null;
      throw new Misfit(`must be ${want}, and is stored as type ${Object.keys(value).join()}`);
    },
  };
}

/** What a writer answers to a value of another type. */
const WRONG = {} as AttributeValue;

/** Of a property that is declared without a type. A number that JavaScript cannot hold has to be declared; within, it is a bigint. */
function untyped({ writeAny }: CodecSurroundings): FieldCodec {
  return {
    write: (value, depth) => {
      const written = writeAny(value, depth);
      if (typeof value !== 'bigint') return written;
      throw new Misfit('is a bigint, and a property without a type holds none', 'Declare it: @Field(() => BigInt).');
    },
    read: (value) => (value.N === undefined ? readValue(value, keepGreatNumber) : readValue(value)),
  };
}

const SET: FieldCodec = {
  ...nullable(
    'a Set',
    (value) => (value instanceof Set ? writeSet(value) : WRONG),
    (value) => {
      if (value.L) return new Set(convertEach(value.L, (element) => readValue(element, keepGreatNumber)));
      return (value.SS ?? value.NS ?? value.BS) && readSet(value);
    },
  ),
  whenAbsent: () => new Set(),
};

const BYTES = nullable(
  'a Uint8Array',
  (value) => (value instanceof Uint8Array ? { B: value } : WRONG),
  (value) => value.B ?? (value.S === undefined ? undefined : readBase64(value.S)),
);

const BY_TYPE: ReadonlyMap<unknown, FieldCodec> = new Map<unknown, FieldCodec>([
  [
    String,
    nullable(
      'text',
      (value) => (typeof value === 'string' ? writeText(value) : WRONG),
      (value) => value.S,
    ),
  ],
  [
    Boolean,
    nullable(
      'true or false',
      (value) => (typeof value === 'boolean' ? { BOOL: value } : WRONG),
      (value) => value.BOOL,
    ),
  ],
  [
    Number,
    nullable(
      'a number',
      (value) => (typeof value === 'number' ? { N: writeNumber(value) } : WRONG),
      ({ N }) =>
        N === undefined ? undefined : (readExactNumber(N) ?? refuse('is a number that JavaScript cannot hold exactly')),
    ),
  ],
  [
    BigInt,
    nullable(
      'a bigint',
      (value) => (typeof value === 'bigint' ? { N: writeBigInt(value) } : WRONG),
      ({ N }) =>
        N === undefined ? undefined : (readBigInt(N) ?? refuse('is a number with a fraction, and no bigint')),
    ),
  ],
  [Date, nullable('a Date', (value) => (value instanceof Date ? { S: writeKeptDate(value) } : WRONG), readDate)],
  [Uint8Array, BYTES],
  [
    Buffer,
    {
      ...BYTES,
      read: (value) => ((bytes) => (bytes instanceof Uint8Array ? Buffer.from(bytes) : bytes))(BYTES.read(value)),
    },
  ],
  [Set, SET],
]);
/** What sets of DynamoDB hold. */
const NATIVE_IN_SETS: ReadonlySet<unknown> = new Set([String, Number, Uint8Array]);
const HINTED: ReadonlySet<unknown> = new Set([BigInt, Date, Uint8Array, Buffer, Set, Map]);

function mapCodec({ writeAny }: CodecSurroundings): FieldCodec {
  const codec = nullable(
    'a Map',
    (value, depth) =>
      value instanceof Map ? { M: writeMembers(value, depth, (member) => writeAny(member, depth + 1)) } : WRONG,
    ({ M }) => M && new Map(Object.entries(readMembers(M, (member) => readValue(member, keepGreatNumber)))),
  );
  return { ...codec, Class: Map };
}

function listCodec(element: FieldCodec): FieldCodec {
  const codec = nullable(
    'a list',
    (value, depth) =>
      Array.isArray(value) ? { L: writeElements(value, depth, (each) => element.write(each, depth + 1)) } : WRONG,
    ({ L }) => L && convertEach(L, element.read),
  );
  return { ...codec, element };
}

function instanceCodec(Class: Ctor, { codecOf }: CodecSurroundings): FieldCodec {
  // Asked for late: a class may hold itself.
  let codec: InstanceCodec | undefined;
  const known = () => (codec ??= codecOf(Class));
  const field = nullable(
    `a ${Class.name}`,
    (value, depth) => (isPlainOr(value, Class) ? { M: known().write(value, depth) } : WRONG),
    ({ M }) => M && known().read(M, Class as unknown as Newable),
  );
  return { ...field, members: known, Class };
}

/** A subclass would come back as its parent, and anything else as what it is not. */
function isPlainOr(value: unknown, Class: Ctor): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Class.prototype || prototype === Object.prototype || prototype === null;
}

function refuse(reason: string): never {
  throw new Misfit(reason);
}

function readBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Misfit('is text, and no bytes in base64');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The text that a Date was read from, where that says more than milliseconds; Go writes nanoseconds. */
class DateText extends Carrier {
  readonly #text: string;
  readonly #timeMs: number;

  private constructor(date: Date, text: string) {
    super(date);
    this.#text = text;
    this.#timeMs = date.getTime();
  }

  static keep(date: Date, text: string): void {
    new DateText(date, text);
  }

  /** Nothing for a date that was changed since. */
  static of(date: Date): string | undefined {
    if (!(#text in date)) return undefined;
    const kept = date as unknown as DateText;
    return kept.#timeMs === date.getTime() ? kept.#text : undefined;
  }
}

const ISO_DATE = /^[+-]?\d{4,6}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
/** What `toISOString` writes, and writes again, without the days and hours that only some months and no day have. */
const OWN_DATE = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T(?:[01]\d|2[0-3]):\d\d:\d\d\.\d{3}Z$/;

function readDate({ S }: AttributeValue): Date | undefined {
  if (S === undefined) return undefined;
  const isOwn = OWN_DATE.test(S);
  const date = new Date(isOwn || ISO_DATE.test(S) ? S : NaN);
  if (Number.isNaN(date.getTime())) throw new Misfit('is text, and no moment in ISO 8601');
  if (!isOwn && date.toISOString() !== S) DateText.keep(date, S);
  return date;
}

function writeKeptDate(date: Date): string {
  return DateText.of(date) ?? writeDate(date);
}
