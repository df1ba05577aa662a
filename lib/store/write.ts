import { KeyExistsError, KeyModifiedError } from '../errors.js';
import { nowSeconds } from '../record/clock.js';
import { isExpired } from '../record/expiry.js';
import { KVPair, metRecord } from '../record/kv-pair.js';
import { EXPIRES_ATTRIBUTE, type Item, VERSION_ATTRIBUTE } from '../record/layout.js';
import {
  type Fate,
  type Mark,
  type Seen,
  fateOf,
  highestFor,
  highestForgotten,
  marksOf,
  seenBehindFence,
} from '../record/write-id.js';
import { createRequest, putRequest, replaceRequest, reviveRequest, rowAfter, startAfresh } from '../request/write.js';
import {
  type Marked,
  type Met,
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
      const outcome = await tryWrite(marked, request, PUT.judge(marked), { mustMeet: true });
      if (outcome instanceof KVPair) {
        await pruneRow(marked);
        return outcome;
      }
      checkContradiction(outcome, tries);
      const { met } = outcome;
      const record = PUT.settle(marked, outcome) ?? (await reviveRow(marked, met, PUT));
      if (record !== undefined) return record;
      if (met && mark && fateOf(met, mark) !== 'not applied') {
        marked = { ...marked, mark: turn.mark(highestFor(met, mark)) };
      }
    }
  });
}

/** How a verb reads what refused it. */
interface Verdict {
  /** How a row tells of earlier tries, to replace the row that was seen, or none. */
  judge(write: Marked, seen?: Seen): (met: Item, mark: Mark) => Fate;
  /**
   * @param before - the row that the write was to replace.
   * @returns the record where an earlier try took effect; nothing where none did.
   * @throws AmbiguousResultError when nothing tells.
   */
  settle(write: Marked, outcome: Met, before?: Item): KVPair | undefined;
}

const PUT: Verdict = {
  judge: () => fateOf,
  settle(write, { met, fate }) {
    if (met !== undefined && fate === 'applied') return asIs(write, met);
    // A late copy of an earlier try is refused by the row, or brings back one that was deleted since.
    if (fate === 'forgotten' && (met !== undefined || write.mark === undefined)) throw ambiguous(write, met);
    return undefined;
  },
};

const CREATE: Verdict = {
  judge,
  settle(write, { met, fate }, before = {}) {
    if (fate === 'applied') return asWritten(write, met, before);
    if (fate === 'forgotten') throw ambiguous(write, met);
    return undefined;
  },
};

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
      const outcome = await tryWrite(marked, request, CREATE.judge(marked), { image, mustMeet: true });
      if (outcome instanceof KVPair) return outcome;
      checkContradiction(outcome, tries);
      const { met } = outcome;
      const record = CREATE.settle(marked, outcome);
      if (record !== undefined) return record;
      const current = metRecord(met, nowSeconds(store.clock), readPlaceOf(write));
      if (current !== undefined) throw new KeyExistsError('There is a live row already.', { current });
      const revived = await reviveRow(marked, met, CREATE, exact);
      if (revived !== undefined) return revived;
    }
  });
}

/**
 * Writes over the live row as it was read: one request; one more where it got a fence since, and no change.
 *
 * @param before - the row that was read, where it is at hand: what the answer is made of when others wrote it since.
 * @throws KeyModifiedError when the row is another by now, or gone, or expired; AmbiguousResultError when nothing can tell.
 */
export function replaceRow(write: Write, seen: Seen, before?: Item): Promise<KVPair> {
  return inTurn(write, async (turn) => {
    const marked = begin(write, turn, highestForgotten(seen));
    const { store, target, change, mark } = marked;
    for (let known = seen; ;) {
      const request = replaceRequest(target, change, known, mark, nowSeconds(store.clock));
      const outcome = await tryWrite(marked, request, judge(marked, known));
      if (outcome instanceof KVPair) return outcome;
      const { met, fate } = outcome;
      if (fate === 'applied') {
        return asWritten(marked, met, { ...(before ?? met), [VERSION_ATTRIBUTE]: { N: seen.versionText } });
      }
      if (fate === 'forgotten') throw ambiguous(marked, met);
      const current = metRecord(met, nowSeconds(store.clock), readPlaceOf(write)) ?? null;
      const fenced = current && met && seenBehindFence(met, known);
      if (!fenced) {
        const text = current ? 'The row was changed since it was read.' : 'The row is gone or expired.';
        throw new KeyModifiedError(text, { current, hint: 'Read it again, and decide anew.' });
      }
      known = fenced;
      // What named the row before is shut out with it.
      marked.past.isUnresolved = false;
    }
  });
}

/** Takes the place of an expired row; `undefined` when it is no longer there as it was met, so that the verb has to start again. */
async function reviveRow(
  write: Marked,
  met: Item | undefined,
  verdict: Verdict,
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
  const outcome = await tryWrite(fresh, request, verdict.judge(fresh, seen), { image });
  return outcome instanceof KVPair ? outcome : verdict.settle(fresh, outcome, met);
}
