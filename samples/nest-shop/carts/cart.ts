import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { Entity, Expires, Field, Partition, SortKeyPath, Version } from '../../../lib/index.js';

export class CartLine {
  @Field() @IsString() @Length(1, 40) sku!: string;
  @Field() @IsInt() @Min(1) @Max(100) quantity!: number;
}

/** A cart is gone half an hour after it was begun, unless it is checked out before. */
@Entity({ table: 'nest-shop', ttl: '30m' })
@Partition('cart/{cartId}')
@SortKeyPath('cart')
export class Cart {
  cartId!: string;
  customerId!: string;
  @Field(() => [CartLine]) lines: CartLine[] = [];
  @Version() version?: number;
  @Expires() expiresAt?: Date;
}

export class NewCart {
  @IsString() @Length(1, 40) customerId!: string;
}
