import { keyOf, type Request, type Target } from './request.js';

/** Reads one row: half a read unit for each 4 KB, a whole one when consistent. */
export function getRequest(target: Target, consistent: boolean): Request<'GetItem'> {
  return { command: 'GetItem', input: { TableName: target.table, Key: keyOf(target), ConsistentRead: consistent } };
}
