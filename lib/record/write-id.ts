import { DecodeError } from '../errors.js';
import { KVPair } from './kv-pair.js';
import { type Item, LANE_PREFIX, VERSION_ATTRIBUTE, WATERMARK_ATTRIBUTE, isMark } from './layout.js';

// How a write recognises itself in a row, long after it was sent. A writer is a lane, and keeps the number of its last write
// in an attribute of its own: equal numbers prove that a write took effect, a lower one or none that it did not. The
// watermark is the highest number of those that were pruned, followed by four digits that say when the row was made.

/** How many lanes a row keeps for as long as it lives; older ones go once nobody can be waiting for their outcome. */
const LANES_KEPT = 8;
/** Lanes beyond this go at once. */
const LANES_KEPT_AT_MOST = 32;
/** Writers that do not know the row leave lanes to others to prune, up to this many, and now and then beyond. */
const LANES_LEFT = 40;
const LANES_BETWEEN_PRUNINGS = 8;
/** Longer than any request is tried, and than clocks differ. */
const OUTCOME_WAIT_MS = 60_000;

// Numbers follow the clock so that they are above most watermarks, in steps that keep them at eight digits (five bytes)
// until 2057. They need not: a number that is too low costs one more request.
const TICK_MS = 10_000;
const FIRST_TICK_MS = Date.UTC(2026, 0, 1);
/** Beyond it a number in a row is not taken as one of ours. */
const MAX_NUMBER = 1e15;
const BIRTH_DIGITS = 4;
const BIRTHS = 10 ** BIRTH_DIGITS - 1;

/** What a write at a version has to know of the row it replaces. Small, since every entity keeps one. */
export interface Seen {
  /** The version as decimal text. */
  readonly versionText: string;
  /** The marks that were in the row, as `marksOf` spells them. Absent: not known, and so not compared. */
  readonly marks?: string | undefined;
}

/** The mark that one write leaves. The same for all requests of a call, so that only one of them takes effect. */
export interface Mark {
  /** The attribute of the writer's lane. */
  readonly lane: string;
  /** Higher than all numbers that this lane left in this row before. */
  readonly number: number;
  /** For a row that this write makes. */
  readonly birth: number;
}

/** What a row says of itself that was read for a write or a removal that must meet this very row. */
export function seenOf(pair: KVPair): Seen {
  const marks = marksOf(KVPair.itemOf(pair));
  // An index need not hold the marks: none there proves nothing.
  return { versionText: pair.versionText, ...(!(marks === '' && KVPair.isFromIndex(pair)) && { marks }) };
}

/** The last text for the marks of a row with one lane: the rows of a page often have it in common, and keep it once. */
let lastMarks = { watermark: '', name: '', number: '', text: ' ' };

/** The marks of a row in short: the watermark, the newest lane with its number, and those that are due to be pruned. */
export function marksOf(item: Item): string {
  let newest: LaneMark | undefined;
  let lanes: LaneMark[] | undefined;
  for (const name in item) {
    const value = item[name];
    if (value === undefined || name === WATERMARK_ATTRIBUTE || !isMark(name, value)) continue;
    const lane = { name, number: value.N as string };
    if (newest === undefined) newest = lane;
    else {
      lanes ??= [newest];
      lanes.push(lane);
    }
  }
  const watermark = item[WATERMARK_ATTRIBUTE]?.N ?? '';
  if (newest === undefined) return watermark;
  if (lanes === undefined) {
    const { name, number } = newest;
    if (lastMarks.number !== number || lastMarks.name !== name || lastMarks.watermark !== watermark)
      // Joined, and not put together, which V8 would leave in pieces: more memory than the text takes.
      lastMarks = { watermark, name, number, text: [watermark, ' ', name, number].join('') };
    return lastMarks.text;
  }
  lanes.sort((a, b) => numberOf(b.number) - numberOf(a.number));
  return [watermark, ...[lanes[0] as LaneMark, ...lanes.slice(LANES_KEPT)].map((lane) => lane.name + lane.number)].join(
    ' ',
  );
}

interface LaneMark {
  /** The attribute. */
  readonly name: string;
  readonly number: string;
}

const LANE_NAME_LENGTH = LANE_PREFIX.length + 6;

function parseMarks(marks: string): { watermark: string; newest: LaneMark | undefined; overdue: readonly LaneMark[] } {
  const [watermark = '', ...lanes] = marks.split(' ');
  const [newest, ...overdue] = lanes.map((text) => ({
    name: text.slice(0, LANE_NAME_LENGTH),
    number: text.slice(LANE_NAME_LENGTH),
  }));
  return { watermark, newest, overdue };
}

