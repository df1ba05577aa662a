import type { EpochSeconds } from '../record/clock.js';
import {
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  EXPIRES_ATTRIBUTE,
  type Item,
  VERSION_ATTRIBUTE,
} from '../record/layout.js';
import type { Seen } from '../record/write-id.js';
import type { Expression } from './expression.js';

// The only place that spells what a row must be like. "Alive" is written as a negation: it is the one form that holds for an
// absent `expires` and for one of another type, exactly as isExpired does.

/** There is no row, not even an expired one. One of the keys would do; both is how the Go library says it. */
export function isAbsent(expression: Expression): string {
  return [DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE]
    .map((key) => `attribute_not_exists(${expression.name(key)})`)
    .join(' AND ');
}

/** There is a row, expired or not. */
export function isPresent(expression: Expression): string {
  return `attribute_exists(${expression.name(DEFAULT_PARTITION_KEY_ATTRIBUTE)})`;
}

/** The row is not expired. Also holds where there is no row. */
export function isAlive(expression: Expression, now: EpochSeconds): string {
  return `NOT ${expression.name(EXPIRES_ATTRIBUTE)} <= ${expression.value({ N: String(now) })}`;
}

/** There is a row and it is the one that was seen. Version 0 is a row that was written without one. */
export function isAsSeen(expression: Expression, { versionText }: Seen): string {
  const version = expression.name(VERSION_ATTRIBUTE);
  const same = `${version} = ${expression.value({ N: versionText })}`;
  return versionText === '0' ? `${isPresent(expression)} AND (attribute_not_exists(${version}) OR ${same})` : same;
}

/** The row is still this very one, which was found expired. */
export function isStill(expression: Expression, expired: Item): string {
  return [VERSION_ATTRIBUTE, EXPIRES_ATTRIBUTE]
    .map((attribute) => {
      const value = expired[attribute];
      const name = expression.name(attribute);
      return value === undefined ? `attribute_not_exists(${name})` : `${name} = ${expression.value(value)}`;
    })
    .join(' AND ');
}
