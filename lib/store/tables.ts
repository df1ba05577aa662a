import type { CreateTableCommandInput, TableDescription, TimeToLiveDescription } from '@aws-sdk/client-dynamodb';
import { EnvironmentError, ServiceError } from '../errors.js';
import { sleep } from '../record/clock.js';
import { EXPIRES_ATTRIBUTE } from '../record/layout.js';
import { type OperationContext, operationContext } from './hooks.js';
import type { Sender } from './send.js';

/** How long DynamoDB may take to make a table, and how often it is asked. */
const CREATE_LIMIT_MS = 5 * 60_000;
const FIRST_POLL_MS = 10;
const LAST_POLL_MS = 2_000;

/**
 * Creates a table unless there is one of this name, waits until it can be used, and has DynamoDB delete expired rows where
 * the engine can.
 *
 * @throws EnvironmentError when the table does not become active within five minutes.
 */
export async function ensureTable(
  sender: Sender,
  input: CreateTableCommandInput & { TableName: string },
): Promise<void> {
  const table = input.TableName;
  const context = operationContext({ operation: 'CreateTables', table });
  await sender.within(context, async () => {
    const description = await describeTable(sender, context);
    if (description === undefined) await create(sender, context, input);
    if (description?.TableStatus !== 'ACTIVE') await untilActive(sender, context);
    await expireRows(sender, context);
  });
}

/** What DynamoDB says of a table; nothing when there is none. */
async function describeTable(sender: Sender, context: OperationContext): Promise<TableDescription | undefined> {
  try {
    return (await sender.send(context, { command: 'DescribeTable', input: { TableName: context.table } })).Table;
  } catch (error) {
    if (error instanceof EnvironmentError && causeOf(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/**
 * What a table is like, and whether DynamoDB deletes its expired rows: `undefined` where the engine cannot say.
 *
 * @param mayExpire - false where that does not matter, and is not asked.
 */
export async function inspectTable(
  sender: Sender,
  table: string,
  mayExpire: boolean,
): Promise<{ readonly description: TableDescription | undefined; readonly expires: boolean | undefined }> {
  const context = operationContext({ operation: 'VerifyTables', table });
  return sender.within(context, async () => {
    const description = await describeTable(sender, context);
    return { description, expires: description && mayExpire ? await isExpiring(sender, context) : undefined };
  });
}

/** Tells whether DynamoDB deletes expired rows; `undefined` where the engine has no such thing. */
async function isExpiring(sender: Sender, context: OperationContext): Promise<boolean | undefined> {
  const { TimeToLiveStatus = '', AttributeName } = await describeExpiry(sender, context);
  if (TimeToLiveStatus.startsWith('ENABL')) return AttributeName === EXPIRES_ATTRIBUTE;
  // DynamoDB itself is asked to change nothing, not even in vain.
  if (!(await sender.destination()).isLocal) return false;
  // dynalite describes what it cannot switch on. A request that nobody can fulfil tells: only its refusal differs.
  const isPossible = await switchExpiry(sender, context, '');
  return isPossible ? false : undefined;
}

async function describeExpiry(sender: Sender, context: OperationContext): Promise<TimeToLiveDescription> {
  const input = { TableName: context.table };
  return (await sender.send(context, { command: 'DescribeTimeToLive', input })).TimeToLiveDescription ?? {};
}

/** Has DynamoDB delete rows by an attribute; false where the engine has no such operation. */
async function switchExpiry(sender: Sender, context: OperationContext, AttributeName: string): Promise<boolean> {
  const input = { TableName: context.table, TimeToLiveSpecification: { AttributeName, Enabled: true } };
  try {
    await sender.send(context, { command: 'UpdateTimeToLive', input });
    return true;
  } catch (error) {
    if (error instanceof EnvironmentError && causeOf(error) === 'UnknownOperationException') return false;
    if (AttributeName === '') return true;
    throw error;
  }
}

async function create(sender: Sender, context: OperationContext, input: CreateTableCommandInput): Promise<void> {
  try {
    await sender.send(context, { command: 'CreateTable', input });
  } catch (error) {
    // Someone else is creating it at the same time.
    if (!(error instanceof ServiceError) || causeOf(error) !== 'ResourceInUseException') throw error;
  }
}

async function untilActive(sender: Sender, context: OperationContext): Promise<void> {
  let waitedMs = 0;
  for (let pollMs = FIRST_POLL_MS; waitedMs < CREATE_LIMIT_MS; pollMs = Math.min(pollMs * 2, LAST_POLL_MS)) {
    if ((await describeTable(sender, context))?.TableStatus === 'ACTIVE') return;
    await sleep(pollMs);
    waitedMs += pollMs;
  }
  throw new EnvironmentError('The table did not become active within five minutes.', { retryable: true });
}

async function expireRows(sender: Sender, context: OperationContext): Promise<void> {
  if ((await describeExpiry(sender, context)).TimeToLiveStatus?.startsWith('ENABL')) return;
  // dynalite has no such operation; expired rows are absent rows without it, too.
  await switchExpiry(sender, context, EXPIRES_ATTRIBUTE);
}

function causeOf(error: Error): string | undefined {
  return (error.cause as Error | undefined)?.name;
}
