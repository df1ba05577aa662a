import {
  type AttributeValue,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Competitor } from '../competitor.js';
import { CHANGE, DEPOT, type ParcelData, TABLE } from '../parcel.js';

type Item = Record<string, AttributeValue>;

/** The SDK's client, and conversions written by hand for this one entity: what all others are measured against. */
export function open(client: DynamoDBClient): Competitor<ParcelData> {
  const keyOf = (number: string): Item => ({ depot: { S: DEPOT }, number: { S: number } });
  const changeAtVersion = async (number: string, version: number): Promise<ParcelData> => {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: keyOf(number),
        UpdateExpression: 'SET #contents = :contents, #weight = :weight, #insured = :insured, #version = :next',
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: {
          '#contents': 'contents',
          '#weight': 'weight',
          '#insured': 'insured',
          '#version': 'version',
        },
        ExpressionAttributeValues: {
          ':contents': { S: CHANGE.contents },
          ':weight': { N: String(CHANGE.weight) },
          ':insured': { BOOL: CHANGE.insured },
          ':version': { N: String(version) },
          ':next': { N: String(version + 1) },
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return fromItem(Attributes!);
  };
  const get = async (number: string): Promise<ParcelData> => {
    const { Item } = await client.send(new GetItemCommand({ TableName: TABLE, Key: keyOf(number) }));
    return fromItem(Item!);
  };
  return {
    prepare: (data) => data,
    put: (data) => client.send(new PutItemCommand({ TableName: TABLE, Item: toItem(data) })),
    get,
    async query() {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: TABLE,
          KeyConditionExpression: 'depot = :depot',
          ExpressionAttributeValues: { ':depot': { S: DEPOT } },
        }),
      );
      return Items!.map(fromItem);
    },
    update: changeAtVersion,
    async updateInConflict(number) {
      const { version } = await get(number);
      try {
        return await changeAtVersion(number, version!);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return changeAtVersion(number, fromItem(error.Item!).version!);
      }
    },
    async batch(list) {
      for (let start = 0; start < list.length; start += 25) {
        const requests = list.slice(start, start + 25).map((data) => ({ PutRequest: { Item: toItem(data) } }));
        await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
      }
    },
  };
}

function toItem(data: ParcelData): Item {
  const { address } = data;
  return {
    depot: { S: data.depot },
    number: { S: data.number },
    route: { S: data.route },
    dueAt: { S: data.dueAt },
    contents: { S: data.contents },
    weight: { N: String(data.weight) },
    insured: { BOOL: data.insured },
    acceptedAt: { S: data.acceptedAt.toISOString() },
    labels: { L: data.labels.map((label) => ({ S: label })) },
    address: {
      M: {
        street: { S: address.street },
        city: { S: address.city },
        zip: { S: address.zip },
        latitude: { N: String(address.latitude) },
        verified: { BOOL: address.verified },
      },
    },
    handlers: { SS: [...data.handlers] },
    version: { N: String(data.version ?? 1) },
    ...(data.remark !== undefined && { remark: { S: data.remark } }),
  };
}

function fromItem(item: Item): ParcelData {
  const address = item['address']!.M!;
  return {
    depot: item['depot']!.S!,
    number: item['number']!.S!,
    route: item['route']!.S!,
    dueAt: item['dueAt']!.S!,
    contents: item['contents']!.S!,
    weight: Number(item['weight']!.N),
    insured: item['insured']!.BOOL!,
    acceptedAt: new Date(item['acceptedAt']!.S!),
    labels: item['labels']!.L!.map((label) => label.S!),
    address: {
      street: address['street']!.S!,
      city: address['city']!.S!,
      zip: address['zip']!.S!,
      latitude: Number(address['latitude']!.N),
      verified: address['verified']!.BOOL!,
    },
    handlers: new Set(item['handlers']!.SS),
    ...(item['remark'] && { remark: item['remark'].S! }),
    version: Number(item['version']!.N),
  };
}
