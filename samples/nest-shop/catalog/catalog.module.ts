import { Module } from '@nestjs/common';
import { DynastoreModule } from '../../../lib/nestjs/index.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogService } from './catalog.service.js';
import { Product, Stock } from './product.js';

@Module({
  imports: [DynastoreModule.forFeature([Product, Stock])],
  controllers: [CatalogController],
  providers: [CatalogService],
  exports: [CatalogService],
})
export class CatalogModule {}
