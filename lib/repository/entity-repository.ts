import { InvalidArgumentError, KeyNotFoundError } from '../errors.js';
import type { Overrides } from '../metadata/codec.js';
import type { EntityMetadata } from '../metadata/entity-metadata.js';
import type { KVPair } from '../record/kv-pair.js';
import type { Seen } from '../record/write-id.js';
import type { Change } from '../request/write.js';
import type { Write } from '../store/attempt.js';
import type { BatchOptions } from '../store/batch.js';
import { readRow } from '../store/read.js';
import { removeRow, removeRowAtVersion } from '../store/remove.js';
import type { Store } from '../store/store.js';
import { createRow, putRow, replaceRow } from '../store/write.js';
import { EntityBatches } from './batch.js';
import type { ConflictRetry } from './conflict.js';
import { EntityPatches } from './entity-patch.js';
import { startingExpiry } from './lifetime.js';
import { indexKeys, tableKeys } from './list-keys.js';
import { EntityLists } from './lists.js';
import { Origin } from './origin.js';
import type {
  CallOptions,
  EntityList,
  EntityListOptions,
  EntityPage,
  EntityPageOptions,
  EntityReadOptions,
  ExactOptions,
  PatchOptions,
  Repository,
  UpdateOptions,
} from './repository.js';
import { type Call, EntityRows } from './rows.js';
import { type ChangeDraft, EntityUpdates } from './update.js';

const READ_OPTIONS = ['consistent', 'signal'];

/** Entities of one class, by the operations of the store. */
export class EntityRepository<T extends object> implements Omit<Repository<T>, 'index'> {
  readonly #rows: EntityRows<T>;
  readonly #lists: EntityLists<T>;
  readonly #batches: EntityBatches<T>;
  readonly #updates: EntityUpdates<T>;
  readonly #patches: EntityPatches<T>;

  /** Use `session.repository(Class)`. */
  constructor(store: Store, metadata: EntityMetadata, table: string, conflictRetry: ConflictRetry | undefined) {
    this.#rows = new EntityRows(store, metadata, table);
    this.#lists = new EntityLists(this.#rows, tableKeys(metadata));
    this.#batches = new EntityBatches(this.#rows);
    this.#updates = new EntityUpdates(this.#rows, conflictRetry);
    this.#patches = new EntityPatches(this.#rows, this.#updates);
  }

  create(entity: T, options: ExactOptions = {}): Promise<T> {
    return this.#start('Create', entity, options, (write) => createRow(write, options.exact));
  }

  save(entity: T, options: CallOptions = {}): Promise<T> {
    return this.#write('Save', entity, options, async (call, stamps) => {
      this.#rows.refuseOtherKey(Origin.of(entity), call.target);
      const seen = this.#rows.seenOf(entity);
      if (seen === undefined) return createRow(this.#writeOf(call, this.#firstChange(entity, stamps)));
      return replaceRow(this.#writeOf(call, this.#rows.nextChange(entity, stamps)), seen);
    });
  }

  put(entity: T, options: CallOptions = {}): Promise<T> {
    return this.#start('Put', entity, options, putRow);
  }

