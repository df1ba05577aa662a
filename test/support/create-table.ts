import { randomUUID } from 'node:crypto';
import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  type Projection,
} from '@aws-sdk/client-dynamodb';

/** The attribute of a key: a name for text, or a name with its type. */
export type KeyAttribute = string | { readonly name: string; readonly type: 'S' | 'N' | 'B' };

export interface TestIndex {
  readonly name: string;
  /** Without it the index is a local one. Several attributes make a multi-attribute key (DynamoDB Local only). */
  readonly partition?: KeyAttribute | readonly KeyAttribute[];
  readonly sort?: KeyAttribute | readonly KeyAttribute[];
  /** Default: everything. */
  readonly projection?: Projection;
}

export interface TestTable {
  /** Default: a name nobody else has. */
  readonly name?: string;
  readonly indexes?: readonly TestIndex[];
}

/** Creates a table with the keys `id` and `name` and returns its name. It goes when its engine goes. */
export async function createTable(client: DynamoDBClient, table: TestTable = {}): Promise<string> {
  const input = describeTable(table);
  await client.send(new CreateTableCommand(input));
  const description = new DescribeTableCommand({ TableName: input.TableName });
  while ((await client.send(description)).Table?.TableStatus !== 'ACTIVE');
  return input.TableName as string; // Set in describeTable.
}

function describeTable({ name = `test-${randomUUID()}`, indexes = [] }: TestTable): CreateTableCommandInput {
  const attributes = new Map<string, AttributeDefinition>();
  const keySchema = (partition: TestIndex['partition'] = [], sort: TestIndex['sort'] = []): KeySchemaElement[] => [
    ...list(partition).map((attribute) => element(attribute, 'HASH')),
    ...list(sort).map((attribute) => element(attribute, 'RANGE')),
  ];
  const element = (attribute: KeyAttribute, KeyType: 'HASH' | 'RANGE'): KeySchemaElement => {
    const { name: AttributeName, type } =
      typeof attribute === 'string' ? { name: attribute, type: 'S' as const } : attribute;
    attributes.set(AttributeName, { AttributeName, AttributeType: type });
    return { AttributeName, KeyType };
  };
  const index = ({ name: IndexName, partition, sort, projection }: TestIndex) => ({
    IndexName,
    KeySchema: keySchema(partition ?? 'id', sort),
    Projection: projection ?? { ProjectionType: 'ALL' as const },
  });
  const global = indexes.filter(({ partition }) => partition !== undefined).map(index);
  const local = indexes.filter(({ partition }) => partition === undefined).map(index);
  const KeySchema = keySchema('id', 'name');
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema,
    AttributeDefinitions: [...attributes.values()],
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
  };
}

function list(attributes: KeyAttribute | readonly KeyAttribute[]): readonly KeyAttribute[] {
  return Array.isArray(attributes) ? (attributes as readonly KeyAttribute[]) : [attributes as KeyAttribute];
}
