import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Command } from '../request/request.js';
import type { SdkCommandClass } from './sdk-machinery.js';

/** The SDK's commands by the service's names. */
export const COMMANDS = {
  GetItem: GetItemCommand,
  PutItem: PutItemCommand,
  UpdateItem: UpdateItemCommand,
  DeleteItem: DeleteItemCommand,
  Query: QueryCommand,
  BatchGetItem: BatchGetItemCommand,
  BatchWriteItem: BatchWriteItemCommand,
  TransactGetItems: TransactGetItemsCommand,
  TransactWriteItems: TransactWriteItemsCommand,
  CreateTable: CreateTableCommand,
  DescribeTable: DescribeTableCommand,
  DescribeTimeToLive: DescribeTimeToLiveCommand,
  UpdateTimeToLive: UpdateTimeToLiveCommand,
  // Each takes the input that goes with its name in `Inputs`, which the compiler does not follow through a union.
} as unknown as Readonly<Record<Command, SdkCommandClass>>;

/** What is read and written row by row. The rest is about tables, and rare. */
export type RowCommand = Exclude<Command, 'CreateTable' | 'DescribeTable' | 'DescribeTimeToLive' | 'UpdateTimeToLive'>;

/** The smallest inputs that there are: with them one can look at what the SDK makes of a command. */
export const SEEDS: Readonly<Record<RowCommand, object>> = {
  GetItem: { TableName: 'seed', Key: {} },
  PutItem: { TableName: 'seed', Item: {} },
  UpdateItem: { TableName: 'seed', Key: {} },
  DeleteItem: { TableName: 'seed', Key: {} },
  Query: { TableName: 'seed' },
  BatchGetItem: { RequestItems: {} },
  BatchWriteItem: { RequestItems: {} },
  TransactGetItems: { TransactItems: [] },
  TransactWriteItems: { TransactItems: [], ClientRequestToken: 'seed' },
};

export function isRowCommand(command: Command): command is RowCommand {
  return command in SEEDS;
}
