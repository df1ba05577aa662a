import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError, ReservedFieldError } from '../errors.js';
import { checkAttributeValue, copyOf } from '../record/attribute-value.js';
import { type Clock, nowSeconds } from '../record/clock.js';
import { expiryAfter, expiryAt } from '../record/expiry.js';
import { isWellFormed } from '../record/key.js';
import { isIterable, isObject, notA } from '../record/kind.js';
import { KVPair } from '../record/kv-pair.js';
import { type Item, isReservedFieldName } from '../record/layout.js';
import { type Seen, seenOf } from '../record/write-id.js';
import type { IndexKeys } from '../request/list.js';
import type { Target } from '../request/request.js';
import type { Change } from '../request/write.js';
import type { IndexRead, PreviousRow, WriteOption } from './options.js';

// What a user gave, checked and turned into what a request needs. Everything here runs before anything is sent.

/** @throws InvalidArgumentError, ReservedFieldError */
export function changeOf(options: WriteOption, clock: Clock): Change {
  return {
    value: valueOf(options.value),
    fields: fieldsOf(options.fields),
    expires: expiresOf(options, clock),
  };
}

export function valueOf(value: WriteOption['value']): AttributeValue | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Uint8Array) {
    return { S: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  const stored = typeof value === 'string' ? { S: value } : value;
  checkAttributeValue(stored, 'value');
  // What was checked is what is sent, and sent again.
  return copyOf(stored);
}

export function fieldsOf(fields: WriteOption['fields']): Item | undefined {
  if (fields === undefined || fields === null) return undefined;
  if (!isObject(fields) || isIterable(fields)) throw notA('an object of attribute values', 'fields', fields);
  for (const [name, value] of Object.entries(fields)) {
    if (name === '') throw new InvalidArgumentError('A field has an empty name.');
    if (isReservedFieldName(name)) {
      throw new ReservedFieldError(`The field '${name}' has a name that the store keeps for itself.`, {
        hint: 'Any casing of id, name, version, expires and payload is reserved, and so are the names of write marks (_w...).',
      });
    }
    if (!isWellFormed(name)) throw new InvalidArgumentError('A field has a name that UTF-8 cannot write.');
    if (Buffer.byteLength(name) > 64 * 1024) throw new InvalidArgumentError('A field has a name of more than 64 KB.');
    checkAttributeValue(value, `the field '${name}'`);
  }
  return copyOf(fields);
}

function expiresOf({ ttl, expires }: WriteOption, clock: Clock): Change['expires'] {
  if (ttl !== undefined) return expiryAfter(ttl, clock);
  return expires === undefined || expires === 'never' ? expires : expiryAt(expires, nowSeconds(clock));
}

/**
 * What is known of a row as it was read. Of one made by hand or from JSON that is its version alone.
 *
 * @throws InvalidArgumentError when it is no row, is a part of a row, or is another row than the target.
 */
export function previousOf(previous: PreviousRow, target: Target): Seen {
  const seen = checkPrevious(previous);
  if (previous.partition !== target.partition || previous.key !== target.key) {
    throw new InvalidArgumentError('previous is another row than the one to write.', {
      hint: 'Its partition and key must be those of the target.',
    });
  }
  return seen;
}

/** @throws InvalidArgumentError when it can be the previous of no row. */
export function checkPrevious(previous: PreviousRow): Seen {
  if (!isObject(previous)) throw notA('a row as it was read', 'previous', previous);
  if (typeof previous.partition !== 'string' || typeof previous.key !== 'string') {
    throw new InvalidArgumentError('previous has no partition and key, as a row has.');
  }
  const isPair = KVPair.isPair(previous);
  if (previous instanceof KVPair && !isPair) {
    throw new InvalidArgumentError('previous stands in for a row as it was read, as a proxy does.', {
      hint: 'Give the row itself.',
    });
  }
  if (previous.isPartial) {
    throw new InvalidArgumentError(
      'previous was read through an index, and may be a part of the row only: it has no version, or neither a value nor a mark.',
      {
        hint: 'Read the row itself (get), and use that.',
      },
    );
  }
  const version = previous.versionText ?? readVersion(previous.version);
  if (typeof version !== 'string' || !/^(?:0|[1-9]\d{0,37})$/.test(version)) {
    throw new InvalidArgumentError('previous has no version.', { hint: 'A version is a whole number from 0.' });
  }
  return isPair ? seenOf(previous) : { versionText: version };
}

/** In a row from JSON the version is text. */
function readVersion(version: unknown): string | undefined {
  return typeof version === 'string' || Number.isSafeInteger(version) ? String(version) : undefined;
}

/** @throws InvalidArgumentError when the index lacks a name, or a key that this list needs. */
export function indexOf(index: IndexRead | undefined, prefix: string): IndexKeys | undefined {
  if (index === undefined) return undefined;
  if (!isObject(index)) throw notA('an object', 'index', index);
  const { name, partitionKeyAttribute, sortKeyAttribute, ...others } = index;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new InvalidArgumentError(`index has no '${other}'.`);
  if (typeof name !== 'string' || !/^[\w.-]{3,255}$/.test(name)) {
    throw new InvalidArgumentError('The name of an index has 3 to 255 letters, digits, dots, hyphens or underscores.');
  }
  for (const [what, attribute] of Object.entries({ partitionKeyAttribute, sortKeyAttribute })) {
    if (attribute !== undefined && (typeof attribute !== 'string' || attribute === '')) {
      throw new InvalidArgumentError(`${what} must be the name of an attribute.`);
    }
  }
  if (prefix !== '' && sortKeyAttribute === undefined) {
    throw new InvalidArgumentError(`Index '${name}' has no sort key to compare the prefix with.`, {
      hint: 'Name its sortKeyAttribute, or list with an empty prefix.',
    });
  }
  return { name, partitionKeyAttribute, sortKeyAttribute };
}

/** @throws InvalidArgumentError when this call asks a global index for what it does not have. */
export function checkConsistency(index: IndexKeys | undefined, consistent: boolean | undefined): void {
  if (index?.partitionKeyAttribute === undefined || !consistent) return;
  throw new InvalidArgumentError(`Index '${index.name}' is a global one, which has no consistent reads.`, {
    hint: 'Leave out consistent: true.',
  });
}

/** @throws InvalidArgumentError */
export function checkLimit(limit: number | undefined): void {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= 2_147_483_647)) return;
  throw new InvalidArgumentError('limit must be a whole number from 1 to 2,147,483,647.');
}

/** @throws InvalidArgumentError */
export function checkFlags(options: object, names: readonly string[]): void {
  for (const name of names) {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined && typeof value !== 'boolean') throw notA('true or false', name, value);
  }
}

/** Checks what means the same to every operation that takes it. @throws InvalidArgumentError */
export function checkCommon(options: { readonly signal?: unknown }): void {
  checkFlags(options, ['consistent', 'exact', 'includeExpired', 'scanIndexForward']);
  checkSignal(options.signal);
}

/** @throws InvalidArgumentError */
export function checkSignal(signal: unknown): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw notA('an AbortSignal', 'signal', signal);
}

/** @throws InvalidArgumentError when no table can have this name. */
export function checkTableName(name: unknown): asserts name is string {
  // 3 to 255 of these characters, or an ARN, which may stand wherever a name does.
  if (typeof name === 'string' && (/^[\w.-]{3,255}$/.test(name) || /^arn:[\w:/.-]{1,1020}$/.test(name))) return;
  throw new InvalidArgumentError(
    'The name of a table has 3 to 255 letters, digits, dots, hyphens or underscores, or is an ARN.',
  );
}
