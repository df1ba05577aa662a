import { randomUUID } from 'node:crypto';
import { AmbiguousResultError, DecodeError, ServiceError, isRaisedHere } from '../errors.js';
import { nowSeconds } from '../record/clock.js';
import { KVPair, type ReadPlace, metRecord } from '../record/kv-pair.js';
import { type Item, VERSION_ATTRIBUTE } from '../record/layout.js';
import { type Fate, type Mark, type Seen, type Span, fateOf, fateSince, leastOpenNumber } from '../record/write-id.js';
import type { Request, Target } from '../request/request.js';
import { type Change, asTransaction, rowAfter, versionAfter } from '../request/write.js';
import type { OperationContext } from './hooks.js';
import { readItem } from './read.js';
import type { Refused } from './send.js';
import type { Store } from './store.js';
import type { Turn } from './turn.js';

/** How often a write is tried that is refused for a row which is not there when it is looked for. */
const MAX_CONTRADICTIONS = 10;

/** How often the row is asked for what became of a write, each time with all the tries of the SDK. */
const READS_AFTER_REFUSAL = 4;

/** One write of one row: what all the steps of a verb need. */
export interface Write {
  readonly store: Store;
  readonly context: OperationContext;
  readonly target: Target;
  readonly change: Change;
  /** The turn that the write belongs to, where a verb holds one for several; else it takes one of its own. */
  readonly turn?: Turn | undefined;
}

/** A write within its turn, with the mark that all its requests leave, so that one of them at most takes effect. */
export interface Marked extends Write {
  readonly turn: Turn;
  readonly mark: Mark | undefined;
  readonly startMs: number;
  readonly past: Past;
}

/** What became of the requests of a write so far, whichever they were. */
export interface Past {
  /** True when a try got no answer, and may have taken effect, or still may. */
  isUnresolved: boolean;
}

/** A write was refused: what it met, and what that tells of earlier tries. */
export interface Met {
  readonly met: Item | undefined;
  readonly fate: Fate;
}

export function begin({ store, context, target, change }: Write, turn: Turn, above?: number): Marked {
  const [mark, startMs] = [turn.mark(above), store.machineClock.nowMs()];
  return { store, context, target, change, turn, mark, startMs, past: { isUnresolved: false } };
}

/** How a row that was met tells what became of earlier tries: of a write to the row that was seen, or to none. */
export function judge({ store, startMs }: Marked, seen?: Seen): (met: Item, mark: Mark) => Fate {
  return (met, mark) => fateSince(met, mark, seen, spanSince(store, startMs));
}

export function spanSince({ clock, machineClock }: Store, fromMs: number): Span {
  const toMs = machineClock.nowMs();
  return { fromMs, toMs, leastNumber: leastOpenNumber(clock.nowMs() - (toMs - fromMs)) };
}

/** Runs a write or a removal in its turn, and leaves the row to the next. */
export function inTurn<T>(
  { store, context, target, turn }: Omit<Write, 'change'>,
  run: (turn: Turn) => Promise<T>,
): Promise<T> {
  return turn ? run(turn) : store.turns.hold(target, context.signal, run);
}

/**
 * Sends one request of a write.
 *
 * @param fateIn - what a row tells of an earlier try that got no answer.
 * @param image - sends as a transaction, whose answer has no row: the row that it leaves.
 * @param isRead - false where the row that it leaves is of no use, readable or not.
 * @param mustMeet - true where only a row can be what refuses the request: where the answer has none, it is read.
 */
