import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Where a client sends to, and whether that is an engine for development. */
export interface Destination {
  readonly host: string;
  readonly isLocal: boolean;
}

/** The endpoint that a client was given, or that its surroundings give it (`AWS_ENDPOINT_URL_DYNAMODB`, a profile); nothing for DynamoDB's own. */
export async function endpointOf({ config }: DynamoDBClient): Promise<URL | undefined> {
  const given = await config.endpoint?.();
  if (given !== undefined) {
    const { protocol, hostname, port, path } = given;
    return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
  }
  // Older versions of the SDK put it into the configuration above.
  const { serviceConfiguredEndpoint: configured } = config as { serviceConfiguredEndpoint?: () => Promise<unknown> };
  const found = await configured?.();
  return typeof found === 'string' ? new URL(found) : undefined;
}

/**
 * Tells whether a client sends to this machine or to a container beside it: a loopback address, or a name without a dot,
 * which no service on the internet has.
 */
export async function destinationOf(client: DynamoDBClient): Promise<Destination> {
  const host = (await endpointOf(client))?.hostname;
  return host === undefined ? { host: 'DynamoDB itself', isLocal: false } : { host, isLocal: isLocal(host) };
}

function isLocal(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (host === '::1' || host === '::ffff:127.0.0.1') return true;
  if (/^127(?:\.\d{1,3}){3}$/.test(host) || host === '0.0.0.0') return true;
  return host !== '' && !host.includes(':') && (!host.includes('.') || /\.(?:localhost|docker\.internal)$/.test(host));
}
