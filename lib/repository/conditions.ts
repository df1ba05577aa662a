import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError } from '../errors.js';
import type { EntityMetadata } from '../metadata/entity-metadata.js';
import { type IndexMetadata, holds } from '../metadata/index-metadata.js';
import { PAYLOAD_ATTRIBUTE } from '../record/layout.js';
import type { PlacedCodec } from '../metadata/codec.js';
import { type FieldCodec, writeMember } from '../metadata/member.js';
import { checkOrdered, compareValues } from '../record/attribute-value.js';
import { describeType, isObject, isPlain } from '../record/kind.js';
import { Misfit, refusedValue, within } from '../record/misfit.js';
import { checkMemberName, writeValue } from '../record/value.js';
import type { Expression } from '../request/expression.js';
import { isEdit } from './changes.js';
import { type OperatorValue, isOperator } from './operators.js';

/** Where a property lies, and how its values are written. */
export interface Place {
  /** Names of attributes, from the outermost. */
  readonly path: readonly string[];
  readonly codec: PlacedCodec;
}

/** Finds the place of a property of the entity. @throws Misfit for one that cannot be compared. */
export type PlaceOf = (property: string) => Place;

/**
 * Spells conditions on properties as an expression, `''` for none. Values are never a part of its text.
 *
 * @throws InvalidArgumentError that names the property.
 */
export function describeConditions(expression: Expression, conditions: unknown, placeOf: PlaceOf): string {
  try {
    checkNesting(conditions);
    return new Conditions(expression).whole(conditions, placeOf);
  } catch (thrown) {
    throw refusedValue(thrown);
  }
}

/** DynamoDB takes 300 operators in an expression, and 31 levels of a row. */
const MAX_NESTING = 300;

/** @throws InvalidArgumentError for conditions that hold themselves. */
export function checkNesting(conditions: unknown, depth = 0): void {
  if (depth > MAX_NESTING) throw new InvalidArgumentError('The conditions lie in one another without end.');
  if (isOperator(conditions)) for (const each of conditions.operands) checkNesting(each, depth + 1);
  else if (isPlainObject(conditions)) for (const each of Object.values(conditions)) checkNesting(each, depth + 1);
}

/** Where the properties of an entity lie, in the row itself or in an index. */
export function placesOf({ codec, name }: EntityMetadata, index?: IndexMetadata): PlaceOf {
  return (property) => {
    const place = codec.placeOf(property, index === undefined || holds(index, PAYLOAD_ATTRIBUTE));
    const misfit = place && misfitOf(place, index);
    if (misfit) throw misfit.within(property);
    if (place) return place;
    const isKnown = codec.hasProperty(property);
    throw new Misfit(
      isKnown ? 'lies where DynamoDB cannot compare it' : `is not a property of ${name}`,
      isKnown ? 'Copy it beside the payload with @IndexField(), or filter what was read.' : codec.suggest(property),
    ).within(property);
  };
}

/** Why DynamoDB would refuse to compare what lies there, or take it for absent. */
function misfitOf({ path: [attribute = ''], codec }: Place, index: IndexMetadata | undefined): Misfit | undefined {
  if (codec.transformer?.isWritten === false) return new Misfit('is excluded from what is stored by @Exclude');
  if (index === undefined) return undefined;
  if ([...index.partition, ...index.sort].some((key) => key.attribute === attribute))
    return new Misfit(`is a key of the index '${index.name}'`, 'Keys are compared in the partition key and in sort.');
  if (holds(index, attribute)) return undefined;
  return new Misfit(`is not held by the index '${index.name}'`, `Name '${attribute}' in its projection.`);
}

const COMPARATORS: Readonly<Record<string, string>> = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };
const MAX_VALUES = 100;
/** For what is declared nowhere. */
export const ANY_VALUE: FieldCodec = { write: writeValue, read: () => undefined };
const A_NUMBER: FieldCodec = {
  ...ANY_VALUE,
  write: (value, depth) => {
    if (typeof value === 'number') return writeValue(value, depth);
    throw new Misfit(`has a size, which is a number and not ${describeType(value)}`);
  },
};

class Conditions {
  readonly #expression: Expression;

  constructor(expression: Expression) {
    this.#expression = expression;
  }

