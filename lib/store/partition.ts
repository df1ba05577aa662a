import { InvalidArgumentError, KeyNotFoundError } from '../errors.js';
import { checkPrefix, checkSortKey } from '../record/key.js';
import { isObject, notA } from '../record/kind.js';
import type { KVPair } from '../record/kv-pair.js';
import { deleteInBatch, putInBatch } from '../request/batch.js';
import type { ListScope } from '../request/list.js';
import { type Target, nameOf } from '../request/request.js';
import { freshItem, freshRecord } from '../request/write.js';
import { changeOf, checkCommon, checkConsistency, checkFlags, checkLimit, indexOf, previousOf } from './arguments.js';
import { type BatchOptions, openBatch, packerFor, readRows, writeRows } from './batch.js';
import { type OperationContext, operationContext } from './hooks.js';
import {
  type DeleteOption,
  type GetOption,
  type ListOption,
  type PreviousRow,
  type PutOption,
  type ReadOption,
  type WriteOption,
  readOptions,
  readOptionsFor,
  writeOptions,
  writeOptionsFor,
} from './options.js';
import { openPage, readPage, readRow } from './read.js';
import { refuseLiveRow, removeRow, removeRowAtVersion } from './remove.js';
import { KVPairList } from './row-list.js';
import type { Store } from './store.js';
import { createRow, putRow, replaceRow } from './write.js';

/** One page of a list. */
export interface KVPairPage {
  readonly keys: KVPair[];
  /** Where the next page begins; absent on the last. */
  readonly lastKey?: string;
}

const GET_OPTIONS = ['consistent', 'includeExpired', 'signal'] as const;
/** What one row of a batch may say; the signal is the batch's. */
const ROW_OPTIONS = ['value', 'fields', 'ttl', 'expires'] as const;
const PUT_OPTIONS = [...ROW_OPTIONS, 'signal'] as const;
const DELETE_OPTIONS = ['exact', 'signal'] as const;

/**
 * The records of one partition key. Every method checks its arguments before it sends anything, and rejects (the lists:
 * throws) with an error of ours that names operation, table, partition and key.
 */
export class Partition {
  /** The partition key. */
  readonly name: string;
  /** The table's name in DynamoDB. */
  readonly tableName: string;
  readonly #store: Store;

  /** Use `session.table(name).partition(name)`. */
  constructor(store: Store, tableName: string, name: string) {
    this.#store = store;
    this.tableName = tableName;
    this.name = name;
  }

