import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ownReader } from './class-reader.js';
import { isWellFormed } from './key.js';
import { type Item, MAX_CONTAINERS } from './layout.js';
import { writeDate } from './date-text.js';
import { describeType, isObject, isPlain } from './kind.js';
import { Misfit, convertEach, within } from './misfit.js';
import { readBigInt, readExactNumber, writeBigInt, writeNumber } from './number.js';
import loadNumberValue from './number-value.cjs';

// JavaScript values whose type no class declares. What DynamoDB would not give back as it was is refused.

/** How values are written that DynamoDB has no type of its own for. */
interface Leniency {
  /** True: as the nearest thing, for data that leaves us. False: not at all. */
  readonly lossy: boolean;
  /** True: what is written becomes JSON text, which has numbers and names that DynamoDB has not, and neither bytes nor sets. */
  readonly isJson?: boolean;
}
const STRICT: Leniency = { lossy: false };
const LOSSY: Leniency = { lossy: true };
const JSON_TEXT: Leniency = { lossy: false, isJson: true };

/** Writes a value, what DynamoDB has no type for as the nearest thing: for data that leaves us. */
export function writeNearest(value: unknown): AttributeValue | undefined {
  return write(value, 0, LOSSY);
}

/**
 * Writes a value such that `readValue` gives it back; `undefined` for what is stored as absent.
 *
 * @throws Misfit
 */
export function writeValue(value: unknown, depth: number): AttributeValue | undefined {
  return write(value, depth, STRICT);
}

/** The same for a value that becomes a part of JSON text. */
export function writeValueForJson(value: unknown, depth: number): AttributeValue | undefined {
  return write(value, depth, JSON_TEXT);
}

function write(value: unknown, depth: number, leniency: Leniency): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
      return writeText(value);
    case 'number':
      return { N: leniency.isJson && Number.isFinite(value) ? String(value) : writeNumber(value) };
    case 'boolean':
      return { BOOL: value };
    case 'undefined':
      return undefined;
    case 'bigint':
      return writeUndeclaredBigInt(value, leniency);
    case 'object':
      return value === null ? { NULL: true } : writeObject(value, depth, leniency);
    default:
      throw new Misfit(`is a ${typeof value}, which cannot be stored`);
  }
}

/** @throws Misfit for text that UTF-8 cannot write. */
export function writeText(text: string): { S: string } {
  if (!isWellFormed(text)) throw new Misfit('holds half of a surrogate pair, which UTF-8 cannot write');
  return { S: text };
}

function writeUndeclaredBigInt(value: bigint, { lossy, isJson }: Leniency): AttributeValue {
  const text = isJson ? String(value) : writeBigInt(value);
  if (!lossy && readExactNumber(text) !== undefined) {
    throw new Misfit('is a bigint, and would come back as a number', 'Declare it: @Field(() => BigInt).');
  }
  return { N: text };
}

function writeObject(value: object, depth: number, leniency: Leniency): AttributeValue | undefined {
  if (Array.isArray(value)) return { L: writeElements(value, depth, (element) => write(element, depth + 1, leniency)) };
  if (value instanceof Uint8Array || value instanceof Set) {
    const written = value instanceof Set ? writeSet(value) : { B: Uint8Array.from(value) };
    if (leniency.isJson) checkFitsJson(written);
    return written;
  }
  if (!isPlain(value)) return writeInstance(value, depth, leniency);
  const members = Object.entries(value);
  return { M: writeMembers(members, depth, (member) => write(member, depth + 1, leniency), leniency.isJson) };
}

/** Refuses what JSON has no type of its own for, and would give back as something else. */
export function checkFitsJson(value: AttributeValue | undefined): void {
  if (value === undefined) return;
  if (value.B ?? value.SS ?? value.NS ?? value.BS) {
    const hint = 'Declare the property: @Field(() => Set) or @Field(() => Uint8Array).';
    throw new Misfit('holds bytes or a set, and would not come back as such from JSON text', hint);
  }
  value.L?.forEach(checkFitsJson);
  Object.values(value.M ?? {}).forEach(checkFitsJson);
}

function writeInstance(value: object, depth: number, leniency: Leniency): AttributeValue {
  if (value instanceof loadNumberValue()) return { N: value.toString() };
  const type = describeType(value);
  if (!leniency.lossy) {
    const hint = `Declare it: @Field(() => ${type}), or @Field(() => [${type}]) in a list.`;
    throw new Misfit(`is a ${type}, and would not come back as one`, hint);
  }
  if (value instanceof Date) return { S: writeDate(value) };
  const writer = ownReader((Object.getPrototypeOf(value) as object).constructor);
  if (writer) return { M: writer.write(value, depth) };
  if (isOpaque(value)) throw new Misfit(`is a ${type}, which has no members to store`);
  const members = value instanceof Map ? value : Object.entries(value);
  return { M: writeMembers(members, depth, (member) => write(member, depth + 1, leniency)) };
}

/** Promises, regular expressions, buffers, boxed texts and the like: what they are does not lie in their members. */
function isOpaque(value: object): boolean {
  if (value instanceof Map || Object.prototype.toString.call(value) === '[object Object]') return false;
  return ArrayBuffer.isView(value) || !(Symbol.toStringTag in value) || Object.keys(value).length === 0;
}

/** Writes the elements of a list; there is no absent element. */
export function writeElements(
  elements: readonly unknown[],
  depth: number,
  writeElement: (element: unknown) => AttributeValue | undefined,
): AttributeValue[] {
  checkDepth(depth);
  return convertEach(elements, (element) => {
    const written = writeElement(element);
    if (written === undefined) throw new Misfit('is undefined or an empty set, and a list has no gaps', 'Use null.');
    return written;
  });
}

