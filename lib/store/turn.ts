import { type Clock, runAfter } from '../record/clock.js';
import type { Item } from '../record/layout.js';
import { type Mark, birthAt, numberAt } from '../record/write-id.js';
import { type Target, nameOf } from '../request/request.js';
import { Lane } from './lane.js';

/** How long the next in line waits for the requests of a turn; then it goes on in a lane of its own. */
const REQUEST_PATIENCE_MS = 2000;
/** How long it waits for a callback of the user's, which may itself be waiting for a turn at this row. */
const CALLBACK_PATIENCE_MS = 50;

/** The right to write one row. Within a session one call has it at a time, so that no lane has two writes under way. */
export class Turn {
  /** The row as this turn, or before it began the last one, left it. `null`: there is none; `undefined`: not known. */
  row: Item | null | undefined;
  /** True while the turn waits for a callback. */
  isLent = false;
  readonly #turns: Turns;
  readonly #line: Line;
  readonly #lane: Lane;

  constructor(turns: Turns, line: Line, lane: Lane) {
    this.#turns = turns;
    this.#line = line;
    this.#lane = lane;
    this.row = line.row;
  }

  /** The mark for a write, with a number above `above`; nothing in a session that leaves no marks. */
  mark(above = 0): Mark | undefined {
    return this.#turns.markFor(this.#line.name, this.#lane, above);
  }

  /** Runs a callback of the user's. When it takes long, others may write the row meanwhile. */
  async lend<T>(callback: () => T | Promise<T>): Promise<T> {
    this.isLent = true;
    this.#turns.watch(this.#line);
    try {
      return await callback();
    } finally {
      this.isLent = false;
      this.#turns.watch(this.#line);
    }
  }

  end(): void {
    this.#turns.end(this, this.#line, this.#lane);
  }
}

/** Those who want to write one row. */
interface Line {
  readonly name: string;
  /** As the last turn spelled it. */
  table: string;
  holder: Turn | undefined;
  readonly waiting: ((turn: Turn) => void)[];
  /** Those of turns that have not ended, one of which may be that of the holder. */
  readonly lanesInUse: Set<Lane>;
  row: Item | null | undefined;
  stopWatching: (() => void) | undefined;
}

/** The turns of a session at all rows. */
export class Turns {
  readonly #clock: Clock;
  readonly #machineClock: Clock;
  /** False for a session without write ids. */
  readonly leavesMarks: boolean;
  readonly #lines = new Map<string, Line>();
  readonly #lanes: Lane[] = [];
  #lastBirthMs = 0;

  constructor(clock: Clock, machineClock: Clock, leavesMarks: boolean) {
    this.#clock = clock;
    this.#machineClock = machineClock;
    this.leavesMarks = leavesMarks;
  }

  /** Runs writes of one row while no other call of this session writes it. The row is handed from turn to turn. */
  async hold<T>(target: Target, signal: AbortSignal | undefined, run: (turn: Turn) => Promise<T>): Promise<T> {
    const name = nameOf(target);
    let line = this.#lines.get(name);
    if (line === undefined) {
      line = {
        name,
        table: target.table,
        holder: undefined,
        waiting: [],
        lanesInUse: new Set(),
        row: undefined,
        stopWatching: undefined,
      };
      this.#lines.set(name, line);
    }
    const turn = line.holder === undefined ? this.#begin(line) : await this.#wait(line, signal);
    // By its ARN it may be a table of the same name elsewhere.
    if (line.table !== target.table) turn.row = undefined;
    line.table = target.table;
    try {
      return await run(turn);
    } finally {
      turn.end();
    }
  }

  #begin(line: Line): Turn {
    let lane = this.#lanes.find((candidate) => !line.lanesInUse.has(candidate));
    if (lane === undefined) this.#lanes.push((lane = new Lane()));
    line.lanesInUse.add(lane);
    return (line.holder = new Turn(this, line, lane));
  }

  #wait(line: Line, signal: AbortSignal | undefined): Promise<Turn> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const begin = (turn: Turn) => {
        signal?.removeEventListener('abort', leave);
        resolve(turn);
      };
      const leave = () => {
        line.waiting.splice(line.waiting.indexOf(begin), 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      line.waiting.push(begin);
      if (line.stopWatching === undefined) this.watch(line);
    });
  }

  /** Lets the next in line go on without the turn when this takes too long; begins to count anew. */
  watch(line: Line): void {
    line.stopWatching?.();
    line.stopWatching = undefined;
    if (line.holder === undefined || line.waiting.length === 0) return;
    const patienceMs = line.holder.isLent ? CALLBACK_PATIENCE_MS : REQUEST_PATIENCE_MS;
    line.stopWatching = runAfter(patienceMs, () => {
      line.row = undefined;
      this.#beginNext(line);
    });
  }

  end(turn: Turn, line: Line, lane: Lane): void {
    line.lanesInUse.delete(lane);
    // One that took too long is not the holder any more.
    if (line.holder === turn) {
      line.row = turn.row;
      this.#beginNext(line);
    }
    if (line.holder === undefined && line.lanesInUse.size === 0) this.#lines.delete(line.name);
  }

  #beginNext(line: Line): void {
    line.holder = undefined;
    const begin = line.waiting.shift();
    if (begin !== undefined) begin(this.#begin(line));
    this.watch(line);
  }

  /** The mark for a write that takes no turn: one without a condition, which writes the row of this name whole. */
  markBeside(name: string): Mark | undefined {
    if (this.#lanes.length === 0) this.#lanes.push(new Lane());
    return this.markFor(name, this.#lanes[0]!, 0);
  }

  markFor(name: string, lane: Lane, above: number): Mark | undefined {
    if (!this.leavesMarks) return undefined;
    // Two rows of one session never look made at the same time.
    this.#lastBirthMs = Math.max(this.#machineClock.nowMs(), this.#lastBirthMs + 1);
    const number = lane.next(name, above, numberAt(this.#clock.nowMs()));
    return { lane: lane.attribute, number, birth: birthAt(this.#lastBirthMs) };
  }
}
