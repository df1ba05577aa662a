import { DecodeError } from '../errors.js';
import { nowSeconds } from '../record/clock.js';
import { KVPair, type ReadPlace, liveRecord } from '../record/kv-pair.js';
import { DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, type Item } from '../record/layout.js';
import type { PageScope } from '../record/page-token.js';
import { type KeyCondition, type ListScope, type PageBounds, listKeys, queryRequest } from '../request/list.js';
import { getRequest } from '../request/read.js';
import type { Target } from '../request/request.js';
import type { OperationContext } from './hooks.js';
import type { GetOption, ReadOption } from './options.js';
import type { Store } from './store.js';

/** Reads one row: one request. Nothing for an absent row, and for an expired one unless asked for. */
export async function readRow(
  store: Store,
  context: OperationContext,
  target: Target,
  options: GetOption = {},
): Promise<KVPair | undefined> {
  const item = await readItem(store, context, target, options.consistent ?? store.consistent);
  return item && toRecord(store, item, options, { table: target.table, redactKeys: store.redactKeys });
}

/** A row as a record; nothing for an expired one unless asked for. */
export function toRecord(store: Store, item: Item, options: GetOption, place: ReadPlace): KVPair | undefined {
  return options.includeExpired ? new KVPair(item, place) : liveRecord(item, nowSeconds(store.clock), place);
}

export async function readItem(
  store: Store,
  context: OperationContext,
  target: Target,
  consistent: boolean,
): Promise<Item | undefined> {
  return (await store.sender.send(context, getRequest(target, consistent))).Item;
}

/** The rows of one page that are to be seen, and the token of the next. */
export interface RecordPage {
  readonly records: KVPair[];
  /** How many rows DynamoDB looked at. */
  readonly evaluated: number;
  readonly lastKey?: string;
}

interface PageOption extends ReadOption, Pick<PageBounds, 'filter'> {
  /** Tells the rows that are meant. Others are not looked into: what is wrong with them does not matter. */
  readonly includes?: (item: Item) => boolean;
}

/** Reads one page: one request. A page may be short or empty and still have a next one. */
export async function readPage(
  store: Store,
  context: OperationContext,
  scope: ListScope,
  options: PageOption,
): Promise<RecordPage> {
  const startKey = openPage(store, scope, options.startKey);
  const consistent = isConsistent(store, scope, options);
  const output = await store.sender.send(
    context,
    queryRequest(scope, { consistent, limit: options.limit, startKey, filter: options.filter }),
  );
  const last = output.LastEvaluatedKey;
  const lastKey = last && store.tokens.seal(last, pageScopeOf(scope));
  try {
    const items = output.Items ?? [];
    const evaluated = output.ScannedCount ?? items.length;
    return { records: readRecords(store, scope, options, items), evaluated, ...(lastKey && { lastKey }) };
  } catch (error) {
    // One bad row must not be the end of a list: the caller can go on behind its page.
    throw error instanceof DecodeError ? error.resumeAt(lastKey) : error;
  }
}

function readRecords(store: Store, scope: ListScope, options: PageOption, items: readonly Item[]): KVPair[] {
  const now = nowSeconds(store.clock);
  const place = { table: scope.table, throughIndex: scope.index !== undefined, redactKeys: store.redactKeys };
  const records: KVPair[] = [];
  for (const item of items) {
    if (options.includes?.(item) === false) continue;
    const record = options.includeExpired ? new KVPair(item, place) : liveRecord(item, now, place);
    if (record !== undefined) records.push(record);
  }
  return records;
}

/** A session's wish for consistent reads ends at global indexes, which have none. */
function isConsistent(store: Store, scope: ListScope, options: ReadOption): boolean {
  return scope.index?.partitionKeyAttribute === undefined && (options.consistent ?? store.consistent);
}

/** The key after which a page begins. @throws InvalidPageTokenError when the token is not of this list. */
export function openPage(store: Store, scope: ListScope, startKey: string | undefined): Item | undefined {
  return startKey === undefined ? undefined : store.tokens.open(startKey, pageScopeOf(scope));
}

/** The token with which a list goes on behind a row of it. */
export function tokenAfter(store: Store, scope: ListScope, record: KVPair): string {
  const { partition, sort } = listKeys(scope);
  const own = scope.index?.keyAttributes ?? [partition, ...(sort === undefined ? [] : [sort])];
  const names = [DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, ...own];
  const item = KVPair.itemOf(record);
  const key = Object.fromEntries(names.map((name) => [name, item[name]!]));
  return store.tokens.seal(key, pageScopeOf(scope));
}

function pageScopeOf(scope: ListScope): PageScope {
  const { table, partition, prefix, forward, conditions } = scope;
  const keys = listKeys(scope);
  const range = conditions ?? scope.sortKeys;
  return {
    table,
    partition,
    prefix,
    forward,
    partitionKeyAttribute: keys.partition,
    sortKeyAttribute: keys.sort,
    index: scope.index?.name,
    isLocal: scope.index && scope.index.partitionKeyAttribute === undefined,
    shared: conditions && sharedBy(conditions),
    range: range && JSON.stringify(range),
  };
}

/** What all rows of a list have in common, by its conditions. */
function sharedBy(conditions: readonly KeyCondition[]): Item {
  const shared = conditions.flatMap(({ attribute, test }) => {
    if (!('equals' in test)) return [];
    return [[attribute, typeof test.equals === 'string' ? { S: test.equals } : test.equals] as const];
  });
  return Object.fromEntries(shared);
}
