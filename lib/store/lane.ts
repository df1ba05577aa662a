import { randomInt } from 'node:crypto';
import { LANE_PREFIX } from '../record/layout.js';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const NAME_LENGTH = 6;
/** About 150 bytes each. */
const ROWS_REMEMBERED = 1000;
const ROWS_KEPT = 100;

/**
 * One writer, as rows know it. Its numbers rise in each row, which is all that they have to do. Made when it is needed and
 * not before: two processes that began as one (a fork, a restored snapshot) must not share it.
 */
export class Lane {
  /** The attribute that keeps the number of this writer's last write. */
  readonly attribute: string =
    LANE_PREFIX + Array.from({ length: NAME_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  readonly #last = new Map<string, number>();
  /** At least every number that was given out for a row not remembered any more. */
  #floor = 0;

  /** The next number for a row: above `above`, and at least `least`, which follows the clock. */
  next(row: string, above: number, least: number): number {
    const number = Math.max((this.#last.get(row) ?? this.#floor) + 1, above + 1, least);
    this.#last.set(row, number);
    if (this.#last.size > ROWS_REMEMBERED) this.#forget();
    return number;
  }

  /** Keeps the rows whose numbers are far ahead of the others', which would take all others along. */
  #forget(): void {
    const rows = [...this.#last].sort(([, a], [, b]) => b - a);
    for (const [row, number] of rows.slice(ROWS_KEPT)) {
      this.#floor = Math.max(this.#floor, number);
      this.#last.delete(row);
    }
  }
}
