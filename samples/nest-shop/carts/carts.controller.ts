import { Body, Controller, Get, Param, Post, UseInterceptors } from '@nestjs/common';
import { EntityTagInterceptor } from '../../../lib/nestjs/index.js';
import { type Cart, CartLine, NewCart } from './cart.js';
import { CartsService } from './carts.service.js';

@Controller('carts')
@UseInterceptors(EntityTagInterceptor)
export class CartsController {
  constructor(private readonly carts: CartsService) {}

  @Post()
  begin(@Body() { customerId }: NewCart): Promise<Cart> {
    return this.carts.begin(customerId);
  }

  @Get(':cartId')
  find(@Param('cartId') cartId: string): Promise<Cart> {
    return this.carts.find(cartId);
  }

  @Post(':cartId/lines')
  add(@Param('cartId') cartId: string, @Body() line: CartLine): Promise<Cart> {
    return this.carts.add(cartId, line);
  }
}
