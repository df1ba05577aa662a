import { checkPartitionKey } from '../record/key.js';
import type { KVPair } from '../record/kv-pair.js';
import type {
  DeleteOption,
  GetOption,
  ListOption,
  PreviousRow,
  PutOption,
  ReadOption,
  WriteOption,
} from './options.js';
import { type KVPairPage, Partition } from './partition.js';
import type { KVPairList } from './row-list.js';
import type { Store } from './store.js';

/** A table, and the same methods as a partition's with the partition key as first argument. */
export class Table {
  /** The table's name in DynamoDB. */
  readonly name: string;
  readonly #store: Store;

  /** Use `session.table(name)`. */
  constructor(store: Store, name: string) {
    this.#store = store;
    this.name = name;
  }

  /** @throws InvalidArgumentError for what can not be a partition key. */
  partition(name: string): Partition {
    return this.#store.sender.withinNow({ operation: 'Partition', table: this.name, partition: name }, () => {
      checkPartitionKey(name);
      return new Partition(this.#store, this.name, name);
    });
  }

  async put(partitionKey: string, sortKey: string, ...options: PutOption[]): Promise<KVPair> {
    return this.#at('Put', partitionKey, sortKey).put(sortKey, ...options);
  }

  async get(partitionKey: string, sortKey: string, ...options: GetOption[]): Promise<KVPair> {
    return this.#at('Get', partitionKey, sortKey).get(sortKey, ...options);
  }

  async find(partitionKey: string, sortKey: string, ...options: GetOption[]): Promise<KVPair | undefined> {
    return this.#at('Get', partitionKey, sortKey).find(sortKey, ...options);
  }

  async exists(partitionKey: string, sortKey: string, ...options: GetOption[]): Promise<boolean> {
    return this.#at('Exists', partitionKey, sortKey).exists(sortKey, ...options);
  }

  async delete(partitionKey: string, sortKey: string, ...options: DeleteOption[]): Promise<void> {
    return this.#at('Delete', partitionKey, sortKey).delete(sortKey, ...options);
  }

  list(partitionKey: string, prefix: string, ...options: ListOption[]): KVPairList {
    return this.#at('List', partitionKey).list(prefix, ...options);
  }

  async listPage(partitionKey: string, prefix: string, ...options: ReadOption[]): Promise<KVPairPage> {
    return this.#at('ListPage', partitionKey).listPage(prefix, ...options);
  }

  async atomicPut(partitionKey: string, sortKey: string, ...options: WriteOption[]): Promise<KVPair> {
    return this.#at('AtomicPut', partitionKey, sortKey).atomicPut(sortKey, ...options);
  }

  async atomicDelete(
    partitionKey: string,
    sortKey: string,
    previous?: PreviousRow | null,
    ...options: DeleteOption[]
  ): Promise<boolean> {
    return this.#at('AtomicDelete', partitionKey, sortKey).atomicDelete(sortKey, previous, ...options);
  }

  #at(operation: string, partition: string, key?: string): Partition {
    const place = { operation, table: this.name, partition, ...(key !== undefined && { key }) };
    return this.#store.sender.withinNow(place, () => {
      checkPartitionKey(partition);
      return new Partition(this.#store, this.name, partition);
    });
  }
}
