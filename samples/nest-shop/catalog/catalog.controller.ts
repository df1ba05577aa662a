import { Body, Controller, Get, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { EntityTagInterceptor, IfMatch } from '../../../lib/nestjs/index.js';
import { PageQuery, type PageView, pageView } from '../page.js';
import { CatalogService } from './catalog.service.js';
import { NewProduct, type Product, ProductChange } from './product.js';

@Controller('products')
@UseInterceptors(EntityTagInterceptor)
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Post()
  offer(@Body() product: NewProduct): Promise<Product> {
    return this.catalog.offer(product);
  }

  @Get()
  async page(@Query() { limit, page }: PageQuery): Promise<PageView<Product>> {
    return pageView(await this.catalog.page(limit, page));
  }

  @Get(':sku')
  find(@Param('sku') sku: string): Promise<Product> {
    return this.catalog.find(sku);
  }

  @Get(':sku/stock')
  async stock(@Param('sku') sku: string): Promise<{ available: number }> {
    return { available: await this.catalog.available(sku) };
  }

  @Patch(':sku')
  change(
    @Param('sku') sku: string,
    @Body() change: ProductChange,
    @IfMatch({ required: true }) version?: number,
  ): Promise<Product> {
    return this.catalog.change(sku, change, version);
  }
}
