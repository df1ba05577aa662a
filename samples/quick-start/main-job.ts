import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { type Client, type KVPair, type Repository, Session, type StoreHooks, hasCode } from '../../lib/index.js';
import { Order } from './order.js';

const MINUTE_MS = 60_000;

/** What the main job runs on. */
export interface Stage {
  readonly client: Client;
  /** The name of the table in DynamoDB. */
  readonly table: string;
  /** The clock of the sessions; the job moves it past the order's expiry. */
  readonly clock: { nowMs(): number; advance(ms: number): void };
  readonly print: (line: string) => void;
  /** Ends the job after the step that is under way. */
  readonly signal?: AbortSignal;
}

/** Creates an order, changes it, changes it twice at once, and lets it expire. Nothing is printed that was not checked. */
export async function runMainJob(stage: Stage): Promise<void> {
  const session = openSession(stage);
  const orders = session.repository(Order);
  const order = newOrder(stage);
  for (const step of [
    () => session.createTables(Order),
    () => createOrder(stage, session, orders, order),
    () => changeOrder(stage, orders, order),
    () => changeOrderTwiceAtOnce(stage, order),
    () => outliveOrder(stage, orders, order),
  ]) {
    stage.signal?.throwIfAborted();
    await step();
  }
}

function openSession({ client, table, clock }: Stage, hooks?: StoreHooks): Session {
  return new Session(client, { clock, tableName: () => table, hooks });
}

function newOrder({ clock }: Stage): Order {
  const placedAt = new Date(clock.nowMs());
  const expiresAt = new Date(clock.nowMs() + 15 * MINUTE_MS);
  const lines = [{ sku: 'cup', quantity: 1 }];
  return Object.assign(new Order(), { customerId: 'ada', orderId: '1001', status: 'open', placedAt, expiresAt, lines });
}

async function createOrder(stage: Stage, session: Session, orders: Repository<Order>, order: Order): Promise<void> {
  await orders.create(order);
  assert.equal(order.version, 1);
  // One floor below the repositories are the rows themselves.
  const row = await session.table('quick-start').get('customer/ada', 'order/1001');
  assert.deepEqual(row.toJSON(), {
    partition: 'customer/ada',
    key: 'order/1001',
    version: '1',
    expires: order.expiresAt!.getTime() / 1000,
    fields: { status: { S: 'open' } },
    value: {
      M: {
        customerId: { S: 'ada' },
        orderId: { S: '1001' },
        status: { S: 'open' },
        placedAt: { S: order.placedAt.toISOString() },
        lines: { L: [{ M: { sku: { S: 'cup' }, quantity: { N: '1' } } }] },
      },
    },
  });
  stage.print('1. An order that expires in 15 minutes is created. This is its row:');
  printRow(stage, row);
}

async function changeOrder({ print }: Stage, orders: Repository<Order>, order: Order): Promise<void> {
  const stale = await orders.get({ customerId: 'ada', orderId: '1001' });
  order.status = 'paid';
  await orders.save(order);
  assert.equal(order.version, 2);
  print(`2. The order is paid and saved: version ${order.version}.`);

  stale.lines = [];
  const refusal = await orders.save(stale).catch((error: unknown) => error);
  assert.ok(hasCode(refusal, 'KEY_MODIFIED'));
  print(`   Saving what was read at version ${stale.version} is refused: ${refusal.code}.`);
}

/** Two servers, each with a session of its own, read the same version before either of them writes. */
async function changeOrderTwiceAtOnce(stage: Stage, { customerId, orderId }: Order): Promise<void> {
  stage.print('3. Two updates start together, and each of them adds a cup:');
  const attempts: number[] = [];
  const hooks: StoreHooks = {
    requestBuilt({ operation, values }, { command }) {
      if (operation !== 'Update' || command !== 'UpdateItem') return;
      const attempt = Number(values.get('attempt') ?? 0) + 1;
      values.set('attempt', attempt);
      attempts.push(attempt);
      stage.print(`   attempt ${attempt}`);
    },
  };
  const hasBothRead = meeting(2);
  const addCup = async (): Promise<Order> => {
    let isFirstAttempt = true;
    return openSession(stage, hooks)
      .repository(Order)
      .update({ customerId, orderId }, async (draft) => {
        if (isFirstAttempt) await hasBothRead();
        isFirstAttempt = false;
        draft.lines[0]!.quantity += 1;
      });
  };
  const results = await Promise.all([addCup(), addCup()]);

  const [first, second] = results.sort((a, b) => a.version! - b.version!);
  assert.deepEqual(attempts, [1, 1, 2]);
  assert.deepEqual([first.version, cupsOf(first)], [3, 2]);
  assert.deepEqual([second.version, cupsOf(second)], [4, 3]);
  stage.print(`   One was refused and tried again: ${cupsOf(second)} cups, version ${second.version}.`);
}

const cupsOf = (order: Order): number | undefined => order.lines[0]?.quantity;

async function outliveOrder({ clock, print }: Stage, orders: Repository<Order>, order: Order): Promise<void> {
  const { customerId, orderId } = order;
  assert.ok(await orders.exists({ customerId, orderId }));
  clock.advance(15 * MINUTE_MS);
  assert.equal(await orders.find({ customerId, orderId }), undefined);
  assert.deepEqual(await orders.list({ customerId }).toArray(), []);
  print('4. 15 minutes later there is no such order any more, in no read and in no list.');

  const next = await orders.create(Object.assign(new Order(), { customerId, orderId, status: 'open' }));
  assert.deepEqual(await orders.get({ customerId, orderId }), next);
  assert.deepEqual([next.version, next.lines, next.expiresAt], [5, [], undefined]);
  print(`   A new one takes its place: version ${next.version}, as the old row still lay there.`);
}

function printRow({ print }: Stage, row: KVPair): void {
  print(`   id       ${row.partition}`);
  print(`   name     ${row.key}`);
  print(`   version  ${row.version}`);
  print(`   expires  ${row.expires}`);
  for (const [name, value] of Object.entries(row.decodeFields<object>())) print(`   ${name.padEnd(8)} ${value}`);
  const payload = inspect(row.decodeValue(), { depth: 5, breakLength: 100, sorted: true });
  print(`   payload  ${payload.replaceAll('\n', '\n            ')}`);
}

/** A place that nobody leaves before all are there. */
function meeting(members: number): () => Promise<void> {
  let arrived = 0;
  let open: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (++arrived === members) open();
    return opened;
  };
}
