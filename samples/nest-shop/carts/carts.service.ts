import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Repository } from '../../../lib/index.js';
import { InjectRepository } from '../../../lib/nestjs/index.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { Cart, CartLine } from './cart.js';

@Injectable()
export class CartsService {
  constructor(
    @InjectRepository(Cart) private readonly carts: Repository<Cart>,
    private readonly catalog: CatalogService,
  ) {}

  begin(customerId: string): Promise<Cart> {
    return this.carts.create(Object.assign(new Cart(), { cartId: randomUUID(), customerId }));
  }

  find(cartId: string): Promise<Cart> {
    return this.carts.get({ cartId });
  }

  /** Two requests at the same time both have their effect: the one that comes too late starts again from the cart as it is. */
  async add(cartId: string, { sku, quantity }: CartLine): Promise<Cart> {
    await this.catalog.find(sku);
    return this.carts.update({ cartId }, (cart) => {
      const line = cart.lines.find((each) => each.sku === sku);
      if (line) line.quantity += quantity;
      else cart.lines.push(Object.assign(new CartLine(), { sku, quantity }));
    });
  }

  remove(cartId: string): Promise<void> {
    return this.carts.delete({ cartId });
  }
}
