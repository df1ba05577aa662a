import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  CreateTableCommandInput,
  CreateTableCommandOutput,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  DescribeTableCommandInput,
  DescribeTableCommandOutput,
  DescribeTimeToLiveCommandInput,
  DescribeTimeToLiveCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactGetItemsCommandInput,
  TransactGetItemsCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
  UpdateTimeToLiveCommandInput,
  UpdateTimeToLiveCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { DEFAULT_PARTITION_KEY_ATTRIBUTE, DEFAULT_SORT_KEY_ATTRIBUTE, type Item } from '../record/layout.js';

export interface Inputs {
  GetItem: GetItemCommandInput;
  PutItem: PutItemCommandInput;
  UpdateItem: UpdateItemCommandInput;
  DeleteItem: DeleteItemCommandInput;
  Query: QueryCommandInput;
  BatchGetItem: BatchGetItemCommandInput;
  BatchWriteItem: BatchWriteItemCommandInput;
  TransactGetItems: TransactGetItemsCommandInput;
  TransactWriteItems: TransactWriteItemsCommandInput;
  CreateTable: CreateTableCommandInput;
  DescribeTable: DescribeTableCommandInput;
  DescribeTimeToLive: DescribeTimeToLiveCommandInput;
  UpdateTimeToLive: UpdateTimeToLiveCommandInput;
}

export interface Outputs {
  GetItem: GetItemCommandOutput;
  PutItem: PutItemCommandOutput;
  UpdateItem: UpdateItemCommandOutput;
  DeleteItem: DeleteItemCommandOutput;
  Query: QueryCommandOutput;
  BatchGetItem: BatchGetItemCommandOutput;
  BatchWriteItem: BatchWriteItemCommandOutput;
  TransactGetItems: TransactGetItemsCommandOutput;
  TransactWriteItems: TransactWriteItemsCommandOutput;
  CreateTable: CreateTableCommandOutput;
  DescribeTable: DescribeTableCommandOutput;
  DescribeTimeToLive: DescribeTimeToLiveCommandOutput;
  UpdateTimeToLive: UpdateTimeToLiveCommandOutput;
}

/** The operations of DynamoDB that the store uses, by the service's names. */
export type Command = keyof Inputs;

/** One request as it will be sent: nothing but data. */
export interface Request<C extends Command = Command> {
  readonly command: C;
  readonly input: Inputs[C];
}

/** The row that a request is aimed at. */
export interface Target {
  /** The table's name in DynamoDB. */
  readonly table: string;
  readonly partition: string;
  readonly key: string;
}

/**
 * One spelling for each row, also where a table goes by its ARN. The length keeps apart what reads alike when it is joined:
 * keys may hold any character, names of tables no space.
 */
export function nameOf({ table, partition, key }: Target): string {
  return `${table.slice(table.lastIndexOf('/') + 1)} ${partition.length} ${partition}${key}`;
}

export function keyOf(target: Target): Item {
  return {
    [DEFAULT_PARTITION_KEY_ATTRIBUTE]: { S: target.partition },
    [DEFAULT_SORT_KEY_ATTRIBUTE]: { S: target.key },
  };
}
