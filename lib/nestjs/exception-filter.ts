import { STATUS_CODES } from 'node:http';
import { inspect } from 'node:util';
import { type Observable, throwError } from 'rxjs';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, type Type } from '@nestjs/common';
import {
  type DynastoreError,
  type ErrorCode,
  type InvalidArgumentError,
  hasCode,
  isDynastoreError,
} from '../errors.js';

/** Our errors, also those of another copy of the package, for Nest's `instanceof`. */
class AnyDynastoreError {
  static [Symbol.hasInstance](value: unknown): boolean {
    return isDynastoreError(value);
  }
}

/** What the requests and the responses of Express and Fastify have in common. */
interface HttpRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
interface HttpResponse {
  /** Express: the head is sent. */
  readonly headersSent?: boolean;
  /** Fastify: the response is. */
  readonly sent?: boolean;
  readonly raw?: { readonly headersSent?: boolean; end(): unknown };
  end(): unknown;
  status(code: number): HttpResponse;
  header(name: string, value: string): HttpResponse;
  send(body: object): unknown;
}

/** What is sent for an error. */
export interface ErrorBody {
  readonly statusCode: number;
  /** The status in words, as in Nest's own errors. */
  readonly error: string;
  readonly code: ErrorCode;
  readonly message: string | string[];
}

/** What callers of a microservice and clients of a gateway are told, in the form of Nest's own errors there. */
export interface ErrorMessage extends Pick<ErrorBody, 'code' | 'message'> {
  readonly status: 'error';
}

/** A socket of socket.io, or of ws, which has no events for its client. */
interface Emitter {
  emit?(event: string, body: object): unknown;
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  KEY_NOT_FOUND: 404,
  KEY_EXISTS: 409,
  INVALID_ARGUMENT: 400,
  INVALID_PAGE_TOKEN: 400,
  RESERVED_FIELD: 400,
  ITEM_TOO_LARGE: 413,
  LOCK_UNAVAILABLE: 409,
  TRANSACTION_CANCELED: 409,
};

/** When a client should ask again. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Answers HTTP requests that end in an error of ours: not found 404; exists 409; modified 412 when the request had If-Match
 * and 409 otherwise; invalid argument and page token 400; too large 413; a lock that is held 409; throttled, unreachable
 * and unfinished 503 with Retry-After. A canceled transaction is answered as the operation that was the reason.
 * Everything else is logged and 500. Works with Express and Fastify. The answer names the entity and no table or key.
 *
 * Callers of a microservice get `{ status: 'error', code, message }`, and so do clients of a WebSocket gateway, with the
 * event `exception`. Where there is another way to answer, as in GraphQL, the error is passed on.
 *
 * @example
 * @Module({ providers: [{ provide: APP_FILTER, useClass: DynastoreExceptionFilter }] })
 */
export class DynastoreExceptionFilter implements ExceptionFilter<DynastoreError> {
  readonly #logger = new Logger('DynastoreExceptionFilter');

  catch(error: DynastoreError, host: ArgumentsHost): void | Observable<never> {
    switch (host.getType()) {
      case 'http':
        return this.#answerHttp(error, host.switchToHttp());
      case 'rpc': {
        // What a filter throws there, nobody catches.
        const message = this.#messageFor(error);
        return throwError(() => message);
      }
      case 'ws':
        return void host.switchToWs().getClient<Emitter>().emit?.('exception', this.#messageFor(error));
      default:
        throw error;
    }
  }

  #answerHttp(error: DynastoreError, host: ReturnType<ArgumentsHost['switchToHttp']>): void {
    const response = host.getResponse<HttpResponse>();
    const body = this.#answerAndLog(error, host.getRequest<HttpRequest>().headers['if-match'] !== undefined);
    if (response.headersSent === true || response.sent === true || response.raw?.headersSent === true) {
      (response.raw ?? response).end();
      return;
    }
    if (body.statusCode === 503) response.header('Retry-After', String(RETRY_AFTER_SECONDS));
    response.status(body.statusCode).send(body);
  }

  #messageFor(error: DynastoreError): ErrorMessage {
    const { code, message } = this.#answerAndLog(error, false);
    return { status: 'error', code, message };
  }

  #answerAndLog(error: DynastoreError, hasIfMatch: boolean): ErrorBody {
    const body = answerTo(reasonOf(error), hasIfMatch);
    // With its cause, which has the service's own text; rows are not enumerable in either.
    if (body.statusCode >= 500) this.#logger.error(error.message, inspect(error));
    return body;
  }
}

Catch(AnyDynastoreError as Type)(DynastoreExceptionFilter);

/** Of a canceled transaction, what the operation that was the reason would have failed with alone. */
function reasonOf(error: DynastoreError): DynastoreError {
  if (!hasCode(error, 'TRANSACTION_CANCELED')) return error;
  return error.reasons.find((reason) => reason.error !== undefined)?.error ?? error;
}

function answerTo(error: DynastoreError, hasIfMatch: boolean): ErrorBody {
  const statusCode = statusOf(error, hasIfMatch);
  return {
    statusCode,
    error: STATUS_CODES[statusCode] ?? 'Error',
    code: error.code,
    message: statusCode === 500 ? 'Internal server error' : messageOf(error),
  };
}

function statusOf({ code, retryable }: DynastoreError, hasIfMatch: boolean): number {
  if (code === 'KEY_MODIFIED') return hasIfMatch ? 412 : 409;
  return STATUS[code] ?? (retryable ? 503 : 500);
}

/** The error's own message names tables and keys, which are not for everyone to see. */
function messageOf(error: DynastoreError): string | string[] {
  const entity = error.entity ?? 'The row';
  switch (error.code) {
    case 'KEY_NOT_FOUND':
      return `${entity} was not found.`;
    case 'KEY_EXISTS':
      return `${entity} exists already.`;
    case 'KEY_MODIFIED':
      return `${entity} is not, or no longer, as the request expects it.`;
    case 'INVALID_ARGUMENT': {
      const { issues } = error as InvalidArgumentError;
      return issues ? issues.map(describeIssue) : error.text;
    }
    case 'INVALID_PAGE_TOKEN':
    case 'RESERVED_FIELD':
    case 'ITEM_TOO_LARGE':
    case 'LOCK_UNAVAILABLE':
      return error.text;
    default:
      return 'The service is not available for the moment.';
  }
}

/** An issue of a Standard Schema: a message and a path of keys, or of objects with a key. */
function describeIssue(issue: unknown): string {
  const { message, path = [] } = issue as { readonly message?: unknown; readonly path?: readonly unknown[] };
  const keys = path.map((part) => String((part as { readonly key?: unknown } | null)?.key ?? part));
  return [keys.join('.'), String(message)].filter((text) => text !== '').join(': ');
}
