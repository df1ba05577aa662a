import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, type Item } from '../record/layout.js';
import { keyOf, type Request, type Target } from './request.js';

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

/** One spelling for each key, to find a row again in an answer. */
export function nameOfKey(item: Item): string {
  return nameOf(item[DEFAULT_PARTITION_KEY_ATTRIBUTE]?.S ?? '', item[DEFAULT_SORT_KEY_ATTRIBUTE]?.S ?? '');
}

export function nameOfTarget({ partition, key }: Target): string {
  return nameOf(partition, key);
}

/** The length keeps keys apart that read alike when they are joined. */
function nameOf(partition: string, key: string): string {
  return `${partition.length} ${partition}${key}`;
}
