import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { EnvironmentError, InvalidArgumentError, isDynastoreError } from '../errors.js';
import { metadataOf } from '../metadata/entity-metadata.js';
import { checkIsOptions } from '../record/options.js';
import type { Session } from '../session.js';
import { entitiesOf } from './opened-session.js';
import { DEFAULT_SESSION, getSessionToken } from './tokens.js';

export interface PingOptions {
  /** The session's name. Default: `'default'`. */
  readonly session?: string | undefined;
  /** How long an answer may take, in milliseconds from 1. Default: 1000. */
  readonly timeoutMs?: number | undefined;
}

/** What @nestjs/terminus reports under a key. */
export interface DynastoreHealth {
  readonly status: 'up' | 'down';
  /** Why it is down: the code of the error, or `'TIMEOUT'`. */
  readonly code?: string;
  readonly message?: string;
}

/** A table that hardly exists, asked for where no entity names one: the answer that it does not exist is an answer. */
const NO_TABLE = 'dynastore-health';
const DEFAULT_TIMEOUT_MS = 1000;
const PING_OPTIONS: readonly string[] = ['session', 'timeoutMs'];

/** Tells @nestjs/terminus (10, 11 or 12) whether DynamoDB answers. A provider that `DynastoreModule.forRoot` offers everywhere. */
export class DynastoreHealthIndicator {
  readonly #moduleRef: ModuleRef;
  readonly #modules: ModulesContainer;

  constructor(moduleRef: ModuleRef, modules: ModulesContainer) {
    this.#moduleRef = moduleRef;
    this.#modules = modules;
  }

  /**
   * Reads a row that is not there from each table of the entities of `forFeature`, half a read unit each. Up when all
   * answer in time: endpoint, credentials, permissions and tables are right then.
   *
   * @param key - what the report calls it.
   * @throws InvalidArgumentError when there is no session of the name. Under terminus 10 the error that it takes for "down".
   * @example
   * @Get('health') @HealthCheck()
   * check() { return this.health.check([() => this.dynastore.pingCheck('dynamodb')]); }
   */
  async pingCheck<const Key extends string>(
    key: Key,
    options: PingOptions = {},
  ): Promise<Record<Key, DynastoreHealth>> {
    checkIsOptions(options, PING_OPTIONS, 'The options of pingCheck');
    const unknown = Object.keys(options).find((name) => !PING_OPTIONS.includes(name));
    if (unknown !== undefined) {
      throw new InvalidArgumentError(`pingCheck has no option '${unknown}'.`, {
        hint: `It has: ${PING_OPTIONS.join(', ')}.`,
      });
    }
    const { session = DEFAULT_SESSION, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS) {
      throw new InvalidArgumentError(`timeoutMs must be a whole number from 1 to ${MAX_TIMEOUT_MS}.`);
    }
    const health = await this.#ping(this.#sessionOf(session), session, AbortSignal.timeout(timeoutMs));
    const report = { [key]: health } as Record<Key, DynastoreHealth>;
    if (health.status === 'down') await reportToTerminus10(report);
    return report;
  }

  #sessionOf(name: string): Session {
    try {
      return this.#moduleRef.get<Session>(getSessionToken(name), { strict: false });
    } catch (cause) {
      throw new InvalidArgumentError(`There is no session '${name}'.`, {
        hint: 'Its name is the one given to DynastoreModule.forRoot.',
        cause,
      });
    }
  }

  async #ping(session: Session, name: string, signal: AbortSignal): Promise<DynastoreHealth> {
    const tables = new Set(entitiesOf(this.#modules, name).map((entity) => metadataOf(entity).table));
    try {
      if (tables.size === 0) await pingWithoutTable(session, signal);
      else await Promise.all([...tables].map((table) => ping(session, table, signal)));
      return { status: 'up' };
    } catch (error) {
      if (signal.aborted && error === signal.reason)
        return { status: 'down', code: 'TIMEOUT', message: 'No answer in time.' };
      if (isDynastoreError(error)) return { status: 'down', code: error.code, message: error.message };
      throw error;
    }
  }
}

// What decorators would have said.
Injectable()(DynastoreHealthIndicator);
Inject(ModuleRef)(DynastoreHealthIndicator, undefined, 0);
Inject(ModulesContainer)(DynastoreHealthIndicator, undefined, 1);

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

async function ping(session: Session, table: string, signal: AbortSignal): Promise<void> {
  await session.table(table).partition('dynastore').exists('health', { signal });
}

async function pingWithoutTable(session: Session, signal: AbortSignal): Promise<void> {
  try {
    await ping(session, NO_TABLE, signal);
  } catch (error) {
    const name = error instanceof EnvironmentError && (error.cause as Error | undefined)?.name;
    // The credentials may be good for other tables only.
    if (name !== 'ResourceNotFoundException' && name !== 'AccessDeniedException') throw error;
  }
}

/** Up to release 10 terminus took only an error of its own for "down"; since then it takes the report. */
async function reportToTerminus10(report: Record<string, DynastoreHealth>): Promise<void> {
  const terminus = await import('@nestjs/terminus').catch((error: { readonly code?: unknown }) => {
    // Whoever reports in another way does not have it.
    if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') throw error;
    return undefined;
  });
  if (terminus === undefined || 'HealthIndicatorService' in terminus) return;
  const { HealthCheckError } = terminus as { HealthCheckError: new (message: string, causes: unknown) => Error };
  throw new HealthCheckError('DynamoDB is down.', report);
}
