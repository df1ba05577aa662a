import { DecodeError, KeyModifiedError, KeyNotFoundError } from '../errors.js';
import { nowSeconds } from '../record/clock.js';
import { KVPair, metRecord } from '../record/kv-pair.js';
import { PAYLOAD_ATTRIBUTE } from '../record/layout.js';
import { fateOf, highestFor } from '../record/write-id.js';
import { type Edits, type Gap, gapsOf } from '../request/edits.js';
import { patchRequest } from '../request/write.js';
import { type Write, ambiguous, asIs, begin, inTurn, readPlaceOf, tryWrite } from './attempt.js';
import { pruneRow } from './prune.js';

/**
 * Changes the live row without reading it: one request; one more where the row lacks a map that the edits need, or has
 * forgotten more writers than this session knows of.
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
      if (met === undefined || current === undefined) throw new KeyNotFoundError('There is no live row to change.');
      if (marked.mark && fateOf(met, marked.mark) !== 'not applied') {
        marked = { ...marked, mark: turn.mark(highestFor(met, marked.mark)) };
        continue;
      }
      if (edits.has(PAYLOAD_ATTRIBUTE) && met[PAYLOAD_ATTRIBUTE]?.S !== undefined) return undefined;
      const gaps = gapsOf(edits, met);
      refuseOtherTypes(gaps);
      // Where the engine does not say what it met, the row that is read may have got what it lacked since.
      const isNew = change.condition === undefined && current.versionText !== knownVersion;
      if (JSON.stringify(gaps) === JSON.stringify(known) && !isNew) {
        throw new KeyModifiedError('The row is not as the condition demands.', { current });
      }
      known = gaps;
      knownVersion = current.versionText;
      marked = { ...marked, change: { ...change, lacking: met } };
    }
  });
}

function refuseOtherTypes(gaps: readonly Gap[]): void {
  const wrong = gaps.find(({ type }) => type !== undefined && type !== 'NULL');
  if (wrong === undefined) return;
  const attribute = wrong.path.join('.');
  throw new DecodeError(
    `The stored '${attribute}' must be of type ${wrong.wanted} to be changed so, and is of type ${wrong.type}.`,
    { attribute },
  );
}
