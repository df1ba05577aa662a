import { Entity, Expires, Field, IndexField, Partition, SortKeyPath, Version } from '../../lib/index.js';

export class Line {
  @Field() sku!: string;
  @Field() quantity!: number;
}

@Entity({ table: 'quick-start' })
@Partition('customer/{customerId}')
@SortKeyPath('order/{orderId}')
export class Order {
  customerId!: string;
  orderId!: string;
  /** Also a top-level attribute of the row, beside the payload. */
  @IndexField() status!: 'open' | 'paid';
  @Field(() => Date) placedAt!: Date;
  @Field(() => [Line]) lines: Line[] = [];
  @Version() version?: number;
  @Expires() expiresAt?: Date;
}
