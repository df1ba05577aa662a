import { DynastoreError, InvalidArgumentError, KeyNotFoundError } from '../errors.js';
import type { EntityMetadata } from '../metadata/entity-metadata.js';
import type { Overrides } from '../metadata/codec.js';
import { checkPartitionKey, checkSortKey, describeType } from '../record/key.js';
import { KVPair } from '../record/kv-pair.js';
import { type Seen, seenOf } from '../record/write-id.js';
import type { Target } from '../request/request.js';
import type { Change } from '../request/write.js';
import { checkFlags } from '../store/arguments.js';
import { type OperationContext, operationContext } from '../store/hooks.js';
import { readRow } from '../store/read.js';
import { removeRow, removeRowAtVersion } from '../store/remove.js';
import type { Store } from '../store/store.js';
import { type Write, createRow, putRow, replaceRow } from '../store/write.js';
import { checkObject, checkOptions } from './call-options.js';
import { type ConflictRetry, retryOnConflict, retryPlan } from './conflict.js';
import { type ListKeys, indexKeys, tableKeys } from './list-keys.js';
import { EntityLists } from './lists.js';
import { keptExpiry, startingExpiry } from './lifetime.js';
import { Origin } from './origin.js';
import type {
  CallOptions,
  EntityList,
  EntityListOptions,
  EntityPage,
  EntityPageOptions,
  EntityReadOptions,
  ExactOptions,
  Repository,
  UpdateOptions,
} from './repository.js';

/** What a call on one row needs once its arguments are known to be right. */
interface Call {
  readonly target: Target;
  readonly context: OperationContext;
}

const READ_OPTIONS = ['consistent', 'signal'];

/** Entities of one class, by the operations of the store. */
export class EntityRepository<T extends object> implements Omit<Repository<T>, 'index'> {
  readonly #store: Store;
  readonly #metadata: EntityMetadata;
  /** The table's name in DynamoDB. */
  readonly #table: string;
  readonly #conflictRetry: ConflictRetry | undefined;
  readonly #lists: EntityLists<T>;

  /** Use `session.repository(Class)`. */
  constructor(store: Store, metadata: EntityMetadata, table: string, conflictRetry: ConflictRetry | undefined) {
    this.#store = store;
    this.#metadata = metadata;
    this.#table = table;
    this.#conflictRetry = conflictRetry;
    this.#lists = this.#listsBy(tableKeys(metadata), true);
  }

