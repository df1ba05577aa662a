import { InvalidArgumentError } from '../errors.js';
import type { EntityMetadata } from '../metadata/entity-metadata.js';
import { type Clock, type EpochSeconds, nowSeconds } from '../record/clock.js';
import { expiryAfter, expiryAt } from '../record/expiry.js';
import { notA } from '../record/kind.js';
import { isEdit } from './changes.js';

/** What a write says of a row's expiry: a new one, none any more, or nothing. */
export type ExpiryChange = EpochSeconds | 'never' | undefined;

/**
 * The lifetime that a row starts with: the `@Expires` property, else `ttl` of `@Entity`, else none.
 *
 * @throws InvalidArgumentError for a property that is no moment in the future.
 */
export function startingExpiry(metadata: EntityMetadata, entity: object, clock: Clock): ExpiryChange {
  const value = expiresValue(metadata, entity);
  if (value !== undefined) return toExpiry(value, metadata, clock);
  return metadata.ttl === undefined ? 'never' : expiryAfter(metadata.ttl, clock);
}

/**
 * What becomes of the expiry of a row that is there: nothing while the property is as it was read.
 *
 * @param stored - the row's expiry as it was read; `'unknown'` for an entity that was not read here.
 */
export function keptExpiry(
  metadata: EntityMetadata,
  entity: object,
  stored: number | undefined | 'unknown',
  clock: Clock,
): ExpiryChange {
  const value = expiresValue(metadata, entity);
  if (value === undefined) return undefined;
  if (value === null) return stored === undefined ? undefined : 'never';
  if (isBeyondDates(value, stored)) return undefined;
  return toSeconds(value, metadata) === stored ? undefined : toExpiry(value, metadata, clock);
}

/** An expiry of another program may be one that no Date reaches, and is read as an Invalid Date. */
function isBeyondDates(value: unknown, stored: number | undefined | 'unknown'): boolean {
  const isInvalid = (date: Date) => Number.isNaN(date.getTime());
  return value instanceof Date && isInvalid(value) && typeof stored === 'number' && isInvalid(new Date(stored * 1000));
}

/**
 * What a patch says of a row's expiry.
 *
 * @param changes - the patch; a change of the property, as `remove()`, removes the expiry.
 */
export function changedExpiry(metadata: EntityMetadata, changes: object, clock: Clock): ExpiryChange {
  const value = expiresValue(metadata, changes);
  if (value === undefined) return undefined;
  if (!isEdit(value)) return toExpiry(value, metadata, clock);
  if (value.name === 'remove') return 'never';
  throw new InvalidArgumentError(
    `The property '${metadata.expires?.property}' is the expiry: give it a new value, or null.`,
  );
}

function expiresValue({ expires }: EntityMetadata, entity: object): unknown {
  return expires && (entity as Readonly<Record<string, unknown>>)[expires.property];
}

function toExpiry(value: unknown, metadata: EntityMetadata, clock: Clock): EpochSeconds | 'never' {
  if (value === null) return 'never';
  return expiryAt(new Date(toSeconds(value, metadata) * 1000), nowSeconds(clock));
}

function toSeconds(value: unknown, { expires }: EntityMetadata): number {
  const isDate = expires?.as === 'date';
  const seconds = isDate ? (value instanceof Date ? Math.floor(value.getTime() / 1000) : NaN) : value;
  if (typeof seconds === 'number' && Number.isFinite(seconds) && (isDate || Number.isInteger(seconds))) return seconds;
  const want = isDate ? 'a valid Date' : 'a whole number of epoch seconds';
  throw notA(want, `The property '${expires?.property}'`, value, 'null removes an expiry.');
}
