import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { EpochSeconds } from '../record/clock.js';
import {
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  EXPIRES_ATTRIBUTE,
  type Item,
  PAYLOAD_ATTRIBUTE,
  VERSION_ATTRIBUTE,
  isMark,
} from '../record/layout.js';
import type { Seen } from '../record/write-id.js';
import { isAbsent, isAlive, isAsSeen, isStill } from './condition.js';
import { Expression } from './expression.js';
import { keyOf, type Request, type Target } from './request.js';

/** What a write does to a row, beside adding 1 to its version. What is not named stays as it is. */
export interface Change {
  readonly value?: AttributeValue | undefined;
  /** Top-level attributes to set. */
  readonly fields?: Readonly<Item> | undefined;
  /** Top-level attributes to remove. */
  readonly removed?: readonly string[] | undefined;
  /** A new end of the record's life; `'never'` removes the one it has. */
  readonly expires?: EpochSeconds | 'never' | undefined;
}

/** Writes over whatever is there, unless it is expired. */
export function putRequest(target: Target, change: Change, now: EpochSeconds): Request<'UpdateItem'> {
  return updateRequest(target, change, (expression) => isAlive(expression, now));
}

/** Writes where nothing is. */
export function createRequest(target: Target, change: Change): Request<'UpdateItem'> {
  return updateRequest(target, change, isAbsent);
}

/** Writes over a live row as it was seen. */
export function replaceRequest(target: Target, change: Change, seen: Seen, now: EpochSeconds): Request<'UpdateItem'> {
  return updateRequest(target, change, (expression) => `${isAsSeen(expression, seen)} AND ${isAlive(expression, now)}`);
}

/** Writes where an expired row lies: nothing of it is left but the version, which goes on counting. */
export function reviveRequest(target: Target, change: Change, expired: Item): Request<'UpdateItem'> {
  return updateRequest(target, startAfresh(change, expired), (expression) => isStill(expression, expired));
}

function startAfresh(change: Change, expired: Item): Change {
  const kept = new Set([DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, VERSION_ATTRIBUTE]);
  for (const field of Object.keys(change.fields ?? {})) kept.add(field);
  if (change.value !== undefined) kept.add(PAYLOAD_ATTRIBUTE);
  kept.add(EXPIRES_ATTRIBUTE);
  const removed = Object.entries(expired).filter(([name, value]) => !kept.has(name) && !isMark(name, value));
  return { ...change, expires: change.expires ?? 'never', removed: removed.map(([name]) => name) };
}

/**
 * An UpdateItem, never a PutItem: it leaves what it does not name, counts the version where it lies, and answers with the
 * whole new row. A refused condition answers with the row that was met.
 */
function updateRequest(
  target: Target,
  change: Change,
  condition: (expression: Expression) => string,
): Request<'UpdateItem'> {
  const expression = new Expression();
  const ConditionExpression = condition(expression);
  const UpdateExpression = describeChange(change, expression);
  return {
    command: 'UpdateItem',
    input: {
      TableName: target.table,
      Key: keyOf(target),
      UpdateExpression,
      ConditionExpression,
      ...expression.placeholders(),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

function describeChange(change: Change, expression: Expression): string {
  const set: Item = { ...change.fields };
  if (change.value !== undefined) set[PAYLOAD_ATTRIBUTE] = change.value;
  const removed = [...(change.removed ?? [])];
  if (change.expires === 'never') removed.push(EXPIRES_ATTRIBUTE);
  else if (change.expires !== undefined) set[EXPIRES_ATTRIBUTE] = { N: String(change.expires) };

  const clauses = [`ADD ${expression.name(VERSION_ATTRIBUTE)} ${expression.value({ N: '1' })}`];
  const assignments = Object.entries(set).map(
    ([name, value]) => `${expression.name(name)} = ${expression.value(value)}`,
  );
  if (assignments.length > 0) clauses.push(`SET ${assignments.join(', ')}`);
  if (removed.length > 0) clauses.push(`REMOVE ${removed.map((name) => expression.name(name)).join(', ')}`);
  return clauses.join(' ');
}

/** The row that a write leaves where nothing was or only an expired row lay: for engines' answers that do not carry it. */
export function freshItem(target: Target, change: Change, versionText: string): Item {
  return {
    ...change.fields,
    ...keyOf(target),
    [VERSION_ATTRIBUTE]: { N: versionText },
    ...(change.value !== undefined && { [PAYLOAD_ATTRIBUTE]: change.value }),
    ...(typeof change.expires === 'number' && { [EXPIRES_ATTRIBUTE]: { N: String(change.expires) } }),
  };
}

/** The same write as the single operation of a transaction, which takes effect at most once however often it is sent. */
export function asTransaction(
  request: Request<'UpdateItem' | 'DeleteItem'>,
  token: string,
): Request<'TransactWriteItems'> {
  const { ReturnValues: _, ...input } = request.input;
  const operation = (request.command === 'UpdateItem' ? { Update: input } : { Delete: input }) as TransactWriteItem;
  return { command: 'TransactWriteItems', input: { TransactItems: [operation], ClientRequestToken: token } };
}
