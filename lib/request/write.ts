import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { EpochSeconds } from '../record/clock.js';
import {
  DEFAULT_PARTITION_KEY_ATTRIBUTE,
  DEFAULT_SORT_KEY_ATTRIBUTE,
  EXPIRES_ATTRIBUTE,
  type Item,
  PAYLOAD_ATTRIBUTE,
  VERSION_ATTRIBUTE,
  WATERMARK_ATTRIBUTE,
  isMark,
} from '../record/layout.js';
import { type Mark, type Seen, coveringWatermark, freshWatermark, marksOf, pruneMarks } from '../record/write-id.js';
import { isAbsent, isAlive, isAsSeen, isBefore, isPresent, isStill } from './condition.js';
import { type Clauses, type Edits, describeEdits } from './edits.js';
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
  /** Changes of single values, as deep as they lie. */
  readonly edits?: Edits | undefined;
  /** A row that edits met and that lacks something which they need: it is made with them. */
  readonly lacking?: Item | undefined;
  /** Spells what must hold of the row beside; `''` for nothing. */
  readonly condition?: ((expression: Expression) => string) | undefined;
}

/** Writes over whatever is there, unless it is expired. */
export function putRequest(
  target: Target,
  change: Change,
  mark: Mark | undefined,
  now: EpochSeconds,
): Request<'UpdateItem'> {
  return updateRequest(target, change, mark && marksKnowing(mark, undefined, now), (expression) =>
    isOpen(expression, mark, now),
  );
}

/** Holds where the row is alive or absent, and this write may still take effect. */
function isOpen(expression: Expression, mark: Mark | undefined, now: EpochSeconds): string {
  return `${mark ? `${isBefore(expression, mark)} AND ` : ''}${isAlive(expression, now)}`;
}

/** Writes where nothing is. */
export function createRequest(target: Target, change: Change, mark: Mark | undefined): Request<'UpdateItem'> {
  return updateRequest(target, change, mark && { mark, set: freshWatermark(mark) }, isAbsent);
}

/** Writes over a live row as it was seen. */
export function replaceRequest(
  target: Target,
  change: Change,
  seen: Seen,
  mark: Mark | undefined,
  now: EpochSeconds,
): Request<'UpdateItem'> {
  const marks = mark && marksKnowing(mark, seen.marks, now);
  return updateRequest(
    target,
    change,
    marks,
    (expression) => `${isAsSeen(expression, seen)} AND ${isAlive(expression, now)}`,
  );
}

/** Changes a live row, whatever its version. */
export function patchRequest(
  target: Target,
  change: Change,
  mark: Mark | undefined,
  now: EpochSeconds,
): Request<'UpdateItem'> {
  return updateRequest(
    target,
    change,
    mark && marksKnowing(mark, undefined, now),
    (expression) => `${isPresent(expression)} AND ${isOpen(expression, mark, now)}`,
  );
}

/** Writes where an expired row lies: nothing of it is left but the version, which goes on counting, and the marks. */
export function reviveRequest(
  target: Target,
  change: Change,
  expired: Item,
  mark: Mark | undefined,
  now: EpochSeconds,
): Request<'UpdateItem'> {
  const marks = mark && marksKnowing(mark, marksOf(expired), now);
  return updateRequest(target, startAfresh(change, expired), marks, (expression) => isStill(expression, expired));
}

/** What a write does to the marks of a row. */
interface MarkChange {
  readonly mark: Mark;
  /** To set beside the mark itself. */
  readonly set?: Item;
  /** To set where it is absent. */
  readonly ifAbsent?: Item;
  readonly removed?: readonly string[];
}

/** A write that knows the marks of the row also prunes those that nobody waits for any more. */
function marksKnowing(mark: Mark, marks: string | undefined, now: EpochSeconds): MarkChange {
  return marks === undefined
    ? { mark, ifAbsent: freshWatermark(mark) }
    : { mark, ...pruneMarks(marks, mark, now * 1000) };
}

/** Forgets marks of a row, which stays as it is and at its version. */
export function pruneRequest(target: Target, row: Item, set: Item, removed: readonly string[]): Request<'UpdateItem'> {
  const expression = new Expression();
  const ConditionExpression = isAsSeen(expression, {
    versionText: row[VERSION_ATTRIBUTE]?.N ?? '0',
    marks: marksOf(row),
  });
  const assignments = Object.entries(set).map(
    ([name, value]) => `${expression.name(name)} = ${expression.value(value)}`,
  );
  const names = removed.map((name) => expression.name(name));
  const UpdateExpression = `SET ${assignments.join(', ')} REMOVE ${names.join(', ')}`;
  return {
    command: 'UpdateItem',
    input: {
      TableName: target.table,
      Key: keyOf(target),
      UpdateExpression,
      ConditionExpression,
      ...expression.placeholders(),
    },
  };
}

