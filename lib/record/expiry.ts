import { types } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import ms from 'ms';
import { DecodeError, InvalidArgumentError } from '../errors.js';
import { type Clock, type EpochSeconds } from './clock.js';
import { EXPIRES_ATTRIBUTE } from './layout.js';

/** A length of time: seconds as a number, or a text with a unit such as `'15m'`, `'90d'`, `'500ms'`. */
export type Duration = number | string;

/** The end of the year 9999, the last that ISO 8601 text and Go's time can write. */
const LAST_EXPIRY = 253_402_300_799;

/**
 * Reads a length of time.
 *
 * @returns milliseconds, more than zero.
 * @throws InvalidArgumentError when it is zero, negative, not finite, or a text without a unit that `ms` knows.
 */
export function parseDurationMs(duration: Duration, name = 'ttl'): number {
  const lengthMs = typeof duration === 'number' ? duration * 1000 : parseText(duration);
  if (typeof lengthMs !== 'number' || !Number.isFinite(lengthMs) || lengthMs <= 0) {
    throw new InvalidArgumentError(`${name} must be more than nothing and finite.`, { hint: DURATION_HINT });
  }
  return lengthMs;
}

const DURATION_HINT = "Give seconds as a number, or a text with a unit such as '15m', '90d' or '500ms'.";

function parseText(duration: unknown): number | undefined {
  // A bare '15' would be 15 ms to `ms`, and 15 s to a reader of our documentation.
  if (typeof duration !== 'string' || !/[a-z]\s*$/i.test(duration) || duration.length > 100) return undefined;
  return ms(duration as ms.StringValue);
}

/**
 * Turns a lifetime into the moment at which a record stops being readable.
 *
 * @returns `floor(now + ttl)` in epoch seconds, the only unit that DynamoDB's own expiry understands.
 * @throws InvalidArgumentError when the lifetime is under one second, unreadable, or ends after the year 9999.
 */
export function expiryAfter(ttl: Duration, clock: Clock): EpochSeconds {
  return checkExpiry(Math.floor((clock.nowMs() + checkTtl(ttl)) / 1000));
}

/**
 * Reads the lifetime of a record.
 *
 * @returns milliseconds, a thousand at least.
 * @throws InvalidArgumentError when it is under one second or unreadable.
 */
export function checkTtl(ttl: Duration): number {
  const ttlMs = parseDurationMs(ttl);
  if (ttlMs < 1000) {
    throw new InvalidArgumentError('ttl is under one second, the smallest step of an expiry.', {
      hint: 'A plain number is seconds.',
    });
  }
  return ttlMs;
}

/**
 * Turns a moment into an expiry.
 *
 * @throws InvalidArgumentError when it is no date, not in the future, or after the year 9999.
 */
export function expiryAt(moment: Date, now: EpochSeconds): EpochSeconds {
  const time = types.isDate(moment) ? moment.getTime() : NaN;
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError('expires must be a valid Date.', { hint: "Use 'never' to remove an expiry." });
  }
  const seconds = checkExpiry(Math.floor(time / 1000));
  if (seconds <= now) {
    throw new InvalidArgumentError('expires is not in the future: the record would be gone at once.', {
      hint: 'Delete the record instead.',
    });
  }
  return seconds;
}

function checkExpiry(seconds: number): EpochSeconds {
  if (seconds > LAST_EXPIRY) throw new InvalidArgumentError('The expiry lies after the year 9999.');
  return seconds as EpochSeconds;
}

/**
 * The one expiry rule: a row is over when the number in `expires` is at most the current second. Nothing and NULL mean
 * that it never ends; any other type is alive, which is also what `NOT expires <= :now` says in a condition.
 */
export function isExpired(expires: AttributeValue | undefined, now: EpochSeconds): boolean {
  const text = expires?.N;
  if (text === undefined) return false;
  const seconds = Number(text);
  return seconds === now ? !liesAbove(text, now) : seconds < now;
}

/** DynamoDB compares 38 digits, a double has 16: decides for a text that reads as exactly `whole`. */
function liesAbove(text: string, whole: number): boolean {
  const [integer = '', fraction = ''] = text.split('.');
  return integer === String(whole) && /[1-9]/.test(fraction);
}

/**
 * Reads a stored expiry.
 *
 * @returns epoch seconds, a fraction cut off; `undefined` for nothing and NULL.
 * @throws DecodeError for any other type.
 */
export function readExpires(expires: AttributeValue | undefined): EpochSeconds | undefined {
  if (expires === undefined || expires.NULL) return undefined;
  const seconds = expires.N === undefined ? NaN : Math.floor(Number(expires.N));
  if (Number.isNaN(seconds)) {
    throw new DecodeError(`Attribute '${EXPIRES_ATTRIBUTE}' must be a number of epoch seconds.`, {
      attribute: EXPIRES_ATTRIBUTE,
    });
  }
  return seconds as EpochSeconds;
}
