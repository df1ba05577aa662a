import type { IndexMetadata } from '../metadata/index-metadata.js';
import type { KVPair } from '../record/kv-pair.js';
import type { Item } from '../record/layout.js';
import { Expression } from '../request/expression.js';
import type { ListScope } from '../request/list.js';
import { checkConsistency, checkFlags, checkLimit } from '../store/arguments.js';
import { type OperationContext, operationContext } from '../store/hooks.js';
import { type RecordPage, readPage, tokenAfter } from '../store/read.js';
import { checkObject, checkOptions } from './call-options.js';
import { describeConditions, placesOf } from './conditions.js';
import { RowList } from './entity-list.js';
import type { ListKeys } from './list-keys.js';
import type { EntityList, EntityListOptions, EntityPage, EntityPageOptions, Lists } from './repository.js';
import type { EntityRows } from './rows.js';

const LIST_OPTIONS = ['sort', 'where', 'limit', 'reverse', 'consistent', 'signal'];
const PAGE_OPTIONS = [...LIST_OPTIONS, 'startKey'];

/** Any options that a list takes, once the compiler has checked them. */
type Options<T> = EntityPageOptions<T, object>;

/** The lists of entities by one pair of keys: the table's, or an index's. */
export class EntityLists<T extends object> implements Lists<T> {
  readonly #rows: EntityRows<T>;
  readonly #keys: ListKeys;
  readonly #index: IndexMetadata | undefined;

  /** @param index - the one that the list goes through, if any. */
  constructor(rows: EntityRows<T>, keys: ListKeys, index?: IndexMetadata) {
    this.#rows = rows;
    this.#keys = keys;
    this.#index = index;
  }

  list(partitionKey: object | void, options: EntityListOptions<T, object> = {}): EntityList<T> {
    const { store } = this.#rows;
    const list = this.#open('List', partitionKey, options, LIST_OPTIONS);
    return new RowList<T>(
      {
        readPage: (startKey, limit) => store.sender.within(list.context, () => this.#readPage(list, startKey, limit)),
        decode: (record) => store.sender.withinNow(list.context, () => this.#decode(record)),
        tokenAfter: (record) => tokenAfter(store, list.scope, record),
      },
      options,
    );
  }

  async listPage(partitionKey: object | void, options: EntityPageOptions<T, object> = {}): Promise<EntityPage<T>> {
    const list = this.#open('ListPage', partitionKey, options, PAGE_OPTIONS);
    return this.#rows.store.sender.within(list.context, async () => {
      const { records, lastKey } = await this.#readPage(list, options.startKey, options.limit);
      return { items: records.map((record) => this.#decode(record)), ...(lastKey !== undefined && { lastKey }) };
    });
  }

  #decode(record: KVPair): T {
    return this.#rows.decode(record, this.#index !== undefined && this.#index.projection !== 'ALL');
  }

  #readPage(list: OpenList, startKey: string | undefined, limit: number | undefined): Promise<RecordPage> {
    const { store, metadata } = this.#rows;
    const { consistent, filter } = list;
    // Rows of other entities may lie under the same prefix.
    const includes = (item: Item) => metadata.codec.owns(item) && list.includes(item);
    return readPage(store, list.context, list.scope, { consistent, filter, startKey, limit, includes });
  }

  #open(operation: string, partitionKey: object | void, options: Options<T>, names: readonly string[]): OpenList {
    const { store, metadata, table } = this.#rows;
    const place = this.#rows.place(operation);
    return store.sender.withinNow(place, () => {
      checkOptions(options, names);
      checkFlags(options, ['consistent', 'reverse']);
      checkLimit(options.limit);
      checkObject(partitionKey ?? {}, 'The partition key');
      if (options.sort !== undefined) checkObject(options.sort, 'sort');
      const { includes, ...scoped } = this.#keys(partitionKey ?? {}, options.sort);
      const { where, reverse = false, consistent, signal } = options;
      checkConsistency(scoped.index, consistent);
      const scope: ListScope = { table, ...scoped, forward: !reverse };
      const context = operationContext({ ...place, partition: scoped.partition, signal });
      if (where === undefined) return { scope, includes, consistent, context };
      const filter = (expression: Expression) => describeConditions(expression, where, placesOf(metadata, this.#index));
      // Now, so that a mistake is told before anything is sent.
      filter(new Expression());
      return { scope, includes, consistent, context, filter };
    });
  }
}

/** A list whose arguments are known to be right. */
interface OpenList {
  readonly scope: ListScope;
  readonly includes: (item: Item) => boolean;
  readonly consistent: boolean | undefined;
  readonly context: OperationContext;
  readonly filter?: (expression: Expression) => string;
}