/** Writes the members of a map; those that are absent are left out. */
export function writeMembers(
  members: Iterable<readonly [unknown, unknown]>,
  depth: number,
  writeMember: (member: unknown) => AttributeValue | undefined,
  mayLackName = false,
): Item {
  checkDepth(depth);
  const item: Item = {};
  for (const [name, member] of members) {
    if (typeof name !== 'string') throw new Misfit('has a key that is not text, and would come back as text');
    checkMemberName(name, mayLackName);
    try {
      const written = writeMember(member);
      if (written !== undefined) setMember(item, name, written);
    } catch (thrown) {
      throw within(thrown, name);
    }
  }
  return item;
}

/** Tells whether DynamoDB keeps a member of this name as it is. */
export function isMemberName(name: string, mayBeEmpty = false): boolean {
  return (mayBeEmpty || name !== '') && isWellFormed(name);
}

/** @throws Misfit for a name that DynamoDB would refuse or change. */
export function checkMemberName(name: string, mayBeEmpty = false): void {
  if (name === '' && !mayBeEmpty) throw new Misfit('has a member whose name is empty, which DynamoDB has not');
  if (!isWellFormed(name)) throw new Misfit('has a key that UTF-8 cannot write');
}

/** Sets a member of this name whatever the name: an assignment to `__proto__` would set the prototype. */
export function setMember(target: object, name: string, value: unknown): void {
  if (name !== '__proto__') (target as Record<string, unknown>)[name] = value;
  else Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}

export function checkDepth(depth: number): void {
  if (depth >= MAX_CONTAINERS) {
    throw new Misfit(
      `is one too many: DynamoDB keeps ${MAX_CONTAINERS} lists and maps in one another`,
      'Does it hold itself?',
    );
  }
}

/** Writes a set of texts, numbers or bytes; DynamoDB has no empty set. */
export function writeSet(set: ReadonlySet<unknown>): AttributeValue | undefined {
  if (set.size === 0) return undefined;
  const elements = [...set];
  if (elements.every((element) => typeof element === 'string'))
    return { SS: elements.map((text) => writeText(text).S) };
  if (elements.every((element) => element instanceof Uint8Array)) return { BS: distinctBytes(elements) };
  const numbers = elements.map((element) => {
    if (typeof element === 'number') return writeNumber(element);
    if (typeof element === 'bigint') return writeBigIntOfSet(element);
    throw new Misfit('is a set of something else than texts, numbers or bytes, or of several', 'Use a list.');
  });
  return { NS: numbers };
}

function writeBigIntOfSet(value: bigint): string {
  const text = writeBigInt(value);
  if (readExactNumber(text) === undefined) return text;
  throw new Misfit('is a set of bigints, and they would come back as numbers', 'Use a list: @Field(() => [BigInt]).');
}

function distinctBytes(elements: readonly Uint8Array[]): Uint8Array[] {
  const distinct = new Map(elements.map((bytes) => [Buffer.from(bytes).toString('latin1'), bytes]));
  if (distinct.size < elements.length) throw new Misfit('is a set that holds the same bytes twice');
  return Array.from(distinct.values(), (bytes) => Uint8Array.from(bytes));
}

/** What a number is read as where nothing declares it and JavaScript cannot hold it. */
export type ReadGreatNumber = (text: string) => unknown;

const refuseGreatNumber: ReadGreatNumber = () => {
  const hint = 'Declare it as what can: @Field(() => BigInt) for whole numbers.';
  throw new Misfit('is a number that JavaScript cannot hold exactly', hint);
};

/** Exact all the same: a bigint, or for a fraction the NumberValue of @aws-sdk/util-dynamodb. */
export const keepGreatNumber: ReadGreatNumber = (text) => readBigInt(text) ?? loadNumberValue().from(text);

/**
 * Reads a value whose type nothing declares: text, number, boolean, null, bytes, Set, list, plain object.
 *
 * @throws Misfit
 */
export function readValue(value: AttributeValue, readGreatNumber: ReadGreatNumber = refuseGreatNumber): unknown {
  // What came from elsewhere may be anything.
  if (!isObject(value)) throw new Misfit('is no AttributeValue');
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return readExactNumber(value.N) ?? readGreatNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return readMembers(value.M, (member) => readValue(member, readGreatNumber));
  if (Array.isArray(value.L)) return convertEach(value.L, (element) => readValue(element, readGreatNumber));
  if (value.NULL !== undefined) return null;
  if (value.B !== undefined) return value.B;
  return readSet(value, readGreatNumber);
}

export function readMembers(members: Item, readMember: (member: AttributeValue) => unknown): Record<string, unknown> {
  if (!isObject(members)) throw new Misfit('is a map that is no object');
  const read: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    try {
      setMember(read, name, readMember(members[name]!));
    } catch (thrown) {
      throw within(thrown, name);
    }
  }
  return read;
}

/** @throws Misfit for what is no set. */
export function readSet(value: AttributeValue, readGreatNumber: ReadGreatNumber = keepGreatNumber): Set<unknown> {
  const elements = value.SS ?? value.NS ?? value.BS;
  if (!Array.isArray(elements)) throw new Misfit('is of a type that is not known');
  if (value.NS) return new Set(convertEach(value.NS, (text) => readExactNumber(text) ?? readGreatNumber(text)));
  return new Set<unknown>(elements);
}
