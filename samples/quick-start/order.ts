import { Entity, Expires, Field, IndexField, Partition, SortKeyPath, Version, keys } from '../../lib/index.js';

export class Line {
  @Field() sku!: string;
  @Field() quantity!: number;
}

@Entity({ table: 'quick-start' })
@Partition('customer/{customerId}')
@SortKeyPath('order/{orderId}')
export class Order {
  static readonly keys = keys({ partition: 'customer/{customerId}', sort: 'order/{orderId}' });
  customerId!: string;
  orderId!: string;
  @IndexField() status!: 'open' | 'paid';
  @Field(() => Date) placedAt!: Date;
  @Field(() => [Line]) lines: Line[] = [];
  @Version() version?: number;
  @Expires() expiresAt?: Date;
}
