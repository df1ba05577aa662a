import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { writeJsonText, readJsonText } from '../record/json-text.js';
import { KVPair } from '../record/kv-pair.js';
import {
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  EXPIRES_ATTRIBUTE,
  type Item,
  PAYLOAD_ATTRIBUTE,
  VERSION_ATTRIBUTE,
} from '../record/layout.js';
import { Misfit, refusedValue, undecodable, within } from '../record/misfit.js';
import { writeNumber } from '../record/number.js';
import { type Newable } from '../record/class-reader.js';
import { describeType } from '../record/kind.js';
import { setMember } from '../record/value.js';
import type { ClassCodec, Layout } from './class-codec.js';
import { type FieldCodec, type InstanceCodec, type Member, writeMember } from './member.js';
import type { KeyPath } from './key-path.js';
import { didYouMean } from './nearest.js';
import { type TopLevelAttribute, keyCopy } from './top-level.js';

/** What of an entity goes into its row, beside key, version and expiry. */
export interface WrittenEntity {
  readonly value: AttributeValue;
  readonly fields: Item;
  /** Top-level attributes that the row must not have. */
  readonly removed: readonly string[];
}

/** The property that holds a row's expiry. */
export interface ExpiresProperty {
  readonly property: string;
  readonly as: 'date' | 'seconds';
}

/** Properties that get another value than the entity has, by their names. */
export type Overrides = Readonly<Record<string, unknown>>;

/** How the values of a property are written that conditions compare it with. */
export interface PlacedCodec extends FieldCodec, Pick<Member, 'transformer'> {
  /** For what is compared by order, where that is written otherwise. */
  readonly writeBound?: FieldCodec['write'];
}

/** The key of a row as its texts. */
export interface WrittenKey {
  readonly partition: string;
  readonly key: string;
}

interface KeyMember {
  readonly property: string;
  readonly attribute: string;
  readonly path: KeyPath;
  readonly text: 'partition' | 'key';
  /** As it was read last. */
  last: string | undefined;
}

interface ComposedKey {
  readonly attribute: string;
  readonly path: KeyPath;
  readonly parts: readonly { readonly property: string; readonly member: string }[];
}

export interface EntityCodecParts {
  readonly Class: Newable;
  readonly payload: ClassCodec;
  readonly layout: Layout;
  readonly topLevel: readonly TopLevelAttribute[];
  readonly partition: KeyPath;
  readonly sort: KeyPath;
  readonly versionProperty: string | undefined;
  readonly expires: ExpiresProperty | undefined;
}

/** Turns entities into records and back. */
export class EntityCodec {
  readonly #parts: EntityCodecParts;
  /** Properties that both keys name. */
  readonly #shared: readonly string[];
  /** Properties that make up the row's key, with their names in the payload. */
  readonly #keyed: readonly KeyMember[];
  /** Attributes beside the payload that are copies of a property. */
  readonly #copied: readonly { readonly attribute: string; readonly member: string }[];
  /** Keys of indexes that are made of properties. */
  readonly #composed: readonly ComposedKey[];
  /** Properties that the row's key, or one of an index, is written from. */
  readonly #inTexts: ReadonlySet<string>;
  readonly partitionProperties: readonly string[];
  /** How the properties in the payload are written. */
  readonly payload: InstanceCodec;
  readonly layout: Layout;
  readonly topLevel: readonly TopLevelAttribute[];

