import { Entity, Field, Index, IndexField, Partition, SortKeyPath, UpdatedAt, Version } from '../../lib/index.js';

// Four entities in one table. What a customer has lies in one partition; each template begins with a text of its own, so
// that no two of them can give one key.

@Entity('shop')
@Partition('customer/{customerId}')
@SortKeyPath('profile')
export class Customer {
  customerId!: string;
  @IndexField({ index: 'byEmail', key: 'partition' }) email!: string;
  @Field() name!: string;
  @Version() version?: number;
}

export type Status = 'open' | 'paid' | 'sent';

@Entity('shop')
@Partition('customer/{customerId}')
@SortKeyPath('order/{orderId}')
@Index('byStatus', { partition: 'status/{status}', sort: '{placedAt}/{orderId}' })
export class Order {
  customerId!: string;
  orderId!: string;
  @Field() status!: Status;
  @Field(() => Date) placedAt!: Date;
  /** In cents. Only a sort key: an index within each customer's partition. */
  @IndexField({ index: 'byTotal', key: 'sort', type: Number }) @Field(() => Number) total!: number;
  @Field(() => [String]) history: string[] = [];
  @UpdatedAt() updatedAt?: Date;
  @Version() version?: number;
}

@Entity('shop')
@Partition('customer/{customerId}')
@SortKeyPath('payment/{orderId}/{attempt:02}')
export class Payment {
  customerId!: string;
  orderId!: string;
  attempt!: number;
  @Field() succeeded!: boolean;
}

@Entity('shop')
@Partition('product/{sku}')
@SortKeyPath('product')
export class Product {
  sku!: string;
  @Field(() => Number) stock!: number;
  @Version() version?: number;
}
