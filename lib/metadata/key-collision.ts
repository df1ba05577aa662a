import type { KeyPath } from './key-path.js';

// Can two templates write the same key? Each is a small automaton over characters; they are run side by side.

/** The characters of one step: these, or all but these. */
interface Characters {
  readonly listed: ReadonlySet<string>;
  readonly isExcept: boolean;
}
interface Step {
  readonly on: Characters;
  readonly to: number;
}
/** Begins in state 0. */
interface Automaton {
  readonly states: readonly (readonly Step[])[];
  readonly end: number;
}

/** Tells whether some key could have been written by both. */
export function canCollide(one: KeyPath, other: KeyPath): boolean {
  const [beginning, otherBeginning] = [beginningOf(one), beginningOf(other)];
  // Most templates begin with a text of their own, which is told at once: a session may have hundreds.
  if (!beginning.startsWith(otherBeginning) && !otherBeginning.startsWith(beginning)) return false;
  return overlap(automatonOf(one), automatonOf(other));
}

/** What every key of a template begins with. */
function beginningOf({ parts, literalAfter }: KeyPath): string {
  return parts[0]?.literalBefore ?? literalAfter;
}

function overlap(one: Automaton, other: Automaton): boolean {
  const seen = new Set(['0:0']);
  const open: (readonly [number, number])[] = [[0, 0]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    if (pair[0] === one.end && pair[1] === other.end) return true;
    for (const left of one.states[pair[0]]!) {
      for (const right of other.states[pair[1]]!) {
        const key = `${left.to}:${right.to}`;
        if (seen.has(key) || !share(left.on, right.on)) continue;
        seen.add(key);
        open.push([left.to, right.to]);
      }
    }
  }
  return false;
}

function share(one: Characters, other: Characters): boolean {
  // There are always characters that two lists leave out.
  if (one.isExcept && other.isExcept) return true;
  if (one.isExcept) return share(other, one);
  return [...one.listed].some((character) => other.listed.has(character) !== other.isExcept);
}

/** A date in a key, a D for each digit. */
const DATE = 'DDDD-DD-DDTDD:DD:DD.DDDZ';

function automatonOf(path: KeyPath): Automaton {
  const states: Step[][] = [[]];
  const then = (from: number, on: Characters, to = states.push([]) - 1): number => {
    states[from]!.push({ on, to });
    return to;
  };
  const spell = (from: number, text: string): number =>
    [...text].reduce((at, character) => then(at, only(character)), from);

  const plain: Characters = { listed: new Set(['%', ...path.delimiters]), isExcept: true };
  const escapes = ['%', ...path.delimiters].map((character) => path.escape(character));
  const addText = (from: number): number => {
    const value = then(from, plain);
    then(value, plain, value);
    for (const start of [from, value]) {
      for (const escape of escapes) then(spell(start, escape.slice(0, -1)), only(escape.slice(-1)), value);
    }
    return value;
  };
  const addRaw = (from: number): number => {
    const value = then(from, ANYTHING);
    return then(value, ANYTHING, value);
  };
  const addDate = (from: number): number =>
    [...DATE].reduce((at, sign) => (sign === 'D' ? then(at, DIGITS) : spell(at, path.escape(sign))), from);
  const addDigits = (from: number, width: number): number =>
    Array.from({ length: width }).reduce<number>((at) => then(at, DIGITS), from);

  const end = path.parts.reduce((from, { kind, width, literalBefore }) => {
    const start = spell(from, literalBefore);
    if (kind === 'padded') return addDigits(start, width);
    return { text: addText, raw: addRaw, date: addDate }[kind](start);
  }, 0);
  return { states, end: spell(end, path.literalAfter) };
}

const DIGITS: Characters = { listed: new Set('0123456789'), isExcept: false };
const ANYTHING: Characters = { listed: new Set(), isExcept: true };

function only(character: string): Characters {
  return { listed: new Set([character]), isExcept: false };
}
