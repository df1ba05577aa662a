import { randomUUID } from 'node:crypto';
import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type DynastoreError, type Partition, Session, type SessionOptions, type Table } from '../../../lib/index.js';
import type { Item } from '../../../lib/record/layout.js';
import { createTable } from '../../support/create-table.js';
import type { TestEngine } from '../../support/engines.js';
import { recordingClient } from '../../support/recording-client.js';
import { StoppedClock } from '../../support/stopped-clock.js';

export const LOCAL_INDEX = { name: 'byCreated', sort: 'created' };
export const GLOBAL_INDEX = { name: 'byOwner', partition: 'owner', sort: 'rank' };

/** A table with an index of each kind, and a partition that no other test has. */
export interface Stage {
  readonly engine: TestEngine['name'];
  readonly clock: StoppedClock;
  readonly table: Table;
  readonly partition: Partition;
  /** The same partition in a session with other options. */
  readonly with: (options: SessionOptions) => Partition;
  readonly session: (options?: SessionOptions) => Session;
  /** Puts a row there as somebody else would: version 1 and what is given, but for what is given as `undefined`. */
  readonly seed: (key: string, attributes?: Readonly<Record<string, AttributeValue | undefined>>) => Promise<void>;
  /** The row as it lies there, without keys and marks of writes; `undefined` when there is none. */
  readonly stored: (key: string) => Promise<Item | undefined>;
  /** What was sent since it was last asked. */
  readonly sent: () => string[];
  /** Puts the client away. */
  readonly close: () => void;
}

export async function openStage(engine: TestEngine): Promise<Stage> {
  const name = await tableOf(engine);
  const recording = recordingClient(engine.clientConfig);
  const clock = new StoppedClock();
  const keys = { id: { S: randomUUID() } };
  const open = (options: SessionOptions) => new Session(recording.client, { clock, ...options });
  const table = open({}).table(name);
  return {
    engine: engine.name,
    clock,
    table,
    partition: table.partition(keys.id.S),
    with: (options) => open(options).table(name).partition(keys.id.S),
    session: (options = {}) => open(options),
    seed: async (key, attributes = {}) => {
      const given = Object.entries({ version: { N: '1' }, ...attributes }).filter(([, value]) => value !== undefined);
      const row = { ...(Object.fromEntries(given) as Item), ...keys, name: { S: key } };
      await engine.client.send(new PutItemCommand({ TableName: name, Item: row }));
    },
    stored: async (key) => {
      const Key = { ...keys, name: { S: key } };
      const found = await engine.client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
      return found.Item && withoutKeysAndMarks(found.Item);
    },
    sent: () => recording.take().map(({ command }) => command),
    close: () => recording.client.destroy(),
  };
}

const tables = new Map<TestEngine, Promise<string>>();

function tableOf(engine: TestEngine): Promise<string> {
  let created = tables.get(engine);
  if (!created) tables.set(engine, (created = createTable(engine.client, { indexes: [LOCAL_INDEX, GLOBAL_INDEX] })));
  return created;
}

function withoutKeysAndMarks({ id: _, name: __, ...attributes }: Item): Item {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !/^_w(?:x|[0-9A-Za-z]{6})$/.test(name)));
}

/** What a call is rejected with, or throws at once. */
export async function failureOf(call: () => unknown): Promise<DynastoreError> {
  try {
    await call();
  } catch (error) {
    return error as DynastoreError;
  }
  throw new Error('It did not fail.');
}

export async function codeOf(call: () => unknown): Promise<string> {
  return (await failureOf(call)).code;
}
