import { InvalidArgumentError } from '../errors.js';
import { notA } from './kind.js';

/** DynamoDB's limits for key attributes, in bytes of UTF-8. */
export const MAX_PARTITION_KEY_BYTES = 2048;
export const MAX_SORT_KEY_BYTES = 1024;

/** @throws InvalidArgumentError when this can not be the partition key of any row. */
export function checkPartitionKey(partition: unknown): asserts partition is string {
  checkKey(partition, 'The partition key', MAX_PARTITION_KEY_BYTES);
}

/** @throws InvalidArgumentError when this can not be the sort key of any row. */
export function checkSortKey(key: unknown): asserts key is string {
  checkKey(key, 'The sort key', MAX_SORT_KEY_BYTES);
}

/** @throws InvalidArgumentError when no sort key can begin with this; an empty text is the beginning of every key. */
export function checkPrefix(prefix: unknown): asserts prefix is string {
  if (prefix !== '') checkKey(prefix, 'The prefix', MAX_SORT_KEY_BYTES);
}

function checkKey(text: unknown, what: string, maxBytes: number): void {
  if (typeof text !== 'string') throw notA('a string', what, text);
  if (text === '') throw new InvalidArgumentError(`${what} is empty.`, { hint: 'DynamoDB has no empty keys.' });
  if (!isWellFormed(text)) {
    throw new InvalidArgumentError(`${what} holds half of a surrogate pair, which UTF-8 cannot write.`);
  }
  if (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes) {
    throw new InvalidArgumentError(`${what} has more than ${maxBytes} bytes of UTF-8, DynamoDB's limit.`);
  }
}

/** Tells whether UTF-8 can write this text: it cannot write half of a surrogate pair. */
export function isWellFormed(text: string): boolean {
  // In Node 20, and in TypeScript's library of ES2024.
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
