import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DecodeError, DynastoreError, type ErrorAddress, InvalidArgumentError } from '../errors.js';
import type { EpochSeconds } from './clock.js';
import { isExpired, readExpires } from './expiry.js';
import {
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  EXPIRES_ATTRIBUTE,
  type Item,
  PAYLOAD_ATTRIBUTE,
  VERSION_ATTRIBUTE,
  isMark,
  isRecordAttribute,
} from './layout.js';
import { type Newable } from './class-reader.js';
import { isIterable, isObject } from './kind.js';
import { unmarshalStruct } from './struct.js';
import { setMember } from './value.js';

/** Where a row was read: which decides what can be said and done with it. */
export interface ReadPlace {
  readonly table?: string | undefined;
  /** Read through an index, which may hold a part of the row only. */
  readonly throughIndex?: boolean | undefined;
  /** Keeps the keys out of messages of errors. */
  readonly redactKeys?: boolean | undefined;
}

/** What `JSON.stringify` makes of a record. As `previous` it stands for the row at its version. */
export type KVPairJSON = {
  readonly partition: string;
  readonly key: string;
  /** Decimal text, exact however great. */
  readonly version: string;
  /** Epoch seconds. */
  readonly expires?: number;
  readonly value?: AttributeValue;
  readonly fields: Readonly<Record<string, AttributeValue>>;
};

/** One stored record: its key, version and expiry, a value, and fields beside it. Read-only. */
export class KVPair {
  readonly partition: string;
  readonly key: string;
  /** The version as decimal text, always exact. `'0'`: a row that was written without one. */
  readonly versionText: string;
  /** The moment at which the record stops being readable, in epoch seconds. */
  declare readonly expires?: number;
  /** The payload as it is stored. */
  declare readonly value?: AttributeValue;
  readonly #item: Item;
  readonly #place: ReadPlace;
  #fields: Record<string, AttributeValue> | undefined;

  /**
   * @throws DecodeError when key, version or expiry are not what they must be.
   */
  constructor(item: Item, place: ReadPlace = {}) {
    this.#item = item;
    this.#place = place;
    this.partition = readKey(item, DEFAULT_PARTITION_KEY_ATTRIBUTE, place);
    this.key = readKey(item, DEFAULT_SORT_KEY_ATTRIBUTE, place);
    try {
      this.versionText = readVersion(item[VERSION_ATTRIBUTE]);
      const expires = readExpires(item[EXPIRES_ATTRIBUTE]);
      if (expires !== undefined) this.expires = expires;
    } catch (error) {
      throw this.#located(error);
    }
    const payload = item[PAYLOAD_ATTRIBUTE];
    if (payload !== undefined) this.value = payload;
  }

  /**
   * The version as a number.
   *
   * @throws DecodeError beyond 2^53, where a number is not exact: use `versionText`.
   */
  get version(): number {
    const version = Number(this.versionText);
    if (!Number.isSafeInteger(version)) {
      throw this.#fault(`Attribute '${VERSION_ATTRIBUTE}' is beyond 2^53.`, VERSION_ATTRIBUTE, 'Use versionText.');
    }
    return version;
  }

  /** The top-level attributes that are neither the record's own nor marks of writes. */
  get fields(): Readonly<Record<string, AttributeValue>> {
    return (this.#fields ??= this.#decode(() => readFields(this.#item)));
  }

  /** The value as text: a string as it is, a number's digits, and nothing for every other type, as in Go. */
  stringValue(): string {
    return this.value?.S ?? this.value?.N ?? '';
  }

  /**
   * The value as bytes: base64 text, which is how bytes are written, or a binary; none when there is no value.
   *
   * @throws DecodeError when the value is anything else. Text and bytes are not told apart: text that happens to be base64 decodes.
   */
  bytesValue(): Uint8Array {
    const value = this.value;
    if (value === undefined || value.NULL) return new Uint8Array();
    if (value.B !== undefined) return value.B;
    const bytes = value.S === undefined ? undefined : Buffer.from(value.S, 'base64');
    if (bytes === undefined || bytes.toString('base64') !== value.S) {
      throw this.#fault(
        `Attribute '${PAYLOAD_ATTRIBUTE}' holds no bytes.`,
        PAYLOAD_ATTRIBUTE,
        'Use stringValue() or decodeValue().',
      );
    }
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * The value as JavaScript data, or as an instance of `Class`. `undefined` when there is no value.
   *
   * @throws DecodeError when the value is not what the class declares, or is a number that JavaScript cannot hold.
   */
  decodeValue<T = unknown>(Class?: Newable<T>): T {
    return this.value === undefined
      ? (undefined as T) // A record may have no value; T is what the caller says there is.
      : this.#decode(() => unmarshalStruct<T>(this.value as AttributeValue, Class, PAYLOAD_ATTRIBUTE));
  }

  /** The fields as JavaScript data, or as an instance of `Class`. Fails as `decodeValue` does. */
  decodeFields<T = unknown>(Class?: Newable<T>): T {
    return this.#decode(() => unmarshalStruct<T>({ M: this.fields }, Class));
  }

  toJSON(): KVPairJSON {
    return {
      partition: this.partition,
      key: this.key,
      version: this.versionText,
      ...(this.expires === undefined ? {} : { expires: this.expires }),
      ...(this.value === undefined ? {} : { value: this.value }),
      fields: this.fields,
    };
  }

  /**
   * True when this was read through an index that does not hold the whole row. The index does not say so: what gives it
   * away is a row without a version, or one with neither a payload nor the mark that a write of ours leaves.
   */
  get isPartial(): boolean {
    const item = this.#item;
    if (this.#place.throughIndex !== true) return false;
    if (item[VERSION_ATTRIBUTE] === undefined) return true;
    return item[PAYLOAD_ATTRIBUTE] === undefined && !Object.keys(item).some((name) => isMark(name, item[name]));
  }

  /** Tells a pair from what only looks like one, such as a proxy of it. */
  static isPair(value: object): value is KVPair {
    return #item in value;
  }

  /** True where some attributes of the row may be missing. */
  static isFromIndex(pair: KVPair): boolean {
    return pair.#place.throughIndex === true;
  }

  /** The row as it was read, for rooms above that need more of it than a user does. */
  static itemOf(pair: KVPair): Item {
    return pair.#item;
  }

  #decode<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw this.#located(error);
    }
  }

