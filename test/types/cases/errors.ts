// Errors, and how a caught value is narrowed to one.
import {
  type CancelReason,
  type ErrorCode,
  AmbiguousResultError,
  BatchIncompleteError,
  DecodeError,
  DynastoreError,
  EnvironmentError,
  InvalidArgumentError,
  KeyExistsError,
  KeyModifiedError,
  KeyNotFoundError,
  ServiceError,
  TransactionCanceledError,
  hasCode,
  isDynastoreError,
} from 'dynastore';

declare const caught: unknown;

// right: what every error of ours tells
if (isDynastoreError(caught)) {
  const code: ErrorCode = caught.code;
  const address: (string | undefined)[] = [caught.operation, caught.table, caught.partition, caught.key, caught.entity];
  const advice: [boolean, string | undefined] = [caught.retryable, caught.hint];
  void [code, address, advice, caught.cause, caught.message];
}
// wrong: a caught value that is not narrowed
// says: 'unknown'
caught.code;
// wrong: what some errors alone tell
// says: 'current'
if (isDynastoreError(caught)) void caught.current;
// wrong: a code that is changed
// says: 'code' because it is a read-only property
if (isDynastoreError(caught)) caught.code = 'DECODE';

// right: codes narrow
{
  if (hasCode(caught, 'KEY_MODIFIED')) void [caught.current, caught instanceof KeyModifiedError];
  if (hasCode(caught, 'KEY_EXISTS')) void caught.current;
  if (hasCode(caught, 'AMBIGUOUS_RESULT')) void caught.current;
  if (hasCode(caught, 'BATCH_INCOMPLETE')) void caught.remaining.length;
  if (hasCode(caught, 'TRANSACTION_CANCELED')) void caught.reasons.map(({ key, code }: CancelReason) => key + code);
  if (hasCode(caught, 'ENVIRONMENT')) void [caught.region, caught.endpoint];
  if (hasCode(caught, 'DECODE')) void caught.attribute;
  if (hasCode(caught, 'INVALID_ARGUMENT')) void caught.issues?.length;
  if (hasCode(caught, 'THROTTLED')) void (caught satisfies ServiceError);
  if (hasCode(caught, 'THROTTLED')) void (caught.code satisfies 'THROTTLED');
  if (hasCode(caught, 'LOCK_LOST')) void caught.retryable;
}
// right: a code that is computed means any of them
{
  const code: string = 'KEY_NOT_FOUND';
  const codes: ErrorCode = 'KEY_NOT_FOUND';
  if (hasCode(caught, code)) void caught.hint;
  if (hasCode(caught, codes)) void caught.hint;
  const either = 'KEY_EXISTS' as 'KEY_EXISTS' | 'KEY_MODIFIED';
  if (hasCode(caught, either)) void [caught.current, caught.code satisfies 'KEY_EXISTS' | 'KEY_MODIFIED'];
}
// wrong: what another error has
// says: 'remaining'
if (hasCode(caught, 'KEY_MODIFIED')) void caught.remaining;
// wrong: what no error of this code has
// says: 'current'
if (hasCode(caught, 'KEY_NOT_FOUND')) void caught.current;
// wrong: a code that the narrowed error cannot have
// says: no overlap
if (hasCode(caught, 'KEY_EXISTS')) void (caught.code === 'DECODE');
// wrong: a code that there is not, compared
// says: no overlap
if (isDynastoreError(caught)) void (caught.code === 'KEY_MISSING');
// wrong: a code that is none
// says: '404' is not assignable to
hasCode(caught, 404);

// right: classes narrow
{
  if (caught instanceof KeyExistsError) void (caught.code satisfies 'KEY_EXISTS');
  if (caught instanceof BatchIncompleteError) void caught.remaining[0];
  if (caught instanceof ServiceError) void (caught.code satisfies 'SERVICE' | 'THROTTLED' | 'ITEM_TOO_LARGE');
  if (caught instanceof TransactionCanceledError) void caught.reasons[0]?.error?.code;
  if (caught instanceof EnvironmentError || caught instanceof DecodeError) void caught.hint;
  if (caught instanceof AmbiguousResultError) void (caught.current === undefined);
  if (caught instanceof KeyNotFoundError || caught instanceof InvalidArgumentError) void caught.text;
}
// right: rows that errors carry, typed by the caller
{
  const modified = {} as KeyModifiedError<{ grams: number }>;
  const ambiguous = {} as AmbiguousResultError<{ grams: number }>;
  void [modified.current?.grams, ambiguous.current?.grams];
}
// wrong: a row that may not be there
// says: null
{
  const modified = {} as KeyModifiedError<{ grams: number }>;
  void modified.current.grams;
}
// wrong: the class of all errors, of which none is made
// says: abstract
new DynastoreError('text');
