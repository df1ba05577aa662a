import fc from 'fast-check';
import {
  absent,
  and,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  ne,
  not,
  oneOf,
  or,
  size,
} from '../../lib/index.js';

// Conditions as `where` takes them, each with what it means, told again in plain JavaScript.

/** A condition on one value, or on a whole entity. */
export interface Meant {
  readonly given: unknown;
  readonly holds: (value: unknown) => boolean;
}

type Comparable = string | number | bigint | Date | Uint8Array;

/** Below 0, 0, above 0; nothing for values that have no order with each other. */
function compare(one: unknown, other: unknown): number | undefined {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other);
  if (typeof one === 'string' && typeof other === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other));
  if (one instanceof Date && other instanceof Date) return one.getTime() - other.getTime();
  const areNumbers = [one, other].every((each) => typeof each === 'number' || typeof each === 'bigint');
  return areNumbers
    ? Number((one as number) > (other as number)) - Number((one as number) < (other as number))
    : undefined;
}

function isEqual(one: unknown, other: unknown): boolean {
  if (one instanceof Set && other instanceof Set)
    return one.size === other.size && [...one].every((each) => other.has(each));
  if (Array.isArray(one) && Array.isArray(other)) return JSON.stringify(one) === JSON.stringify(other);
  return one === other || compare(one, other) === 0;
}

const isBelow = (one: unknown, other: unknown) => (compare(one, other) ?? NaN) < 0;
const isUpTo = (one: unknown, other: unknown) => (compare(one, other) ?? NaN) <= 0;

/** Equality, presence and their joins: what any value takes. */
export function anyCondition(value: fc.Arbitrary<unknown>): fc.Arbitrary<Meant> {
  return fc.oneof(
    value.map((each): Meant => ({ given: each, holds: (found) => isEqual(found, each) })),
    value.map((each): Meant => ({ given: eq(each as string), holds: (found) => isEqual(found, each) })),
    value.map((each): Meant => ({ given: ne(each as string), holds: (found) => !isEqual(found, each) })),
    fc.array(value, { minLength: 1, maxLength: 3 }).map((all): Meant => ({
      given: oneOf(...(all as string[])),
      holds: (found) => all.some((each) => isEqual(found, each)),
    })),
    fc.constant<Meant>({ given: exists(), holds: (found) => found !== undefined }),
    fc.constant<Meant>({ given: absent(), holds: (found) => found === undefined }),
  );
}

/** What values with an order take beside. */
export function orderedCondition(value: fc.Arbitrary<Comparable>): fc.Arbitrary<Meant> {
  return joined(
    fc.oneof(
      anyCondition(value),
      value.map((each): Meant => ({ given: lt(each), holds: (found) => isBelow(found, each) })),
      value.map((each): Meant => ({ given: lte(each), holds: (found) => isUpTo(found, each) })),
      value.map((each): Meant => ({ given: gt(each), holds: (found) => isBelow(each, found) })),
      value.map((each): Meant => ({ given: gte(each), holds: (found) => isUpTo(each, found) })),
      fc.tuple(value, value).map(([one, other]): Meant => {
        const [low, high] = isUpTo(one, other) ? [one, other] : [other, one];
        return { given: between(low, high), holds: (found) => isUpTo(low, found) && isUpTo(found, high) };
      }),
    ),
  );
}

export function textCondition(value: fc.Arbitrary<string>): fc.Arbitrary<Meant> {
  return fc.oneof(
    orderedCondition(value),
    value.map((each): Meant => ({
      given: beginsWith(each),
      holds: (found) => typeof found === 'string' && found.startsWith(each),
    })),
    value.map((each): Meant => ({
      given: contains(each),
      holds: (found) => typeof found === 'string' && found.includes(each),
    })),
    sizeCondition((found) => (typeof found === 'string' ? Buffer.byteLength(found) : undefined)),
  );
}

export function containerCondition(element: fc.Arbitrary<unknown>): fc.Arbitrary<Meant> {
  return joined(
    fc.oneof(
      element.map((each): Meant => ({
        given: contains(each as string),
        holds: (found) => found instanceof Object && [...(found as Set<unknown>)].some((own) => isEqual(own, each)),
      })),
      sizeCondition((found) => (found instanceof Object ? [...(found as Set<unknown>)].length : undefined)),
      fc.constant<Meant>({ given: exists(), holds: (found) => found !== undefined }),
    ),
  );
}

export function sizeCondition(sizeOf: (found: unknown) => number | undefined): fc.Arbitrary<Meant> {
  const number = fc.integer({ min: 0, max: 4 });
  return fc.oneof(
    number.map((each): Meant => ({ given: size(each), holds: (found) => sizeOf(found) === each })),
    number.map((each): Meant => ({ given: size(gt(each)), holds: (found) => isBelow(each, sizeOf(found)) })),
    number.map((each): Meant => ({ given: size(lte(each)), holds: (found) => isUpTo(sizeOf(found), each) })),
    number.map((each): Meant => ({
      given: size(between(each, each + 1)),
      holds: (found) => isUpTo(each, sizeOf(found)) && isUpTo(sizeOf(found), each + 1),
    })),
  );
}

/** The same, alone or joined with others of its kind. */
export function joined(one: fc.Arbitrary<Meant>): fc.Arbitrary<Meant> {
  return fc.oneof(
    { weight: 4, arbitrary: one },
    {
      weight: 1,
      arbitrary: one.map((each): Meant => ({ given: not(each.given), holds: (found) => !each.holds(found) })),
    },
    {
      weight: 1,
      arbitrary: fc.array(one, { minLength: 1, maxLength: 3 }).map((all): Meant => ({
        given: and(...all.map(({ given }) => given)),
        holds: (found) => all.every(({ holds }) => holds(found)),
      })),
    },
    {
      weight: 1,
      arbitrary: fc.array(one, { minLength: 1, maxLength: 3 }).map((all): Meant => ({
        given: or(...all.map(({ given }) => given)),
        holds: (found) => all.some(({ holds }) => holds(found)),
      })),
    },
  );
}

/** Conditions by property, all of which must hold: of an entity, or of an object in one. */
export function objectCondition(members: Readonly<Record<string, fc.Arbitrary<Meant>>>): fc.Arbitrary<Meant> {
  return fc.record(members, { requiredKeys: [] }).map((given): Meant => {
    const conditions = Object.entries(given as Record<string, Meant>);
    return {
      given: Object.fromEntries(conditions.map(([property, meant]) => [property, meant.given])),
      holds: (found) =>
        conditions.every(([property, { holds }]) =>
          holds(asStored((found as Record<string, unknown> | undefined | null)?.[property])),
        ),
    };
  });
}

/** An empty set is stored as absent, and reads back as an empty set. */
function asStored(value: unknown): unknown {
  return value instanceof Set && value.size === 0 ? undefined : value;
}
