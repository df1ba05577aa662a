import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { EpochSeconds } from '../record/clock.js';
import {
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  EXPIRES_ATTRIBUTE,
  type Item,
  VERSION_ATTRIBUTE,
  WATERMARK_ATTRIBUTE,
} from '../record/layout.js';
import { type Mark, type Seen, identityIn, marksOf, watermarkBound } from '../record/write-id.js';
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

/**
 * There is a row and it is the one that was seen, not one that was made anew at the same version. Version 0 is a row that was
 * written without one.
 */
export function isAsSeen(expression: Expression, { versionText, marks }: Seen): string {
  const version = expression.name(VERSION_ATTRIBUTE);
  const same = `${version} = ${expression.value({ N: versionText })}`;
  const conditions =
    versionText === '0' ? [isPresent(expression), `(attribute_not_exists(${version}) OR ${same})`] : [same];
  if (marks !== undefined) {
    const { attribute, number } = identityIn(marks);
    conditions.push(isEqual(expression, attribute, number === undefined ? undefined : { N: number }));
  }
  return conditions.join(' AND ');
}

/** The row is still this very one, which was found expired. */
export function isStill(expression: Expression, expired: Item): string {
  const { attribute } = identityIn(marksOf(expired));
  return [VERSION_ATTRIBUTE, EXPIRES_ATTRIBUTE, attribute]
    .map((name) => isEqual(expression, name, expired[name]))
    .join(' AND ');
}

/**
 * No write of the mark's lane with this number or a later one took effect, nor was forgotten. Also holds where there is no
 * row.
 */
export function isBefore(expression: Expression, mark: Mark): string {
  const lane = expression.name(mark.lane);
  const watermark = expression.name(WATERMARK_ATTRIBUTE);
  const isAbove = `${watermark} < ${expression.value({ N: watermarkBound(mark) })}`;
  const isFirst = `attribute_not_exists(${lane}) AND (attribute_not_exists(${watermark}) OR ${isAbove})`;
  return `(${lane} < ${expression.value({ N: String(mark.number) })} OR ${isFirst})`;
}

function isEqual(expression: Expression, attribute: string, value: AttributeValue | undefined): string {
  const name = expression.name(attribute);
  return value === undefined ? `attribute_not_exists(${name})` : `${name} = ${expression.value(value)}`;
}
