import { InvalidArgumentError, KeyModifiedError, KeyNotFoundError, isRaisedHere } from '../errors.js';
import { sleep, startWatch } from '../record/clock.js';
import { checkIsOptions, namesIn } from '../record/options.js';

/** How a change that meets a conflict is tried again: each time after a random wait of up to `min(maxDelayMs, baseDelayMs * 2 ** n)`. */
export interface ConflictRetry {
  /** How often at most, the first try included; a whole number from 1. Default: 1,000. */
  readonly maxAttempts?: number | undefined;
  /** Milliseconds from 0. Default: what a write takes, but 5 at least. */
  readonly baseDelayMs?: number | undefined;
  /** Milliseconds from 0. Default: 40 times the base. */
  readonly maxDelayMs?: number | undefined;
}

/** Such that 50 writers on one row all succeed, however slow the way to the table is. */
const MAX_ATTEMPTS = 1000;
const LEAST_BASE_DELAY_MS = 5;
const MAX_DELAY_IN_BASES = 40;

const NAMES = ['maxAttempts', 'baseDelayMs', 'maxDelayMs'] as const;

export type RetryPlan = ConflictRetry & { readonly maxAttempts: number };

/** @throws InvalidArgumentError for what is no number of attempts or milliseconds. */
export function retryPlan(...settings: readonly (ConflictRetry | undefined)[]): RetryPlan {
  const plan: { -readonly [Name in keyof RetryPlan]: RetryPlan[Name] } = { maxAttempts: MAX_ATTEMPTS };
  for (const setting of settings) {
    if (setting === undefined) continue;
    checkIsOptions(setting, NAMES, 'conflictRetry');
    for (const name of namesIn(setting, NAMES)) {
      const value: unknown = setting[name as keyof ConflictRetry];
      if (!(NAMES as readonly string[]).includes(name))
        throw new InvalidArgumentError(`conflictRetry has no '${name}'.`);
      if (value === undefined) continue;
      const least = name === 'maxAttempts' ? 1 : 0;
      const isCount = name !== 'maxAttempts' || Number.isInteger(value);
      if (typeof value !== 'number' || !Number.isFinite(value) || value < least || !isCount) {
        throw new InvalidArgumentError(`conflictRetry.${name} must be a number from ${least}.`);
      }
      plan[name as (typeof NAMES)[number]] = value;
    }
  }
  return plan;
}

/**
 * Prepares a write from a row and sends it, until it meets no conflict. Each conflict brings the row that the next attempt
 * starts from, so that none costs a read.
 *
 * @param prepare - called once for each attempt; what it throws ends the loop.
 * @throws KeyModifiedError when the attempts are used up; KeyNotFoundError when the row is gone by then.
 */
export async function retryOnConflict<Row, T>(
  plan: RetryPlan,
  signal: AbortSignal | undefined,
  first: Row,
  prepare: (row: Row) => Promise<() => Promise<T>>,
): Promise<T> {
  let row = first;
  for (let tries = 1; ; tries++) {
    const write = await prepare(row);
    const tookMs = startWatch();
    try {
      return await write();
    } catch (error) {
      // A hook may have met a conflict of its own.
      if (!(error instanceof KeyModifiedError) || !isRaisedHere(error)) throw error;
      if (error.current === null) throw new KeyNotFoundError('There is no live row any more.', { cause: error });
      if (tries >= plan.maxAttempts) throw error;
      row = error.current as Row; // Raised by the store for the row that `write` aimed at.
    }
    await sleep(Math.random() * longestDelayMs(plan, tries, tookMs()), signal);
  }
}

function longestDelayMs(plan: RetryPlan, tries: number, tookMs: number): number {
  const baseMs = plan.baseDelayMs ?? Math.max(LEAST_BASE_DELAY_MS, tookMs);
  return Math.min(plan.maxDelayMs ?? MAX_DELAY_IN_BASES * baseMs, baseMs * 2 ** (tries - 1));
}
