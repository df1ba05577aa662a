import { ConflictException, Injectable } from '@nestjs/common';
import { type EntityPage, type Repository, hasCode } from '../../../lib/index.js';
import { InjectRepository } from '../../../lib/nestjs/index.js';
import type { CartLine } from '../carts/cart.js';
import { CartsService } from '../carts/carts.service.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { Order } from './order.js';

@Injectable()
export class OrdersService {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly carts: CartsService,
    private readonly catalog: CatalogService,
  ) {}

  find(orderId: string): Promise<Order> {
    return this.orders.get({ orderId });
  }

  /** The newest first. */
  page(customerId: string, limit: number, startKey?: string): Promise<EntityPage<Order>> {
    return this.orders.index('byCustomer').listPage({ customerId }, { reverse: true, limit, startKey });
  }

  /**
   * Makes an order of a cart, or nothing when something is sold out. Each step is one request that works on every engine;
   * should the process end in between, the pending order tells what was begun. `session.transaction` does it in one
   * request where the engine has transactions.
   */
  async checkOut(cartId: string): Promise<Order> {
    const { customerId, lines } = await this.carts.find(cartId);
    if (lines.length === 0) throw new ConflictException('The cart is empty.');
    const pending = Object.assign(new Order(), { orderId: cartId, customerId, lines, status: 'pending' });
    // Of two requests for one cart this lets the first one pass.
    const order = await this.orders.create(pending);
    try {
      await this.takeAll(lines);
    } catch (error) {
      await this.orders.delete(order);
      throw error;
    }
    await this.carts.remove(cartId);
    order.status = 'placed';
    return this.orders.save(order);
  }

  private async takeAll(lines: readonly CartLine[]): Promise<void> {
    const taken: CartLine[] = [];
    try {
      for (const line of lines) {
        await this.catalog.take(line.sku, line.quantity);
        taken.push(line);
      }
    } catch (error) {
      for (const { sku, quantity } of taken) await this.catalog.giveBack(sku, quantity);
      if (hasCode(error, 'KEY_MODIFIED')) throw new ConflictException(`${lines[taken.length]!.sku} is sold out.`);
      throw error;
    }
  }
}
