import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, type Item } from '../record/layout.js';
import { type Request, type Target, keyOf, nameOf } from './request.js';

/** The service's limits for one request. */
export const MAX_BATCH_READS = 100;
export const MAX_BATCH_WRITES = 25;

/** Parts of a list that one request each takes. */
export function split<Element>(list: readonly Element[], size: number): Element[][] {
  const parts: Element[][] = [];
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
  return parts;
}

/** Reads up to 100 rows, each key once: the read units of as many single reads. */
export function batchGetRequest(
  table: string,
  targets: readonly Target[],
  consistent: boolean,
): Request<'BatchGetItem'> {
  const keys = { Keys: targets.map(keyOf), ConsistentRead: consistent };
  return { command: 'BatchGetItem', input: { RequestItems: { [table]: keys } } };
}

/** Writes or deletes up to 25 rows, each once and without conditions: the write units of as many single writes. */
export function batchWriteRequest(table: string, writes: readonly WriteRequest[]): Request<'BatchWriteItem'> {
  return { command: 'BatchWriteItem', input: { RequestItems: { [table]: [...writes] } } };
}

/** Replaces a row whole, whatever is there. */
export function putInBatch(item: Item): WriteRequest {
  return { PutRequest: { Item: item } };
}

export function deleteInBatch(target: Target): WriteRequest {
  return { DeleteRequest: { Key: keyOf(target) } };
}

/** The name of the row whose key is in an answer. */
export function nameOfKey(table: string, item: Item): string {
  const partition = item[DEFAULT_PARTITION_KEY_ATTRIBUTE]?.S ?? '';
  return nameOf({ table, partition, key: item[DEFAULT_SORT_KEY_ATTRIBUTE]?.S ?? '' });
}
