/** Stable texts that tell one failure from another; safe to compare, log and count. */
export type ErrorCode =
  | 'KEY_NOT_FOUND'
  | 'KEY_EXISTS'
  | 'KEY_MODIFIED'
  | 'RESERVED_FIELD'
  | 'INDEX_NOT_SUPPORTED'
  | 'INVALID_ARGUMENT'
  | 'INVALID_PAGE_TOKEN'
  | 'DECODE'
  | 'AMBIGUOUS_RESULT'
  | 'BATCH_INCOMPLETE'
  | 'TRANSACTION_CANCELED'
  | 'LOCK_LOST'
  | 'LOCK_UNAVAILABLE'
  | 'METADATA'
  | 'ENVIRONMENT'
  | 'THROTTLED'
  | 'ITEM_TOO_LARGE'
  | 'SERVICE';

/** What a failure was aimed at. Filled in as the failure travels up to where it is known. */
export interface ErrorAddress {
  readonly operation?: string | undefined;
  readonly table?: string | undefined;
  readonly partition?: string | undefined;
  readonly key?: string | undefined;
  readonly entity?: string | undefined;
  /** Keeps partition and key out of the message and out of what printing the error shows. */
  readonly redactKeys?: boolean | undefined;
}

export interface ErrorDetails extends ErrorAddress {
  /** What to do about it, one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** Marks our errors, also those of another copy of the package (ESM beside CJS). */
const BRAND: unique symbol = Symbol.for('dynastore.error');

/** What callbacks of the user threw. */
const passedOn = new WeakSet<object>();

/** Returns what a callback of the user's threw, to be thrown on as it is, also where it is an error of ours. */
export function passOn(thrown: unknown): unknown {
  if (thrown instanceof DynastoreError) passedOn.add(thrown);
  return thrown;
}

/** Tells an error that was raised here from one that a callback of the user's threw. */
export function isRaisedHere(error: unknown): error is DynastoreError {
  return error instanceof DynastoreError && !passedOn.has(error);
}

const ADDRESS_PARTS = ['operation', 'table', 'partition', 'key', 'entity'] as const;

/**
 * Every failure that this package raises. Compare `code`, not the class, where two copies of the package may meet.
 *
 * Neither the message nor any enumerable property holds values of an item; keys are there unless the session redacts them.
 */
export abstract class DynastoreError extends Error {
  abstract readonly code: ErrorCode;
  /** The operation that failed, as in the hooks' context: `Put`, `Get`, ... */
  declare readonly operation?: string;
  declare readonly table?: string;
  declare readonly partition?: string;
  declare readonly key?: string;
  /** The name of the entity, where a repository was used. */
  declare readonly entity?: string;
  /** True when trying again can succeed, after a wait or, for a refused version, from the row as it is now. */
  readonly retryable: boolean = false;
  declare readonly hint?: string;
  readonly #text: string;
  #redactKeys: boolean | undefined;

  constructor(text: string, details: ErrorDetails = {}) {
    super(text, 'cause' in details ? { cause: details.cause } : undefined);
    this.#text = text;
    if (details.hint !== undefined) define(this, 'hint', details.hint, true);
    this.locate(details);
  }

  /** What went wrong, without the address and the hint: fit for those who must not see names of tables and keys. */
  get text(): string {
    return this.#text;
  }

  /** Adds what is not known yet of the address, and writes the message anew. Returns the error itself. */
  locate(address: ErrorAddress): this {
    if (passedOn.has(this)) return this;
    this.#redactKeys ??= address.redactKeys;
    for (const part of ADDRESS_PARTS) {
      // What was given in place of a key may be anything; only text is a key.
      const value = this[part] ?? (typeof address[part] === 'string' ? address[part] : undefined);
      const mayShow = !(this.#redactKeys && (part === 'partition' || part === 'key'));
      if (value !== undefined) define(this, part, value, mayShow);
    }
    const place = this.#describePlace();
    const message = [place && `${place}:`, this.#text, this.hint].filter(Boolean).join(' ');
    // V8 wrote the message into the stack when the error was made.
    define(
      this,
      'stack',
      this.stack?.replace(this.message, () => message),
      false,
    );
    define(this, 'message', message, false);
    return this;
  }

  #describePlace(): string {
    const mayNameKeys = !this.#redactKeys;
    return [
      this.operation,
      this.entity && `entity '${this.entity}'`,
      this.table && `table '${this.table}'`,
      mayNameKeys && this.partition !== undefined && `partition '${this.partition}'`,
      mayNameKeys && this.key !== undefined && `key '${this.key}'`,
    ]
      .filter(Boolean)
      .join(', ');
  }

  static {
    define(this.prototype, BRAND, true, false);
  }
}

function define(target: object, name: string | symbol, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, name, { value, enumerable, writable: true, configurable: true });
}

/** The row is absent or expired. */
export class KeyNotFoundError extends DynastoreError {
  readonly code = 'KEY_NOT_FOUND';
}

export interface RowDetails<Row> extends ErrorDetails {
  readonly current: Row;
}

/** A live row is where none was expected. */
export class KeyExistsError<Row = unknown> extends DynastoreError {
  readonly code = 'KEY_EXISTS';
  /** The row found (on repositories: the entity); `null` when it was gone or expired by the time it was looked at. Not enumerable. */
  declare readonly current: Row | null;