/** The attribute that tells a row from one made anew, and its value as it was read; `undefined` where it has to be absent. */
export function identityIn(marks: string): { readonly attribute: string; readonly number: string | undefined } {
  const { watermark, newest } = parseMarks(marks);
  if (newest !== undefined) return { attribute: newest.name, number: newest.number };
  return { attribute: WATERMARK_ATTRIBUTE, number: watermark === '' ? undefined : watermark };
}

/** What a write that knows the row does to its marks beside leaving its own. */
export function pruneMarks(marks: string, mark: Mark, nowMs: number): { set: Item; removed: string[] } {
  const { watermark, overdue } = parseMarks(marks);
  const oldest = leastOpenNumber(nowMs);
  const kept = LANES_KEPT_AT_MOST - LANES_KEPT;
  const pruned = overdue.filter(
    ({ name, number }, index) => name !== mark.lane && (index >= kept || numberOf(number) < oldest),
  );
  if (pruned.length === 0) return { set: watermark === '' ? freshWatermark(mark) : {}, removed: [] };
  const highest = Math.floor(Math.max(watermarkOf(watermark), ...pruned.map(({ number }) => numberOf(number))));
  const birth = watermark === '' ? String(mark.birth) : watermark.slice(-BIRTH_DIGITS);
  return {
    set: { [WATERMARK_ATTRIBUTE]: { N: joinWatermark(highest, birth) } },
    removed: pruned.map(({ name }) => name),
  };
}

/** What a write that did not know the row prunes from what it left, with a request of its own: nothing most of the time. */
export function pruneLeft(item: Item, mark: Mark, nowMs: number): { set: Item; removed: string[] } | undefined {
  if (Object.keys(item).length < LANES_LEFT) return undefined;
  const marks = marksOf(item);
  const lanes = parseMarks(marks).overdue.length + LANES_KEPT;
  // Those who meet the same crowd each see another number of lanes.
  if (lanes < LANES_LEFT || lanes % LANES_BETWEEN_PRUNINGS !== 0) return undefined;
  return pruneMarks(marks, mark, nowMs);
}

/** The watermark of a row from which nothing was pruned yet. */
export function freshWatermark(mark: Mark): Item {
  return { [WATERMARK_ATTRIBUTE]: { N: String(mark.birth) } };
}

/**
 * The number of the watermark of a row that is written whole, without a look at what was there: late copies of writes with numbers up to
 * this mark's find that they are too late.
 */
export function coveringWatermark(mark: Mark): string {
  return joinWatermark(mark.number, String(mark.birth));
}

function joinWatermark(highest: number, birth: string): string {
  return highest === 0 ? birth : `${highest}${birth.padStart(BIRTH_DIGITS, '0')}`;
}

/** The least watermark that a write with this number must not meet. */
export function watermarkBound(mark: Mark): string {
  return `${mark.number}${'0'.repeat(BIRTH_DIGITS)}`;
}

function watermarkOf(text: string | undefined): number {
  return text === undefined || text === '' ? 0 : Math.max(0, Math.floor(Number(text) / 10 ** BIRTH_DIGITS));
}

/** A number in a row, which may be that of a fence; zero for what cannot be a number of ours. */
function numberOf(text: string | undefined): number {
  const number = Number(text ?? 0);
  return Number.isInteger(2 * number) && number > 0 && number < MAX_NUMBER ? number : 0;
}

/** The highest number that a row has forgotten, which the number of a new write must be above. */
export function highestForgotten({ marks = '' }: Seen): number {
  return checkHighest(watermarkOf(parseMarks(marks).watermark));
}

/** The highest number that keeps a row from taking a mark. */
export function highestFor(item: Item, mark: Mark): number {
  return checkHighest(Math.floor(Math.max(watermarkOf(item[WATERMARK_ATTRIBUTE]?.N), numberOf(item[mark.lane]?.N))));
}

/** @throws DecodeError when no number can be above. */
function checkHighest(number: number): number {
  if (number < MAX_NUMBER) return number;
  throw new DecodeError(`Attribute '${WATERMARK_ATTRIBUTE}' is too high.`, {
    attribute: WATERMARK_ATTRIBUTE,
    hint: 'It belongs to the marks of writes: remove it from the row.',
  });
}

/**
 * A mark that shuts out a write which is not to take effect any more. It stands between that one and the next of the lane,
 * and looks like neither: the row is left as it is, and who has seen it before can tell.
 */
export function fenceAgainst(mark: Mark): Mark {
  return { ...mark, number: mark.number + 0.5 };
}

