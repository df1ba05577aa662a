import { randomUUID } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isObject } from './kind.js';
import { readExactNumber } from './number.js';
import { Misfit, convertEach, within } from './misfit.js';
import { setMember } from './value.js';
import type { Item } from './layout.js';

// The payload as JSON text, which is how Go programs mostly keep structs. Numbers keep all their digits.

/**
 * Writes a map as JSON text: bytes as base64 text, sets as lists.
 *
 * @throws Misfit for a set of bytes, which would come back as one of texts.
 */
export function writeJsonText(members: Item): string {
  return `{${Object.entries(members)
    .map(([name, value]) => `${JSON.stringify(name)}:${writeMember(name, value)}`)
    .join(',')}}`;
}

function writeMember(name: string, value: AttributeValue): string {
  try {
    return write(value);
  } catch (thrown) {
    throw within(thrown, name);
  }
}

function write(value: AttributeValue): string {
  if (value.S !== undefined) return JSON.stringify(value.S);
  if (value.N !== undefined) return value.N;
  if (value.BOOL !== undefined) return String(value.BOOL);
  if (value.M !== undefined) return writeJsonText(value.M);
  if (value.L !== undefined) return `[${convertEach(value.L, write).join(',')}]`;
  if (value.B !== undefined) return JSON.stringify(toBase64(value.B));
  if (value.SS !== undefined) return JSON.stringify(value.SS);
  if (value.NS !== undefined) return `[${value.NS.join(',')}]`;
  if (value.BS !== undefined) throw new Misfit(NO_SET_OF_BYTES, 'Use a list: @Field(() => [Uint8Array]).');
  return 'null';
}

const NO_SET_OF_BYTES = 'is a set of bytes, and would come back from JSON text as one of texts';

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Strings, so that nothing in them is taken for a number, and numbers. Of valid JSON only: else looking for ends takes long. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** What a number has at least that JavaScript cannot hold. */
const MAYBE_GREAT = /[\d.]{16}|\d[eE]/;
/** More than any program writes, and few enough for the stack. */
const MAX_DEPTH = 1_000;

/**
 * Reads JSON text as a map.
 *
 * @throws Misfit when it is no JSON, or no object.
 */
export function readJsonText(text: string): Item {
  const parsed = parse(text);
  if (!isObject(parsed) || Array.isArray(parsed)) throw new Misfit('is JSON, and no object');
  return MAYBE_GREAT.test(text) ? readWithGreatNumbers(text) : readMembers(parsed);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser quotes what it read in its message.
    throw new Misfit('is text, and no JSON', 'Bytes that a Go program wrote are base64: see KVPair.bytesValue().');
  }
}

/** JSON.parse rounds. A number that it would round goes through it as an object, with a name that nobody can have guessed. */
function readWithGreatNumbers(text: string): Item {
  const mark = randomUUID();
  const guarded = text.replace(TOKENS, (token) =>
    token.startsWith('"') || readExactNumber(token) !== undefined ? token : `{"${mark}":"${token}"}`,
  );
  return readMembers(parse(guarded) as object, mark);
}

function readMembers(members: object, mark?: string, depth = 1): Item {
  const item: Item = {};
  for (const [name, member] of Object.entries(members)) setMember(item, name, read(member, mark, depth));
  return item;
}

function read(value: unknown, mark: string | undefined, depth: number): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (depth === MAX_DEPTH) throw new Misfit(`is JSON with more than ${MAX_DEPTH} lists and maps in one another`);
  if (Array.isArray(value)) return { L: value.map((element) => read(element, mark, depth + 1)) };
  const great = mark && (value as Readonly<Record<string, unknown>>)[mark];
  return typeof great === 'string' ? { N: great } : { M: readMembers(value as object, mark, depth + 1) };
}