  constructor(text: string, details: RowDetails<Row | null>) {
    super(text, details);
    define(this, 'current', details.current, false);
  }
}

/** The row is not the one that was read: changed, replaced, deleted or expired since. */
export class KeyModifiedError<Row = unknown> extends DynastoreError {
  readonly code = 'KEY_MODIFIED';
  override readonly retryable: boolean = true;
  /** The row found (on repositories: the entity); `null` when there is none or it is expired. Not enumerable. */
  declare readonly current: Row | null;

  constructor(text: string, details: RowDetails<Row | null>) {
    super(text, details);
    define(this, 'current', details.current, false);
  }
}

/** A field has a name that the store keeps for itself. Raised before any request. */
export class ReservedFieldError extends DynastoreError {
  readonly code = 'RESERVED_FIELD';
}

/** The operation cannot read through an index. Raised before any request. */
export class IndexNotSupportedError extends DynastoreError {
  readonly code = 'INDEX_NOT_SUPPORTED';
}

/** An argument that can never work. Raised before any request. */
export class InvalidArgumentError extends DynastoreError {
  readonly code = 'INVALID_ARGUMENT';
  /** What a schema found, as it reported it. Not enumerable, since it may quote values. */
  declare readonly issues?: readonly unknown[];

  constructor(text: string, details: ErrorDetails & { readonly issues?: readonly unknown[] } = {}) {
    super(text, details);
    if (details.issues) define(this, 'issues', details.issues, false);
  }
}

/** A page token that is damaged, forged, or belongs to another list. Raised before any request. */
export class InvalidPageTokenError extends DynastoreError {
  readonly code = 'INVALID_PAGE_TOKEN';
}

/** A stored row that cannot be read as what it should be. */
export class DecodeError extends DynastoreError {
  readonly code = 'DECODE';
  /** The attribute that could not be read; a path where it lies deeper. */
  declare readonly attribute?: string;
  /** In a list: the token of the page after the one with this row, when there is one. Not enumerable: it may hold keys. */
  declare readonly lastKey?: string;

  constructor(text: string, details: ErrorDetails & { readonly attribute?: string | undefined } = {}) {
    super(text, details);
    if (details.attribute !== undefined) define(this, 'attribute', details.attribute, true);
  }

  /** Says where a list can go on. Returns the error itself. */
  resumeAt(lastKey: string | undefined): this {
    if (lastKey !== undefined) define(this, 'lastKey', lastKey, false);
    return this;
  }
}

/** A write whose outcome nothing can tell: it took effect once, or not at all. Read the row before deciding. */
export class AmbiguousResultError<Row = unknown> extends DynastoreError {
  readonly code = 'AMBIGUOUS_RESULT';
  /** The row found afterwards, `null` when there is none, `undefined` when no answer came at all. Not enumerable. */
  declare readonly current: Row | null | undefined;

  constructor(text: string, details: RowDetails<Row | null | undefined>) {
    super(text, details);
    define(this, 'current', details.current, false);
  }
}

/** A batch that could not be finished. What is not in `remaining` is done. */
export class BatchIncompleteError<Remaining = unknown> extends DynastoreError {
  readonly code = 'BATCH_INCOMPLETE';
  override readonly retryable: boolean = true;
  /** Keys or rows as they were given, in their order. Not enumerable. */
  declare readonly remaining: readonly Remaining[];

  constructor(text: string, details: ErrorDetails & { readonly remaining: readonly Remaining[] }) {
    super(text, details);
    define(this, 'remaining', details.remaining, false);
  }
}

/** What became of one operation of a canceled transaction. */
export interface CancelReason {
  /** The verb: `create`, `patch`, `check`, ... */
  readonly operation: string;
  readonly entity?: string;
  readonly partition: string;
  readonly key: string;
  /** The service's word, such as `ConditionalCheckFailed`; `None` for an operation that was not the reason. */
  readonly code: string;
  /** What the same operation would have failed with alone. */
  readonly error?: DynastoreError;
}

/** A transaction of which nothing took effect. */
export class TransactionCanceledError extends DynastoreError {
  readonly code = 'TRANSACTION_CANCELED';
  override readonly retryable: boolean;
  /** One for each operation, in their order. Not enumerable. */
  declare readonly reasons: readonly CancelReason[];