  /**
   * Writes a record whatever is there: value and fields that are not given stay as they are, and so does an expiry.
   * Over an expired record it starts afresh. One request, two where an expired record lies.
   *
   * @returns the record as it is now.
   */
  put(key: string, ...options: PutOption[]): Promise<KVPair> {
    const merge = () => writeOptionsFor(PUT_OPTIONS, options);
    return this.#onRow('Put', key, merge, (context, target, option) => {
      const change = changeOf(option, this.#store.clock);
      return putRow({ store: this.#store, context, target, change });
    });
  }

  /**
   * Reads a record: one request.
   *
   * @throws KeyNotFoundError when it is absent or expired.
   */
  get(key: string, ...options: GetOption[]): Promise<KVPair> {
    return this.#read('Get', key, options, (record) => {
      if (record === undefined) throw new KeyNotFoundError('There is no live row.');
      return record;
    });
  }

  /** Reads a record, `undefined` when it is absent or expired: one request. */
  find(key: string, ...options: GetOption[]): Promise<KVPair | undefined> {
    return this.#read('Get', key, options, (record) => record);
  }

  /** Tells whether a live record is there: one request, which reads the whole row. */
  exists(key: string, ...options: GetOption[]): Promise<boolean> {
    return this.#read('Exists', key, options, (record) => record !== undefined);
  }

  /** Removes a record whatever is there: one request. An absent one is no error. */
  delete(key: string, ...options: DeleteOption[]): Promise<void> {
    const merge = () => writeOptionsFor(DELETE_OPTIONS, options);
    return this.#onRow('Delete', key, merge, (context, target, { exact = false }) =>
      removeRow({ store: this.#store, context, target, exact }),
    );
  }

  /**
   * Writes a record only as it was read (`previous`), or, without `previous`, only where no live one is. What it does not
   * name stays, as with `put`. One request, two where an expired record lies.
   *
   * @returns the record as it is now.
   * @throws KeyExistsError without `previous`, KeyModifiedError with it.
   */
  atomicPut(key: string, ...options: WriteOption[]): Promise<KVPair> {
    const merge = () => writeOptions(...options);
    return this.#onRow('AtomicPut', key, merge, (context, target, { previous, exact, ...option }) => {
      const change = changeOf(option, this.#store.clock);
      const write = { store: this.#store, context, target, change };
      if (previous === undefined || previous === null) return createRow(write, exact);
      if (exact) throw new InvalidArgumentError('exact means nothing beside previous.', { hint: 'Leave it out.' });
      return replaceRow(write, previousOf(previous, target));
    });
  }

  /**
   * Removes a record only as it was read: one request. Without `previous` nothing is ever removed, as in Go: `false` where
   * no live record is, else an error (one request, a read).
   *
   * @returns true when it removed the record.
   * @throws KeyModifiedError when it was changed since, KeyNotFoundError when it is gone or expired, KeyExistsError without `previous`.
   */
  atomicDelete(key: string, previous?: PreviousRow | null, ...options: DeleteOption[]): Promise<boolean> {
    const merge = () => writeOptionsFor(DELETE_OPTIONS, options);
    return this.#onRow('AtomicDelete', key, merge, async (context, target, { exact = false }) => {
      const removal = { store: this.#store, context, target, exact };
      if (previous === undefined || previous === null) return refuseLiveRow(removal);
      await removeRowAtVersion(removal, previousOf(previous, target));
      return true;
    });
  }

  /**
   * Lists the live records whose keys begin with a prefix, in the order of the keys, reading pages as they are needed:
   * one request for each page of at most 1 MB. An empty prefix lists the whole partition.
   *
   * @throws InvalidPageTokenError when `startKey` is not a `lastKey` of the same list.
   */
  list(prefix: string, ...options: ListOption[]): KVPairList {
    const { scope, option, context } = this.#openList('List', prefix, options);
    this.#store.sender.withinNow(context, () => openPage(this.#store, scope, option.startKey));
    const readNext = (startKey: string | undefined, limit: number | undefined) =>
      this.#store.sender.within(context, () => readPage(this.#store, context, scope, { ...option, startKey, limit }));
    return new KVPairList(readNext, option);
  }

  /**
   * Reads one page of a list: one request. `limit` counts the rows that DynamoDB looks at: a page may hold fewer and still
   * have a `lastKey`.
   *
   * @throws InvalidPageTokenError when `startKey` is not a `lastKey` of the same list.
   */
  async listPage(prefix: string, ...options: ReadOption[]): Promise<KVPairPage> {
    const { scope, option, context } = this.#openList('ListPage', prefix, options);
    return this.#store.sender.within(context, async () => {
      const { records, lastKey } = await readPage(this.#store, context, scope, option);
      return { keys: records, ...(lastKey !== undefined && { lastKey }) };
    });
  }

  /**
   * Reads many records, in the order of the keys; `undefined` for an absent or expired one. One request for 100 different
   * keys.
   *
   * @throws BatchIncompleteError when DynamoDB goes on leaving keys undone; `remaining` are keys.
   */
  getMany(keys: readonly string[], options: BatchOptions & GetOption = {}): Promise<(KVPair | undefined)[]> {
    return this.#inBatch('GetMany', keys, options, GET_OPTIONS, (context) => {
      checkFlags(options, ['consistent', 'includeExpired']);
      const entries = keys.map((key) => {
        const target = this.#target('GetMany', key);
        return { name: nameOf(target), target, given: key };
      });
      return readRows(this.#store, context, entries, options);
    });
  }

  /**
   * Writes many records blindly, each as a whole: nothing of the row before is left, and its version is 1. Of several with
   * one key the last counts; a record may be written twice on the way. One request for 25 different keys.
   *
   * @throws BatchIncompleteError when DynamoDB goes on leaving rows undone, or fails in the middle; `remaining` are rows.
   */
  putMany(
    rows: readonly ({ readonly key: string } & Omit<PutOption, 'signal'>)[],
    options: BatchOptions = {},
  ): Promise<void> {
    return this.#inBatch('PutMany', rows, options, [], (context) => {
      const packer = packerFor(this.#store, context);
      const entries = rows.map((row) => {
        if (!isObject(row)) throw notA('an object', 'A row', row);
        const { key, ...option } = row;
        const target = this.#target('PutMany', key);
        const change = this.#store.sender.withinNow({ operation: 'PutMany', ...target }, () =>
          changeOf(writeOptionsFor(ROW_OPTIONS, [option]), this.#store.clock),
        );
        const name = nameOf(target);
        const record = freshRecord(target, change.expires, '1', this.#store.turns.markBeside(name));
        return { name, given: row, row: packer.add(putInBatch(freshItem(record, change))) };
      });
      return writeRows(this.#store, context, entries, options);
    });
  }

  /**
   * Removes many records whatever is there. One request for 25 different keys.
   *
   * @throws BatchIncompleteError as `putMany` does; `remaining` are keys.
   */
  deleteMany(keys: readonly string[], options: BatchOptions = {}): Promise<void> {
    return this.#inBatch('DeleteMany', keys, options, [], (context) => {
      const packer = packerFor(this.#store, context);
      const entries = keys.map((key) => {
        const target = this.#target('DeleteMany', key);
        return { name: nameOf(target), given: key, row: packer.add(deleteInBatch(target)) };
      });
      return writeRows(this.#store, context, entries, options);
    });
  }

  /** Checks the key. */
  #target(operation: string, key: string): Target {
    const target = { table: this.tableName, partition: this.name, key };
    return this.#store.sender.withinNow({ operation, ...target }, () => {
      checkSortKey(key);
      return target;
    });
  }

  #inBatch<T>(
    operation: string,
    list: readonly unknown[],
    options: BatchOptions,
    names: readonly string[],
    run: (context: OperationContext) => Promise<T>,
  ): Promise<T> {
    const place = { operation, table: this.tableName, partition: this.name };
    const what = operation === 'PutMany' ? 'rows' : 'keys';
    return this.#store.sender.within(place, () => run(openBatch(place, list, what, options, names)));
  }

  #read<T>(operation: string, key: string, options: GetOption[], see: (record: KVPair | undefined) => T): Promise<T> {
    const merge = () => readOptionsFor(GET_OPTIONS, options);
    return this.#onRow(operation, key, merge, async (context, target, option) =>
      see(await readRow(this.#store, context, target, option)),
    );
  }

  #onRow<Option extends { readonly signal?: AbortSignal | undefined }, T>(
    operation: string,
    key: string,
    mergeOptions: () => Option,
    run: (context: OperationContext, target: Target, option: Option) => Promise<T>,
  ): Promise<T> {
    const target = { table: this.tableName, partition: this.name, key };
    return this.#store.sender.within({ operation, ...target }, () => {
      checkSortKey(key);
      const option = mergeOptions();
      checkCommon(option);
      return run(operationContext({ operation, ...target, signal: option.signal }), target, option);
    });
  }

  #openList(operation: string, prefix: string, options: readonly ReadOption[]): OpenList {
    const place = { operation, table: this.tableName, partition: this.name };
    return this.#store.sender.withinNow(place, () => {
      checkPrefix(prefix);
      const option = readOptions(...options);
      checkCommon(option);
      checkLimit(option.limit);
      const scope: ListScope = {
        table: this.tableName,
        partition: this.name,
        prefix,
        index: indexOf(option.index, prefix),
        forward: option.scanIndexForward ?? true,
      };
      checkConsistency(scope.index, option.consistent);
      return { scope, option, context: operationContext({ ...place, signal: option.signal }) };
    });
  }
}

interface OpenList {
  readonly scope: ListScope;
  readonly option: ReadOption;
  readonly context: OperationContext;
}
