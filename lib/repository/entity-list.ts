import type { KVPair } from '../record/kv-pair.js';
import type { RecordPage } from '../store/read.js';
import type { EntityList, EntityListOptions, EntityPage } from './repository.js';

/** Where the rows of a list come from. */
export interface RowSource<T> {
  /** Reads the page after a token, of at most `limit` rows looked at, and leaves out what is not of the entity. */
  readPage(startKey: string | undefined, limit: number | undefined): Promise<RecordPage>;
  decode(record: KVPair): T;
  /** The token with which a list goes on behind a row. */
  tokenAfter(record: KVPair): string;
}

/** A page on its way to a reader. */
interface Found {
  readonly records: readonly KVPair[];
  readonly lastKey?: string | undefined;
}

/** How many rows are looked at for a page more, at least, when the one before held too few. */
const LEAST_NEXT_ROWS = 100;
/** More than any page of 1 MB holds; DynamoDB takes no number beyond 2^31. */
const MAX_ROWS = 100_000;

export class RowList<T> implements EntityList<T> {
  readonly #source: RowSource<T>;
  readonly #limit: number | undefined;
  readonly #signal: AbortSignal | undefined;
  #cut = false;

  constructor(source: RowSource<T>, { limit, signal }: Pick<EntityListOptions<T, object>, 'limit' | 'signal'>) {
    this.#source = source;
    this.#limit = limit;
    this.#signal = signal;
  }

  get cut(): boolean {
    return this.#cut;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { records } of this.#pages()) {
      for (const record of records) {
        this.#signal?.throwIfAborted();
        yield this.#source.decode(record);
      }
    }
  }

  async toArray(): Promise<T[]> {
    const entities: T[] = [];
    for await (const entity of this) entities.push(entity);
    return entities;
  }

  async first(): Promise<T | undefined> {
    for await (const entity of new RowList(this.#source, { limit: 1, signal: this.#signal })) return entity;
    return undefined;
  }

  async count(): Promise<number> {
    let count = 0;
    for await (const { records } of this.#pages()) count += records.length;
    return count;
  }

  async *pages(): AsyncGenerator<EntityPage<T>, void, undefined> {
    for await (const { records, lastKey } of this.#pages()) {
      const items = records.map((record) => this.#source.decode(record));
      yield { items, ...(lastKey !== undefined && { lastKey }) };
    }
  }

  /**
   * Holds one page at a time, and with a limit looks at one row more, to tell whether any is left. A reader that stops
   * before the limit has cut the list itself.
   */
  async *#pages(): AsyncGenerator<Found, void, undefined> {
    this.#cut = false;
    let left = this.#limit ?? Infinity;
    let rows = left + 1;
    let startKey: string | undefined;
    do {
      const { records, lastKey } = await this.#source.readPage(startKey, rows <= MAX_ROWS ? rows : undefined);
      if (records.length > left) {
        yield this.#cutOff(records, left);
        this.#cut = true;
        return;
      }
      left -= records.length;
      startKey = lastKey;
      if (left === 0) {
        const isCut = startKey !== undefined && (await this.#hasMore(startKey));
        yield { records, lastKey: isCut ? startKey : undefined };
        this.#cut = isCut;
        return;
      }
      yield { records, lastKey };
      // Rows of others, expired rows and filters make pages short; asking for as few again could go on for long.
      rows = Math.max(left + 1, rows * 2, LEAST_NEXT_ROWS);
    } while (startKey !== undefined);
  }

  #cutOff(records: readonly KVPair[], left: number): Found {
    const kept = records.slice(0, left);
    const last = kept.at(-1);
    return { records: kept, lastKey: last && this.#source.tokenAfter(last) };
  }

  /** One page ahead and no further: where that is empty and not the last, rows are left to look at. */
  async #hasMore(startKey: string): Promise<boolean> {
    const { records, lastKey } = await this.#source.readPage(startKey, LEAST_NEXT_ROWS);
    return records.length > 0 || lastKey !== undefined;
  }
}
