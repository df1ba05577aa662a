// One entity with everything, its keys by decorators of the class; and all that its repository does.
import {
  type EntityPage,
  Entity,
  Expires,
  Field,
  Index,
  IndexField,
  Partition,
  Session,
  SortKeyPath,
  Version,
  add,
  append,
  beginsWith,
  eq,
  gte,
  merge,
  ops,
  remove,
} from 'dynastore';

class Line {
  sku!: string;
  count!: number;
}

// right: a class with every decorator
@Entity({ table: 'shop', ttl: '90d' })
@Partition('customer/{customerId}')
@SortKeyPath('order/{orderId}')
@Index('byPlaced', { partition: 'store/{storeId}', sort: '{placedAt}/{orderId}' })
class Order {
  customerId!: string;
  orderId!: string;
  storeId!: string;
  @Field(() => Date) placedAt!: Date;
  @IndexField({ index: 'byStatus', key: 'partition' }) status!: 'open' | 'paid';
  @IndexField({ index: 'byTotal', key: 'sort', type: Number }) total!: number;
  @IndexField('channel') channel?: string;
  @Field(() => [Line]) lines: Line[] = [];
  tags: string[] = [];
  note?: string;
  address?: { city: string; zip?: string };
  @Version() version?: number;
  @Expires() expiresAt?: Date;
}

const session = new Session();
const orders = session.repository(Order);
const order = new Order();
const key = { customerId: '1', orderId: '2' };

// right: writes
orders.create(order);
orders.save(order);
orders.put(order, { signal: new AbortController().signal });
// right: reads
orders.get(key, { consistent: true });
orders.find(order);
orders.exists(key);
// right: an update, async or not
orders.update(key, (draft) => {
  draft.lines.push(new Line());
});
orders.update(key, async (draft) => {
  draft.total = await Promise.resolve(5);
});
// right: a patch
orders.patch(key, {
  status: 'paid',
  total: add(5),
  tags: append('x'),
  note: remove(),
  address: merge({ city: 'x' }),
});
// right: a patch under a condition
orders.patch(key, { status: 'paid' }, { if: { status: 'open', total: ops.gte(5) } });
// right: deletes, of an instance and by key
orders.delete(order, { exact: true });
orders.delete(key);
// right: a list with everything
orders.list(
  { customerId: '1' },
  { sort: { orderId: beginsWith('2') }, where: { status: eq('open') }, limit: 5, reverse: true, consistent: true },
);
// right: a page
{
  const page: Promise<EntityPage<Order>> = orders.listPage({ customerId: '1' }, { startKey: 'token' });
  void page;
}
// right: lists through an index
orders.index('byPlaced').list({ storeId: '3' }, { sort: { placedAt: gte(new Date()) } });
orders.index('byTotal').list({ customerId: '1' }, { sort: { total: gte(5) } });
// right: batches
orders.getMany([key, order]);
orders.putMany([order], { onProgress: (done, total) => void (done < total) });
orders.deleteMany([key]);
// right: a name that is a decorator, and a partition of the store
{
  const partition: Partition = session.table('shop').partition('x');
  void partition;
}

// wrong: a key of a property that cannot be in one
// says: 'lines'
orders.get({ customerId: '1', lines: [] });
// wrong: a part of a key of another type
// says: 'number' is not assignable to type 'string'
orders.find({ customerId: '1', orderId: 2 });
// wrong: a partition key that lists by a property that there is not
// says: 'customer'
orders.list({ customer: '1' });
// wrong: a sort key that is an operator of another type
// says: 'number' is not assignable to type 'string'
orders.list({ customerId: '1' }, { sort: { orderId: gte(5) } });
// wrong: an optional property in the key of the table
// says: 'channel'
orders.get({ customerId: '1', orderId: '2', channel: 'web' });
// wrong: a condition that is neither
// says: '"void"' is not assignable to type
orders.list({ customerId: '1' }, { where: { status: 'void' } });
// wrong: a patch of a nested object with a name that there is not
// says: 'town'
orders.patch(key, { address: merge({ town: 'x' }) });
// wrong: a list of lines in a patch that lacks a part
// says: count
orders.patch(key, { lines: [{ sku: 'x' }] });
