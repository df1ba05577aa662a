import { randomUUID } from 'node:crypto';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { EnvironmentError } from '../../lib/index.js';
import { startLocal } from '../../lib/testing/index.js';

/** Where the main job can take place. */
export interface Place {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly description: readonly string[];
  /** Removes what was made there, and says so. */
  leave(): Promise<string>;
}

/** An engine inside this process, which goes with all its data. */
export async function openEmbedded(): Promise<Place> {
  const local = await startLocal();
  return {
    client: local.client,
    table: 'quick-start',
    description: [`Engine: ${local.engine}, inside this process.`],
    async leave() {
      await local.stop();
      return 'The engine is stopped.';
    },
  };
}

/** The DynamoDB that the environment names; its table is new and has a name that nobody else has. */
export function openReal(env: NodeJS.ProcessEnv): Place {
  const region = env['AWS_REGION'];
  if (!region) throw new EnvironmentError('--real needs to know a region.', { hint: 'Set AWS_REGION.' });
  const given = env['AWS_ENDPOINT_URL_DYNAMODB'];
  const client = new DynamoDBClient({ region, ...(given && { endpoint: given }) });
  const endpoint = given || client.config.endpointProvider({ Region: region }).url.href;
  const table = `quick-start-${randomUUID()}`;
  return {
    client,
    table,
    description: [`Table: ${table}`, `Region: ${region}`, `Endpoint: ${endpoint}`],
    async leave() {
      try {
        return (await removeTable(client, table)) ? 'The table is removed.' : 'No table was made.';
      } finally {
        client.destroy();
      }
    },
  };
}

async function removeTable(client: DynamoDBClient, TableName: string): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
  // A table that is still being created cannot be deleted.
  await waitUntilTableExists({ client, maxWaitTime: 300, minDelay: 1 }, { TableName });
  await client.send(new DeleteTableCommand({ TableName }));
  return true;
}
