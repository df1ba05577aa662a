import { IsInt, IsOptional, IsString, Length, Min } from 'class-validator';
import { Entity, Partition, SortKeyPath, Version } from '../../../lib/index.js';

/** What is for sale. The body of a request, too: what has no validator, such as the version, is not taken from there. */
@Entity('nest-shop')
@Partition('products')
@SortKeyPath('{sku}')
export class Product {
  @IsString() @Length(1, 40) sku!: string;
  @IsString() @Length(1, 200) title!: string;
  @IsInt() @Min(0) priceCents!: number;
  @Version() version?: number;
}

/** How many pieces are left. A row of its own, so that a sale is no change of the product. */
@Entity('nest-shop')
@Partition('stock')
@SortKeyPath('{sku}')
export class Stock {
  sku!: string;
  available!: number;
}

/** A product with the pieces that are there at first. */
export class NewProduct extends Product {
  @IsInt() @Min(0) available!: number;
}

export class ProductChange {
  @IsOptional() @IsString() @Length(1, 200) title?: string;
  @IsOptional() @IsInt() @Min(0) priceCents?: number;
}
