import assert from 'node:assert/strict';
import {
  type Client,
  KeyModifiedError,
  type Repository,
  Session,
  add,
  append,
  between,
  gte,
  hasCode,
} from '../../lib/index.js';
import { Customer, Order, Payment, Product, type Status } from './entities.js';

/** What the story is told on. */
export interface Stage {
  readonly client: Client;
  /** The name of the table in DynamoDB. */
  readonly table: string;
  readonly print: (line: string) => void;
}

/** The repositories of all that lies in the table. */
interface Shop {
  readonly customers: Repository<Customer>;
  readonly orders: Repository<Order>;
  readonly payments: Repository<Payment>;
  readonly products: Repository<Product>;
  readonly print: Stage['print'];
}

const NOON_MS = Date.UTC(2100, 0, 1, 12);
const HOUR_MS = 3_600_000;
const at = (hours: number): Date => new Date(NOON_MS + hours * HOUR_MS);

/** Opens a shop, sells, and looks at what was sold from every side. Nothing is printed that was not checked. */
export async function tellStory({ client, table, print }: Stage): Promise<void> {
  const session = new Session(client, { tableName: () => table, clock: { nowMs: () => NOON_MS } });
  await session.createTables(Customer, Order, Payment, Product);
  assert.deepEqual(await session.verifyTables(), []);
  print('1. One table for four entities, with two global indexes and a local one:');
  for (const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } of session.tableDefinition(Customer, Order)) {
    for (const { IndexName, KeySchema = [] } of [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]) {
      print(`   ${IndexName!.padEnd(8)} ${KeySchema.map(({ AttributeName }) => AttributeName).join(', ')}`);
    }
  }
  const shop: Shop = {
    customers: session.repository(Customer),
    orders: session.repository(Order),
    payments: session.repository(Payment),
    products: session.repository(Product),
    print,
  };
  for (const step of [open, sell, pay, look, move]) await step(shop);
}

async function open({ customers, products, print }: Shop): Promise<void> {
  await products.putMany([product('cup', 12), product('pot', 1)]);
  await customers.create(Object.assign(new Customer(), { customerId: 'ada', email: 'ada@old.example', name: 'Ada' }));
  await customers.create(Object.assign(new Customer(), { customerId: 'bob', email: 'bob@example', name: 'Bob' }));
  const stock = await products.getMany([{ sku: 'cup' }, { sku: 'tea' }, { sku: 'pot' }]);
  assert.deepEqual(
    stock.map((found) => found?.stock),
    [12, undefined, 1],
  );
  print('2. 12 cups and 1 pot are in stock, tea is not known, and there are two customers.');
}

async function sell({ orders, products, print }: Shop): Promise<void> {
  for (const [orderId, sku, pieces, total, hours] of [
    ['1001', 'cup', 4, 3600, 0],
    ['1002', 'pot', 1, 12000, 1],
    ['1003', 'cup', 2, 1800, 2],
  ] as const) {
    await products.patch({ sku }, { stock: add(-pieces) }, { if: { stock: gte(pieces) } });
    await orders.create(order('ada', orderId, total, at(hours)));
  }
  await orders.create(order('bob', '2001', 9000, at(1)));
  print('3. Each sale takes its pieces in one request, and none that are not there:');
  const refusal = await products
    .patch({ sku: 'pot' }, { stock: add(-1) }, { if: { stock: gte(1) } })
    .catch((error: unknown) => error);
  assert.ok(hasCode(refusal, 'KEY_MODIFIED'));
  const { current } = refusal as KeyModifiedError<Product>;
  assert.equal(current?.stock, 0);
  print(`   a second pot is refused: ${refusal.code}, ${current.stock} left.`);
}

async function pay({ orders, payments, print }: Shop): Promise<void> {
  for (const [attempt, succeeded] of [false, true].entries()) {
    await payments.create(
      Object.assign(new Payment(), { customerId: 'ada', orderId: '1001', attempt: attempt + 1, succeeded }),
    );
  }
  const paid = await orders.patch(
    { customerId: 'ada', orderId: '1001' },
    { status: 'paid', history: append('paid at the second attempt') },
    { if: { status: 'open' } },
  );
  assert.deepEqual([paid.status, paid.history.length, paid.version], ['paid', 1, 2]);
  const attempts = await payments.list({ customerId: 'ada' }, { sort: { orderId: '1001' } }).toArray();
  print(`4. Order 1001 is paid, version ${paid.version}: ${attempts.map(describePayment).join(', ')}.`);
}

/** One partition, three entities, and each list yields its own. */
async function look({ customers, orders, print }: Shop): Promise<void> {
  print('5. The same orders from four sides:');
  const show = (side: string, found: readonly Order[], expected: string): void => {
    const ids = found.map(({ orderId }) => orderId).join(' ');
    assert.equal(ids, expected);
    print(`   ${side.padEnd(34)} ${ids}`);
  };
  show('of ada', await orders.list({ customerId: 'ada' }).toArray(), '1001 1002 1003');
  const costly = orders.index('byTotal').list({ customerId: 'ada' }, { sort: { total: gte(3000) }, reverse: true });
  show('of ada, from 30.00, dearest first', await costly.toArray(), '1002 1001');
  const byStatus = orders.index('byStatus');
  show('open, of everyone, oldest first', await byStatus.list(status('open')).toArray(), '1002 2001 1003');
  const early = byStatus.list(status('open'), { sort: { placedAt: between(at(0), at(1)) } });
  show('open, placed by one o’clock', await early.toArray(), '1002 2001');
  const found = await customers.index('byEmail').list({ email: 'ada@old.example' }).first();
  assert.equal(found?.name, 'Ada');
}

/** Index keys follow what they are made of, whichever way it is changed. */
async function move({ customers, orders, print }: Shop): Promise<void> {
  await customers.update({ customerId: 'ada' }, (ada) => {
    ada.email = 'ada@new.example';
  });
  const byEmail = customers.index('byEmail');
  assert.equal(await byEmail.list({ email: 'ada@old.example' }).count(), 0);
  assert.equal((await byEmail.list({ email: 'ada@new.example' }).first())?.customerId, 'ada');
  const sent = await orders.get({ customerId: 'ada', orderId: '1002' });
  sent.status = 'sent';
  await orders.save(sent);
  const counts = await Promise.all(
    (['open', 'paid', 'sent'] as const).map(async (each) => {
      const count = await orders.index('byStatus').list(status(each)).count();
      return `${count} ${each}`;
    }),
  );
  assert.deepEqual(counts, ['2 open', '1 paid', '1 sent']);
  print(`6. Ada has another address and order 1002 is sent; the indexes know: ${counts.join(', ')}.`);
}

const status = (value: Status) => ({ status: value });

const describePayment = ({ attempt, succeeded }: Payment): string =>
  `attempt ${attempt} ${succeeded ? 'succeeded' : 'failed'}`;

function product(sku: string, stock: number): Product {
  return Object.assign(new Product(), { sku, stock });
}

function order(customerId: string, orderId: string, total: number, placedAt: Date): Order {
  return Object.assign(new Order(), { customerId, orderId, total, placedAt, status: 'open' });
}
