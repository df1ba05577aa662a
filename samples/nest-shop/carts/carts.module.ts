import { Module } from '@nestjs/common';
import { DynastoreModule } from '../../../lib/nestjs/index.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { Cart } from './cart.js';
import { CartsController } from './carts.controller.js';
import { CartsService } from './carts.service.js';

@Module({
  imports: [DynastoreModule.forFeature([Cart]), CatalogModule],
  controllers: [CartsController],
  providers: [CartsService],
  exports: [CartsService],
})
export class CartsModule {}
