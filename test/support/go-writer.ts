import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lib/index.js';

/** Writes a value as the Go library does: version and payload are all that it touches. */
export async function writeAsGo(
  client: DynamoDBClient,
  TableName: string,
  { id, name }: { readonly id: string; readonly name: string },
  payload: string,
): Promise<Item> {
  const { Attributes = {} } = await client.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: id }, name: { S: name } },
      UpdateExpression: 'ADD #0 :0 SET #1 = :1',
      ExpressionAttributeNames: { '#0': 'version', '#1': 'payload' },
      ExpressionAttributeValues: { ':0': { N: '1' }, ':1': { S: payload } },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return Attributes;
}
