import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Type } from '@nestjs/common';
import { InvalidArgumentError } from '../errors.js';
import { describeType } from '../record/kind.js';
import { checkIsOptions, namesIn, refuseOthers } from '../record/options.js';
import type { Client } from '../session.js';
import { OPTION_NAMES, type SessionOptions } from '../session-options.js';
import { checkFlags } from '../store/arguments.js';

/**
 * What happens to the tables of the entities of `forFeature` before the session is injected anywhere: nothing; they are
 * compared with what the entities need; or those that are missing are created.
 */
export type OnStart = 'off' | 'verify' | 'create';

/** How the look at the tables is tried again while DynamoDB cannot be reached: after waits of up to `min(maxDelayMs, baseDelayMs * 2 ** n)`. */
export interface StartRetry {
  /** How often at most, the first try included; a whole number from 1. Default: 10. */
  readonly maxAttempts?: number | undefined;
  /** Milliseconds from 0. Default: 100. */
  readonly baseDelayMs?: number | undefined;
  /** Milliseconds from 0. Default: 3000. */
  readonly maxDelayMs?: number | undefined;
}

/** A session's client and options, and what happens at the start. */
export interface DynastoreOptions extends SessionOptions {
  /** A client of the SDK, which stays yours to destroy, or the configuration of one that is made. Default: one with the SDK's defaults. */
  readonly client?: Client | DynamoDBClientConfig | undefined;
  /** `'create'` refuses to create a table anywhere but at a local endpoint, unless `forceCreate` is set. Default: `'off'`. */
  readonly onStart?: OnStart | undefined;
  /** True: `onStart: 'create'` may create tables in DynamoDB itself, which costs money. Default: false. */
  readonly forceCreate?: boolean | undefined;
  readonly startRetry?: StartRetry | undefined;
}

export interface DynastoreRootOptions extends DynastoreOptions {
  /** Tells one session from another where there are several. Default: `'default'`. */
  readonly name?: string | undefined;
}

/** A provider that knows the options of sessions. */
export interface DynastoreOptionsFactory {
  createDynastoreOptions(name: string): DynastoreOptions | Promise<DynastoreOptions>;
}

/** Where the options come from: one of the three `use...`. */
export interface DynastoreAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /** Tells one session from another where there are several. Default: `'default'`. */
  readonly name?: string | undefined;
  /** What `useFactory` is called with. */
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[] | undefined;
  readonly useFactory?: ((...injected: never[]) => DynastoreOptions | Promise<DynastoreOptions>) | undefined;
  /** A class to make the factory of; what it injects must be in `imports`. */
  readonly useClass?: Type<DynastoreOptionsFactory> | undefined;
  /** A provider of `imports`, or a global one. */
  readonly useExisting?: InjectionToken<DynastoreOptionsFactory> | undefined;
}

/** The options taken apart, each part for whom it is meant. */
export interface CheckedOptions {
  readonly client: Client | DynamoDBClientConfig | undefined;
  readonly session: SessionOptions;
  readonly start: StartPlan;
}

export interface StartPlan {
  readonly onStart: OnStart;
  readonly forceCreate: boolean;
  readonly retry: Readonly<Record<keyof StartRetry, number>>;
}

const ON_START: readonly unknown[] = ['off', 'verify', 'create'];
const RETRY = { maxAttempts: 10, baseDelayMs: 100, maxDelayMs: 3000 };

/** @throws InvalidArgumentError; what is left for the session is checked by the session. */
export function checkDynastoreOptions(options: DynastoreOptions): CheckedOptions {
  const given = plainOptions(options);
  if ('name' in given) {
    throw new InvalidArgumentError('The name of a session is not made by a factory.', {
      hint: 'Give it beside useFactory, useClass or useExisting.',
    });
  }
  refuseOthers(given, NAMES, 'DynastoreModule; what configures the client belongs into `client`');
  const { client, onStart = 'off', forceCreate = false, startRetry, ...session } = given;
  if (!ON_START.includes(onStart)) throw new InvalidArgumentError("onStart must be 'off', 'verify' or 'create'.");
  checkFlags({ forceCreate }, ['forceCreate']);
  return { client, session, start: { onStart, forceCreate, retry: checkRetry(startRetry) } };
}

const NAMES = [...OPTION_NAMES, 'name', 'client', 'onStart', 'forceCreate', 'startRetry'];

/** Options as a plain object, with what an instance of a class computes. @throws InvalidArgumentError */
export function plainOptions(options: DynastoreRootOptions): DynastoreRootOptions {
  checkIsOptions(options, NAMES, 'The options of DynastoreModule');
  const values = options as Readonly<Record<string, unknown>>;
  return Object.fromEntries(namesIn(options, NAMES).map((name) => [name, values[name]]));
}

/** @throws InvalidArgumentError */
export function checkIsObject(options: unknown): void {
  if (typeof options === 'object' && options !== null) return;
  throw new InvalidArgumentError(`The options of DynastoreModule must be an object, not ${describeType(options)}.`);
}

function checkRetry(given: StartRetry | undefined): StartPlan['retry'] {
  if (given !== undefined && (typeof given !== 'object' || given === null)) {
    throw new InvalidArgumentError(`startRetry must be an object, not ${describeType(given)}.`);
  }
  const plan = { ...RETRY };
  for (const [name, value] of Object.entries<unknown>({ ...given })) {
    if (!Object.hasOwn(plan, name)) throw new InvalidArgumentError(`startRetry has no '${name}'.`);
    if (value === undefined) continue;
    const least = name === 'maxAttempts' ? 1 : 0;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`startRetry.${name} must be a whole number from ${least}.`);
    }
    plan[name as keyof StartRetry] = value;
  }
  return plan;
}
