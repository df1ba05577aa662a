import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Competitor } from '../competitor.js';
import { CHANGE, DEPOT, type ParcelData, TABLE } from '../parcel.js';

type Row = Record<string, any>;

/** The SDK's client for documents; dates by hand, since it has none. */
export function open(client: DynamoDBClient): Competitor<ParcelData> {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const changeAtVersion = async (number: string, version: number): Promise<ParcelData> => {
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: { depot: DEPOT, number },
        UpdateExpression: 'SET #contents = :contents, #weight = :weight, #insured = :insured, #version = :next',
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: {
          '#contents': 'contents',
          '#weight': 'weight',
          '#insured': 'insured',
          '#version': 'version',
        },
        ExpressionAttributeValues: {
          ':contents': CHANGE.contents,
          ':weight': CHANGE.weight,
          ':insured': CHANGE.insured,
          ':version': version,
          ':next': version + 1,
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return fromRow(Attributes!);
  };
  const get = async (number: string): Promise<ParcelData> => {
    const { Item } = await documents.send(new GetCommand({ TableName: TABLE, Key: { depot: DEPOT, number } }));
    return fromRow(Item!);
  };
  return {
    prepare: (data) => data,
    put: (data) => documents.send(new PutCommand({ TableName: TABLE, Item: toRow(data) })),
    get,
    async query() {
      const { Items } = await documents.send(
        new QueryCommand({
          TableName: TABLE,
          KeyConditionExpression: 'depot = :depot',
          ExpressionAttributeValues: { ':depot': DEPOT },
        }),
      );
      return Items!.map(fromRow);
    },
    update: changeAtVersion,
    async updateInConflict(number) {
      const { version } = await get(number);
      try {
        return await changeAtVersion(number, version!);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // Of an error it converts nothing.
        return changeAtVersion(number, fromRow(unmarshall(error.Item!)).version!);
      }
    },
    async batch(list) {
      for (let start = 0; start < list.length; start += 25) {
        const requests = list.slice(start, start + 25).map((data) => ({ PutRequest: { Item: toRow(data) } }));
        await documents.send(new BatchWriteCommand({ RequestItems: { [TABLE]: requests } }));
      }
    },
  };
}

function toRow(data: ParcelData): Row {
  return { ...data, acceptedAt: data.acceptedAt.toISOString(), version: data.version ?? 1 };
}

function fromRow(row: Row): ParcelData {
  return { ...(row as ParcelData), acceptedAt: new Date(row['acceptedAt']) };
}
