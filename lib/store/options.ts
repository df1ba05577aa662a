import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { IndexNotSupportedError, InvalidArgumentError } from '../errors.js';
import type { Duration } from '../record/expiry.js';
import { checkIsOptions, namesIn, refuseOthers } from '../record/options.js';

export interface IndexRead {
  readonly name: string;
  /** A global index's own partition key; without it the index is a local one. */
  readonly partitionKeyAttribute?: string | undefined;
  readonly sortKeyAttribute?: string | undefined;
}

/** How to read. Several are merged from left to right, later ones win; a key that is `undefined` changes nothing. */
export interface ReadOption {
  /** True: sees every write that was answered before. Costs twice the read units. Default: the session's, which is false. */
  readonly consistent?: boolean | undefined;
  /** False: descending order of the sort keys. Default: true. */
  readonly scanIndexForward?: boolean | undefined;
  readonly index?: IndexRead | undefined;
  /** `listPage`: how many rows DynamoDB looks at; `list`: the most rows yielded. A whole number from 1. */
  readonly limit?: number | undefined;
  /** Where to go on: the `lastKey` of the page before. */
  readonly startKey?: string | undefined;
  /** True: expired rows that are still there are read, too. Default: false. */
  readonly includeExpired?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A row as it was read: a KVPair, or one made by hand or from JSON, which is known by its version alone. */
export interface PreviousRow {
  readonly partition: string;
  readonly key: string;
  readonly version: number | string;
  readonly versionText?: string;
  readonly isPartial?: boolean;
}

/** How and what to write. Several are merged from left to right, later ones win; a key that is `undefined` changes nothing. */
export interface WriteOption {
  /** Text is stored as it is, bytes as base64 text (as the Go library does), an AttributeValue as it is. */
  readonly value?: string | Uint8Array | AttributeValue | undefined;
  /** Top-level attributes beside the value. A field that is not named stays as it is. `null` as none, as Go's nil. */
  readonly fields?: Readonly<Record<string, AttributeValue>> | null | undefined;
  /** The record's lifetime from now, one second at least. Takes the place of `expires`. */
  readonly ttl?: Duration | undefined;
  /** The moment at which the record ends, or `'never'` to remove the end that it has. Takes the place of `ttl`. */
  readonly expires?: Date | 'never' | undefined;
  /** The row as it was read: the write is refused when it has changed since. `null` as none, as Go's nil. */
  readonly previous?: PreviousRow | null | undefined;
  /** True: one effect whatever happens on the way, also where the row is deleted by others meanwhile. Costs two write units. */
  readonly exact?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type GetOption = Pick<ReadOption, 'consistent' | 'includeExpired' | 'signal'>;
export type ListOption = ReadOption;
export type PutOption = Omit<WriteOption, 'previous' | 'exact'>;
export type DeleteOption = Pick<WriteOption, 'exact' | 'signal'>;

const READ_OPTIONS = [
  'consistent',
  'scanIndexForward',
  'index',
  'limit',
  'startKey',
  'includeExpired',
  'signal',
] as const;
const WRITE_OPTIONS = ['value', 'fields', 'ttl', 'expires', 'previous', 'exact', 'signal'] as const;

/** Merges read options from left to right. @throws InvalidArgumentError for a name that no read knows. */
export function readOptions(...options: readonly ReadOption[]): ReadOption {
  return merge<ReadOption>(options, READ_OPTIONS);
}

/** Merges write options from left to right. @throws InvalidArgumentError for a name that no write knows, and for `ttl` beside `expires`. */
export function writeOptions(...options: readonly WriteOption[]): WriteOption {
  for (const option of options) {
    if (option?.ttl !== undefined && option.expires !== undefined) {
      throw new InvalidArgumentError('ttl and expires are given together.', { hint: 'Give one of them.' });
    }
  }
  return merge<WriteOption>(options, WRITE_OPTIONS, { ttl: 'expires', expires: 'ttl' });
}

/** Merges and keeps to what one operation can honour; nothing is ignored silently. */
export function readOptionsFor(names: readonly (keyof ReadOption)[], options: readonly ReadOption[]): ReadOption {
  const merged = readOptions(...options);
  if (merged.index !== undefined && !names.includes('index')) {
    throw new IndexNotSupportedError('This operation cannot read through an index.', { hint: 'Use list or listPage.' });
  }
  refuseOthers(merged, names, 'this operation');
  return merged;
}

/** Merges and keeps to what one operation can honour; nothing is ignored silently. */
export function writeOptionsFor(names: readonly (keyof WriteOption)[], options: readonly WriteOption[]): WriteOption {
  const merged = writeOptions(...options);
  refuseOthers(merged, names, 'this operation');
  return merged;
}

function merge<Option extends object>(
  options: readonly Option[],
  names: readonly (keyof Option & string)[],
  displaces: { readonly [name in keyof Option]?: keyof Option } = {},
): Option {
  const merged: Partial<Option> = {};
  for (const option of options) {
    if (option === undefined) continue;
    checkIsOptions(option, names, 'An option');
    for (const name of namesIn(option, names) as (keyof Option & string)[]) {
      if (!names.includes(name)) {
        throw new InvalidArgumentError(`There is no option '${name}'.`, { hint: `There are: ${names.join(', ')}.` });
      }
      if (option[name] === undefined) continue;
      merged[name] = option[name];
      const displaced = displaces[name];
      if (displaced !== undefined) delete merged[displaced];
    }
  }
  return merged as Option; // Every member of an Option may be absent.
}