  /** Conditions by property, or some joined. */
  whole(conditions: unknown, placeOf: PlaceOf): string {
    if (isOperator(conditions)) return this.#joined(conditions, (each) => this.whole(each, placeOf));
    if (!isPlainObject(conditions)) {
      throw new InvalidArgumentError(`Conditions are an object by property, not ${describeType(conditions)}.`);
    }
    return this.#all(
      Object.entries(conditions)
        .filter(([, condition]) => condition !== undefined)
        .map(([property, condition]) => {
          const place = placeOf(property);
          try {
            return this.#one(condition, place);
          } catch (thrown) {
            throw within(thrown, property);
          }
        }),
    );
  }

  #one(condition: unknown, place: Place): string {
    if (isOperator(condition)) return this.#operator(condition, place);
    if (isEdit(condition))
      throw new Misfit(`is compared with the change ${condition.name}`, 'Changes go into a patch.');
    if (isPlainObject(condition) && !mayHaveMembers(place.codec)) {
      throw new Misfit('is compared with conditions on its members, and has none');
    }
    // A plain object says something of each of its members.
    if (isPlainObject(condition)) return this.whole(condition, (property) => placeWithin(place, property));
    return `${this.#path(place)} = ${this.#value(place.codec, condition)}`;
  }

  #operator(operator: OperatorValue, place: Place): string {
    const { name, operands } = operator;
    const path = () => this.#path(place);
    const comparison = this.#comparison(path, place.codec, operator);
    if (comparison !== undefined) return comparison;
    const [first] = operands;
    switch (name) {
      case 'beginsWith':
        if (typeof first !== 'string') throw new Misfit(`begins with text, not with ${describeType(first)}`);
        return `begins_with(${path()}, ${this.#value(ANY_VALUE, first)})`;
      case 'contains':
        return `contains(${path()}, ${this.#value(place.codec.element ?? ANY_VALUE, first)})`;
      case 'exists':
        return `attribute_exists(${path()})`;
      case 'absent':
        return `attribute_not_exists(${path()})`;
      case 'size': {
        const is: Comparison = isOperator(first) ? first : { name: 'eq', operands: [first] };
        const size = this.#comparison(() => `size(${path()})`, A_NUMBER, is);
        if (size !== undefined) return size;
        throw new Misfit(`has a size, which cannot be compared with ${is.name}`);
      }
      default:
        return this.#joined(operator, (each) => this.#one(each, place));
    }
  }

  /** Compares a property, or its size, with values; nothing for an operator that does not. */
  #comparison(left: () => string, codec: PlacedCodec, { name, operands }: Comparison): string | undefined {
    const [first, second] = operands;
    const comparator = COMPARATORS[name];
    if (comparator !== undefined)
      return `${left()} ${comparator} ${ORDERED.has(name) ? this.#bound(codec, first) : this.#value(codec, first)}`;
    if (name === 'between') return `${left()} BETWEEN ${this.#bounds(codec, first, second)}`;
    if (name !== 'oneOf') return undefined;
    if (operands.length === 0 || operands.length > MAX_VALUES)
      throw new Misfit(`is compared with 1 to ${MAX_VALUES} values`);
    return `${left()} IN (${operands.map((each) => this.#value(codec, each)).join(', ')})`;
  }

  #joined({ name, operands }: OperatorValue, describe: (condition: unknown) => string): string {
    if (name !== 'and' && name !== 'or' && name !== 'not') {
      throw new InvalidArgumentError(`${name} compares one property, and stands where there is none.`);
    }
    const parts = operands.map(describe);
    if (parts.length === 0 || parts.includes('')) {
      throw new InvalidArgumentError(`${name} joins conditions, and one of them is empty or there are none.`);
    }
    if (name === 'not') return `(NOT ${parts[0]})`;
    return parts.length === 1 ? parts[0]! : `(${parts.join(name === 'and' ? ' AND ' : ' OR ')})`;
  }

  #all(parts: readonly string[]): string {
    const given = parts.filter((part) => part !== '');
    return given.length > 1 ? `(${given.join(' AND ')})` : (given[0] ?? '');
  }

  #path({ path }: Place): string {
    return path.map((name) => this.#expression.name(name)).join('.');
  }

  #value(codec: PlacedCodec, value: unknown): string {
    return this.#expression.value(writeOperand(codec, value));
  }

  /** A value that others are compared with by their order. */
  #bound(codec: PlacedCodec, value: unknown): string {
    const written = writeBound(codec, value);
    checkOrdered(written);
    return this.#expression.value(written);
  }

  #bounds(codec: PlacedCodec, low: unknown, high: unknown): string {
    const [lower, upper] = [writeBound(codec, low), writeBound(codec, high)];
    if (compareValues(lower, upper) > 0) throw new Misfit('lies between a value and a smaller one');
    return `${this.#expression.value(lower)} AND ${this.#expression.value(upper)}`;
  }
}

type Comparison = Pick<OperatorValue, 'name' | 'operands'>;

const ORDERED: ReadonlySet<string> = new Set(['lt', 'lte', 'gt', 'gte']);

/** Writes a value as the property stores it. */
function writeOperand(codec: PlacedCodec, value: unknown, write = codec.write): AttributeValue {
  if (value === undefined) throw new Misfit('is compared with undefined', 'Use absent().');
  const written = writeMember({ ...codec, write }, value, {}, 0);
  if (written === undefined)
    throw new Misfit('is compared with an empty set, which is stored as absent', 'Use absent().');
  return written;
}

const writeBound = (codec: PlacedCodec, value: unknown) => writeOperand(codec, value, codec.writeBound ?? codec.write);

/** Tells objects and what nothing is declared of from texts, numbers and the like. */
function mayHaveMembers({ members, Class, write }: FieldCodec): boolean {
  if (members !== undefined || Class !== undefined) return true;
  try {
    return write({}, 0) !== undefined;
  } catch (thrown) {
    if (thrown instanceof Misfit) return false;
    throw thrown;
  }
}

/** The place of a member of a nested object. */
function placeWithin({ path, codec }: Place, property: string): Place {
  const member = codec.members?.().member(property);
  if (codec.members && member === undefined) throw new Misfit('is not a property of its class').within(property);
  if (member === undefined) checkMemberName(property);
  return { path: [...path, member?.attribute ?? property], codec: member ?? ANY_VALUE };
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && isPlain(value) && !isOperator(value);
}