  #located(error: unknown): unknown {
    return error instanceof DynastoreError ? error.locate(this.#address()) : error;
  }

  #fault(text: string, attribute: string, hint: string): DecodeError {
    return new DecodeError(text, { ...this.#address(), attribute, hint });
  }

  #address(): ErrorAddress {
    const { table, redactKeys } = this.#place;
    return { table, partition: this.partition, key: this.key, redactKeys };
  }
}

/**
 * Reads a row that came from elsewhere: a stream, an export, a query of one's own.
 *
 * @throws InvalidArgumentError when it is no row; DecodeError when it is not laid out as a record.
 */
export function decodeItem(item: Item): KVPair {
  if (
    !isObject(item) ||
    isIterable(item) ||
    !Object.values(item).every((value) => value === undefined || isObject(value))
  ) {
    throw new InvalidArgumentError('decodeItem needs the attributes of a row, each an AttributeValue.');
  }
  return new KVPair(item);
}

/** The row as a record, or nothing when it is expired: an expired row is an absent row. */
export function liveRecord(item: Item | undefined, now: EpochSeconds, place?: ReadPlace): KVPair | undefined {
  return item === undefined || isExpired(item[EXPIRES_ATTRIBUTE], now) ? undefined : new KVPair(item, place);
}

/**
 * The row that a refused write met, or nothing when it is expired. A version or an expiry of the wrong type does not hide
 * what the refusal means: it fails when it is asked for.
 */
export function metRecord(item: Item | undefined, now: EpochSeconds, place?: ReadPlace): KVPair | undefined {
  return item === undefined || isExpired(item[EXPIRES_ATTRIBUTE], now) ? undefined : recordOf(item, place);
}

function recordOf(item: Item, place: ReadPlace | undefined): KVPair {
  try {
    return new KVPair(item, place);
  } catch (fault) {
    const attribute = fault instanceof DecodeError ? fault.attribute : undefined;
    if (attribute !== VERSION_ATTRIBUTE && attribute !== EXPIRES_ATTRIBUTE) throw fault;
    const { [attribute]: _, ...readable } = item;
    const member = attribute === VERSION_ATTRIBUTE ? 'versionText' : 'expires';
    const get = () => {
      throw fault;
    };
    return Object.defineProperty(recordOf(readable, place), member, { get, enumerable: true });
  }
}

/** A key as text. As in Go, a part of a row may lack it, and the digits of a number are text as well. */
function readKey(item: Item, attribute: string, place: ReadPlace): string {
  const key = item[attribute];
  if (key === undefined || key.NULL) return '';
  const text = key.S ?? key.N;
  if (text === undefined) {
    throw new DecodeError(`Attribute '${attribute}' must be a string: it is a key.`, {
      table: place.table,
      redactKeys: place.redactKeys,
      attribute,
    });
  }
  return text;
}

/** Go's versions are of 64 bits: beyond them no Go program could read the row. */
const GREATEST_VERSION = 2n ** 63n - 1n;
/** Every text of so many characters is within 64 bits. */
const SURELY_VERSION_CHARS = 18;

function readVersion(version: AttributeValue | undefined): string {
  if (version === undefined || version.NULL) return '0';
  if (version.N === undefined || !/^-?\d+$/.test(version.N)) {
    throw new DecodeError(`Attribute '${VERSION_ATTRIBUTE}' must be a whole number.`, { attribute: VERSION_ATTRIBUTE });
  }
  if (version.N.length > SURELY_VERSION_CHARS && !isVersion(BigInt(version.N))) {
    throw new DecodeError(`Attribute '${VERSION_ATTRIBUTE}' has more than 64 bits.`, { attribute: VERSION_ATTRIBUTE });
  }
  return version.N;
}

function isVersion(number: bigint): boolean {
  return number <= GREATEST_VERSION && number >= -GREATEST_VERSION - 1n;
}

function readFields(item: Item): Record<string, AttributeValue> {
  const fields: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(item)) {
    if (isRecordAttribute(name) || isMark(name, value)) continue;
    if (value === undefined && name !== '__proto__') continue;
    // Some versions of the SDK lose what an attribute of this name holds.
    if (value === undefined)
      throw new DecodeError(`The SDK gave no value for attribute '${name}'.`, { attribute: name });
    setMember(fields, name, value);
  }
  return fields;
}
