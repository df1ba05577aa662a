import { BatchIncompleteError, isRaisedHere } from '../errors.js';
import { KVPair } from '../record/kv-pair.js';
import { deleteInBatch, putInBatch } from '../request/batch.js';
import { type Target, nameOf } from '../request/request.js';
import { freshRecord, freshItem, versionAfter } from '../request/write.js';
import { checkFlags } from '../store/arguments.js';
import {
  type BatchOptions,
  type RowPacker,
  type WriteEntry,
  openBatch,
  packerFor,
  readRows,
  writeRows,
} from '../store/batch.js';
import type { OperationContext } from '../store/hooks.js';
import { startingExpiry } from './lifetime.js';
import { Origin } from './origin.js';
import type { EntityReadOptions } from './repository.js';
import type { EntityRows } from './rows.js';

/** Many rows at once, for the entities of one class. */
export class EntityBatches<T extends object> {
  readonly #rows: EntityRows<T>;

  constructor(rows: EntityRows<T>) {
    this.#rows = rows;
  }

  getMany(keys: readonly object[], options: EntityReadOptions & BatchOptions = {}): Promise<(T | undefined)[]> {
    return this.#run('GetMany', keys, options, ['consistent'], async (context) => {
      checkFlags(options, ['consistent']);
      const entries = keys.map((key) => {
        const target = this.#rows.target('GetMany', key);
        return { name: nameOf(target), target, given: key };
      });
      const records = await readRows(this.#rows.store, context, entries, options);
      return records.map((record) => record && this.#rows.decode(record));
    });
  }

  putMany(entities: readonly T[], options: BatchOptions = {}): Promise<void> {
    return this.#run('PutMany', entities, options, [], async (context) => {
      // All at once, so that what is written are the entities as they were given.
      const packer = packerFor(this.#rows.store, context);
      const writes = await Promise.all(entities.map((entity) => this.#prepare(entity, packer)));
      try {
        await writeRows(this.#rows.store, context, writes, options);
      } catch (error) {
        const isPartOf = isRaisedHere(error) && error instanceof BatchIncompleteError;
        const open = new Set(isPartOf ? error.remaining : entities);
        for (const { given, finish } of writes) if (!open.has(given)) finish();
        throw error;
      }
      for (const { finish } of writes) finish();
    });
  }

  /** The row that a batch leaves of an entity, whatever was there. */
  async #prepare(entity: T, packer: RowPacker): Promise<EntityWrite<T>> {
    const { store, metadata } = this.#rows;
    const stamps = this.#rows.stamp(entity);
    const target = this.#rows.target('PutMany', entity, stamps);
    try {
      const checking = this.#rows.checkEntity(entity);
      if (checking !== undefined) {
        await checking;
        this.#rows.refuseOtherKey(target, metadata.codec.writeKey(entity, stamps));
      }
      const { value, fields } = metadata.codec.write(entity, stamps);
      const expires = startingExpiry(metadata, entity, store.clock);
      const version = this.#nextVersion(entity, target);
      const name = nameOf(target);
      const record = freshRecord(target, expires, version, store.turns.markBeside(name));
      const row = packer.add(putInBatch(freshItem(record, { value, fields })));
      // Without the values, which need not be kept for it.
      const finish = () => void this.#rows.finish(entity, stamps, new KVPair(record));
      return { name, given: entity, row, finish };
    } catch (error) {
      throw store.sender.located(error, { ...this.#rows.place('PutMany'), ...target });
    }
  }

  #nextVersion(entity: T, target: Target): string {
    const origin = Origin.of(entity);
    const isSameRow = origin?.partition === target.partition && origin.key === target.key;
    const own = origin === undefined || isSameRow ? this.#rows.seenOf(entity, origin)?.versionText : undefined;
    return versionAfter(own);
  }

  deleteMany(keys: readonly object[], options: BatchOptions = {}): Promise<void> {
    return this.#run('DeleteMany', keys, options, [], (context) => {
      const packer = packerFor(this.#rows.store, context);
      const entries = keys.map((key) => {
        const target = this.#rows.target('DeleteMany', key);
        return { name: nameOf(target), given: key, row: packer.add(deleteInBatch(target)) };
      });
      return writeRows(this.#rows.store, context, entries, options);
    });
  }

  #run<R>(
    operation: string,
    list: readonly unknown[],
    options: BatchOptions,
    names: readonly string[],
    run: (context: OperationContext) => Promise<R>,
  ): Promise<R> {
    const place = this.#rows.place(operation);
    const what = operation === 'PutMany' ? 'entities' : 'keys';
    return this.#rows.store.sender.within(place, () => run(openBatch(place, list, what, options, names)));
  }
}

interface EntityWrite<T> extends WriteEntry<T> {
  /** Lets the entity know its row. */
  readonly finish: () => void;
}
