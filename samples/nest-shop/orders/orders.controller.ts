import { Controller, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { EntityTagInterceptor } from '../../../lib/nestjs/index.js';
import { PageQuery, type PageView, pageView } from '../page.js';
import type { Order } from './order.js';
import { OrdersService } from './orders.service.js';

@Controller()
@UseInterceptors(EntityTagInterceptor)
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post('carts/:cartId/checkout')
  checkOut(@Param('cartId') cartId: string): Promise<Order> {
    return this.orders.checkOut(cartId);
  }

  @Get('orders/:orderId')
  find(@Param('orderId') orderId: string): Promise<Order> {
    return this.orders.find(orderId);
  }

  @Get('customers/:customerId/orders')
  async page(@Param('customerId') customerId: string, @Query() { limit, page }: PageQuery): Promise<PageView<Order>> {
    return pageView(await this.orders.page(customerId, limit, page));
  }
}
