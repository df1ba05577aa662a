import { Carrier } from '../record/carrier.js';
import type { KVPair } from '../record/kv-pair.js';
import { type Seen, seenOf } from '../record/write-id.js';

/** The row that an entity was read from or written as. */
export interface Row {
  readonly partition: string;
  readonly key: string;
  readonly seen: Seen;
  readonly expires: number | undefined;
  /** True when it was read through an index that left out a part of the row. */
  readonly isPartial: boolean;
}

/** What an entity knows of the row that it came from: seen by nobody, and in no copy of the entity. */
export class Origin extends Carrier {
  #row: Row;

  private constructor(entity: object, row: Row) {
    super(entity);
    this.#row = row;
  }

  /** The row of an entity, nothing for one that was never read or written here. */
  static of(entity: object): Row | undefined {
    return #row in entity ? entity.#row : undefined;
  }

  static remember(entity: object, record: KVPair, isPartial = false): void {
    const { partition, key, expires } = record;
    const row = { partition, key, seen: seenOf(record), expires, isPartial };
    if (#row in entity) entity.#row = row;
    else new Origin(entity, row);
  }
}