/** Leaves a fence in a row that has not taken a mark, which it then never will; it stays at its version. */
export function fenceRequest(target: Target, mark: Mark, fence: Mark): Request<'UpdateItem'> {
  const expression = new Expression();
  const ConditionExpression = `${isPresent(expression)} AND ${isBefore(expression, mark)}`;
  return {
    command: 'UpdateItem',
    input: {
      TableName: target.table,
      Key: keyOf(target),
      UpdateExpression: `SET ${expression.name(fence.lane)} = ${expression.value({ N: String(fence.number) })}`,
      ConditionExpression,
      ...expression.placeholders(),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** The change that makes of an expired row what it would make of none. */
export function startAfresh(change: Change, expired: Item): Change {
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
  marks: MarkChange | undefined,
  condition: (expression: Expression) => string,
): Request<'UpdateItem'> {
  const expression = new Expression();
  const conditions = [condition(expression)];
  const own = change.condition?.(expression);
  if (own) conditions.push(own);
  const UpdateExpression = describeChange(change, marks, expression, conditions);
  return {
    command: 'UpdateItem',
    input: {
      TableName: target.table,
      Key: keyOf(target),
      UpdateExpression,
      ConditionExpression: conditions.join(' AND '),
      ...expression.placeholders(),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** @param conditions - gets what must hold of the row for the change to fit it. */
function describeChange(
  { value, fields, removed, expires, edits, lacking }: Change,
  marks: MarkChange | undefined,
  expression: Expression,
  conditions: string[],
): string {
  const add = [`${expression.name(VERSION_ATTRIBUTE)} ${expression.value({ N: '1' })}`];
  const set: string[] = [];
  const remove: string[] = [];
  const assign = (name: string, to: AttributeValue) => set.push(`${expression.name(name)} = ${expression.value(to)}`);
  if (fields) for (const name of Object.keys(fields)) assign(name, fields[name]!);
  if (value !== undefined) assign(PAYLOAD_ATTRIBUTE, value);
  if (removed) for (const name of removed) remove.push(expression.name(name));
  if (expires === 'never') remove.push(expression.name(EXPIRES_ATTRIBUTE));
  else if (expires !== undefined) assign(EXPIRES_ATTRIBUTE, { N: String(expires) });
  if (marks) {
    const { mark, set: others = {}, ifAbsent = {}, removed: forgotten = [] } = marks;
    assign(mark.lane, { N: String(mark.number) });
    for (const name of Object.keys(others)) assign(name, others[name]!);
    for (const attribute of Object.keys(ifAbsent)) {
      const name = expression.name(attribute);
      set.push(`${name} = if_not_exists(${name}, ${expression.value(ifAbsent[attribute]!)})`);
    }
    for (const name of forgotten) remove.push(expression.name(name));
  }
  const clauses: Clauses = { add, set, remove, delete: [] };
  if (edits) conditions.push(...describeEdits(expression, edits, lacking, clauses));
  let text = `ADD ${add.join(', ')}`;
  if (set.length > 0) text += ` SET ${set.join(', ')}`;
  if (remove.length > 0) text += ` REMOVE ${remove.join(', ')}`;
  if (clauses.delete.length > 0) text += ` DELETE ${clauses.delete.join(', ')}`;
  return text;
}

/** A row as a write leaves it: for answers that do not carry it, and for writes that others have written over since. */
export function rowAfter(
  before: Item,
  { target, change, mark }: { readonly target: Target; readonly change: Change; readonly mark: Mark | undefined },
): Item {
  const row: Item = { ...before, ...change.fields, ...keyOf(target) };
  for (const name of change.removed ?? []) delete row[name];
  if (change.value !== undefined) row[PAYLOAD_ATTRIBUTE] = change.value;
  if (change.expires === 'never') delete row[EXPIRES_ATTRIBUTE];
  else if (change.expires !== undefined) row[EXPIRES_ATTRIBUTE] = { N: String(change.expires) };
  row[VERSION_ATTRIBUTE] = { N: versionAfter(before[VERSION_ATTRIBUTE]?.N) };
  return mark ? { ...freshWatermark(mark), ...row, [mark.lane]: { N: String(mark.number) } } : row;
}

/** What a row is without what it holds, as a batch leaves it: its mark keeps late copies of earlier writes from taking effect. */
export function freshRecord(
  target: Target,
  expires: Change['expires'],
  versionText: string,
  mark: Mark | undefined,
): Item {
  const record: Item = {
    [DEFAULT_PARTITION_KEY_ATTRIBUTE]: { S: target.partition },
    [DEFAULT_SORT_KEY_ATTRIBUTE]: { S: target.key },
    [VERSION_ATTRIBUTE]: { N: versionText },
  };
  if (expires !== undefined && expires !== 'never') record[EXPIRES_ATTRIBUTE] = { N: String(expires) };
  if (mark) record[WATERMARK_ATTRIBUTE] = { N: coveringWatermark(mark) };
  return record;
}

/** The whole row. */
export function freshItem(record: Item, { value, fields }: Pick<Change, 'value' | 'fields'>): Item {
  return value === undefined ? { ...record, ...fields } : { [PAYLOAD_ATTRIBUTE]: value, ...record, ...fields };
}

/** The version that follows one, which may be greater than what a number of JavaScript keeps. */
export function versionAfter(versionText = '0'): string {
  if (!/^-?\d+$/.test(versionText)) return versionText;
  return versionText.length < SURELY_SAFE_DIGITS ? String(Number(versionText) + 1) : String(BigInt(versionText) + 1n);
}

/** A number of fewer digits is far below 2^53. */
const SURELY_SAFE_DIGITS = 16;

/** The same write as the single operation of a transaction, which takes effect at most once however often it is sent. */
export function asTransaction(
  request: Request<'UpdateItem' | 'DeleteItem'>,
  token: string,
): Request<'TransactWriteItems'> {
  const { ReturnValues: _, ...input } = request.input;
  const operation = (request.command === 'UpdateItem' ? { Update: input } : { Delete: input }) as TransactWriteItem;
  return { command: 'TransactWriteItems', input: { TransactItems: [operation], ClientRequestToken: token } };
}