  /** Writes an entity whole, with the lifetime that a row starts with. */
  #start(operation: string, entity: T, options: ExactOptions, send: (write: Write) => Promise<KVPair>): Promise<T> {
    return this.#write(operation, entity, options, (call, stamps) => {
      const change = this.#firstChange(entity, stamps);
      return send(this.#writeOf(call, change));
    });
  }

  #write(
    operation: string,
    entity: T,
    options: CallOptions,
    write: (call: Call, stamps: Overrides | undefined) => Promise<KVPair>,
  ): Promise<T> {
    const stamps = this.#rows.stamp(entity);
    const names = operation === 'Create' ? ['exact', 'signal'] : ['signal'];
    const run = async (call: Call) => {
      const checking = this.#rows.checkEntity(entity);
      if (checking !== undefined) {
        await checking;
        // The caller may have changed it meanwhile.
        this.#rows.refuseOtherKey(call.target, this.#rows.metadata.codec.writeKey(entity, stamps));
      }
      return this.#rows.finish(entity, stamps, await write(call, stamps));
    };
    return this.#rows.onRow(operation, entity, options, names, run, stamps);
  }

  #firstChange(entity: T, stamps: Overrides | undefined): Change {
    const { metadata, store } = this.#rows;
    const { value, fields, removed } = metadata.codec.write(entity, stamps);
    return { value, fields, removed, expires: startingExpiry(metadata, entity, store.clock) };
  }

  #writeOf({ context, target }: Call, change: Change): Write {
    return { store: this.#rows.store, context, target, change };
  }

  get(key: object, options: EntityReadOptions = {}): Promise<T> {
    return this.#read('Get', key, options, (record) => {
      if (record === undefined) throw new KeyNotFoundError('There is no live row.');
      return this.#rows.decode(record);
    });
  }

  find(key: object, options: EntityReadOptions = {}): Promise<T | undefined> {
    return this.#read('Get', key, options, (record) => record && this.#rows.decode(record));
  }

  exists(key: object, options: EntityReadOptions = {}): Promise<boolean> {
    return this.#read('Exists', key, options, (record) => record !== undefined);
  }

  #read<R>(
    operation: string,
    key: object,
    options: EntityReadOptions,
    see: (record: KVPair | undefined) => R,
  ): Promise<R> {
    return this.#rows.onRow(operation, key, options, READ_OPTIONS, async ({ context, target }) =>
      see(await readRow(this.#rows.store, context, target, { consistent: options.consistent })),
    );
  }

  update(key: object, change: ChangeDraft<T>, options?: UpdateOptions): Promise<T> {
    return this.#updates.update(key, change, options);
  }

  patch(key: object, changes: Readonly<Record<string, unknown>>, options?: PatchOptions<T>): Promise<T> {
    return this.#patches.patch(key, changes, options);
  }

  delete(given: object, options: ExactOptions = {}): Promise<void> {
    return this.#rows.onRow('Delete', given, options, ['exact', 'signal'], async (call) => {
      const removal = { store: this.#rows.store, ...call, exact: options.exact ?? false };
      if (!this.#rows.isInstance(given)) {
        this.#refuseMoreThanKey(given);
        return removeRow(removal);
      }
      this.#rows.refuseOtherKey(Origin.of(given), call.target);
      return removeRowAtVersion(removal, this.#mustBeSeen(given));
    });
  }

  #mustBeSeen(entity: object): Seen {
    const seen = this.#rows.seenOf(entity);
    if (seen !== undefined) return seen;
    throw new InvalidArgumentError('The instance was never read or written here and has no version.', {
      hint: 'Delete by its key, an object of the placeholders alone, or read it first.',
    });
  }

  #refuseMoreThanKey(given: object): void {
    const other = Object.keys(given).find((name) => !this.#rows.metadata.keyProperties.has(name));
    if (other === undefined) return;
    throw new InvalidArgumentError(`'${other}' is no part of the key.`, {
      hint: 'delete takes an instance, or an object of the placeholders alone.',
    });
  }

  getMany(keys: readonly object[], options?: EntityReadOptions & BatchOptions): Promise<(T | undefined)[]> {
    return this.#batches.getMany(keys, options);
  }

  putMany(entities: readonly T[], options?: BatchOptions): Promise<void> {
    return this.#batches.putMany(entities, options);
  }

  deleteMany(keys: readonly object[], options?: BatchOptions): Promise<void> {
    return this.#batches.deleteMany(keys, options);
  }

  list(partitionKey: object | void, options?: EntityListOptions<T, object>): EntityList<T> {
    return this.#lists.list(partitionKey, options);
  }

  listPage(partitionKey: object | void, options?: EntityPageOptions<T, object>): Promise<EntityPage<T>> {
    return this.#lists.listPage(partitionKey, options);
  }

  index(name: string): EntityLists<T> {
    const { store, metadata } = this.#rows;
    return store.sender.withinNow(this.#rows.place('Index'), () => {
      const index = metadata.indexes.find((each) => each.name === name);
      if (index !== undefined) return new EntityLists(this.#rows, indexKeys(metadata, index), index);
      const names = metadata.indexes.map((each) => `'${each.name}'`).join(', ');
      throw new InvalidArgumentError(`The class declares no index '${String(name)}'.`, {
        hint: names === '' ? 'It declares none: see @Index and @IndexField.' : `It declares ${names}.`,
      });
    });
  }
}
