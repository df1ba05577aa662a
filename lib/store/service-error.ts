import { DynastoreError, EnvironmentError, type ErrorDetails, ServiceError } from '../errors.js';

/** What we read of an error of the SDK. Everything may be missing: anything can be thrown below us. */
export interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
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

/** Tells whether an error of the SDK means that no answer of the service arrived, so that nobody knows what became of the request. */
export function hasNoAnswer(error: SdkError): boolean {
  return (error.$metadata?.httpStatusCode ?? 500) >= 500;
}

/** Tells whether the request cannot have reached the service. */
export function wasNeverSent(error: SdkError): boolean {
  return isUnreachable(error) || isAboutCredentials(error) || /region is missing/i.test(error.message ?? '');
}

function isUnreachable(error: SdkError): boolean {
  return error.code !== undefined && UNREACHABLE.has(error.code);
}

function isAboutCredentials(error: SdkError): boolean {
  return error.name !== undefined && CREDENTIALS.has(error.name);
}

/**
 * Turns what the SDK threw into an error of ours. The service's own text is left to the cause: it may quote values.
 */
export function describeServiceError(thrown: unknown, surroundings: Surroundings): DynastoreError {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as SdkError;
  const details: ErrorDetails = { cause: thrown };
  return environmentFault(error, surroundings, details) ?? serviceFault(error, details);
}

function environmentFault(error: SdkError, at: Surroundings, details: ErrorDetails): EnvironmentError | undefined {
  const place = `region ${at.region ?? 'unknown'}, ${at.endpoint ?? 'the region’s own endpoint'}`;
  const fault = (text: string, hint: string, retryable = false) =>
    new EnvironmentError(text, { ...details, hint, region: at.region, endpoint: at.endpoint, retryable });
  if (error.name === 'ResourceNotFoundException') {
    return fault(
      `Table '${at.table}' does not exist in ${place}, or has no such index.`,
      'Create it (session.createTables), or check the name, the region and the account.',
    );
  }
  if (isUnreachable(error)) {
    return fault(
      `DynamoDB cannot be reached (${error.code}) in ${place}.`,
      'Is the endpoint right, and is it up?',
      true,
    );
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
  if (THROTTLING.has(name)) {
    return new ServiceError(`DynamoDB throttled the request (${name}).`, { ...details, code: 'THROTTLED' });
  }
  if (isTooLarge(error)) {
    return new ServiceError('The row would be larger than DynamoDB allows.', {
      ...details,
      code: 'ITEM_TOO_LARGE',
      hint: 'A row has at most 400 KB, names of attributes included.',
    });
  }
  return new ServiceError(`DynamoDB answered with ${name}.`, {
    ...details,
    retryable: hasNoAnswer(error),
    hint: 'The cause has its text.',
  });
}

/** DynamoDB has no name of its own for this one, only a text. */
function isTooLarge(error: SdkError): boolean {
  return (
    error.name === 'ItemCollectionSizeLimitExceededException' ||
    (error.name === 'ValidationException' && /item size/i.test(error.message ?? ''))
  );
}
