import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../record/layout.js';
import { Misfit, within } from '../record/misfit.js';
import { keyTextOf } from './kept-date.js';
import type { KeyPath } from './key-path.js';

/** An attribute that lies beside the payload and is made of properties: a copy of one, or a key of an index. */
export interface TopLevelAttribute {
  readonly attribute: string;
  readonly properties: readonly string[];
  /** The one property that this is a copy of. */
  readonly copies?: string;
  /** How the properties are read back, where it is a key made of several. */
  readonly path?: KeyPath;
  /** What the copy must be, as a key of an index. */
  readonly keyType?: 'S' | 'N';
  /** How long the copy may be, as a key of an index. */
  readonly maxBytes?: number;
  /**
   * What the attribute holds for an entity; `undefined`: the row has none.
   *
   * @param payload - the entity's payload, already written.
   * @throws Misfit
   */
  readonly write: (entity: object, payload: Item) => AttributeValue | undefined;
  /** Checks those properties that are there. @throws Misfit for one that fits no key. */
  readonly checkParts?: (values: object) => void;
}

/** A copy of a property, for filters and for other programs. */
export function copyOf(property: string, member: string, attribute: string): TopLevelAttribute {
  return { attribute, properties: [property], copies: property, write: (_, payload) => payload[member] };
}

/** A copy of a property that is a key of an index: text or a number, and nothing for null. */
export function keyCopyOf(
  property: string,
  member: string,
  attribute: string,
  keyType: 'S' | 'N',
  maxBytes: number,
): TopLevelAttribute {
  const write = (entity: object, payload: Item): AttributeValue | undefined => {
    const written = payload[member];
    if (written === undefined || written.NULL) return undefined;
    try {
      const value = keyCopy(keyType, written, (entity as Readonly<Record<string, unknown>>)[property]);
      checkLength(value.S, attribute, maxBytes);
      return value;
    } catch (thrown) {
      throw within(thrown, property);
    }
  };
  return { attribute, properties: [property], copies: property, keyType, maxBytes, write };
}

function checkLength(text: string | undefined, attribute: string, maxBytes: number): void {
  if (text === undefined || text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return;
  throw new Misfit(`makes the key '${attribute}' of an index longer than ${maxBytes} bytes of UTF-8, DynamoDB's limit`);
}

/**
 * A property as a key of this type.
 *
 * @param value - the property as it is written.
 * @throws Misfit for what is no key.
 */
export function keyCopy(type: 'S' | 'N', value: AttributeValue, property: unknown): AttributeValue {
  if (value[type] === undefined) {
    const want = type === 'S' ? 'text or a Date' : 'a number';
    throw new Misfit(`must be ${want}: it is a key of an index`);
  }
  if (value.S === '') throw new Misfit('is empty, and a key of an index never is', 'Use undefined.');
  return property instanceof Date && value.S !== undefined ? { S: keyTextOf(property, value.S) } : value;
}

/** A key of an index that is made of several properties. */
export function composedKey(path: KeyPath, attribute: string, maxBytes: number): TopLevelAttribute {
  const { properties } = path;
  const write = (entity: object): AttributeValue | undefined => {
    const text = path.writeIfWhole(entity);
    if (text === undefined) return undefined;
    try {
      checkLength(text, attribute, maxBytes);
    } catch (thrown) {
      throw within(thrown, properties.at(-1) ?? attribute);
    }
    return { S: text };
  };
  const checkParts = (values: object): void => path.checkParts(values);
  return { attribute, properties, path, write, checkParts };
}
