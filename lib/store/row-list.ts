import type { KVPair } from '../record/kv-pair.js';
import type { RecordPage } from './read.js';

/** Reads the page after a token, of at most `limit` rows where there is a limit. */
export type ReadNextPage = (startKey: string | undefined, limit: number | undefined) => Promise<RecordPage>;

/** The rows of a list, read page by page while they are asked for. Each iteration starts from the beginning. */
export class KVPairList implements AsyncIterable<KVPair> {
  readonly #readPage: ReadNextPage;
  readonly #startKey: string | undefined;
  readonly #limit: number | undefined;

  constructor(readPage: ReadNextPage, startKey: string | undefined, limit: number | undefined) {
    this.#readPage = readPage;
    this.#startKey = startKey;
    this.#limit = limit;
  }

  /** Holds one page at a time; stops reading when the caller stops. */
  async *[Symbol.asyncIterator](): AsyncGenerator<KVPair, void, undefined> {
    let startKey = this.#startKey;
    let left = this.#limit;
    do {
      const page = await this.#readPage(startKey, left);
      // DynamoDB looks at no more rows than are left, so that no page holds too many.
      if (left !== undefined) left -= page.records.length;
      yield* page.records;
      startKey = page.lastKey;
    } while (startKey !== undefined && left !== 0);
  }

  /** All rows at once, in memory. */
  async toArray(): Promise<KVPair[]> {
    const records: KVPair[] = [];
    for await (const record of this) records.push(record);
    return records;
  }
}
