import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';

export interface FaultyClient {
  readonly client: DynamoDBClient;
  readonly proxy: FaultProxy;
  /** Releases nothing: ghosts that are still held vanish. */
  close(): Promise<void>;
}

/** A client whose requests go through a fault proxy, and that tries again at once instead of after the SDK's waits. */
export async function openFaultyClient(
  engine: DynamoDBClientConfig & { readonly endpoint: string },
  seed: number,
  settings: { readonly maxAttempts?: number; readonly requestTimeoutMs?: number } = {},
): Promise<FaultyClient> {
  const proxy = await startFaultProxy(engine.endpoint, seed);
  const client = new DynamoDBClient({
    ...engine,
    endpoint: proxy.endpoint,
    retryStrategy: immediateRetries(settings.maxAttempts ?? 3),
    ...(settings.requestTimeoutMs !== undefined && {
      requestHandler: { requestTimeout: settings.requestTimeoutMs, throwOnRequestTimeout: true },
    }),
  });
  return {
    client,
    proxy,
    async close() {
      client.destroy();
      await proxy.close();
    },
  };
}

type Strategy = Exclude<NonNullable<DynamoDBClientConfig['retryStrategy']>, { retry: unknown }>;

/** What the SDK retries, without its waits and without its budget, which would end long runs of faults. */
function immediateRetries(maxAttempts: number): Strategy {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0, getRetryCost: () => 0 });
  return {
    acquireInitialRetryToken: () => Promise.resolve(token(0)),
    refreshRetryTokenForRetry: ({ getRetryCount }, { errorType }) => {
      const count = getRetryCount() + 1;
      if (count >= maxAttempts || errorType === 'CLIENT_ERROR') return Promise.reject(new Error('No more retries.'));
      return Promise.resolve(token(count));
    },
    recordSuccess: () => {},
  };
}
