import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Misfit, convertEach } from '../record/misfit.js';
import { readBigInt, readExactNumber, writeBigInt, writeNumber } from '../record/number.js';
import { type Newable } from '../record/class-reader.js';
import { describeType, isObject, isPlain } from '../record/kind.js';
import {
  keepGreatNumber,
  readMembers,
  readSet,
  readValue,
  writeElements,
  writeMembers,
  writeSet,
  writeText,
} from '../record/value.js';
import type { Ctor } from './declarations.js';
import { readDate, writeKeptDate } from './kept-date.js';
import type { CodecSurroundings, FieldCodec, InstanceCodec } from './member.js';

// The codecs of the types that a property can be declared as.

/** Null is a value of every type. */
export function nullable(
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
export const WRONG = {} as AttributeValue;

/** Of a property that is declared without a type. A number that JavaScript cannot hold has to be declared; within, it is a bigint. */
export function untyped({ writeAny }: CodecSurroundings): FieldCodec {
  return {
    write: (value, depth) => {
      const written = writeAny(value, depth);
      if (typeof value !== 'bigint') return written;
      throw new Misfit('is a bigint, and a property without a type holds none', 'Declare it: @Field(() => BigInt).');
    },
    read: (value) => (value.N === undefined ? readValue(value, keepGreatNumber) : readValue(value)),
  };
}

export const SET: FieldCodec = {
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
  (value) => (value instanceof Uint8Array ? { B: Uint8Array.from(value) } : WRONG),
  (value) => value.B ?? (value.S === undefined ? undefined : readBase64(value.S)),
);

export const BY_TYPE: ReadonlyMap<unknown, FieldCodec> = new Map<unknown, FieldCodec>([
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
export const NATIVE_IN_SETS: ReadonlySet<unknown> = new Set([String, Number, Uint8Array]);

export function mapCodec(member: FieldCodec): FieldCodec {
  const members = { member: (property: string) => ({ ...member, property, attribute: property }) };
  const codec = nullable(
    'a Map',
    (value, depth) =>
      value instanceof Map ? { M: writeMembers(value, depth, (each) => member.write(each, depth + 1)) } : WRONG,
    ({ M }) => M && new Map(Object.entries(readMembers(M, member.read))),
  );
  return { ...codec, Class: Map, members: () => members };
}

export function listCodec(element: FieldCodec): FieldCodec {
  const codec = nullable(
    'a list',
    (value, depth) =>
      Array.isArray(value) ? { L: writeElements(value, depth, (each) => element.write(each, depth + 1)) } : WRONG,
    ({ L }) => L && convertEach(L, element.read),
  );
  return { ...codec, element };
}

export function instanceCodec(Class: Ctor, { codecOf }: CodecSurroundings): FieldCodec {
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
export function isPlainOr(value: unknown, Class: Ctor): value is object {
  return (
    isObject(value) && (Object.getPrototypeOf(value) === Class.prototype || isPlain(value)) && !Array.isArray(value)
  );
}

function refuse(reason: string): never {
  throw new Misfit(reason);
}

function readBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Misfit('is text, and no bytes in base64');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
