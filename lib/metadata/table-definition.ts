import type {
  AttributeDefinition,
  CreateTableCommandInput,
  KeySchemaElement,
  Projection as TableProjection,
} from '@aws-sdk/client-dynamodb';
import { MetadataError } from '../errors.js';
import {
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  EXPIRES_ATTRIBUTE,
  VERSION_ATTRIBUTE,
} from '../record/layout.js';
import type { Projection } from './declarations.js';
import type { EntityMetadata } from './entity-metadata.js';
import type { IndexKey, IndexMetadata } from './index-metadata.js';

/** A table with the keys `id` and `name` and the indexes of some entities, paid by request. */
export interface TableDefinition extends CreateTableCommandInput {
  readonly TableName: string;
}

/**
 * Describes the table that entities share.
 *
 * @param entities - of one table; none for a table without indexes.
 * @throws MetadataError when two of them describe one index or one key attribute differently.
 */
export function defineTable(TableName: string, entities: readonly EntityMetadata[] = []): TableDefinition {
  const attributes = new Map<string, 'S' | 'N'>();
  const use = ({ attribute, type }: Pick<IndexKey, 'attribute' | 'type'>): string => {
    const known = attributes.get(attribute);
    if (known !== undefined && known !== type) {
      const text = `The attribute '${attribute}' is a key as text for one entity and as a number for another.`;
      throw new MetadataError(text, { table: TableName });
    }
    attributes.set(attribute, type);
    return attribute;
  };
  const schema = (partition: readonly string[], sort: readonly string[]): KeySchemaElement[] => [
    ...partition.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' as const })),
    ...sort.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' as const })),
  ];
  const tablePartition = use({ attribute: DEFAULT_PARTITION_KEY_ATTRIBUTE, type: 'S' });
  const KeySchema = schema([tablePartition], [use({ attribute: DEFAULT_SORT_KEY_ATTRIBUTE, type: 'S' })]);
  const global = [];
  const local = [];
  for (const { name, partition, sort, projection } of indexesOf(TableName, entities)) {
    const sortKeys = sort.map(use);
    const Projection = project(projection, [...partition, ...sort]);
    if (partition.length === 0) {
      local.push({ IndexName: name, KeySchema: schema([tablePartition], sortKeys), Projection });
    } else global.push({ IndexName: name, KeySchema: schema(partition.map(use), sortKeys), Projection });
  }
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema,
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]): AttributeDefinition => ({
      AttributeName,
      AttributeType,
    })),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
  };
}

/** The indexes of all entities, each once. @throws MetadataError when two describe one differently. */
function indexesOf(table: string, entities: readonly EntityMetadata[]): Iterable<IndexMetadata> {
  const indexes = new Map<string, IndexMetadata>();
  for (const entity of entities) {
    for (const index of entity.indexes) {
      const known = indexes.get(index.name);
      if (known !== undefined && describe(known) !== describe(index)) {
        const text = `The index '${index.name}' has other keys or another projection for another entity.`;
        throw new MetadataError(text, { table, entity: entity.name });
      }
      indexes.set(index.name, index);
    }
  }
  return indexes.values();
}

/** Every index carries the expiry, without which an expired row cannot be told, and the version; its keys by itself. */
function project(projection: Projection, keys: readonly IndexKey[]): TableProjection {
  if (projection === 'ALL') return { ProjectionType: 'ALL' };
  const named = new Set([VERSION_ATTRIBUTE, EXPIRES_ATTRIBUTE, ...(projection === 'KEYS_ONLY' ? [] : projection)]);
  const held = [DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, ...keys.map(({ attribute }) => attribute)];
  for (const attribute of held) named.delete(attribute);
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: [...named] };
}

function describe({ partition, sort, projection }: IndexMetadata): string {
  const keys = (all: readonly IndexKey[]) => all.map(({ attribute, type }) => [attribute, type]);
  return JSON.stringify([keys(partition), keys(sort), project(projection, [...partition, ...sort])]);
}
