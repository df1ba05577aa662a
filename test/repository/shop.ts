import { randomUUID } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreatedAt,
  Entity,
  Expires,
  Field,
  Index,
  IndexField,
  type Item,
  Partition,
  type RepositoryOf,
  Session,
  type SessionOptions,
  SortKeyPath,
  UpdatedAt,
  Version,
  isDynastoreError,
  keys,
} from '../../lib/index.js';
import { isMark } from '../../lib/record/layout.js';
import { createTable } from '../support/create-table.js';
import type { TestEngine } from '../support/engines.js';
import { recordingClient } from '../support/recording-client.js';
import { StoppedClock } from '../support/stopped-clock.js';

export class Line {
  @Field() sku!: string;
  @Field() quantity = 1;
}

@Entity('shop')
@Index('byStore', { partition: 'store/{storeId}', sort: '{placedAt}' })
export class Order {
  static readonly keys = keys({ partition: 'customer/{customerId}', sort: 'order/{orderId}' });
  customerId!: string;
  orderId!: string;
  @IndexField('status') status = 'open';
  @Field(() => Number) total = 0;
  @Field(() => [Line]) lines: Line[] = [];
  @Field(() => Set) tags = new Set<string>();
  @Field(() => Date) placedAt?: Date;
  storeId?: string | null;
  note?: string;
  @Version() version?: number;
  @Expires() expiresAt?: Date | null;
}

@Entity({ table: 'shop', ttl: '1h' })
@Partition('customer/{customerId}')
@SortKeyPath('cart/{cartId}')
export class Cart {
  customerId!: string;
  cartId!: string;
  items = 0;
  @Expires({ as: 'seconds' }) ends?: number | null;
  @CreatedAt() createdAt?: Date;
  @UpdatedAt() updatedAt?: Date;
}

/** A session on a table of its own, on one engine. */
export interface Shop {
  readonly engine: TestEngine;
  readonly table: string;
  readonly clock: StoppedClock;
  readonly session: Session;
  readonly orders: RepositoryOf<typeof Order>;
  readonly carts: RepositoryOf<typeof Cart>;
  /** Another session on the same table and clock. */
  open(options?: SessionOptions): Session;
  /** The commands that were sent while something ran, also when it failed with an error of ours. */
  sent(run: () => Promise<unknown>): Promise<string[]>;
  /** The row as it lies in the table, without marks of writes; nothing when there is none. */
  row(partition: string, key: string): Promise<Item | undefined>;
  /** Writes a row past the library, as another program would. */
  plant(partition: string, key: string, attributes: Item): Promise<void>;
  close(): void;
}

export async function openShop(engine: TestEngine): Promise<Shop> {
  const table = await createTable(engine.client, {
    indexes: [{ name: 'byStore', partition: 'byStorePartition', sort: 'byStoreSort' }],
  });
  const recorder = recordingClient(engine.clientConfig);
  const clock = new StoppedClock();
  const open = (options: SessionOptions = {}) =>
    new Session(recorder.client, { clock, tableName: () => table, ...options });
  const session = open();
  const key = (partition: string, name: string): Item => ({ id: { S: partition }, name: { S: name } });
  return {
    engine,
    table,
    clock,
    session,
    orders: session.repository(Order),
    carts: session.repository(Cart),
    open,
    async sent(run) {
      recorder.take();
      await run().catch((error: unknown) => {
        if (!isDynastoreError(error)) throw error;
      });
      return recorder.take().map(({ command }) => command);
    },
    async row(partition, name) {
      const command = new GetItemCommand({ TableName: table, Key: key(partition, name), ConsistentRead: true });
      const { Item } = await engine.client.send(command);
      return Item && Object.fromEntries(Object.entries(Item).filter(([attribute, value]) => !isMark(attribute, value)));
    },
    async plant(partition, name, attributes) {
      const Item = { ...attributes, ...key(partition, name) };
      await engine.client.send(new PutItemCommand({ TableName: table, Item }));
    },
    close: () => recorder.client.destroy(),
  };
}

/** A customer that no other test has. */
export const newCustomer = (): string => `c-${randomUUID()}`;

export function order(customerId: string, values: Partial<Order> = {}): Order {
  return Object.assign(new Order(), { customerId, orderId: '1' }, values);
}

/** The commands of one refusal: dynalite does not tell which row it met, so that it is read. */
export function refused({ engine }: Shop, command: string): string[] {
  return engine.supports.returnsRowOnRefusal ? [command] : [command, 'GetItem'];
}
