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

/** What the rows of a page have in common. */
type Source = Pick<Row, 'partition' | 'isPartial'>;

/** That of the entity that learned last where it comes from: the rows of a page share it. */
let lastSource: Source = { partition: '', isPartial: false };

/**
 * What an entity knows of the row that it came from: seen by nobody, and in no copy of the entity. Every entity keeps these
 * fields, and no object for them.
 */
export class Origin extends Carrier {
  #source = lastSource;
  #key = '';
  #versionText = '';
  #marks: string | undefined;
  #expires: number | undefined;

  private constructor(entity: object) {
    super(entity);
  }

  /** The row of an entity, nothing for one that was never read or written here. */
  static of(entity: object): Row | undefined {
    if (!(#key in entity)) return undefined;
    const origin = entity;
    const { partition, isPartial } = origin.#source;
    return {
      partition,
      key: origin.#key,
      seen: { versionText: origin.#versionText, marks: origin.#marks },
      expires: origin.#expires,
      isPartial,
    };
  }

  static remember(entity: object, record: KVPair, isPartial = false): void {
    const origin = #key in entity ? entity : new Origin(entity);
    const { versionText, marks } = seenOf(record);
    const { partition } = record;
    if (partition !== lastSource.partition || isPartial !== lastSource.isPartial) lastSource = { partition, isPartial };
    origin.#source = lastSource;
    origin.#key = record.key;
    origin.#versionText = versionText;
    origin.#marks = marks;
    origin.#expires = record.expires;
  }
}