  constructor(
    text: string,
    details: ErrorDetails & { readonly reasons: readonly CancelReason[]; readonly retryable?: boolean },
  ) {
    super(text, details);
    this.retryable = details.retryable ?? false;
    define(this, 'reasons', details.reasons, false);
  }
}

/** A lock that is held no longer: its lease ran out before it was renewed, or another holder took it. */
export class LockLostError extends DynastoreError {
  readonly code = 'LOCK_LOST';
}

/** A lock that someone else holds, and that did not come free within the time to wait. */
export class LockUnavailableError extends DynastoreError {
  readonly code = 'LOCK_UNAVAILABLE';
  override readonly retryable: boolean = true;
}

/** A class that cannot be an entity, with all its mistakes at once. */
export class MetadataError extends DynastoreError {
  readonly code = 'METADATA';
}

/** What surrounds the program is not as it must be: table, region, credentials, endpoint or engine. */
export class EnvironmentError extends DynastoreError {
  readonly code = 'ENVIRONMENT';
  override readonly retryable: boolean;
  declare readonly region?: string;
  declare readonly endpoint?: string;

  constructor(
    text: string,
    details: ErrorDetails & {
      readonly region?: string | undefined;
      readonly endpoint?: string | undefined;
      readonly retryable?: boolean;
    } = {},
  ) {
    super(text, details);
    this.retryable = details.retryable ?? false;
    if (details.region !== undefined) define(this, 'region', details.region, true);
    if (details.endpoint !== undefined) define(this, 'endpoint', details.endpoint, true);
  }
}

/** DynamoDB answered with an error that is none of the above; `cause` is the SDK's error. */
export class ServiceError extends DynastoreError {
  readonly code: 'SERVICE' | 'THROTTLED' | 'ITEM_TOO_LARGE';
  override readonly retryable: boolean;

  constructor(
    text: string,
    details: ErrorDetails & {
      readonly code?: 'SERVICE' | 'THROTTLED' | 'ITEM_TOO_LARGE';
      readonly retryable?: boolean;
    } = {},
  ) {
    super(text, details);
    this.code = details.code ?? 'SERVICE';
    this.retryable = details.retryable ?? this.code === 'THROTTLED';
  }
}

for (const [name, errorClass] of Object.entries({
  KeyNotFoundError,
  KeyExistsError,
  KeyModifiedError,
  ReservedFieldError,
  IndexNotSupportedError,
  InvalidArgumentError,
  InvalidPageTokenError,
  DecodeError,
  AmbiguousResultError,
  BatchIncompleteError,
  TransactionCanceledError,
  LockLostError,
  LockUnavailableError,
  MetadataError,
  EnvironmentError,
  ServiceError,
})) {
  // A literal, which minifiers leave alone; on the prototype, so that printing an error does not show it twice.
  define(errorClass.prototype, 'name', name, false);
}

type AnyError =
  | KeyNotFoundError
  | KeyExistsError
  | KeyModifiedError
  | ReservedFieldError
  | IndexNotSupportedError
  | InvalidArgumentError
  | InvalidPageTokenError
  | DecodeError
  | AmbiguousResultError
  | BatchIncompleteError
  | TransactionCanceledError
  | LockLostError
  | LockUnavailableError
  | MetadataError
  | EnvironmentError
  | ServiceError;

/** The error that has a code; a text that is none of our codes means any of our errors. */
export type ErrorOf<Code> = [Code] extends [AnyError['code']] ? WithCode<AnyError, Code> : DynastoreError;
type WithCode<E extends AnyError, Code> = E extends { readonly code: Code }
  ? E
  : [Extract<E['code'], Code>] extends [never]
    ? never
    : E & { readonly code: Code };

/** Tells whether a caught value is one of ours, also when it comes from another copy of the package. */
export function isDynastoreError(caught: unknown): caught is DynastoreError {
  return typeof caught === 'object' && caught !== null && (caught as { [BRAND]?: unknown })[BRAND] === true;
}

/**
 * Narrows a caught value to the error with this code, also when it comes from another copy of the package.
 *
 * @example
 * try { await orders.get(key); } catch (e) { if (!hasCode(e, 'KEY_NOT_FOUND')) throw e; }
 */
export function hasCode<Code extends ErrorCode | (string & {})>(caught: unknown, code: Code): caught is ErrorOf<Code> {
  return isDynastoreError(caught) && (caught.code as string) === code;
}
