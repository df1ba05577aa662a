import { BatchIncompleteError, InvalidArgumentError, isRaisedHere, passOn } from '../errors.js';
import { sleep } from '../record/clock.js';
import { notA } from '../record/kind.js';
import type { KVPair } from '../record/kv-pair.js';
import { checkIsOptions, refuseOthers } from '../record/options.js';
import { MAX_BATCH_READS, batchGetRequest, nameOfKey, split } from '../request/batch.js';
import type { Item } from '../record/layout.js';
import type { Target } from '../request/request.js';
import { type PackedRow, RowPacker, groupByRequest, packedRequest } from '../transport/row-pack.js';
import { checkSignal } from './arguments.js';
import { type OperationContext, operationContext } from './hooks.js';
import type { GetOption } from './options.js';
import { toRecord } from './read.js';
import type { Place } from './send.js';
import type { Store } from './store.js';

export interface BatchOptions {
  /** Called as rows are done, with how many of how many. What it throws ends the batch. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How many requests of one batch are under way at once. */
const CONCURRENCY = 4;
/** How often at most what DynamoDB left undone is sent again without any of it getting done. */
const MAX_IDLE_ROUNDS = 10;
const BASE_DELAY_MS = 25;
const MAX_DELAY_MS = 2_000;

/**
 * Begins a batch whose list and options are right.
 *
 * @param what - what is in the list.
 * @param names - options beside those of every batch.
 * @throws InvalidArgumentError
 */
export function openBatch(
  place: Place,
  list: unknown,
  what: string,
  options: BatchOptions,
  names: readonly string[],
): OperationContext {
  checkList(list, what);
  checkBatchOptions(options, names);
  return operationContext({ ...place, signal: options.signal });
}

function checkBatchOptions(options: BatchOptions, names: readonly string[]): void {
  const known = [...new Set(['onProgress', 'signal', ...names])];
  checkIsOptions(options, known, 'The options of a batch');
  refuseOthers(options, known, 'a batch');
  checkSignal(options.signal);
  const { onProgress } = options;
  if (onProgress !== undefined && typeof onProgress !== 'function') throw notA('a function', 'onProgress', onProgress);
}

export function checkList(list: unknown, what: string): asserts list is readonly unknown[] {
  if (!Array.isArray(list)) throw notA('a list', what, list);
  for (let position = 0; position < list.length; position++) {
    if (!(position in list))
      throw new InvalidArgumentError(`${what} must be a list without gaps: [${position}] is one.`);
  }
}

/** One row of a batch, and what the caller gave for it. */
interface BatchEntry<Given> {
  /** The row's name: `nameOf(target)`. */
  readonly name: string;
  readonly given: Given;
}

export interface ReadEntry<Given> extends BatchEntry<Given> {
  readonly target: Target;
}

export interface WriteEntry<Given> extends BatchEntry<Given> {
  readonly row: PackedRow;
}

/**
 * Reads rows, in the order of the entries; `undefined` for an absent or expired one. One request for 100 different keys.
 *
 * @throws BatchIncompleteError when DynamoDB goes on leaving keys undone.
 */
export async function readRows<Given>(
  store: Store,
  context: OperationContext,
  entries: readonly ReadEntry<Given>[],
  options: BatchOptions & GetOption,
): Promise<(KVPair | undefined)[]> {
  const { table } = context;
  const found = new Map<string, KVPair | undefined>();
  const consistent = options.consistent ?? store.consistent;
  const group: Group<ReadEntry<Given>> = (open) => split(open, MAX_BATCH_READS);
  await inBatches(table, entries, { group, isRead: true }, options, async (part) => {
    const output = await store.sender.send(
      context,
      batchGetRequest(
        table,
        part.map(({ target }) => target),
        consistent,
      ),
    );
    for (const item of ofOneTable(output.Responses) ?? []) {
      found.set(nameOfKey(table, item), toRecord(store, item, options, { table, redactKeys: store.redactKeys }));
    }
    return ofOneTable(output.UnprocessedKeys)?.Keys ?? [];
  });
  return entries.map(({ name }) => found.get(name));
}

export type { RowPacker };

/** Takes the rows of a batch as they are made. */
export function packerFor(store: Store, { table }: OperationContext): RowPacker {
  return new RowPacker(table, store.sender.transport.isShort);
}

/**
 * Writes rows without conditions; of entries with the same key the last counts. One request for 25 different keys.
 *
 * @throws BatchIncompleteError when DynamoDB goes on leaving rows undone, or fails in the middle.
 */
export async function writeRows<Given>(
  store: Store,
  context: OperationContext,
  entries: readonly WriteEntry<Given>[],
  options: BatchOptions,
): Promise<void> {
  const { table } = context;
  const group: Group<WriteEntry<Given>> = (open) => groupByRequest(open, ({ entry }) => entry.row);
  await inBatches(table, entries, { group, isRead: false }, options, async (part) => {
    const output = await store.sender.send(
      context,
      packedRequest(
        table,
        part.map(({ row }) => row),
      ),
    );
    const left = ofOneTable(output.UnprocessedItems) ?? [];
    return left.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {});
  });
}

