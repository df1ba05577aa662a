import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, type Item } from '../record/layout.js';
import { Expression } from './expression.js';
import type { Request } from './request.js';

/** An index as the store knows it: by the names of its key attributes. */
export interface IndexKeys {
  readonly name: string;
  /** Only a global index has a partition key of its own. */
  readonly partitionKeyAttribute?: string | undefined;
  readonly sortKeyAttribute?: string | undefined;
  /** All key attributes, where there are more of them. */
  readonly keyAttributes?: readonly string[] | undefined;
}

/** A value to compare a key with; text is `S`. */
export type KeyValue = string | AttributeValue;

/** What DynamoDB can check of one sort key. */
export type KeyTest =
  | { readonly equals: KeyValue }
  | { readonly beginsWith: string }
  | { readonly below: KeyValue }
  | { readonly above: KeyValue }
  /** Bounds that belong to it; one of them at least. */
  | { readonly lower?: KeyValue; readonly upper?: KeyValue };

export interface KeyCondition {
  readonly attribute: string;
  readonly test: KeyTest;
}

/** Which rows a list is about, and in which order. */
export interface ListScope {
  readonly table: string;
  readonly partition: string;
  /** What the sort keys begin with; empty for all. */
  readonly prefix: string;
  /** Narrower than the prefix. */
  readonly sortKeys?: KeyTest | undefined;
  readonly index?: IndexKeys | undefined;
  /** In place of partition and prefix, which are then names of the list alone: for keys that are no texts, or several. */
  readonly conditions?: readonly KeyCondition[] | undefined;
  readonly forward: boolean;
}

export interface PageBounds {
  readonly consistent: boolean;
  /** How many rows DynamoDB looks at for this page. */
  readonly limit?: number | undefined;
  /** The key of the last row of the page before. */
  readonly startKey?: Item | undefined;
  /** Spells a condition on rows that DynamoDB reads, charges for, and leaves out; `''` for none. */
  readonly filter?: ((expression: Expression) => string) | undefined;
}

/** The key attributes that a list goes by: those of its index, else the table's. */
export function listKeys(scope: Pick<ListScope, 'index'>): { partition: string; sort: string | undefined } {
  const { index } = scope;
  return {
    partition: index?.partitionKeyAttribute ?? DEFAULT_PARTITION_KEY_ATTRIBUTE,
    sort: index === undefined ? DEFAULT_SORT_KEY_ATTRIBUTE : index.sortKeyAttribute,
  };
}

/** Reads one page: at most 1 MB of rows, half a read unit for each 4 KB of them, whole ones when consistent. */
export function queryRequest(scope: ListScope, bounds: PageBounds): Request<'Query'> {
  const expression = new Expression();
  const conditions = (scope.conditions ?? keyConditions(scope)).map((condition) => describeKey(expression, condition));
  const filter = bounds.filter?.(expression) ?? '';
  return {
    command: 'Query',
    input: {
      TableName: scope.table,
      ...(scope.index && { IndexName: scope.index.name }),
      KeyConditionExpression: conditions.join(' AND '),
      ...(filter !== '' && { FilterExpression: filter }),
      ...expression.placeholders(),
      ConsistentRead: bounds.consistent,
      ScanIndexForward: scope.forward,
      ...(bounds.limit !== undefined && { Limit: bounds.limit }),
      ...(bounds.startKey && { ExclusiveStartKey: bounds.startKey }),
    },
  };
}

function keyConditions(scope: ListScope): readonly KeyCondition[] {
  const keys = listKeys(scope);
  const conditions: KeyCondition[] = [{ attribute: keys.partition, test: { equals: scope.partition } }];
  const test = scope.sortKeys ?? { beginsWith: scope.prefix };
  // Every key begins with nothing, and DynamoDB refuses the question.
  const isAny = 'beginsWith' in test && test.beginsWith === '';
  if (keys.sort !== undefined && !isAny) conditions.push({ attribute: keys.sort, test });
  return conditions;
}

function describeKey(expression: Expression, { attribute, test }: KeyCondition): string {
  const name = expression.name(attribute);
  const value = (given: KeyValue) => expression.value(typeof given === 'string' ? { S: given } : given);
  if ('equals' in test) return `${name} = ${value(test.equals)}`;
  if ('beginsWith' in test) return `begins_with(${name}, ${value(test.beginsWith)})`;
  if ('below' in test) return `${name} < ${value(test.below)}`;
  if ('above' in test) return `${name} > ${value(test.above)}`;
  const { lower, upper } = test;
  if (lower === undefined) return `${name} <= ${value(upper!)}`;
  return upper === undefined ? `${name} >= ${value(lower)}` : `${name} BETWEEN ${value(lower)} AND ${value(upper)}`;
}
