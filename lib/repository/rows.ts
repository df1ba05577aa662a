import { DynastoreError, InvalidArgumentError, isRaisedHere, passOn } from '../errors.js';
import type { Overrides, WrittenKey } from '../metadata/codec.js';
import type { EntityMetadata } from '../metadata/entity-metadata.js';
import type { SchemaResult, StandardSchema } from '../metadata/standard-schema.js';
import { checkPartitionKey, checkSortKey } from '../record/key.js';
import { describeType, isPlain } from '../record/kind.js';
import { KVPair } from '../record/kv-pair.js';
import type { Seen } from '../record/write-id.js';
import type { Target } from '../request/request.js';
import type { Change } from '../request/write.js';
import { checkFlags } from '../store/arguments.js';
import { readWritten } from '../store/attempt.js';
import { type OperationContext, operationContext } from '../store/hooks.js';
import type { Place } from '../store/send.js';
import type { Store } from '../store/store.js';
import { checkObject, checkOptions } from './call-options.js';
import { keptExpiry } from './lifetime.js';
import { Origin, type Row } from './origin.js';
import type { CallOptions } from './repository.js';

/** What a call on one row needs once its arguments are known to be right. */
export interface Call {
  readonly target: Target;
  readonly context: OperationContext;
}

/** What the entities of a class and their rows have to do with each other. */
export class EntityRows<T extends object> {
  readonly store: Store;
  readonly metadata: EntityMetadata;
  /** The table's name in DynamoDB. */
  readonly table: string;

  constructor(store: Store, metadata: EntityMetadata, table: string) {
    this.store = store;
    this.metadata = metadata;
    this.table = table;
  }

  place(operation: string): Place {
    return { operation, table: this.table, entity: this.metadata.name };
  }

  /** Runs a call on the row of a key or an entity; what fails of ours knows the row, and the entity in its way. */
  async onRow<R>(
    operation: string,
    values: object,
    options: CallOptions,
    names: readonly string[],
    run: (call: Call) => Promise<R>,
    overrides?: Overrides,
  ): Promise<R> {
    let target: Target | undefined;
    try {
      checkOptions(options, names);
      checkFlags(options, ['exact', 'consistent']);
      target = this.target(operation, values, overrides);
      const { table, partition, key } = target;
      const { signal } = options;
      const context = operationContext({ operation, table, partition, key, entity: this.metadata.name, signal });
      return await run({ target, context });
    } catch (error) {
      throw this.#withEntity(this.store.sender.located(error, { ...this.place(operation), ...target }));
    }
  }

  /** The row of a key or of an entity. @throws InvalidArgumentError that names the property. */
  target(operation: string, values: object, overrides?: Overrides): Target {
    let written: WrittenKey | undefined;
    try {
      checkObject(values, 'A key or an entity');
      written = this.metadata.codec.writeKey(values, overrides);
      const { partition, key } = written;
      checkPartitionKey(partition);
      checkSortKey(key);
      return { table: this.table, partition, key };
    } catch (error) {
      throw this.store.sender.located(error, { ...this.place(operation), ...written });
    }
  }

  /** @param isPartial - true for a row of an index that leaves out a part of it. */
  decode(record: KVPair, isPartial = false): T {
    const entity = this.#read(record);
    Origin.remember(entity, record, isPartial);
    return entity;
  }

  /** The entity of the row that a write left. @throws DecodeError that says so when it cannot be read. */
  decodeWritten(record: KVPair): T {
    return readWritten(() => this.decode(record));
  }

