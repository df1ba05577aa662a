import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Where a client sends to, and whether that is an engine for development. */
export interface Destination {
  readonly host: string;
  readonly isLocal: boolean;
}

/**
 * Tells whether a client sends to this machine or to a container beside it: a loopback address, or a name without a dot,
 * which no service on the internet has. Ask after a first request: the SDK reads an endpoint from the environment then.
 */
export async function destinationOf(client: DynamoDBClient): Promise<Destination> {
  const host = (await client.config.endpoint?.())?.hostname;
  return host === undefined ? { host: 'DynamoDB itself', isLocal: false } : { host, isLocal: isLocal(host) };
}

function isLocal(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (host === '::1' || host === '::ffff:127.0.0.1') return true;
  if (/^127(?:\.\d{1,3}){3}$/.test(host) || host === '0.0.0.0') return true;
  return host !== '' && !host.includes(':') && (!host.includes('.') || /\.(?:localhost|docker\.internal)$/.test(host));
}
