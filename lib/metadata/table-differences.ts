import type { GlobalSecondaryIndexDescription, KeySchemaElement, TableDescription } from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from './table-definition.js';

/** Something about a table that is not as its entities need it. */
export interface TableDifference {
  /** The table's name in DynamoDB. */
  readonly table: string;
  /** A sentence that says what is expected, and what was found. */
  readonly problem: string;
}

/** The one problem that harms no reader and no writer: rows that have expired take space. */
export const NEVER_DELETED = "Expired rows are not deleted: time to live is not switched on for 'expires'.";

type Index = Pick<GlobalSecondaryIndexDescription, 'IndexName' | 'KeySchema' | 'Projection'>;

/** Tells every difference that matters to the entities: keys, their types, indexes and what those hold. More is no difference. */
export function tableDifferences(expected: TableDefinition, found: TableDescription | undefined): TableDifference[] {
  const table = expected.TableName;
  if (found === undefined) return [{ table, problem: 'The table does not exist.' }];
  const types = new Map(found.AttributeDefinitions?.map((each) => [each.AttributeName, each.AttributeType]));
  const problems: string[] = [];
  if (found.TableStatus === 'DELETING') problems.push('The table is being deleted.');
  if (describeKeys(expected.KeySchema) !== describeKeys(found.KeySchema)) {
    problems.push(`The keys are ${describeKeys(found.KeySchema)}, and should be ${describeKeys(expected.KeySchema)}.`);
  }
  problems.push(...compareIndexes('global', expected.GlobalSecondaryIndexes ?? [], found.GlobalSecondaryIndexes ?? []));
  problems.push(...compareIndexes('local', expected.LocalSecondaryIndexes ?? [], found.LocalSecondaryIndexes ?? []));
  for (const { AttributeName, AttributeType } of expected.AttributeDefinitions ?? []) {
    const type = types.get(AttributeName);
    if (type !== undefined && type !== AttributeType) {
      problems.push(`The key attribute '${AttributeName}' is of type ${type}, and should be ${AttributeType}.`);
    }
  }
  return problems.map((problem) => ({ table, problem }));
}

function compareIndexes(kind: string, expected: readonly Index[], found: readonly Index[]): string[] {
  return expected.flatMap(({ IndexName, KeySchema, Projection }) => {
    const index = found.find((each) => each.IndexName === IndexName);
    const name = `The ${kind} index '${IndexName}'`;
    if (index === undefined) return [`${name} is missing.`];
    const problems: string[] = [];
    if (describeKeys(KeySchema) !== describeKeys(index.KeySchema)) {
      problems.push(
        `${name} has the keys ${describeKeys(index.KeySchema)}, and should have ${describeKeys(KeySchema)}.`,
      );
    }
    const lacking = missingFrom(Projection, index.Projection);
    if (lacking !== undefined) problems.push(`${name} does not hold ${lacking}.`);
    return problems;
  });
}

function describeKeys(schema: readonly KeySchemaElement[] | undefined): string {
  return (schema ?? []).map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`).join(', ') || 'none';
}

/** What of a projection another one leaves out. */
function missingFrom(expected: Index['Projection'], found: Index['Projection']): string | undefined {
  if (found?.ProjectionType === 'ALL') return undefined;
  if (expected?.ProjectionType === 'ALL') return 'all attributes';
  const held = new Set(found?.NonKeyAttributes);
  const lacking = expected?.NonKeyAttributes?.filter((attribute) => !held.has(attribute)) ?? [];
  return lacking.length === 0 ? undefined : lacking.join(', ');
}
