import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError } from '../errors.js';
import { describeType } from './key.js';

/** DynamoDB's limit for lists and maps in one another. */
const MAX_DEPTH = 32;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

type Check = (content: unknown, what: string, depth: number) => boolean | void;

/** What may stand under each type name of an AttributeValue; a check that answers `false` has no more to say. */
const CHECKS: Readonly<Record<string, Check>> = {
  S: (content) => typeof content === 'string',
  N: isNumber,
  B: isBytes,
  BOOL: (content) => typeof content === 'boolean',
  NULL: (content) => content === true,
  SS: (content) => isSet(content, (text) => typeof text === 'string'),
  NS: (content) => isSet(content, isNumber),
  BS: (content) => isSet(content, isBytes),
  L: (content, what, depth) => {
    if (!Array.isArray(content)) return false;
    content.forEach((element, index) => checkAttributeValue(element, `${what}[${index}]`, depth + 1));
  },
  M: (content, what, depth) => {
    if (typeof content !== 'object' || content === null || Array.isArray(content)) return false;
    for (const [name, member] of Object.entries(content)) checkAttributeValue(member, `${what}.${name}`, depth + 1);
  },
};

/**
 * Refuses what is not an AttributeValue as DynamoDB knows it: exactly one type name, and under it what that type holds.
 *
 * @param what - where the value stands, for the message.
 * @throws InvalidArgumentError
 */
export function checkAttributeValue(value: unknown, what: string, depth = 0): asserts value is AttributeValue {
  if (depth > MAX_DEPTH)
    throw new InvalidArgumentError(`${what} lies deeper than ${MAX_DEPTH} levels, DynamoDB's limit.`);
  const hint = "An AttributeValue is an object with one type and its content, such as { S: 'text' } or { N: '1' }.";
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError(`${what} must be an AttributeValue, not ${describeType(value)}.`, { hint });
  }
  const types = Object.keys(value).filter((type) => (value as Record<string, unknown>)[type] !== undefined);
  const type = types[0];
  if (type === undefined || types.length > 1 || !Object.hasOwn(CHECKS, type)) {
    throw new InvalidArgumentError(`${what} is no AttributeValue.`, { hint });
  }
  if (CHECKS[type]?.((value as Record<string, unknown>)[type], what, depth) === false) {
    throw new InvalidArgumentError(`${what} does not hold what its type ${type} says.`, { hint });
  }
}

function isNumber(content: unknown): boolean {
  return typeof content === 'string' && NUMBER.test(content);
}

function isBytes(content: unknown): boolean {
  return content instanceof Uint8Array;
}

function isSet(content: unknown, isElement: (element: unknown) => boolean): boolean {
  return Array.isArray(content) && content.length > 0 && content.every(isElement);
}
