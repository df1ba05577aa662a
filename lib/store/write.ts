import { randomUUID } from 'node:crypto';
import { DecodeError, KeyExistsError, KeyModifiedError } from '../errors.js';
import { nowSeconds } from '../record/clock.js';
import { isExpired } from '../record/expiry.js';
import { KVPair, type Origin, metRecord } from '../record/kv-pair.js';
import { EXPIRES_ATTRIBUTE, type Item, VERSION_ATTRIBUTE } from '../record/layout.js';
import type { Seen } from '../record/write-id.js';
import type { Request, Target } from '../request/request.js';
import {
  type Change,
  asTransaction,
  createRequest,
  freshItem,
  putRequest,
  replaceRequest,
  reviveRequest,
} from '../request/write.js';
import type { OperationContext } from './hooks.js';
import { readItem } from './read.js';
import type { Done, Refused } from './send.js';
import type { Store } from './store.js';

/** One write of one row: what all the steps of a verb need. */
export interface Write {
  readonly store: Store;
  readonly context: OperationContext;
  readonly target: Target;
  readonly change: Change;
}

/** Writes over whatever is there: one request, one more where an expired row lies. */
export async function putRow(write: Write): Promise<KVPair> {
  const { store, target, change } = write;
  for (;;) {
    const outcome = await attempt(write, putRequest(target, change, nowSeconds(store.clock)));
    if (!outcome.refused) return written(write, outcome);
    const revived = await reviveRow(write, await metRow(write, outcome));
    if (revived !== undefined) return revived;
  }
}

/**
 * Writes where no live row is: one request, one more where an expired row lies.
 *
 * @throws KeyExistsError when a live row is there.
 */
export async function createRow(write: Write, exact = false): Promise<KVPair> {
  const { store, target, change } = write;
  for (;;) {
    const request = createRequest(target, change);
    const created = exact ? await attemptExactly(write, request, '1') : await attempt(write, request);
    if (created instanceof KVPair) return created;
    if (!created.refused) return written(write, created);
    const met = await metRow(write, created);
    const current = metRecord(met, nowSeconds(store.clock), originOf(write));
    if (current !== undefined) throw new KeyExistsError('There is a live row already.', { current });
    const revived = await reviveRow(write, met, exact);
    if (revived !== undefined) return revived;
  }
}

/**
 * Writes over the live row as it was read: one request.
 *
 * @throws KeyModifiedError when the row is another by now, or gone, or expired.
 */
export async function replaceRow(write: Write, seen: Seen): Promise<KVPair> {
  const { store, target, change } = write;
  const outcome = await attempt(write, replaceRequest(target, change, seen, nowSeconds(store.clock)));
  if (!outcome.refused) return written(write, outcome);
  const current = metRecord(await metRow(write, outcome), nowSeconds(store.clock), originOf(write)) ?? null;
  throw new KeyModifiedError(current ? 'The row was changed since it was read.' : 'The row is gone or expired.', {
    current,
    hint: 'Read it again, and decide anew.',
  });
}

/** Takes the place of an expired row; `undefined` when it is no longer there as it was met, so that the verb has to start again. */
async function reviveRow(write: Write, met: Item | undefined, exact = false): Promise<KVPair | undefined> {
  const { store, target, change } = write;
  if (met === undefined || !isExpired(met[EXPIRES_ATTRIBUTE], nowSeconds(store.clock))) return undefined;
  const request = reviveRequest(target, change, met);
  const nextVersion = String(BigInt(met[VERSION_ATTRIBUTE]?.N ?? '0') + 1n);
  const outcome = exact ? await attemptExactly(write, request, nextVersion) : await attempt(write, request);
  if (outcome instanceof KVPair) return outcome;
  return outcome.refused ? undefined : written(write, outcome);
}

function attempt(write: Write, request: Request<'UpdateItem'>): Promise<Done<'UpdateItem'> | Refused> {
  return write.store.sender.attempt(write.context, request);
}

/** Sends as a transaction: it has no answer to read the row from, but on a fresh row every attribute is known. */
async function attemptExactly(
  write: Write,
  request: Request<'UpdateItem'>,
  versionText: string,
): Promise<KVPair | Refused> {
  const outcome = await write.store.sender.attempt(write.context, asTransaction(request, randomUUID()));
  return outcome.refused ? outcome : new KVPair(freshItem(write.target, write.change, versionText), originOf(write));
}

function written(write: Write, { output }: Done<'UpdateItem'>): KVPair {
  try {
    return new KVPair(output.Attributes ?? {}, originOf(write));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new DecodeError('The write took effect, but the row that it left cannot be read.', {
      ...write.target,
      attribute: error.attribute,
      cause: error,
      hint: 'Writing again would write twice; the cause tells what is wrong with the row.',
    });
  }
}

export function originOf({ store, target }: Pick<Write, 'store' | 'target'>): Origin {
  return { table: target.table, redactKeys: store.redactKeys };
}

/** The row that a refusal met; read once more, consistently, where the engine does not say. */
export async function metRow(
  { store, context, target }: Pick<Write, 'store' | 'context' | 'target'>,
  { found }: Refused,
): Promise<Item | undefined> {
  return found === 'unknown' ? readItem(store, context, target, true) : found;
}
