import type { Members } from '../metadata/member.js';
import { Misfit, within } from '../record/misfit.js';
import { addExactly } from '../record/number.js';
import { type Newable } from '../record/class-reader.js';
import { describeType } from '../record/kind.js';
import { setMember } from '../record/value.js';
import { type EditValue, isEdit } from './changes.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * Makes the changes of a patch in an entity, for rows that have to be read first: what DynamoDB makes of them otherwise.
 *
 * @throws Misfit for a change that the value which is there cannot take.
 */
export function applyChanges(entity: object, changes: Values, codec: Members | undefined): void {
  const values = entity as Values;
  for (const [property, change] of Object.entries(changes)) {
    if (change === undefined) continue;
    try {
      const value = isEdit(change) ? edited(values[property], change, codec?.member(property)) : change;
      setMember(entity, property, value);
    } catch (thrown) {
      throw within(thrown, property);
    }
  }
}

function edited(value: unknown, { name, operands }: EditValue, member: ReturnType<Members['member']>): unknown {
  switch (name) {
    case 'remove':
      return undefined;
    case 'add':
      return added(value ?? undefined, operands[0]);
    case 'append':
      return [...listIn(value), ...operands];
    case 'prepend':
      return [...operands, ...listIn(value)];
    case 'addToSet':
      return new Set([...without(setIn(value), operands), ...operands]);
    case 'deleteFromSet':
      return new Set(without(setIn(value), operands));
    case 'merge': {
      const nested = member?.members?.();
      const own = value ?? (member?.Class ? new (member.Class as Newable)() : {});
      if (own instanceof Map) return mergedMap(own, operands[0] as Values, nested);
      if (!hasMembers(own)) throw new Misfit(`is ${describeType(own)}, and cannot be merged with an object`);
      applyChanges(own, operands[0] as Values, nested);
      return own;
    }
  }
}

/** Tells objects with members of their own from those that hold something else. */
function hasMembers(value: unknown): value is object {
  const isOpaque = value instanceof Date || value instanceof Set || value instanceof Uint8Array || Array.isArray(value);
  return typeof value === 'object' && !isOpaque;
}

function mergedMap(
  map: ReadonlyMap<unknown, unknown>,
  changes: Values,
  codec: Members | undefined,
): Map<unknown, unknown> {
  const members = Object.fromEntries(map) as Values;
  applyChanges(members, changes, codec);
  return new Map(Object.entries(members).filter(([, member]) => member !== undefined));
}

function added(value: unknown, amount: unknown): unknown {
  if (value === undefined) return amount;
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  if (isNumber && typeof amount === typeof value) return addExactly(value, amount as number | bigint);
  throw new Misfit(`is ${describeType(value)}, and cannot be added ${describeType(amount)}`);
}

function listIn(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new Misfit(`is ${describeType(value)}, and no list`);
}

function setIn(value: unknown): ReadonlySet<unknown> {
  if (value === undefined || value === null) return new Set();
  if (value instanceof Set) return value;
  throw new Misfit(`is ${describeType(value)}, and no set`);
}

/** Bytes are equal by what they hold. */
function without(set: ReadonlySet<unknown>, elements: readonly unknown[]): unknown[] {
  const isSame = (one: unknown, other: unknown) =>
    one === other || (one instanceof Uint8Array && other instanceof Uint8Array && Buffer.compare(one, other) === 0);
  return [...set].filter((each) => !elements.some((element) => isSame(each, element)));
}
