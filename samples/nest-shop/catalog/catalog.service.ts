import { Injectable } from '@nestjs/common';
import { type Repository, add, gte } from '../../../lib/index.js';
import type { EntityPage } from '../../../lib/index.js';
import { InjectRepository } from '../../../lib/nestjs/index.js';
import { type NewProduct, Product, type ProductChange, Stock } from './product.js';

@Injectable()
export class CatalogService {
  constructor(
    @InjectRepository(Product) private readonly products: Repository<Product>,
    @InjectRepository(Stock) private readonly stock: Repository<Stock>,
  ) {}

  async offer({ available, ...product }: NewProduct): Promise<Product> {
    const { sku } = product;
    const offered = await this.products.create(Object.assign(new Product(), product));
    await this.stock.create(Object.assign(new Stock(), { sku, available }));
    return offered;
  }

  find(sku: string): Promise<Product> {
    return this.products.get({ sku });
  }

  page(limit: number, startKey?: string): Promise<EntityPage<Product>> {
    return this.products.listPage({}, { limit, startKey });
  }

  /** One request, which DynamoDB refuses when the product is at another version. */
  change(sku: string, change: ProductChange, version: number | undefined): Promise<Product> {
    return this.products.patch({ sku }, { ...change }, { if: { version } });
  }

  async available(sku: string): Promise<number> {
    return (await this.stock.get({ sku })).available;
  }

  /**
   * Takes pieces from the stock, if there are as many: one request, however many others take some at the same time.
   *
   * @throws KeyModifiedError when there are fewer.
   */
  async take(sku: string, quantity: number): Promise<void> {
    await this.stock.patch({ sku }, { available: add(-quantity) }, { if: { available: gte(quantity) } });
  }

  async giveBack(sku: string, quantity: number): Promise<void> {
    await this.stock.patch({ sku }, { available: add(quantity) });
  }
}
