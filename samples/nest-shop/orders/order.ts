import { CreatedAt, Entity, Field, Index, Partition, SortKeyPath, Version } from '../../../lib/index.js';
import { CartLine } from '../carts/cart.js';

/** What a cart has become. It has the cart's id, so that a cart becomes one order at most. */
@Entity('nest-shop')
@Partition('order/{orderId}')
@SortKeyPath('order')
@Index('byCustomer', { partition: 'customer/{customerId}', sort: '{placedAt}/{orderId}' })
export class Order {
  orderId!: string;
  customerId!: string;
  @Field(() => [CartLine]) lines: CartLine[] = [];
  status!: 'pending' | 'placed';
  @CreatedAt() placedAt?: Date;
  @Version() version?: number;
}