export async function tryWrite(
  write: Marked,
  request: Request<'UpdateItem'>,
  fateIn: (met: Item, mark: Mark) => Fate,
  {
    image,
    mustMeet = false,
    isRead = true,
  }: { readonly image?: Item | undefined; readonly mustMeet?: boolean; readonly isRead?: boolean } = {},
): Promise<KVPair | Met> {
  const { store, context, turn, mark, past } = write;
  turn.row = undefined;
  const sending = image
    ? store.sender.attempt(context, asTransaction(request, randomUUID()))
    : store.sender.attempt(context, request);
  const outcome = await sending.catch((error: unknown) => {
    throw past.isUnresolved
      ? leftOpen('An earlier try got no answer, and the next request failed.', error, context)
      : error;
  });
  if (!outcome.refused) {
    turn.row = image ?? ('Attributes' in outcome.output ? outcome.output.Attributes : undefined) ?? {};
    return isRead ? written(write, turn.row) : { met: turn.row, fate: 'applied' };
  }
  past.isUnresolved ||= outcome.isUnresolved;
  const { isUnresolved } = past;
  const found = mustMeet && outcome.found === undefined ? 'unknown' : outcome.found;
  const met = await metRow(write, { refused: true, found, isUnresolved });
  turn.row = met ?? null;
  // Nobody else leaves this number: something on the way delivered an earlier request once more.
  if (met && mark && fateOf(met, mark) === 'applied') return { met, fate: 'applied' };
  if (!isUnresolved) return { met, fate: 'not applied' };
  // Without marks, or without a row that could hold one, nothing tells.
  return { met, fate: met && mark ? fateIn(met, mark) : 'forgotten' };
}

/** What the failure of a request comes to when an earlier one of its call may still take effect. */
function leftOpen(text: string, error: unknown, { signal }: OperationContext): unknown {
  const isOfHook = !isRaisedHere(error) && !(signal?.aborted && error === signal.reason);
  if (isOfHook || (isRaisedHere(error) && error.code === 'AMBIGUOUS_RESULT')) return error;
  return new AmbiguousResultError(text, {
    current: undefined,
    cause: error,
    hint: 'Read the row to see what became of the write.',
  });
}

/** Keeps a write from being tried for ever where the service refuses it for a row that nobody finds. */
export function checkContradiction({ met }: Met, tries: number): void {
  if (met !== undefined || tries < MAX_CONTRADICTIONS) return;
  throw new ServiceError('The write is refused for a row that is not there.', { hint: 'Is DynamoDB behind a proxy?' });
}

function written(write: Write, row: Item): KVPair {
  return readWritten(() => new KVPair(row, readPlaceOf(write)));
}

/** Reads the row that a write left. @throws DecodeError that says so when it cannot be read. */
export function readWritten<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new DecodeError('The write took effect, but the row that it left cannot be read.', {
      attribute: error.attribute,
      cause: error,
      hint: 'Writing again would write twice; the cause tells what is wrong with the row.',
    });
  }
}

export function readPlaceOf({ store, target }: Pick<Write, 'store' | 'target'>): ReadPlace {
  return { table: target.table, redactKeys: store.redactKeys };
}

/** The record of a write that took effect earlier, as the row is now. */
export function asIs(write: Marked, met: Item): KVPair {
  return new KVPair(met, readPlaceOf(write));
}

/** The record of a write that took effect earlier, as that left it: at its own version, whoever wrote the row since. */
export function asWritten(write: Marked, met: Item | undefined, before: Item): KVPair {
  const { [VERSION_ATTRIBUTE]: version } = before;
  const isUntouched = met?.[VERSION_ATTRIBUTE]?.N === versionAfter(version?.N);
  return new KVPair(isUntouched ? met : rowAfter(before, write), readPlaceOf(write));
}

export function ambiguous(write: Pick<Write, 'store' | 'target'>, met: Item | undefined): AmbiguousResultError {
  const current = metRecord(met, nowSeconds(write.store.clock), readPlaceOf(write)) ?? null;
  return new AmbiguousResultError(
    current
      ? 'The row no longer tells whether it was written here.'
      : 'The row is gone, and was perhaps written before.',
    { current, hint: 'Read the row before you decide.' },
  );
}

/**
 * The row that a refusal met; read once more, consistently, where the engine does not say.
 *
 * @throws AmbiguousResultError when that fails, and an earlier try may have taken effect.
 */
export async function metRow(
  { store, context, target }: Pick<Write, 'store' | 'context' | 'target'>,
  { found, isUnresolved }: Refused,
): Promise<Item | undefined> {
  if (found !== 'unknown') return found;
  for (let tries = 1; ; tries++) {
    try {
      return await readItem(store, context, target, true);
    } catch (error) {
      const mayRetry = isRaisedHere(error) && error.retryable;
      if (mayRetry && tries < READS_AFTER_REFUSAL) continue;
      throw isUnresolved
        ? leftOpen('The row that could tell what became of the write cannot be read.', error, context)
        : error;
    }
  }
}