  create(entity: T, options: ExactOptions = {}): Promise<T> {
    return this.#writeEntity('Create', entity, options, (write) => createRow(write, options.exact), [
      'exact',
      'signal',
    ]);
  }

  save(entity: T, options: CallOptions = {}): Promise<T> {
    return this.#writeEntity('Save', entity, options, (write, seen) =>
      seen === undefined ? createRow(write) : replaceRow(write, seen),
    );
  }

  put(entity: T, options: CallOptions = {}): Promise<T> {
    return this.#writeEntity('Put', entity, options, putRow);
  }

  get(key: object, options: EntityReadOptions = {}): Promise<T> {
    return this.#read('Get', key, options, (record) => {
      if (record === undefined) throw new KeyNotFoundError('There is no live row.');
      return this.#decode(record);
    });
  }

  find(key: object, options: EntityReadOptions = {}): Promise<T | undefined> {
    return this.#read('Get', key, options, (record) => record && this.#decode(record));
  }

  exists(key: object, options: EntityReadOptions = {}): Promise<boolean> {
    return this.#read('Exists', key, options, (record) => record !== undefined);
  }

  update(key: object, change: (draft: T) => void | Promise<void>, options: UpdateOptions = {}): Promise<T> {
    return this.#onRow('Update', key, options, ['conflictRetry', 'signal'], async (call) => {
      if (typeof change !== 'function')
        throw new InvalidArgumentError(`update needs a function, not ${describeType(change)}.`);
      const plan = retryPlan(this.#conflictRetry, options.conflictRetry);
      const first =
        (await readRow(this.#store, call.context, call.target)) ??
        // An eventually consistent read may not see a row yet.
        (await readRow(this.#store, call.context, call.target, { consistent: true }));
      if (first === undefined) throw new KeyNotFoundError('There is no live row to update.');
      return retryOnConflict(plan, options.signal, first, (row) => this.#prepareUpdate(call, row, change));
    });
  }

  async #prepareUpdate(call: Call, row: KVPair, change: (draft: T) => void | Promise<void>): Promise<() => Promise<T>> {
    const draft = this.#decode(row);
    const before = JSON.stringify(this.#metadata.codec.write(draft));
    await change(draft);
    this.#refuseOtherKey(draft, row);
    const expires = keptExpiry(this.#metadata, draft, row.expires, this.#store.clock);
    if (expires === undefined && JSON.stringify(this.#metadata.codec.write(draft)) === before)
      return () => Promise.resolve(draft);
    await this.#checkSchema(draft);
    const stamps = this.#stamp(draft);
    const written = { ...this.#metadata.codec.write(draft, stamps), expires };
    return async () => this.#finish(draft, stamps, await replaceRow(this.#writeOf(call, written), seenOf(row)));
  }

  delete(given: object, options: ExactOptions = {}): Promise<void> {
    return this.#onRow('Delete', given, options, ['exact', 'signal'], async (call) => {
      const removal = { store: this.#store, ...call, exact: options.exact ?? false };
      if (!this.#isInstance(given)) {
        this.#refuseMoreThanKey(given);
        return removeRow(removal);
      }
      const seen = this.#seenOf(given, call.target);
      if (seen === undefined) {
        throw new InvalidArgumentError('The instance was never read or written here and has no version.', {
          hint: 'Delete by its key, an object of the placeholders alone, or read it first.',
        });
      }
      return removeRowAtVersion(removal, seen);
    });
  }

  list(partitionKey: object | void, options?: EntityListOptions<T, object>): EntityList<T> {
    return this.#lists.list(partitionKey, options);
  }

  listPage(partitionKey: object | void, options?: EntityPageOptions<T, object>): Promise<EntityPage<T>> {
    return this.#lists.listPage(partitionKey, options);
  }

  index(name: string): EntityLists<T> {
    const place = { operation: 'Index', table: this.#table, entity: this.#metadata.name };
    return this.#store.sender.withinNow(place, () => {
      const index = this.#metadata.indexes.find((each) => each.name === name);
      if (index !== undefined) return this.#listsBy(indexKeys(this.#metadata, index), index.projection === 'ALL');
      const names = this.#metadata.indexes.map((each) => `'${each.name}'`).join(', ');
      throw new InvalidArgumentError(`The class declares no index '${String(name)}'.`, {
        hint: names === '' ? 'It declares none: see @Index and @IndexField.' : `It declares ${names}.`,
      });
    });
  }

  #listsBy(keys: ListKeys, isWholeRow: boolean): EntityLists<T> {
    const decode = (record: KVPair) => this.#decode(record, !isWholeRow);
    return new EntityLists({
      store: this.#store,
      metadata: this.#metadata,
      table: this.#table,
      keys,
      isWholeRow,
      decode,
    });
  }

  #writeEntity(
    operation: string,
    entity: T,
    options: CallOptions,
    send: (write: Write, seen: Seen | undefined) => Promise<KVPair>,
    names: readonly string[] = ['signal'],
  ): Promise<T> {
    const stamps = this.#stamp(entity);
    return this.#onRow(
      operation,
      entity,
      options,
      names,
      async (call) => {
        this.#checkEntity(entity);
        const seen = operation === 'Save' ? this.#seenOf(entity, call.target) : undefined;
        await this.#checkSchema(entity);
        const change = this.#changeOf(operation, entity, stamps, seen !== undefined);
        return this.#finish(entity, stamps, await send(this.#writeOf(call, change), seen));
      },
      stamps,
    );
  }

  #changeOf(operation: string, entity: T, stamps: Overrides, isThere: boolean): Change {
    const written = this.#metadata.codec.write(entity, stamps);
    const { clock } = this.#store;
    if (isThere) {
      const origin = Origin.of(entity);
      return { ...written, expires: keptExpiry(this.#metadata, entity, origin ? origin.expires : 'unknown', clock) };
    }
    const expires = startingExpiry(this.#metadata, entity, clock);
    // Where nothing is, there is nothing to remove.
    return operation === 'Put'
      ? { ...written, expires }
      : { ...written, removed: [], ...(expires !== 'never' && { expires }) };
  }

  #writeOf({ context, target }: Call, change: Change): Write {
    return { store: this.#store, context, target, change };
  }

  /** The moments that this write leaves in the entity. */
  #stamp(entity: object): Overrides {
    const { createdAtProperty, updatedAtProperty } = this.#metadata;
    if (createdAtProperty === undefined && updatedAtProperty === undefined) return NO_STAMPS;
    const now = this.#store.clock.nowMs();
    const created = createdAtProperty && (entity as Readonly<Record<string, unknown>> | undefined)?.[createdAtProperty];
    return {
      ...(createdAtProperty !== undefined && { [createdAtProperty]: created ?? new Date(now) }),
      ...(updatedAtProperty !== undefined && { [updatedAtProperty]: new Date(now) }),
    };
  }

  /** What a write that took effect leaves in the entity. */
  #finish(entity: T, stamps: Overrides, record: KVPair): T {
    Object.assign(entity, stamps);
    this.#metadata.codec.setVersion(entity, record);
    this.#metadata.codec.setExpires(entity, record.expires);
    Origin.remember(entity, record);
    return entity;
  }

  #decode(record: KVPair, isPartial = false): T {
    const entity = this.#metadata.codec.read(record) as T; // The metadata's class is the class of T.
    Origin.remember(entity, record, isPartial);
    return entity;
  }

  /** The row to write over; `undefined` for an entity that is not known to be stored. */
  #seenOf(entity: object, target: Target): Seen | undefined {
    const origin = Origin.of(entity);
    if (origin !== undefined) {
      this.#refuseOtherKey(entity, origin, target);
    }
    const { versionProperty } = this.#metadata;
    const version = versionProperty && (entity as Readonly<Record<string, unknown>>)[versionProperty];
    if (version === undefined || version === null) return origin?.seen;
    if (!Number.isSafeInteger(version) || (version as number) < 0) {
      throw new InvalidArgumentError(
        `The property '${versionProperty}' must be a whole number from 0: it is the version.`,
      );
    }
    // A version that was set by hand, from a request for example, is the one that the caller has seen.
    const versionText = String(version);
    return origin?.seen.versionText === versionText ? origin.seen : { versionText };
  }

  #refuseOtherKey(
    entity: object,
    row: { partition: string; key: string },
    target?: { partition: string; key: string },
  ): void {
    const { partition, key } = target ?? this.#metadata.codec.writeKey(entity);
    if (partition === row.partition && key === row.key) return;
    const names = [...this.#metadata.keyProperties].map((name) => `'${name}'`).join(', ');
    throw new InvalidArgumentError(
      `A property of the key was changed (one of ${names}): the entity would be another row.`,
      {
        hint: 'Create a new entity, and delete this one.',
      },
    );
  }

  #checkEntity(entity: object): void {
    if (Object.isFrozen(entity)) {
      throw new InvalidArgumentError('The entity is frozen, and could not take its new version.');
    }
    if (Origin.of(entity)?.isPartial) {
      throw new InvalidArgumentError('The entity was read through an index that does not hold the whole row.', {
        hint: 'Read the row itself (get), and change that.',
      });
    }
    const prototype: unknown = Object.getPrototypeOf(entity);
    if (this.#isInstance(entity) || prototype === Object.prototype || prototype === null) return;
    throw new InvalidArgumentError(`The entity is a ${describeType(entity)}, and no ${this.#metadata.Class.name}.`);
  }

  async #checkSchema(entity: object): Promise<void> {
    const { schema } = this.#metadata;
    if (schema === undefined) return;
    const { issues } = await schema['~standard'].validate(entity);
    if (issues !== undefined)
      throw new InvalidArgumentError('The entity does not fit its schema.', { issues, hint: 'See issues.' });
  }

  #isInstance(value: object): boolean {
    return value instanceof this.#metadata.Class || Origin.of(value) !== undefined;
  }

  #refuseMoreThanKey(given: object): void {
    const other = Object.keys(given).find((name) => !this.#metadata.keyProperties.has(name));
    if (other === undefined) return;
    throw new InvalidArgumentError(`'${other}' is no part of the key.`, {
      hint: 'delete takes an instance, or an object of the placeholders alone.',
    });
  }

  #read<R>(
    operation: string,
    key: object,
    options: EntityReadOptions,
    see: (record: KVPair | undefined) => R,
  ): Promise<R> {
    return this.#onRow(operation, key, options, READ_OPTIONS, async ({ context, target }) => {
      checkFlags(options, ['consistent']);
      return see(await readRow(this.#store, context, target, { consistent: options.consistent }));
    });
  }

  /** Runs a call on the row of a key or an entity; what fails of ours knows the row, and the entity in its way. */
  #onRow<R>(
    operation: string,
    values: object,
    options: CallOptions,
    names: readonly string[],
    run: (call: Call) => Promise<R>,
    overrides?: Overrides,
  ): Promise<R> {
    const place = { operation, table: this.#table, entity: this.#metadata.name };
    return this.#store.sender.within(place, async () => {
      checkObject(values, 'A key or an entity');
      checkOptions(options, names);
      checkFlags(options, ['exact']);
      const key = this.#metadata.codec.writeKey(values, overrides);
      const located = { ...place, ...key };
      try {
        return await this.#store.sender.within(located, () => {
          checkPartitionKey(key.partition);
          checkSortKey(key.key);
          return run({
            target: { table: this.#table, ...key },
            context: operationContext({ ...located, signal: options.signal }),
          });
        });
      } catch (error) {
        throw this.#withEntity(error);
      }
    });
  }

  /** In a repository's errors `current` is an entity. */
  #withEntity(error: unknown): unknown {
    if (!(error instanceof DynastoreError) || !('current' in error) || !(error.current instanceof KVPair)) return error;
    let value: T | undefined;
    try {
      value = this.#decode(error.current);
    } catch (unreadable) {
      if (!(unreadable instanceof DynastoreError)) throw unreadable;
    }
    return Object.defineProperty(error, 'current', { value, enumerable: false, writable: true, configurable: true });
  }
}

const NO_STAMPS: Overrides = {};