/** What an answer says of the one table that was asked, by whatever name: a hook may have sent the request to another. */
function ofOneTable<Said>(answer: Readonly<Record<string, Said>> | undefined): Said | undefined {
  return answer && Object.values(answer)[0];
}

/** Makes parts that a request each takes. */
type Group<Entry> = (open: readonly Open<Entry>[]) => (readonly Open<Entry>[])[];

/** Sends a part and tells the keys that DynamoDB left undone. */
type SendPart<Entry> = (part: readonly Entry[]) => Promise<readonly Item[]>;

async function inBatches<Entry extends BatchEntry<unknown>>(
  table: string,
  entries: readonly Entry[],
  { group, isRead }: { readonly group: Group<Entry>; readonly isRead: boolean },
  options: BatchOptions,
  send: SendPart<Entry>,
): Promise<void> {
  // Else a request asks, once a hook has seen it.
  if (entries.length === 0) options.signal?.throwIfAborted();
  const batch = new Batch(table, entries, options, isRead);
  for (let idleRounds = 0; batch.isOpen;) {
    const before = batch.done;
    try {
      await inParallel(group(batch.open()), async (part) =>
        batch.settle(part, await send(part.map(({ entry }) => entry))),
      );
      idleRounds = batch.done > before ? 0 : idleRounds + 1;
      if (!batch.isOpen) return;
      if (idleRounds === MAX_IDLE_ROUNDS) throw batch.incomplete();
      await sleep(Math.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** idleRounds), options.signal);
    } catch (reason) {
      throw batch.explain(reason);
    }
  }
}

/** One key of a batch that is not done. */
interface Open<Entry> {
  /** Of several entries with the key the last. */
  entry: Entry;
  /** How many entries have the key. */
  sharing: number;
}

/** What of a batch is done, and what is not. */
class Batch<Entry extends BatchEntry<unknown>> {
  readonly #table: string;
  readonly #entries: readonly Entry[];
  readonly #options: BatchOptions;
  readonly #isRead: boolean;
  readonly #open = new Map<string, Open<Entry>>();
  #done = 0;
  #isBegun = false;

  constructor(table: string, entries: readonly Entry[], options: BatchOptions, isRead: boolean) {
    this.#table = table;
    this.#entries = entries;
    this.#options = options;
    this.#isRead = isRead;
    for (const entry of entries) {
      const known = this.#open.get(entry.name);
      if (known === undefined) this.#open.set(entry.name, { entry, sharing: 1 });
      else Object.assign(known, { entry, sharing: known.sharing + 1 });
    }
  }

  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  open(): Open<Entry>[] {
    return [...this.#open.values()];
  }

  get done(): number {
    return this.#done;
  }

  settle(part: readonly Open<Entry>[], left: readonly Item[]): void {
    this.#isBegun = true;
    const leftNames = new Set(left.map((key) => nameOfKey(this.#table, key)));
    for (const { entry, sharing } of part) {
      if (!leftNames.has(entry.name) && this.#open.delete(entry.name)) this.#done += sharing;
    }
    try {
      this.#options.onProgress?.(this.#done, this.#entries.length);
    } catch (thrown) {
      throw new CallbackFailed(passOn(thrown));
    }
  }

  #remaining(): Entry[] {
    return this.#entries.filter((entry) => this.#open.has(entry.name));
  }

  incomplete(cause?: unknown): BatchIncompleteError {
    const remaining = this.#remaining().map(({ given }) => given);
    const why = isRaisedHere(cause) ? `: ${cause.text}` : '.';
    return new BatchIncompleteError(`${remaining.length} of ${this.#entries.length} rows are not done${why}`, {
      remaining,
      hint: 'Call again with error.remaining.',
      ...(cause !== undefined && { cause }),
    });
  }

  /** What a failure comes to: where something is done, or may be, the caller has to learn what is not. */
  explain(reason: unknown): unknown {
    if (reason instanceof CallbackFailed) return reason.thrown;
    const isOurs = isRaisedHere(reason);
    const isSignal = this.#options.signal?.aborted === true && reason === this.#options.signal.reason;
    // A read that was given up leaves nothing undone.
    if (isSignal ? this.#isRead : !isOurs) return reason;
    if (isOurs && (reason.code === 'BATCH_INCOMPLETE' || reason.code === 'DECODE')) return reason;
    const mayHelp = isOurs ? reason.retryable || reason.code === 'AMBIGUOUS_RESULT' : this.#isBegun;
    return this.#done > 0 || mayHelp ? this.incomplete(reason) : reason;
  }
}

/** What the user's callback threw, even an error like ours, is passed on as it is. */
class CallbackFailed {
  constructor(readonly thrown: unknown) {}
}

/** Runs a few at once; after a failure no further one is begun, and those under way are waited for. */
async function inParallel<Part>(parts: readonly Part[], run: (part: Part) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (failures.length === 0 && next < parts.length)
      await run(parts[next++]!).catch((reason) => failures.push(reason));
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, parts.length) }, work));
  if (failures.length > 0) throw failures[0];
}