/** What a row is to be named by that got a fence since it was seen, and nothing else; nothing for every other row. */
export function seenBehindFence(item: Item, seen: Seen): Seen | undefined {
  const { marks } = seen;
  if (marks === undefined || (item[VERSION_ATTRIBUTE]?.N ?? '0') !== seen.versionText) return undefined;
  const { attribute, number } = identityIn(marks);
  const found = item[attribute]?.N;
  const isFence = found !== number && !Number.isInteger(numberOf(found));
  return isFence && isSameRow(item, seen) ? { versionText: seen.versionText, marks: marksOf(item) } : undefined;
}

/** What a row tells of a write that was sent before. */
export type Fate = 'applied' | 'not applied' | 'forgotten';

export function fateOf(item: Item, mark: Mark): Fate {
  const number = item[mark.lane]?.N;
  if (number !== undefined) {
    if (numberOf(number) === mark.number) return 'applied';
    return numberOf(number) < mark.number ? 'not applied' : 'forgotten';
  }
  return watermarkOf(item[WATERMARK_ATTRIBUTE]?.N) < mark.number ? 'not applied' : 'forgotten';
}

/**
 * What a row tells of a write that was sent before, where it may have been deleted and made anew since: such a row remembers
 * nothing.
 *
 * @param seen - the row that the write was to replace; nothing for one that was to make a row.
 */
export function fateSince(item: Item, mark: Mark, seen: Seen | undefined, span: Span): Fate {
  const fate = fateOf(item, mark);
  return fate === 'not applied' && isAnother(item, seen, span) ? 'forgotten' : fate;
}

/** Tells whether a row may have taken the place of the one that was seen, or of none, within a stretch of time. */
export function isAnother(item: Item, seen: Seen | undefined, span: Span): boolean {
  const { newest } = parseMarks(marksOf(item));
  if (newest !== undefined && numberOf(newest.number) < span.leastNumber) return false;
  return seen === undefined ? wasBegunWithin(item, span) : !isSameRow(item, seen);
}

/** Tells whether a row is the one that was seen, changed perhaps, and not one that was made anew after that was deleted. */
function isSameRow(item: Item, seen: Seen): boolean {
  if (seen.marks !== undefined) {
    const { watermark, newest } = parseMarks(seen.marks);
    if (newest !== undefined) {
      const number = item[newest.name]?.N;
      if (number === newest.number) return true;
      // Numbers go up: a late copy of an earlier write made the row once more.
      if (numberOf(number) > 0 && numberOf(number) < numberOf(newest.number)) return false;
      // Only fences leave a row without a watermark that others made: this is a later one.
      if (watermark === '' && number !== undefined && item[WATERMARK_ATTRIBUTE] === undefined)
        return Number(item[VERSION_ATTRIBUTE]?.N ?? 0) >= Number(seen.versionText);
      const isForgotten = watermarkOf(item[WATERMARK_ATTRIBUTE]?.N) >= numberOf(newest.number);
      if (number === undefined && !isForgotten) return false;
    }
    // The lane went on, or was forgotten. That two rows which are begun in the same millisecond share it is left out.
    if (watermark !== '') return birthIn(item[WATERMARK_ATTRIBUTE]?.N) === birthIn(watermark);
  }
  // A row without marks leaves its version, which only a row made anew can be below.
  return Number(item[VERSION_ATTRIBUTE]?.N ?? 0) > Number(seen.versionText);
}

/** A stretch of time, by the clock of this machine. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** A row whose last write has a lower number was there before. */
  readonly leastNumber: number;
}

/**
 * Tells whether the write that made a row began in a stretch of time. It may have begun before, and have been under way for
 * long; but then it takes two others, who make and delete a row meanwhile, for this to matter.
 */
function wasBegunWithin(item: Item, { fromMs, toMs }: Span): boolean {
  const birth = birthIn(item[WATERMARK_ATTRIBUTE]?.N);
  if (birth === undefined) return false;
  const sinceMs = (birth - birthAt(fromMs) + BIRTHS) % BIRTHS;
  return sinceMs > 0 && sinceMs <= toMs - fromMs;
}

/** The least number of writes whose outcome somebody may still be waiting for. */
export function leastOpenNumber(nowMs: number): number {
  return numberAt(nowMs - OUTCOME_WAIT_MS);
}

function birthIn(watermark: string | undefined): number | undefined {
  return watermark === undefined ? undefined : Number(watermark.slice(-BIRTH_DIGITS));
}

/** The four digits that say when a row is made: milliseconds, which begin anew after ten seconds. */
export function birthAt(nowMs: number): number {
  return (Math.floor(nowMs) % BIRTHS) + 1;
}

/** The least number for a write at a time. */
export function numberAt(nowMs: number): number {
  return Math.max(1, Math.floor((nowMs - FIRST_TICK_MS) / TICK_MS));
}
