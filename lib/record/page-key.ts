import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DecodeError } from '../errors.js';
import type { Item } from './layout.js';
import { type PageScope, refusedToken } from './page-scope.js';

/**
 * Writes a key as pairs of name and value, each with its length. What the list names anyway is left out: its partition, and
 * whatever else all its rows share. Bytes and not JSON, which needs six characters for some of them: the greatest key has to fit into a token.
 */
export function encodePageKey(key: Item, scope: PageScope): Buffer {
  const parts: Buffer[] = [];
  const shared = sharedValues(scope);
  for (const name of Object.keys(key).sort()) {
    const value = key[name]!;
    const written = encodeValue(name, value);
    if (Object.hasOwn(shared, name) && written.equals(encodeValue(name, shared[name]!))) continue;
    parts.push(withLength(Buffer.from(name)), withLength(written));
  }
  return Buffer.concat(parts);
}

/** Reads a key back, with what all rows of the list share. */
export function decodePageKey(bytes: Buffer, scope: PageScope): Item {
  const key = new Map<string, AttributeValue>(Object.entries(sharedValues(scope)));
  let rest = bytes;
  const next = () => {
    const end = rest.length < 2 ? Infinity : 2 + rest.readUInt16BE();
    if (end > rest.length) throw refusedToken('is damaged');
    const part = rest.subarray(2, end);
    rest = rest.subarray(end);
    return part;
  };
  while (rest.length > 0) key.set(next().toString(), decodeValue(next()));
  return Object.fromEntries(key);
}

function sharedValues({ shared, partitionKeyAttribute, partition }: PageScope): Readonly<Item> {
  return shared ?? { [partitionKeyAttribute]: { S: partition } };
}

function withLength(part: Buffer): Buffer {
  const length = Buffer.allocUnsafe(2);
  length.writeUInt16BE(part.length);
  return Buffer.concat([length, part]);
}

function encodeValue(name: string, value: AttributeValue): Buffer {
  if (value.S !== undefined) return Buffer.from(`S${value.S}`);
  if (value.N !== undefined) return Buffer.from(`N${value.N}`);
  if (value.B !== undefined) return Buffer.concat([Buffer.from('B'), value.B]);
  throw new DecodeError('A key attribute of the last row is neither a string nor a number nor bytes.', {
    attribute: name,
  });
}

function decodeValue(part: Buffer): AttributeValue {
  const content = part.subarray(1);
  switch (part.toString('latin1', 0, 1)) {
    case 'S':
      return { S: content.toString() };
    case 'N':
      return { N: content.toString() };
    case 'B':
      return { B: Uint8Array.from(content) };
    default:
      throw refusedToken('is damaged');
  }
}
