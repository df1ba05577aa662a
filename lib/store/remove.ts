import { randomUUID } from 'node:crypto';
import { KeyExistsError, KeyModifiedError, KeyNotFoundError } from '../errors.js';
import { nowSeconds } from '../record/clock.js';
import { metRecord } from '../record/kv-pair.js';
import type { Seen } from '../record/write-id.js';
import { deleteAtVersionRequest, deleteRequest } from '../request/remove.js';
import type { Request, Target } from '../request/request.js';
import { asTransaction } from '../request/write.js';
import type { OperationContext } from './hooks.js';
import { readItem } from './read.js';
import type { Store } from './store.js';
import { metRow, originOf } from './write.js';

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
  await send(removal, deleteRequest(removal.target));
}

/**
 * Removes the live row as it was read: one request.
 *
 * @throws KeyModifiedError when the row is another by now; KeyNotFoundError when it is gone or expired.
 */
export async function removeRowAtVersion(removal: Removal, seen: Seen): Promise<void> {
  const { store, target } = removal;
  const outcome = await send(removal, deleteAtVersionRequest(target, seen, nowSeconds(store.clock)));
  if (!outcome.refused) return;
  const current = metRecord(await metRow(removal, outcome), nowSeconds(store.clock), originOf(removal));
  if (current === undefined) throw new KeyNotFoundError('There is no live row to remove.');
  throw new KeyModifiedError('The row was changed since it was read.', {
    current,
    hint: 'Read it again, and decide anew.',
  });
}

/** What removing without knowing a row comes to, as in Go: nothing where nothing is, and never a live row. One read. */
export async function refuseLiveRow(removal: Omit<Removal, 'exact'>): Promise<false> {
  const { store, context, target } = removal;
  const item = await readItem(store, context, target, store.consistent);
  const current = metRecord(item, nowSeconds(store.clock), originOf(removal));
  if (current === undefined) return false;
  throw new KeyExistsError('There is a live row, and no previous to say which.', {
    current,
    hint: 'Give the row as it was read, or use delete.',
  });
}

function send({ store, context, exact }: Removal, request: Request<'DeleteItem'>) {
  return store.sender.attempt(context, exact ? asTransaction(request, randomUUID()) : request);
}