  #read(record: KVPair): T {
    try {
      return this.metadata.codec.read(record) as T; // The metadata's class is the class of T.
    } catch (error) {
      const { table, store } = this;
      const { partition, key } = record;
      throw error instanceof DynastoreError
        ? error.locate({ table, partition, key, entity: this.metadata.name, redactKeys: store.redactKeys })
        : error;
    }
  }

  /** What a write that took effect leaves in the entity. */
  finish(entity: T, stamps: Overrides | undefined, record: KVPair): T {
    if (stamps) Object.assign(entity, stamps);
    this.metadata.codec.setVersion(entity, record);
    this.metadata.codec.setExpires(entity, record.expires);
    Origin.remember(entity, record);
    return entity;
  }

  /** What a write over the row that an entity came from says. @throws InvalidArgumentError that names the property. */
  nextChange(entity: T, stamps: Overrides | undefined): Change {
    const origin = Origin.of(entity);
    const expires = keptExpiry(this.metadata, entity, origin ? origin.expires : 'unknown', this.store.clock);
    const { value, fields, removed } = this.metadata.codec.write(entity, stamps);
    return { value, fields, removed, expires };
  }

  /** The moments that a write leaves in an entity. */
  stamp(entity: object): Overrides | undefined {
    const { createdAtProperty, updatedAtProperty } = this.metadata;
    if (createdAtProperty === undefined && updatedAtProperty === undefined) return undefined;
    const now = this.store.clock.nowMs();
    const created = createdAtProperty && (entity as Readonly<Record<string, unknown>> | undefined)?.[createdAtProperty];
    return {
      ...(createdAtProperty !== undefined && { [createdAtProperty]: created ?? new Date(now) }),
      ...(updatedAtProperty !== undefined && { [updatedAtProperty]: new Date(now) }),
    };
  }

  /** The row that an entity stands for, as far as it knows; `undefined` for one that is not known to be stored. */
  seenOf(entity: object, origin: Row | undefined = Origin.of(entity)): Seen | undefined {
    const { versionProperty } = this.metadata;
    const version = versionProperty && (entity as Readonly<Record<string, unknown>>)[versionProperty];
    if (version === undefined || version === null) return origin?.seen;
    if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) {
      throw new InvalidArgumentError(
        `The property '${versionProperty}' must be a whole number from 0: it is the version.`,
      );
    }
    // A version that was set by hand, from a request for example, is the one that the caller has seen.
    const versionText = String(version);
    return origin?.seen.versionText === versionText ? origin.seen : { versionText };
  }

  /** @throws InvalidArgumentError when the entity came from another row. */
  refuseOtherKey(row: Pick<Row, 'partition' | 'key'> | undefined, target: Omit<Target, 'table'>): void {
    if (row === undefined || (target.partition === row.partition && target.key === row.key)) return;
    const names = [...this.metadata.keyProperties].map((name) => `'${name}'`).join(', ');
    throw new InvalidArgumentError(
      `A property of the key was changed (one of ${names}): the entity would be another row.`,
      { hint: 'Create a new entity, and delete this one.' },
    );
  }

  /**
   * Nothing to wait for without a schema that takes its time, so that what is written is the entity as it was given.
   *
   * @throws InvalidArgumentError for what cannot be written, or could not take what the write leaves in it.
   */
  checkEntity(entity: object): Promise<void> | undefined {
    if (!Object.isExtensible(entity)) {
      throw new InvalidArgumentError('The entity is frozen or sealed, and could not take its new version.');
    }
    if (Origin.of(entity)?.isPartial) {
      throw new InvalidArgumentError('The entity was read through an index that does not hold the whole row.', {
        hint: 'Read the row itself (get), and change that.',
      });
    }
    if (!(entity instanceof this.metadata.Class) && !isPlain(entity)) {
      throw new InvalidArgumentError(`The entity is a ${describeType(entity)}, and no ${this.metadata.Class.name}.`);
    }
    return this.checkSchema(entity);
  }

  /** @throws InvalidArgumentError with `issues` */
  checkSchema(entity: object): Promise<void> | undefined {
    const result = this.#validate(entity);
    if (result === undefined) return undefined;
    if ('then' in result)
      return Promise.resolve(result).then(refuseIssues, (thrown) => {
        throw passOn(thrown);
      });
    refuseIssues(result);
    return undefined;
  }

  #validate(entity: object): ReturnType<StandardSchema['~standard']['validate']> | undefined {
    try {
      return this.metadata.schema?.['~standard'].validate(entity);
    } catch (thrown) {
      throw passOn(thrown);
    }
  }

  /** Tells an entity from a key. */
  isInstance(value: object): boolean {
    return value instanceof this.metadata.Class || Origin.of(value) !== undefined;
  }

  /** In a repository's errors `current` is an entity. */
  #withEntity(error: unknown): unknown {
    if (!isRaisedHere(error) || !('current' in error) || !(error.current instanceof KVPair)) return error;
    let value: T | undefined;
    try {
      value = this.decode(error.current);
    } catch (unreadable) {
      if (!(unreadable instanceof DynastoreError)) throw unreadable;
    }
    return Object.defineProperty(error, 'current', { value, enumerable: false, writable: true, configurable: true });
  }
}

function refuseIssues({ issues }: SchemaResult): void {
  if (issues === undefined) return;
  throw new InvalidArgumentError('The entity does not fit its schema.', { issues, hint: 'See issues.' });
}
