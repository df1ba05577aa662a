import { InvalidPageTokenError } from '../errors.js';
import type { Item } from './layout.js';

/** The list that a page token belongs to. */
export interface PageScope {
  /** The table's name in DynamoDB. */
  readonly table: string;
  readonly index?: string | undefined;
  /** Of the index, else of the table. */
  readonly partitionKeyAttribute: string;
  /** True for a local index: it has a sort key, also where the list does not name it. */
  readonly isLocal?: boolean | undefined;
  /** Of what is listed; a global index may have none. */
  readonly sortKeyAttribute?: string | undefined;
  readonly partition: string;
  /** The values of key attributes that all rows of the list share, where that is more than the partition. */
  readonly shared?: Readonly<Item> | undefined;
  /** What the sort keys begin with; empty for all. */
  readonly prefix: string;
  /** A narrower range of sort keys, in one spelling. */
  readonly range?: string | undefined;
  readonly forward: boolean;
}

/** The longest text that is looked into, in characters. */
export const MAX_TOKEN_CHARS: number = 16 * 1024;

/** A refusal. Its text never quotes the token, which holds keys. */
export function refusedToken(reason: string, cause?: unknown): InvalidPageTokenError {
  return new InvalidPageTokenError(`The page token ${reason}.`, {
    hint: 'List again from the first page.',
    ...(cause !== undefined && { cause }),
  });
}