  constructor(parts: EntityCodecParts) {
    this.#parts = parts;
    this.partitionProperties = parts.partition.properties;
    this.#shared = this.partitionProperties.filter((property) => parts.sort.properties.includes(property));
    const nameOf = (property: string) => parts.payload.member(property)?.attribute ?? property;
    this.#keyed = [parts.partition, parts.sort].flatMap((path) =>
      path.properties.map((property): KeyMember => {
        const text = path === parts.partition ? 'partition' : 'key';
        return { property, attribute: nameOf(property), path, text, last: undefined };
      }),
    );
    // The row's own key tells the others.
    const besideKey = ({ properties }: KeyPath) =>
      properties.filter((property) => !this.#keyed.some((keyed) => keyed.property === property));
    this.#copied = parts.topLevel.flatMap(({ attribute, copies }) =>
      copies !== undefined && parts.payload.member(copies) ? [{ attribute, member: nameOf(copies) }] : [],
    );
    this.#composed = parts.topLevel.flatMap(({ attribute, path }) =>
      path
        ? [{ attribute, path, parts: besideKey(path).map((property) => ({ property, member: nameOf(property) })) }]
        : [],
    );
    const paths = [parts.partition, parts.sort, ...parts.topLevel.flatMap(({ path }) => path ?? [])];
    this.#inTexts = new Set(paths.flatMap(({ properties }) => properties));
    this.payload = parts.payload;
    this.layout = parts.layout;
    this.topLevel = parts.topLevel;
  }

  /** @throws InvalidArgumentError that names the property. */
  write(entity: object, overrides?: Overrides): WrittenEntity {
    const { payload, layout, topLevel } = this.#parts;
    try {
      const members = payload.write(entity, 0, overrides);
      const values = this.#withOverrides(entity, overrides);
      const fields: Item = {};
      const removed: string[] = [];
      for (const { attribute, write } of topLevel) {
        const value = write(values, members);
        if (value === undefined) removed.push(attribute);
        else setMember(fields, attribute, value);
      }
      return { value: layout === 'json' ? { S: writeJsonText(members) } : { M: members }, fields, removed };
    } catch (thrown) {
      throw refusedValue(thrown);
    }
  }

  /**
   * @param values - every placeholder of both templates.
   * @throws InvalidArgumentError that names the property.
   */
  writeKey(values: object, overrides?: Overrides): WrittenKey {
    const { partition, sort } = this.#parts;
    const all = this.#withOverrides(values, overrides);
    try {
      return { partition: partition.write(all), key: sort.write(all) };
    } catch (thrown) {
      throw refusedValue(thrown);
    }
  }

  #withOverrides(values: object, overrides: Overrides | undefined): object {
    if (overrides === undefined || !Object.keys(overrides).some((property) => this.#inTexts.has(property)))
      return values;
    // Defined, not assigned: the values may be frozen.
    return Object.create(values, Object.getOwnPropertyDescriptors(overrides)) as object;
  }

  /** @throws InvalidArgumentError that names the property. */
  writePartition(values: object): string {
    return this.writePath(this.#parts.partition, values);
  }

  /** @throws InvalidArgumentError that names the property. */
  writePath(path: KeyPath, values: object): string {
    try {
      return path.write(values);
    } catch (thrown) {
      throw refusedValue(thrown);
    }
  }

  /** Writes a property as the key of an index that copies it. @throws InvalidArgumentError that names it. */
  writeKeyCopy(property: string, type: 'S' | 'N', value: unknown): AttributeValue {
    try {
      const member = this.#parts.payload.member(property);
      const written = member && writeMember(member, value, { [property]: value }, 0);
      if (written === undefined) throw new Misfit('is needed: it is a key of the index');
      return keyCopy(type, written, value);
    } catch (thrown) {
      throw refusedValue(within(thrown, property));
    }
  }

  /** Tells whether a class may have a property: every one, unless it is strict. */
  hasProperty(property: string): boolean {
    return this.#parts.payload.member(property) !== undefined;
  }

  /** The property that a name which is none most likely means, as a question. */
  suggest(name: string): string | undefined {
    const { payload, versionProperty, expires } = this.#parts;
    const others = [versionProperty, expires?.property].filter((property) => property !== undefined);
    return didYouMean(name, [...payload.properties, ...others]);
  }

  /**
   * Where a property lies in the row, and how its values are written; nothing where DynamoDB cannot compare it.
   *
   * @param isWholeRow - false for rows of an index that may lack the payload.
   */
  placeOf(property: string, isWholeRow: boolean): { path: readonly string[]; codec: PlacedCodec } | undefined {
    const { payload, layout, topLevel, versionProperty, expires } = this.#parts;
    if (property === versionProperty) return { path: [VERSION_ATTRIBUTE], codec: VERSION };
    if (property === expires?.property)
      return { path: [EXPIRES_ATTRIBUTE], codec: expires.as === 'date' ? EXPIRY : VERSION };
    const member = payload.member(property);
    if (member === undefined) return undefined;
    if (isWholeRow && layout === 'payload') return { path: [PAYLOAD_ATTRIBUTE, member.attribute], codec: member };
    const copy = topLevel.find(({ copies }) => copies === property);
    return copy && { path: [copy.attribute], codec: member };
  }

  /** Tells a row of this entity from those of others in its partition. */
  owns(item: Item): boolean {
    const { partition, sort } = this.#parts;
    const id = item[DEFAULT_PARTITION_KEY_ATTRIBUTE]?.S ?? '';
    const name = item[DEFAULT_SORT_KEY_ATTRIBUTE]?.S ?? '';
    if (!sort.matches(name) || !partition.matches(id)) return false;
    if (this.#shared.length === 0) return true;
    const [one, other] = [partition.read(id), sort.read(name)];
    return this.#shared.every((property) => isSameKeyValue(one?.[property], other?.[property]));
  }

  /** @throws DecodeError that names the attribute. */
  read(record: KVPair): object {
    try {
      const { payload, Class } = this.#parts;
      const members = this.#membersOf(record);
      const entity = payload.read(members, Class);
      this.#readIndexKeys(record, entity, members);
      this.#readKeys(record, entity, members);
      this.setVersion(entity, record);
      this.setExpires(entity, record.expires);
      return entity;
    } catch (thrown) {
      throw undecodable(thrown, PAYLOAD_ATTRIBUTE);
    }
  }

  /** The payload, and what lies beside it alone: in an index that does not hold the payload, or where Go wrote it. */
  #membersOf(record: KVPair): Item {
    const payload = record.value === undefined ? {} : readPayload(record.value);
    const item = KVPair.itemOf(record);
    let members = payload;
    for (const { attribute, member } of this.#copied) {
      if (Object.hasOwn(payload, member) || !Object.hasOwn(item, attribute)) continue;
      // The payload is the record's own.
      if (members === payload) members = { ...payload };
      setMember(members, member, item[attribute]);
    }
    return members;
  }

  /** What the keys of indexes tell of properties that lie nowhere else. */
  #readIndexKeys(record: KVPair, entity: object, members: Item): void {
    const item = KVPair.itemOf(record);
    for (const { attribute, path, parts } of this.#composed) {
      if (parts.every(({ member }) => Object.hasOwn(members, member)) || !Object.hasOwn(item, attribute)) continue;
      const text = item[attribute]?.S;
      const known = text === undefined ? undefined : path.read(text);
      if (known === undefined) continue;
      for (const { property, member } of parts)
        if (!Object.hasOwn(members, member)) setMember(entity, property, known[property]);
    }
  }

  /** What the payload lacks of the key comes from the key itself, and not from what the class begins with. */
  #readKeys(record: KVPair, entity: object, members: Item): void {
    const values = entity as Record<string, unknown>;
    for (const keyed of this.#keyed) {
      const { property, attribute, path, text } = keyed;
      const stored = Object.hasOwn(members, attribute) ? members[attribute] : undefined;
      const value = values[property];
      if (stored === undefined || stored.NULL === true || value === undefined) {
        const known = path.read(record[text]);
        if (known) setMember(entity, property, known[property]);
      } else if (text === 'partition' && typeof value === 'string') {
        // The rows of a page have it in common, and each its own copy of the text. A setter is not asked twice.
        if (value !== keyed.last) keyed.last = value;
        else if (Object.getOwnPropertyDescriptor(entity, property)?.writable) setMember(entity, property, keyed.last);
      }
    }
  }

  /** @throws DecodeError beyond 2^53. */
  setVersion(entity: object, record: KVPair): void {
    const { versionProperty } = this.#parts;
    if (versionProperty !== undefined) setMember(entity, versionProperty, record.version);
  }

  setExpires(entity: object, seconds: number | undefined): void {
    const { expires } = this.#parts;
    if (expires === undefined) return;
    const value = seconds === undefined || expires.as === 'seconds' ? seconds : new Date(seconds * 1000);
    setMember(entity, expires.property, value);
  }
}

/** A version, or a moment in epoch seconds. */
const VERSION: FieldCodec = {
  write: (value) => {
    if (typeof value === 'number') return { N: writeNumber(value) };
    throw new Misfit(`must be a number, not ${describeType(value)}`);
  },
  read: ({ N }) => Number(N),
};
/** A Date in whole seconds, as expiries are stored; between two seconds there is still an order. */
const EXPIRY: PlacedCodec = {
  write: (value) => ({ N: String(Math.floor(toSeconds(value))) }),
  writeBound: (value) => ({ N: String(toSeconds(value)) }),
  read: ({ N }) => new Date(Number(N) * 1000),
};

function toSeconds(value: unknown): number {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.getTime() / 1000;
  throw new Misfit(`must be a valid Date, not ${describeType(value)}`);
}

/** Both layouts are read, whichever the class writes. A row that another program made may have no payload. */
function readPayload(value: AttributeValue | undefined): Item {
  if (value === undefined || value.NULL) return {};
  if (value.M !== undefined) return value.M;
  if (value.S !== undefined) return readJsonText(value.S);
  throw new Misfit('must be a map or JSON text: it is the payload of an entity');
}

function isSameKeyValue(one: unknown, other: unknown): boolean {
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;
}
