import { Module } from '@nestjs/common';
import { DynastoreModule } from '../../../lib/nestjs/index.js';
import { CartsModule } from '../carts/carts.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { Order } from './order.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';

@Module({
  imports: [DynastoreModule.forFeature([Order]), CartsModule, CatalogModule],
  controllers: [OrdersController],
  providers: [OrdersService],
})
export class OrdersModule {}
