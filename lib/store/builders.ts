import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError } from '../errors.js';
import { type Duration, checkTtl } from '../record/expiry.js';
import { describeType, notA } from '../record/kind.js';
import { checkTokenText } from '../record/page-token.js';
import { checkLimit, checkPrevious, fieldsOf, indexOf, valueOf } from './arguments.js';
import type { PreviousRow, ReadOption, WriteOption } from './options.js';

// The Go library's names for single options. Each throws at once for what no call could honour.

/** Reads what was written before, whoever asks: twice the read units. */
export function readConsistent(): ReadOption {
  return { consistent: true };
}

/** Reads eventually consistently, also in a session that reads consistently. */
export function readConsistentDisable(): ReadOption {
  return { consistent: false };
}

/** Lists in descending order of the sort keys. */
export function readScanIndexForwardDisable(): ReadOption {
  return { scanIndexForward: false };
}

/**
 * Lists through a global index; without `sortKeyAttribute` the index has a partition key only.
 *
 * @throws InvalidArgumentError
 */
export function readWithGlobalIndex(
  name: string,
  partitionKeyAttribute: string,
  sortKeyAttribute?: string,
): ReadOption {
  if (partitionKeyAttribute === undefined)
    throw new InvalidArgumentError('A global index needs a partitionKeyAttribute.');
  const index = { name, partitionKeyAttribute, ...(sortKeyAttribute !== undefined && { sortKeyAttribute }) };
  indexOf(index, '');
  return { index };
}

/**
 * Lists through a local index: the same partition in another order.
 *
 * @throws InvalidArgumentError
 */
export function readWithLocalIndex(name: string, sortKeyAttribute: string): ReadOption {
  if (sortKeyAttribute === undefined) throw new InvalidArgumentError('A local index needs a sortKeyAttribute.');
  const index = { name, sortKeyAttribute };
  indexOf(index, '');
  return { index };
}

/** @throws InvalidArgumentError for what is no whole number from 1. */
export function readWithLimit(limit: number): ReadOption {
  if (limit === undefined) throw notA('a whole number from 1', 'limit', limit);
  checkLimit(limit);
  return { limit };
}

/** @throws InvalidPageTokenError for what can be no page token. Whether it fits is seen by the list. */
export function readWithStartKey(startKey: string): ReadOption {
  checkTokenText(startKey);
  return { startKey };
}

/**
 * Writes bytes, as base64 text.
 *
 * @throws InvalidArgumentError
 */
export function writeWithBytes(value: Uint8Array): WriteOption {
  if (!(value instanceof Uint8Array))
    throw new InvalidArgumentError(`Bytes are a Uint8Array, not ${describeType(value)}.`);
  return { value };
}

/** @throws InvalidArgumentError */
export function writeWithString(value: string): WriteOption {
  if (typeof value !== 'string') throw new InvalidArgumentError(`A string is needed, not ${describeType(value)}.`);
  valueOf(value);
  return { value };
}

/** @throws InvalidArgumentError, ReservedFieldError */
export function writeWithFields(fields: Readonly<Record<string, AttributeValue>> | null): WriteOption {
  fieldsOf(fields);
  return { fields };
}

/** Removes the end that the record has, and any lifetime of an option before. */
export function writeWithNoExpires(): WriteOption {
  return { expires: 'never' };
}

/**
 * Writes only over this row, as it was read; `null` only where none is.
 *
 * @throws InvalidArgumentError
 */
export function writeWithPreviousKV(previous: PreviousRow | null): WriteOption {
  if (previous !== null) checkPrevious(previous);
  return { previous };
}

/**
 * Gives the record a lifetime from now.
 *
 * @throws InvalidArgumentError when it is under one second, or not finite.
 */
export function writeWithTTL(ttl: Duration): WriteOption {
  checkTtl(ttl);
  return { ttl };
}
