import { KeyExistsError, KeyModifiedError } from '../errors.js';
import { nowSeconds } from '../record/clock.js';
import { isExpired } from '../record/expiry.js';
import { KVPair, metRecord } from '../record/kv-pair.js';
import { EXPIRES_ATTRIBUTE, type Item, VERSION_ATTRIBUTE } from '../record/layout.js';
import { type Seen, fateOf, highestFor, highestForgotten, marksOf } from '../record/write-id.js';
import { createRequest, putRequest, replaceRequest, reviveRequest, rowAfter, startAfresh } from '../request/write.js';
import {
  type Marked,
  type Write,
  ambiguous,
  asIs,
  asWritten,
  begin,
  checkContradiction,
  inTurn,
  judge,
  readPlaceOf,
  tryWrite,
} from './attempt.js';
import { pruneRow } from './prune.js';

/**
 * Writes over whatever is there: one request; one more where an expired row lies, or where the row has forgotten more
 * writers than this session knows of.
 */
export function putRow(write: Write): Promise<KVPair> {
  return inTurn(write, async (turn) => {
    let marked = begin(write, turn);
    for (let tries = 1; ; tries++) {
      const { store, target, change, mark } = marked;
      const request = putRequest(target, change, mark, nowSeconds(store.clock));
      const outcome = await tryWrite(marked, request, fateOf, { mustMeet: true });
      if (outcome instanceof KVPair) {
        await pruneRow(marked);
        return outcome;
      }
      checkContradiction(outcome, tries);
      const { met, fate } = outcome;
      // A late copy of an earlier try is refused by the row, or brings back one that was deleted since.
      if (met !== undefined && fate === 'applied') return asIs(marked, met);
      if (fate === 'forgotten' && (met !== undefined || mark === undefined)) throw ambiguous(marked, met);
      const revived = await reviveRow(marked, met, asIs);
      if (revived !== undefined) return revived;
      if (met && mark && fateOf(met, mark) !== 'not applied') {
        marked = { ...marked, mark: turn.mark(highestFor(met, mark)) };
      }
    }
  });
}

/**
 * Writes where no live row is: one request, one more where an expired row lies.
 *
 * @throws KeyExistsError when a live row is there; AmbiguousResultError when nothing can tell whether it is from here.
 */
export function createRow(write: Write, exact = false): Promise<KVPair> {
  return inTurn(write, async (turn) => {
    const marked = begin(write, turn);
    const { store, target, change, mark } = marked;
    for (let tries = 1; ; tries++) {
      const request = createRequest(target, change, mark);
      const image = exact ? rowAfter({}, marked) : undefined;
      const outcome = await tryWrite(marked, request, judge(marked), { image, mustMeet: true });
      if (outcome instanceof KVPair) return outcome;
      checkContradiction(outcome, tries);
      const { met, fate } = outcome;
      if (fate === 'applied') return asWritten(marked, met, {});
      if (fate === 'forgotten') throw ambiguous(marked, met);
      const current = metRecord(met, nowSeconds(store.clock), readPlaceOf(write));
      if (current !== undefined) throw new KeyExistsError('There is a live row already.', { current });
      const revived = await reviveRow(marked, met, asWritten, exact);
      if (revived !== undefined) return revived;
    }
  });
}

/**
 * Writes over the live row as it was read: one request.
 *
 * @param before - the row that was read, where it is at hand: what the answer is made of when others wrote it since.
 * @throws KeyModifiedError when the row is another by now, or gone, or expired; AmbiguousResultError when nothing can tell.
 */
export function replaceRow(write: Write, seen: Seen, before?: Item): Promise<KVPair> {
  return inTurn(write, async (turn) => {
    const marked = begin(write, turn, highestForgotten(seen));
    const { store, target, change, mark } = marked;
    const request = replaceRequest(target, change, seen, mark, nowSeconds(store.clock));
    const outcome = await tryWrite(marked, request, judge(marked, seen));
    if (outcome instanceof KVPair) return outcome;
    const { met, fate } = outcome;
    if (fate === 'applied') {
      return asWritten(marked, met, { ...(before ?? met), [VERSION_ATTRIBUTE]: { N: seen.versionText } });
    }
    if (fate === 'forgotten') throw ambiguous(marked, met);
    const current = metRecord(met, nowSeconds(store.clock), readPlaceOf(write)) ?? null;
    throw new KeyModifiedError(current ? 'The row was changed since it was read.' : 'The row is gone or expired.', {
      current,
      hint: 'Read it again, and decide anew.',
    });
  });
}

/**
 * Takes the place of an expired row.
 *
 * @param answer - makes the record of a write that took effect earlier, by whichever of its requests.
 * @returns nothing when the expired row is no longer there as it was met, so that the verb has to start again.
 */
async function reviveRow(
  write: Marked,
  met: Item | undefined,
  answer: (write: Marked, met: Item, before: Item) => KVPair,
  exact = false,
): Promise<KVPair | undefined> {
  const { store, target, mark } = write;
  const now = nowSeconds(store.clock);
  if (met === undefined || !isExpired(met[EXPIRES_ATTRIBUTE], now)) return undefined;
  const change = startAfresh(write.change, met);
  const fresh = { ...write, change };
  const request = reviveRequest(target, change, met, mark, now);
  const seen = { versionText: met[VERSION_ATTRIBUTE]?.N ?? '0', marks: marksOf(met) };
  const image = exact ? rowAfter(met, fresh) : undefined;
  const outcome = await tryWrite(fresh, request, judge(fresh, seen), { image });
  if (outcome instanceof KVPair) return outcome;
  if (outcome.met !== undefined && outcome.fate === 'applied') return answer(fresh, outcome.met, met);
  if (outcome.fate === 'forgotten') throw ambiguous(write, outcome.met);
  return undefined;
}
