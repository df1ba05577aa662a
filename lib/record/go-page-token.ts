import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { constants, deflateRawSync, gunzipSync } from 'node:zlib';
import { decodeBase58, encodeBase58 } from './base58.js';
import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES, isWellFormed } from './key.js';
import { isObject } from './kind.js';
import { DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, type Item } from './layout.js';
import { MAX_TOKEN_CHARS, type PageScope, refusedToken } from './page-scope.js';

export type GoFormat = 'go-v1' | 'go-v2';

/** Reading base58 costs the square of its length, so it gets half. */
const MAX_BASE58_CHARS = MAX_TOKEN_CHARS / 2;
const MAX_JSON_BYTES = 48 * 1024;

/** What Go's gzip writer begins with: deflate, no time, no name, unknown system. */
const GZIP_HEADER = Buffer.from('1f8b08000000000000ff', 'hex');

const NUMBER = /^[+-]?\d*\.?\d+(?:e[+-]?\d+)?$/i;

/** The members of Go's AttributeValue, all of which it writes, in this order. */
const NO_VALUE = { B: null, BOOL: null, BS: null, L: null, M: null, N: null, NS: null, NULL: null, S: null, SS: null };

/**
 * Writes a token as the Go library does, byte for byte.
 *
 * @returns `undefined` where the token would not be read back: it would be too long, or the format cannot carry this key.
 */
export function writeGoToken(format: GoFormat, lastKey: Item, scope: PageScope): string | undefined {
  const isKey = Object.entries(lastKey).every(([name, value]) => mayBeKey(value, name));
  if (!isKey || findMisfit(lastKey, scope) !== undefined) return undefined;
  return format === 'go-v1' ? writeV1(lastKey) : writeV2(lastKey);
}

/**
 * Reads a token of either Go library. It holds a key and nothing else, so it is the key that has to fit the list.
 *
 * @throws InvalidPageTokenError when it is no such token, or of another list.
 */
export function readGoToken(token: string, scope: PageScope): Item {
  const key = readV2(token) ?? readV1(token);
  const misfit = findMisfit(key, scope);
  if (misfit !== undefined) throw refusedToken(misfit);
  return key;
}

function writeV1(lastKey: Item): string | undefined {
  const json = writeJson(lastKey, (value) => {
    const scalar = value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') };
    return JSON.stringify({ ...NO_VALUE, ...scalar });
  });
  if (Buffer.byteLength(json) >= MAX_JSON_BYTES) return undefined;
  // Go flushes the stream and never closes it.
  const deflated = deflateRawSync(`${json}\n`, { level: 6, finishFlush: constants.Z_SYNC_FLUSH });
  const token = encodeBase58(Buffer.concat([GZIP_HEADER, deflated]));
  return token.length > MAX_BASE58_CHARS ? undefined : token;
}

function readV1(token: string): Item {
  if (token.length > MAX_BASE58_CHARS) throw refusedToken('is too long');
  const members = parseObject(inflate(token));
  // The parser quotes what it read, which may be keys, so that the cause is one of ours.
  if (members === undefined) throw refusedToken('is damaged', new SyntaxError('It holds no JSON object.'));
  return readKey(members, readV1Value);
}

function inflate(token: string): string {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_JSON_BYTES };
    return gunzipSync(decodeBase58(token), options).toString();
  } catch (cause) {
    throw refusedToken('is damaged, or not a page token', cause);
  }
}

function readV1Value(members: unknown): AttributeValue | undefined {
  if (!isObject(members)) return undefined;
  const [member, ...others] = Object.entries(members as Record<string, unknown>).filter(
    ([, content]) => content !== null,
  );
  if (member === undefined || others.length > 0 || typeof member[1] !== 'string') return undefined;
  const [type, text] = member;
  if (type === 'S') return { S: text };
  if (type === 'N') return { N: text };
  const bytes = Buffer.from(text, 'base64');
  return type === 'B' && bytes.toString('base64') === text ? { B: Uint8Array.from(bytes) } : undefined;
}

function writeV2(lastKey: Item): string | undefined {
  if (Object.values(lastKey).some((value) => value.S === undefined)) return undefined;
  const token = Buffer.from(writeJson(lastKey, (value) => JSON.stringify(value.S))).toString('base64url');
  return token.length > MAX_TOKEN_CHARS ? undefined : token;
}

/** @returns `undefined` when the token is none of version 2: text in base58 may look like base64url. */
function readV2(token: string): Item | undefined {
  if (!token.startsWith('ey')) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const members = bytes.toString('base64url') === token ? parseObject(bytes.toString()) : undefined;
  return members && readKey(members, (text) => (typeof text === 'string' ? { S: text } : undefined));
}

/** Writes JSON as Go does: names in order, and escapes for what HTML or JavaScript would misread. */
function writeJson(key: Item, write: (value: AttributeValue) => string): string {
  const names = Object.keys(key).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const json = `{${names.map((name) => `${JSON.stringify(name)}:${write(key[name]!)}`).join(',')}}`;
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function parseObject(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readKey(members: object, readValue: (content: unknown) => AttributeValue | undefined): Item {
  const key = Object.entries(members).map(([name, content]) => {
    const value = readValue(content);
    if (value === undefined) throw refusedToken('holds something that is not a key');
    if (!mayBeKey(value, name)) throw refusedToken('holds a key that no row can have');
    return [name, value] as const;
  });
  return Object.fromEntries(key);
}

/** Of which type an attribute is, only the table knows. */
function mayBeKey({ S, N, B }: AttributeValue, name: string): boolean {
  if (N !== undefined) return NUMBER.test(N);
  const size = Buffer.byteLength(S ?? B ?? '');
  const maxBytes = name === DEFAULT_SORT_KEY_ATTRIBUTE ? MAX_SORT_KEY_BYTES : MAX_PARTITION_KEY_BYTES;
  return size > 0 && size <= maxBytes && isWellFormed(S ?? '');
}

/** Why a key cannot be where a page of this list ended; `undefined` when it can. */
function findMisfit(key: Item, scope: PageScope): string | undefined {
  const { partitionKeyAttribute, sortKeyAttribute, isLocal } = scope;
  const expected = new Set([DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, partitionKeyAttribute]);
  if (sortKeyAttribute !== undefined) expected.add(sortKeyAttribute);
  // A list may go by the partition key of an index alone; its sort key is then one attribute more.
  const most = sortKeyAttribute === undefined ? 1 : 0;
  const least = isLocal ? most : 0;
  const more = Object.keys(key).filter((name) => !expected.has(name)).length;
  if (more < least || more > most || Object.keys(key).length - more < expected.size)
    return 'belongs to another table or index';
  const partition = key[partitionKeyAttribute];
  if ((partition?.S ?? partition?.N) !== scope.partition) return 'belongs to another partition';
  const sortKey = sortKeyAttribute === undefined ? undefined : key[sortKeyAttribute]?.S;
  return sortKey === undefined || sortKey.startsWith(scope.prefix) ? undefined : 'belongs to another prefix';
}
