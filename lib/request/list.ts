import { DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, type Item } from '../record/layout.js';
import { Expression } from './expression.js';
import type { Request } from './request.js';

/** An index as the store knows it: by the names of its key attributes. */
export interface IndexKeys {
  readonly name: string;
  /** Only a global index has a partition key of its own. */
  readonly partitionKeyAttribute?: string | undefined;
  readonly sortKeyAttribute?: string | undefined;
}

/** Which sort keys a list is about, as one condition that DynamoDB can check. Bounds are inclusive. */
export type SortKeys =
  { readonly equals: string } | { readonly beginsWith: string } | { readonly lower?: string; readonly upper?: string };

/** Which rows a list is about, and in which order. */
export interface ListScope {
  readonly table: string;
  readonly partition: string;
  /** What the sort keys begin with; empty for all. */
  readonly prefix: string;
  /** Narrower than the prefix. */
  readonly sortKeys?: SortKeys | undefined;
  readonly index?: IndexKeys | undefined;
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
  const keys = listKeys(scope);
  const expression = new Expression();
  const conditions = [`${expression.name(keys.partition)} = ${expression.value({ S: scope.partition })}`];
  if (keys.sort !== undefined) conditions.push(...compareSortKey(expression, keys.sort, scope));
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

function compareSortKey(expression: Expression, attribute: string, { prefix, sortKeys }: ListScope): string[] {
  const { equals, beginsWith, lower, upper } = (sortKeys ?? { beginsWith: prefix }) as Partial<Record<string, string>>;
  const name = () => expression.name(attribute);
  const value = (text: string) => expression.value({ S: text });
  if (equals !== undefined) return [`${name()} = ${value(equals)}`];
  if (lower !== undefined && upper !== undefined) return [`${name()} BETWEEN ${value(lower)} AND ${value(upper)}`];
  if (lower !== undefined) return [`${name()} >= ${value(lower)}`];
  if (upper !== undefined) return [`${name()} <= ${value(upper)}`];
  // Every key begins with nothing, and DynamoDB refuses the question.
  return beginsWith === '' || beginsWith === undefined ? [] : [`begins_with(${name()}, ${value(beginsWith)})`];
}
