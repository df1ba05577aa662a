import type { EntityMetadata } from '../metadata/entity-metadata.js';
import type { KVPair } from '../record/kv-pair.js';
import { Expression } from '../request/expression.js';
import type { ListScope } from '../request/list.js';
import { checkConsistency, checkFlags, checkLimit } from '../store/arguments.js';
import { type OperationContext, operationContext } from '../store/hooks.js';
import { type RecordPage, readPage, tokenAfter } from '../store/read.js';
import type { Store } from '../store/store.js';
import { checkObject, checkOptions } from './call-options.js';
import { describeConditions, placesOf } from './conditions.js';
import { RowList } from './entity-list.js';
import type { ListKeys } from './list-keys.js';
import type { EntityList, EntityListOptions, EntityPage, EntityPageOptions, Lists } from './repository.js';

const LIST_OPTIONS = ['sort', 'where', 'limit', 'reverse', 'consistent', 'signal'];
const PAGE_OPTIONS = [...LIST_OPTIONS, 'startKey'];

export interface ListParts<T> {
  readonly store: Store;
  readonly metadata: EntityMetadata;
  /** The table's name in DynamoDB. */
  readonly table: string;
  readonly keys: ListKeys;
  /** False where the list goes through an index that leaves out a part of the row. */
  readonly isWholeRow: boolean;
  readonly decode: (record: KVPair) => T;
}

/** Any options that a list takes, once the compiler has checked them. */
type Options<T> = EntityPageOptions<T, object>;

/** The lists of entities by one pair of keys: the table's, or an index's. */
export class EntityLists<T extends object> implements Lists<T> {
  readonly #parts: ListParts<T>;

  constructor(parts: ListParts<T>) {
    this.#parts = parts;
  }

  list(partitionKey: object | void, options: EntityListOptions<T, object> = {}): EntityList<T> {
    const { store } = this.#parts;
    const list = this.#open('List', partitionKey, options, LIST_OPTIONS);
    return new RowList<T>(
      {
        readPage: (startKey, limit) => store.sender.within(list.context, () => this.#readPage(list, startKey, limit)),
        decode: (record) => store.sender.withinNow(list.context, () => this.#parts.decode(record)),
        tokenAfter: (record) => tokenAfter(store, list.scope, record),
      },
      options.limit,
    );
  }

  async listPage(partitionKey: object | void, options: EntityPageOptions<T, object> = {}): Promise<EntityPage<T>> {
    const list = this.#open('ListPage', partitionKey, options, PAGE_OPTIONS);
    return this.#parts.store.sender.within(list.context, async () => {
      const { records, lastKey } = await this.#readPage(list, options.startKey, options.limit);
      return { items: records.map(this.#parts.decode), ...(lastKey !== undefined && { lastKey }) };
    });
  }

  async #readPage(list: OpenList, startKey: string | undefined, limit: number | undefined): Promise<RecordPage> {
    const { store, metadata } = this.#parts;
    const { consistent, filter } = list;
    const page = await readPage(store, list.context, list.scope, { consistent, filter, startKey, limit });
    // Rows of other entities may lie under the same prefix.
    const records = page.records.filter((record) => list.includes(record) && metadata.codec.owns(record));
    return { ...page, records };
  }

  #open(operation: string, partitionKey: object | void, options: Options<T>, names: readonly string[]): OpenList {
    const { store, metadata, table, keys, isWholeRow } = this.#parts;
    const place = { operation, table, entity: metadata.name };
    return store.sender.withinNow(place, () => {
      checkOptions(options, names);
      checkFlags(options, ['consistent', 'reverse']);
      checkLimit(options.limit);
      checkObject(partitionKey ?? {}, 'The partition key');
      checkObject(options.sort ?? {}, 'sort');
      const { includes, ...scoped } = keys(partitionKey ?? {}, options.sort);
      const { where, reverse = false, consistent, signal } = options;
      checkConsistency(scoped.index, consistent);
      const scope: ListScope = { table, ...scoped, forward: !reverse };
      const context = operationContext({ ...place, partition: scoped.partition, signal });
      if (where === undefined) return { scope, includes, consistent, context };
      const filter = (expression: Expression) => describeConditions(expression, where, placesOf(metadata, isWholeRow));
      // Now, so that a mistake is told before anything is sent.
      filter(new Expression());
      return { scope, includes, consistent, context, filter };
    });
  }
}

/** A list whose arguments are known to be right. */
interface OpenList {
  readonly scope: ListScope;
  readonly includes: (record: KVPair) => boolean;
  readonly consistent: boolean | undefined;
  readonly context: OperationContext;
  readonly filter?: (expression: Expression) => string;
}
