import { DynastoreError, EnvironmentError, type ErrorDetails, ServiceError } from '../errors.js';
import { isObject } from '../record/kind.js';

/** What we read of an error of the SDK. Everything may be missing: anything can be thrown below us. */
export interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  /** There when the error is the service's answer, read whole. */
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number | undefined; readonly attempts?: number } | undefined;
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
  readonly Item?: unknown;
  readonly CancellationReasons?: readonly { readonly Code?: string; readonly Item?: unknown }[];
}

export interface Surroundings {
  readonly table: string;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

const THROTTLING = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const CREDENTIALS = new Set([
  'CredentialsProviderError',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'ExpiredTokenException',
  'ExpiredToken',
  'MissingAuthenticationTokenException',
  'MissingAuthenticationToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'TokenProviderError',
]);
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

/** The code of a try that was given up for its silence. */
export const NO_ANSWER = 'NO_ANSWER';
const BROKEN = new Set(['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ECONNABORTED', NO_ANSWER]);

/** What was thrown below us, such that whoever prints it sees no rows. */
export function withoutData(thrown: unknown): SdkError {
  if (!isObject(thrown)) return new Error('Something was thrown that is no error.');
  const error: SdkError = thrown;
  // The parser quotes in its message what it could not read.
  if (isUnreadable(error))
    return Object.assign(new SyntaxError(isCutShort(error) ? CUT_SHORT : 'The answer is not JSON.'), {
      $metadata: { ...error.$metadata, httpStatusCode: statusOf(error) },
    });
  for (const holder of [error, ...(error.CancellationReasons ?? [])]) {
    if (holder.Item !== undefined) Object.defineProperty(holder, 'Item', { enumerable: false });
  }
  return error;
}

/** Older versions of the SDK tell the status of what they cannot read by the response alone. */
function statusOf(error: SdkError): number | undefined {
  return error.$metadata?.httpStatusCode ?? error.$response?.statusCode;
}

/** Tells whether an error of the SDK means that no answer of the service arrived, so that nobody knows what became of the request. */
export function hasNoAnswer(error: SdkError): boolean {
  const status = statusOf(error);
  // What the service says is an answer, also when it is made by hand, as in tests.
  if (status === undefined) return error.$fault !== 'client';
  // A success that is an error all the same could not be read.
  return status >= 500 || status < 400;
}

/** Tells whether an error of the SDK leaves open what became of the request: it may have reached the service, which did not say. */
export function mayHaveTakenEffect(error: SdkError): boolean {
  return hasNoAnswer(error) && !wasNeverSent(error);
}

/** Tells whether the same bytes can have another outcome when they are sent again at once. */
export function isPassing(error: SdkError): boolean {
  return error.$fault !== 'client' || isThrottling(error) || isRowBusy(error);
}

/** Tells whether an answer broke off, of which only the status is known. */
export function isCutOff(error: SdkError): boolean {
  return error.$fault === undefined && statusOf(error) !== undefined;
}

/** Tells whether the service refused the very bytes, whatever the row: earlier tries with the same were refused for the same. */
export function isInvalid(error: SdkError): boolean {
  return error.name === 'ValidationException' && !isTooLarge(error);
}

/** Tells whether a single write was turned away, without effect, because a transaction or another region had its row. */
export function isRowBusy({ name, CancellationReasons: reasons }: SdkError): boolean {
  if (name === 'TransactionConflictException' || name === 'ReplicatedWriteConflictException') return true;
  return reasons?.length === 1 && reasons[0]?.Code === 'TransactionConflict';
}

function isThrottling(error: SdkError): boolean {
  return error.name !== undefined && THROTTLING.has(error.name);
}

/** Tells whether the request cannot have reached the service. */
function wasNeverSent(error: SdkError): boolean {
  return (
    isMistaken(error) ||
    isUnreachable(error) ||
    isAboutCredentials(error) ||
    /region is missing/i.test(error.message ?? '')
  );
}

/** The code of a failed connection. The SDK wraps errors of another realm, as Jest makes them, and keeps their texts alone. */
function codeOf({ code, message = '' }: SdkError): string | undefined {
  return code ?? /^AWS SDK error wrapper for .*\b(E[A-Z_]{4,})\b/.exec(message)?.[1];
}

function isUnreachable(error: SdkError): boolean {
  const code = codeOf(error);
  if (code !== undefined && UNREACHABLE.has(code)) return true;
  return error.name === 'TimeoutError' && /establish\w* a connection/i.test(error.message ?? '');
}

/** The region or the endpoint cannot be one, or the endpoint speaks another protocol: nothing was sent. */
function isMistaken(error: SdkError): boolean {
  if (/^(?:ERR_INVALID_URL|ERR_TLS_\w+|ERR_SSL_WRONG_VERSION_NUMBER)$/.test(codeOf(error) ?? '')) return true;
  return /^(?:Invalid URL|Region not accepted)|EPROTO.*wrong version number/s.test(error.message ?? '');
}

/** The connection broke, or an answer took too long. */
function isAboutNetwork(error: SdkError): boolean {
  const code = codeOf(error);
  return error.name === 'TimeoutError' || (code !== undefined && BROKEN.has(code));
}

/** What came back is not what DynamoDB says: the SDK could not parse it. */
function isUnreadable(error: SdkError): boolean {
  return error.name === 'SyntaxError' && statusOf(error) !== undefined;
}

/** What becomes of the parser's message. */
const CUT_SHORT = 'The answer was cut short.';

function isCutShort({ message = '' }: SdkError): boolean {
  return /unexpected end|unterminated/i.test(message);
}

function isAboutCredentials(error: SdkError): boolean {
  return error.name !== undefined && CREDENTIALS.has(error.name);
}

/**
 * Turns what the SDK threw into an error of ours. The service's own text is left to the cause: it may quote values.
 */
export function describeServiceError(error: SdkError, surroundings: Surroundings): DynastoreError {
  const details: ErrorDetails = { cause: error };
  return environmentFault(error, surroundings, details) ?? serviceFault(error, details);
}

function environmentFault(error: SdkError, at: Surroundings, details: ErrorDetails): EnvironmentError | undefined {
  const place = `region ${at.region ?? 'unknown'}, ${at.endpoint ?? 'the region’s own endpoint'}`;
  const fault = (text: string, hint: string, retryable = false) =>
    new EnvironmentError(text, { ...details, hint, region: at.region, endpoint: at.endpoint, retryable });
  if (error.name === 'ValidationException' && /specified index/i.test(error.message ?? '')) {
    return fault(`Table '${at.table}' in ${place} has no such index.`, 'Create it, or check its name.');
  }
  if (error.name === 'ResourceNotFoundException') {
    return fault(
      `Table '${at.table}' does not exist in ${place}.`,
      'Create it (session.createTables), or check the name, the region and the account.',
    );
  }
  if (isMistaken(error)) {
    return fault(
      `No request can be sent to ${place}.`,
      'Is the region one of AWS, and does the endpoint begin with the right one of http:// and https://?',
    );
  }
  if (isUnreachable(error)) {
    return fault(
      `DynamoDB cannot be reached (${codeOf(error) ?? error.name}) in ${place}.`,
      'Is the endpoint right, and is it up?',
      true,
    );
  }
  if (isUnreadable(error)) {
    const status = statusOf(error);
    return error.message === CUT_SHORT
      ? fault(`The answer was cut short (HTTP ${status}) in ${place}.`, 'Try again.', true)
      : fault(`What answers is not DynamoDB (HTTP ${status}) in ${place}.`, 'Is the endpoint right?', status! >= 500);
  }
  if (hasNoAnswer(error) && isAboutNetwork(error)) {
    return fault(`DynamoDB did not answer (${codeOf(error) ?? error.name}) in ${place}.`, 'Try again.', true);
  }
  if (isAboutCredentials(error)) {
    return fault(`The credentials are missing or refused (${error.name}) in ${place}.`, 'Check them, and the clock.');
  }
  if (error.name === 'AccessDeniedException') {
    return fault(`The credentials do not allow this on table '${at.table}' in ${place}.`, 'Check the policy.');
  }
  if (error.name === 'UnknownOperationException') {
    return fault(`The engine behind ${place} does not have this feature.`, 'Use DynamoDB or DynamoDB Local.');
  }
  if (/region is missing/i.test(error.message ?? '')) {
    return fault('There is no region.', 'Set AWS_REGION, or give the client a region.');
  }
  return undefined;
}

function serviceFault(error: SdkError, details: ErrorDetails): ServiceError {
  const name = error.name ?? 'an unknown error';
  if (isThrottling(error)) {
    return new ServiceError(`DynamoDB throttled the request (${name}).`, { ...details, code: 'THROTTLED' });
  }
  if (isTooLarge(error)) {
    return new ServiceError('The row is larger than DynamoDB allows.', {
      ...details,
      code: 'ITEM_TOO_LARGE',
      hint: 'A row has at most 400 KB, names of attributes included.',
    });
  }
  const wasAnswered = statusOf(error) !== undefined;
  return new ServiceError(wasAnswered ? `DynamoDB answered with ${name}.` : `The request failed (${name}).`, {
    ...details,
    retryable: hasNoAnswer(error) || isRowBusy(error),
    hint: 'The cause has its text.',
  });
}

/** DynamoDB has no name of its own for this one, only a text. */
function isTooLarge(error: SdkError): boolean {
  return (
    error.name === 'ItemCollectionSizeLimitExceededException' ||
    statusOf(error) === 413 ||
    (error.name === 'ValidationException' && /item size/i.test(error.message ?? ''))
  );
}
