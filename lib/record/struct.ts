import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError } from '../errors.js';
import { type Newable, ownReader } from './class-reader.js';
import { describeType, isObject } from './kind.js';
import { Misfit, refusedValue, undecodable } from './misfit.js';
import { readMembers, readValue, writeNearest } from './value.js';

/**
 * Writes an object as a map, the payload of a record: dates as ISO 8601 text in UTC, bigints as numbers, Maps and
 * instances of classes as maps, instances of decorated classes as those say.
 *
 * @throws InvalidArgumentError for what is no object, and for a value that cannot be stored.
 */
export function marshalStruct(value: object): AttributeValue {
  try {
    const written = isObject(value) ? writeNearest(value) : undefined;
    if (written?.M === undefined) throw new Misfit(`is ${describeType(value)}: marshalStruct writes objects`);
    return written;
  } catch (thrown) {
    throw refusedValue(thrown);
  }
}

/**
 * Reads an attribute value as JavaScript data, or as an instance of a class: of a decorated class as it declares its
 * properties, of any other with every member as a property.
 *
 * @throws InvalidArgumentError for what is no attribute value at all.
 * @throws DecodeError when it is not what the class declares, or holds a number that JavaScript cannot hold exactly.
 */
export function unmarshalStruct<T = unknown>(value: AttributeValue, Class?: Newable<T>, attribute = 'value'): T {
  if (!isObject(value)) {
    throw new InvalidArgumentError(`unmarshalStruct needs an attribute value, not ${describeType(value)}.`);
  }
  try {
    return (Class === undefined ? readValue(value) : readInstance(value, Class as Newable)) as T;
  } catch (thrown) {
    throw undecodable(thrown, attribute);
  }
}

function readInstance(value: AttributeValue, Class: Newable): object {
  if (typeof Class !== 'function') throw new InvalidArgumentError(`A class is needed, not ${describeType(Class)}.`);
  if (value.M === undefined) throw new Misfit(`is no map, and cannot become a ${Class.name}`);
  const reader = ownReader(Class);
  if (reader) return reader.read(value.M, Class);
  const instance = new Class();
  const members = readMembers(value.M, (member) => readValue(member));
  for (const name of Object.keys(members)) {
    Object.defineProperty(instance, name, {
      value: members[name],
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return instance;
}
