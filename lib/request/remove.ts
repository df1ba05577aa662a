import type { EpochSeconds } from '../record/clock.js';
import type { Seen } from '../record/write-id.js';
import { isAlive, isAsSeen } from './condition.js';
import { Expression } from './expression.js';
import { keyOf, type Request, type Target } from './request.js';

/** Deletes whatever is there. */
export function deleteRequest(target: Target): Request<'DeleteItem'> {
  return { command: 'DeleteItem', input: { TableName: target.table, Key: keyOf(target) } };
}

/** Deletes a live row as it was seen. A refused condition answers with the row that was met. */
export function deleteAtVersionRequest(target: Target, seen: Seen, now: EpochSeconds): Request<'DeleteItem'> {
  const expression = new Expression();
  return {
    command: 'DeleteItem',
    input: {
      ...deleteRequest(target).input,
      ConditionExpression: `${isAsSeen(expression, seen)} AND ${isAlive(expression, now)}`,
      ...expression.placeholders(),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}
