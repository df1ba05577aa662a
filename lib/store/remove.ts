import { randomUUID } from 'node:crypto';
import { AmbiguousResultError, KeyExistsError, KeyModifiedError, KeyNotFoundError } from '../errors.js';
import { nowSeconds } from '../record/clock.js';
import { metRecord } from '../record/kv-pair.js';
import type { Item } from '../record/layout.js';
import { type Seen, isAnother, seenBehindFence } from '../record/write-id.js';
import { deleteAtVersionRequest, deleteRequest } from '../request/remove.js';
import type { Request, Target } from '../request/request.js';
import { asTransaction } from '../request/write.js';
import { inTurn, metRow, readPlaceOf, spanSince } from './attempt.js';
import type { OperationContext } from './hooks.js';
import { readItem } from './read.js';
import type { Done, Refused } from './send.js';
import type { Store } from './store.js';
import type { Turn } from './turn.js';

/** One removal of one row: what all the steps of a verb need. */
export interface Removal {
  readonly store: Store;
  readonly context: OperationContext;
  readonly target: Target;
  /** Sent as a transaction of one, so that a late copy of the request cannot remove a newer row. */
  readonly exact: boolean;
}

/** Removes whatever is there: one request. An absent row is no error. */
export async function removeRow(removal: Removal): Promise<void> {
  await inTurn(removal, (turn) => tryRemoval(removal, turn, deleteRequest(removal.target)));
}

/**
 * Removes the live row as it was read: one request; one more where it got a fence since, and no change.
 *
 * @throws KeyModifiedError when the row is another by now; KeyNotFoundError when it is gone or expired; AmbiguousResultError
 * when it is gone, or was made anew, after a try that got no answer, which `exact` prevents.
 */
export function removeRowAtVersion(removal: Removal, seen: Seen): Promise<void> {
  const { store, target } = removal;
  return inTurn(removal, async (turn) => {
    const startMs = store.machineClock.nowMs();
    let isUnresolved = false;
    for (let known = seen; ;) {
      const request = deleteAtVersionRequest(target, known, nowSeconds(store.clock));
      const outcome = await tryRemoval(removal, turn, request);
      if (!outcome.refused) return;
      isUnresolved ||= outcome.isUnresolved;
      const met = await metRow(removal, { ...outcome, isUnresolved });
      turn.row = met ?? null;
      const current = metRecord(met, nowSeconds(store.clock), readPlaceOf(removal));
      // Only the row itself, or one that was there long before, proves that no earlier try removed it.
      const isProof = (row: Item) => store.turns.leavesMarks && !isAnother(row, known, spanSince(store, startMs));
      if (isUnresolved && !(met && isProof(met))) throw ambiguous(current ?? null);
      if (current === undefined) throw new KeyNotFoundError('There is no live row to remove.');
      const fenced = met && seenBehindFence(met, known);
      if (fenced === undefined) {
        throw new KeyModifiedError('The row was changed since it was read.', {
          current,
          hint: 'Read it again, and decide anew.',
        });
      }
      known = fenced;
      // What named the row before is shut out with it.
      isUnresolved = false;
    }
  });
}

function ambiguous<Row>(current: Row | null): AmbiguousResultError {
  const what = current === null ? 'The row is gone' : 'The row is another by now';
  return new AmbiguousResultError(`${what}, and nothing tells whether it was removed here.`, {
    current,
    hint: 'Remove with exact: true where this matters.',
  });
}

/** What removing without knowing a row comes to, as in Go: nothing where nothing is, and never a live row. One read. */
export async function refuseLiveRow(removal: Omit<Removal, 'exact'>): Promise<false> {
  const { store, context, target } = removal;
  const item = await readItem(store, context, target, store.consistent);
  const current = metRecord(item, nowSeconds(store.clock), readPlaceOf(removal));
  if (current === undefined) return false;
  throw new KeyExistsError('There is a live row, and no previous to say which.', {
    current,
    hint: 'Give the row as it was read, or use delete.',
  });
}

async function tryRemoval(
  { store, context, exact }: Removal,
  turn: Turn,
  request: Request<'DeleteItem'>,
): Promise<Done<'DeleteItem' | 'TransactWriteItems'> | Refused> {
  turn.row = undefined;
  const outcome = await store.sender.attempt(context, exact ? asTransaction(request, randomUUID()) : request);
  if (!outcome.refused) turn.row = null;
  return outcome;
}
