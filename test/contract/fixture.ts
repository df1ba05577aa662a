import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, type Partition, Session, type SessionOptions, type Table } from '../../lib/index.js';
import { type TestIndex, createTable } from '../support/create-table.js';
import type { TestEngine } from '../support/engines.js';
import { type RecordingClient, recordingClient } from '../support/recording-client.js';
import { StoppedClock } from '../support/stopped-clock.js';

/** What the promises of the store are checked on: a table with indexes on one engine, and a clock that stands still. */
export interface Fixture {
  readonly engine: TestEngine;
  readonly clock: StoppedClock;
  readonly table: Table;
  readonly session: Session;
  /** A partition that no other test uses. */
  partition(): Partition;
  /** Another session on the same table and clock. */
  open(options?: SessionOptions): Session;
  /** The commands that were sent while something ran. */
  commandsOf(run: () => Promise<unknown>): Promise<string[]>;
  /** Writes a row past the store, as another program would. */
  plant(partition: Partition, key: string, attributes: Item): Promise<void>;
  /** The row as it lies in the table; nothing when there is none. */
  rowAt(partition: Partition, key: string): Promise<Item | undefined>;
}

/** A promise of the store, and the check that it is kept. */
export type Sentence = readonly [sentence: string, check: (fixture: Fixture) => Promise<void>];

const INDEXES: readonly TestIndex[] = [
  { name: 'byDate', sort: 'date' },
  { name: 'byStore', partition: 'store', sort: 'placed' },
  { name: 'byChannel', partition: 'channel' },
  { name: 'keysOnly', partition: 'store', sort: 'placed', projection: { ProjectionType: 'KEYS_ONLY' } },
  {
    name: 'someFields',
    partition: 'store',
    sort: 'placed',
    projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['version', 'expires', 'color'] },
  },
];

export async function openFixture(engine: TestEngine): Promise<Fixture & { close(): void }> {
  const name = await createTable(engine.client, { indexes: INDEXES });
  const recorder: RecordingClient = recordingClient(engine.clientConfig);
  const clock = new StoppedClock();
  const session = new Session(recorder.client, { clock });
  let partitions = 0;
  return {
    engine,
    clock,
    session,
    table: session.table(name),
    partition: () => session.table(name).partition(`partition-${++partitions}`),
    open: (options = {}) => new Session(recorder.client, { clock, ...options }),
    async commandsOf(run) {
      recorder.take();
      await run();
      return recorder.take().map(({ command }) => command);
    },
    async plant(partition, key, attributes) {
      const Item = { ...attributes, id: { S: partition.name }, name: { S: key } };
      await engine.client.send(new PutItemCommand({ TableName: name, Item }));
    },
    async rowAt(partition, key) {
      const Key = { id: { S: partition.name }, name: { S: key } };
      return (await engine.client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }))).Item;
    },
    close: () => recorder.client.destroy(),
  };
}
