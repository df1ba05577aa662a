import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidArgumentError } from '../errors.js';
import type { EntityMetadata } from '../metadata/entity-metadata.js';
import type { IndexKey, IndexMetadata } from '../metadata/index-metadata.js';
import { compareValues } from '../record/attribute-value.js';
import { checkPartitionKey, checkPrefix, checkSortKey } from '../record/key.js';
import { isPlain } from '../record/kind.js';
import { DEFAULT_PARTITION_KEY_ATTRIBUTE, type Item } from '../record/layout.js';
import type { KeyCondition, KeyTest, ListScope } from '../request/list.js';
import { isOperator } from './operators.js';
import { checkSortNames, sortRange } from './sort-range.js';

/** What of a query the keys decide. */
export interface KeyScope extends Pick<ListScope, 'partition' | 'prefix' | 'sortKeys' | 'index' | 'conditions'> {
  /** Tells the rows that the query cannot leave out by itself. */
  readonly includes: (item: Item) => boolean;
}

/** How the keys that a list is called with become a query. @throws InvalidArgumentError that names the property. */
export type ListKeys = (partitionKey: object, sort: object | undefined) => KeyScope;

/** The keys of the table itself. */
export function tableKeys({ codec, sort }: EntityMetadata): ListKeys {
  return (partitionKey, given) => {
    checkPartitionNames(codec.partitionProperties, partitionKey);
    const partition = codec.writePartition(partitionKey);
    const { prefix, keys, except } = sortRange(sort, given);
    checkPartitionKey(partition);
    checkPrefix(prefix);
    for (const bound of Object.values(keys ?? {})) checkSortKey(bound);
    return { partition, prefix, sortKeys: keys, includes: ({ name }) => name?.S !== except };
  };
}

/** The keys of an index: texts by templates, or copies of properties, one or several. */
export function indexKeys(metadata: EntityMetadata, index: IndexMetadata): ListKeys {
  const { codec } = metadata;
  const isGlobal = index.partition.length > 0;
  const own = [...index.partition, ...index.sort].map(({ attribute }) => attribute);
  const keys = {
    name: index.name,
    partitionKeyAttribute: index.partition[0]?.attribute,
    sortKeyAttribute: index.sort[0]?.attribute,
    keyAttributes: isGlobal ? own : [DEFAULT_PARTITION_KEY_ATTRIBUTE, ...own],
  };
  const names = isGlobal ? index.partition.flatMap(propertiesOf) : codec.partitionProperties;
  return (partitionKey, sort = {}) => {
    checkPartitionNames(names, partitionKey);
    const partition: readonly KeyCondition[] = isGlobal
      ? index.partition.map((key) => ({
          attribute: key.attribute,
          test: { equals: valueOf(metadata, key, partitionKey) },
        }))
      : [{ attribute: DEFAULT_PARTITION_KEY_ATTRIBUTE, test: { equals: codec.writePartition(partitionKey) } }];
    const { prefix, conditions, except } = sortConditions(metadata, index, sort);
    return {
      // A name of the list, for page tokens.
      partition: nameOf(partition),
      prefix,
      index: keys,
      conditions: [...partition, ...conditions],
      includes: (item) => except === undefined || item[index.sort[0]!.attribute]?.S !== except,
    };
  };
}

function propertiesOf({ path, property }: IndexKey): readonly string[] {
  return path?.properties ?? [property!];
}

/** What a plain object says beyond the key would be ignored; an instance says more as a rule. */
function checkPartitionNames(names: readonly string[], partitionKey: object): void {
  if (!isPlain(partitionKey)) return;
  const other = Object.keys(partitionKey).find((name) => partitionKey[name] !== undefined && !names.includes(name));
  if (other === undefined) return;
  throw new InvalidArgumentError(`'${other}' is no part of the partition key.`, {
    hint: names.length === 0 ? 'It is constant.' : `That is: ${names.join(', ')}. Narrow a list by sort and where.`,
  });
}

function nameOf(partition: readonly KeyCondition[]): string {
  const values = partition.map(({ test }) => ('equals' in test ? test.equals : ''));
  const [only = ''] = values;
  if (values.length > 1) return JSON.stringify(values);
  return typeof only === 'string' ? only : (only.S ?? only.N ?? JSON.stringify(only));
}

function valueOf(
  metadata: EntityMetadata,
  { path, property, type }: IndexKey,
  values: object,
): AttributeValue | string {
  if (path) return metadata.codec.writePath(path, values);
  return metadata.codec.writeKeyCopy(property!, type, (values as Readonly<Record<string, unknown>>)[property!]);
}

interface SortConditions {
  readonly prefix: string;
  readonly conditions: readonly KeyCondition[];
  readonly except?: string | undefined;
}

function sortConditions(metadata: EntityMetadata, { name, sort }: IndexMetadata, given: object): SortConditions {
  const [first] = sort;
  if (first?.path) {
    const { prefix, keys, except } = sortRange(first.path, given);
    const test = keys ?? (prefix === '' ? undefined : { beginsWith: prefix });
    return { prefix, conditions: test ? [{ attribute: first.attribute, test }] : [], except };
  }
  const names = sort.map(({ property }) => property!);
  checkSortNames(names, `the sort key of index '${name}'`, given as Readonly<Record<string, unknown>>);
  const conditions = sort.flatMap((key) => {
    const value = (given as Readonly<Record<string, unknown>>)[key.property!];
    return value === undefined ? [] : [{ attribute: key.attribute, test: compareCopy(metadata, key, value) }];
  });
  return { prefix: '', conditions };
}

/** A key that copies a property is compared as DynamoDB compares, with no text around it. */
function compareCopy({ codec }: EntityMetadata, { property = '', type }: IndexKey, given: unknown): KeyTest {
  const write = (value: unknown) => codec.writeKeyCopy(property, type, value);
  if (!isOperator(given)) return { equals: write(given) };
  const [first, second] = given.operands;
  switch (given.name) {
    case 'eq':
      return { equals: write(first) };
    case 'lt':
      return { below: write(first) };
    case 'lte':
      return { upper: write(first) };
    case 'gt':
      return { above: write(first) };
    case 'gte':
      return { lower: write(first) };
    case 'between':
      return between(property, write(first), write(second));
    case 'beginsWith':
      if (typeof first === 'string' && first !== '' && type === 'S') return { beginsWith: first };
      throw new InvalidArgumentError(`sort: beginsWith at '${property}' needs a text, and text to begin with.`);
    default:
      throw new InvalidArgumentError(`sort: '${property}' cannot be compared with ${given.name} in a key.`, {
        hint: 'Use where.',
      });
  }
}

function between(property: string, lower: AttributeValue, upper: AttributeValue): KeyTest {
  if (compareValues(lower, upper) <= 0) return { lower, upper };
  throw new InvalidArgumentError(`sort: '${property}' lies between a value and a smaller one.`);
}
