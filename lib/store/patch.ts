import { DecodeError, type DynastoreError, KeyModifiedError, KeyNotFoundError } from '../errors.js';
import { nowSeconds } from '../record/clock.js';
import { KVPair, metRecord } from '../record/kv-pair.js';
import { type Item, PAYLOAD_ATTRIBUTE } from '../record/layout.js';
import { fateOf, fenceAgainst, highestFor } from '../record/write-id.js';
import { type Edits, type Gap, gapsOf } from '../request/edits.js';
import { fenceRequest, patchRequest } from '../request/write.js';
import { type Marked, type Write, ambiguous, asIs, begin, inTurn, readPlaceOf, tryWrite } from './attempt.js';
import { pruneRow } from './prune.js';

/**
 * Changes the live row without reading it: one request; one more where the row lacks a map that the edits need, or has
 * forgotten more writers than this session knows of, and one where it refuses for good after a try that got no answer.
 *
 * @returns the record as it is now; nothing when the payload is text, so that it has to be read and written as a whole.
 * @throws KeyNotFoundError when the row is absent or expired; KeyModifiedError when the change's condition refuses;
 * DecodeError when something else is where the edits need a map; AmbiguousResultError when nothing can tell.
 */
export function patchRow(write: Write): Promise<KVPair | undefined> {
  const { store, target, change } = write;
  const edits: Edits = change.edits ?? new Map();
  return inTurn(write, async (turn) => {
    let marked = begin(write, turn);
    let known: readonly Gap[] = [];
    let knownVersion: string | undefined;
    for (;;) {
      const request = patchRequest(target, marked.change, marked.mark, nowSeconds(store.clock));
      const outcome = await tryWrite(marked, request, fateOf);
      if (outcome instanceof KVPair) {
        await pruneRow(marked);
        return outcome;
      }
      const { met, fate } = outcome;
      if (met !== undefined && fate === 'applied') return asIs(marked, met);
      if (fate === 'forgotten') throw ambiguous(marked, met);
      const current = metRecord(met, nowSeconds(store.clock), readPlaceOf(write));
      if (met === undefined || current === undefined) {
        return refuse(marked, met, new KeyNotFoundError('There is no live row to change.'));
      }
      if (marked.mark && fateOf(met, marked.mark) !== 'not applied') {
        marked = { ...marked, mark: turn.mark(highestFor(met, marked.mark)) };
        continue;
      }
      if (edits.has(PAYLOAD_ATTRIBUTE) && met[PAYLOAD_ATTRIBUTE]?.S !== undefined) return fence(marked, met);
      const gaps = gapsOf(edits, met);
      const wrong = wrongType(gaps);
      if (wrong !== undefined) return refuse(marked, met, wrong);
      // Where the engine does not say what it met, the row that is read may have got what it lacked since.
      const isNew = change.condition === undefined && current.versionText !== knownVersion;
      if (JSON.stringify(gaps) === JSON.stringify(known) && !isNew) {
        const refusal = new KeyModifiedError('The row is not as the condition demands.', { current });
        return refuse(marked, met, refusal);
      }
      known = gaps;
      knownVersion = current.versionText;
      marked = { ...marked, change: { ...change, lacking: met } };
    }
  });
}

/** Ends a patch that a row refuses for good. @returns the record, where a late try of it took effect after all. */
async function refuse(marked: Marked, met: Item | undefined, refusal: DynastoreError): Promise<KVPair> {
  const record = await fence(marked, met);
  if (record !== undefined) return record;
  throw refusal;
}

/**
 * Ends the requests of a patch. A try that got no answer could still come, and meet the row when it has become what the
 * patch wants: the row learns that the writer went on, unless there was no such try.
 *
 * @returns the record, where such a try came before.
 */
async function fence(marked: Marked, met: Item | undefined): Promise<KVPair | undefined> {
  const { target, mark, past } = marked;
  if (met === undefined || mark === undefined || !past.isUnresolved) return undefined;
  const against = fenceAgainst(mark);
  const request = fenceRequest(target, mark, against);
  const outcome = await tryWrite({ ...marked, mark: against }, request, fateOf, { isRead: false });
  if (outcome instanceof KVPair || outcome.fate === 'applied') return undefined;
  if (outcome.met !== undefined && fateOf(outcome.met, mark) === 'applied') return asIs(marked, outcome.met);
  throw ambiguous(marked, outcome.met);
}

function wrongType(gaps: readonly Gap[]): DecodeError | undefined {
  const wrong = gaps.find(({ type }) => type !== undefined && type !== 'NULL');
  if (wrong === undefined) return undefined;
  const attribute = wrong.path.join('.');
  return new DecodeError(
    `The stored '${attribute}' must be of type ${wrong.wanted} to be changed so, and is of type ${wrong.type}.`,
    { attribute },
  );
}
