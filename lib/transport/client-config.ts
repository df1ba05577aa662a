import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { isObject } from '../record/kind.js';

/**
 * A configuration for a client that a session makes. Of a request that takes longer than `requestTimeout` the SDK only warns,
 * unless it is told to fail it: which is what whoever sets the time expects.
 */
export function tunedConfig(config: DynamoDBClientConfig): DynamoDBClientConfig {
  const requestHandler: unknown = config.requestHandler;
  if (!isObject(requestHandler) || 'handle' in requestHandler) return config;
  if (!('requestTimeout' in requestHandler)) return config;
  return { ...config, requestHandler: { throwOnRequestTimeout: true, ...requestHandler } };
}
