import type { KVPair } from '../record/kv-pair.js';
import type { RecordPage } from './read.js';

/** Reads the page after a token; with a limit DynamoDB looks at no more rows than that. */
export type ReadNextPage = (startKey: string | undefined, limit: number | undefined) => Promise<RecordPage>;

export interface RowListOptions {
  readonly startKey?: string | undefined;
  /** The most rows to yield. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** More rows than this are not asked for at once; a page ends at 1 MB anyway. */
const MAX_PAGE_ROWS = 1000;

/** The rows of a list, read page by page while they are asked for. Each iteration starts from the beginning. */
export class KVPairList implements AsyncIterable<KVPair> {
  readonly #readPage: ReadNextPage;
  readonly #options: RowListOptions;

  constructor(readPage: ReadNextPage, options: RowListOptions) {
    this.#readPage = readPage;
    this.#options = options;
  }

  /** Holds one page at a time; stops reading when the caller stops. */
  async *[Symbol.asyncIterator](): AsyncGenerator<KVPair, void, undefined> {
    const { limit = Infinity, signal } = this.#options;
    let { startKey } = this.#options;
    let seen = 0;
    let evaluated = 0;
    do {
      const rows = rowsToEvaluate(limit - seen, seen, evaluated);
      const page = await this.#readPage(startKey, rows);
      for (const record of page.records) {
        signal?.throwIfAborted();
        yield record;
        if (++seen === limit) return;
      }
      evaluated += page.evaluated;
      startKey = page.lastKey;
    } while (startKey !== undefined);
  }

  /** All rows at once, in memory. */
  async toArray(): Promise<KVPair[]> {
    const records: KVPair[] = [];
    for await (const record of this) records.push(record);
    return records;
  }
}

/** As many as are wanted; more where the pages before were short, since a run of expired rows would cost a request for each. */
function rowsToEvaluate(left: number, seen: number, evaluated: number): number | undefined {
  if (left === Infinity) return undefined;
  return Math.max(left, Math.min(MAX_PAGE_ROWS, Math.ceil((left * evaluated) / Math.max(seen, 0.5))));
}
