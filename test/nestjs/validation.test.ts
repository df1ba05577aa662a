import { randomUUID } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Body,
  ClassSerializerInterceptor,
  Controller,
  Get,
  Param,
  Post,
  UseInterceptors,
  ValidationPipe,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Exclude, Expose, Type } from 'class-transformer';
import { IsBoolean, IsDate, IsInt, IsString, Length, Min, ValidateNested } from 'class-validator';
import { expect } from 'chai';
import { z } from 'zod';
import { Entity, Field, Partition, type Repository, SortKeyPath, Version } from '../../lib/index.js';
import {
  DynastoreExceptionFilter,
  DynastoreModule,
  EntityTagInterceptor,
  InjectRepository,
} from '../../lib/nestjs/index.js';
import { onEachEngine } from '../support/engines.js';
import { type ServedApp, serve } from '../support/nest-app.js';

class Line {
  @Field() @IsString() sku!: string;
  @Field() @IsInt() @Min(1) quantity!: number;
}

/** The entity is the body of a request, and what a response is made of. */
@Entity('orders')
@Partition('customer/{customerId}')
@SortKeyPath('order/{orderId}')
class Order {
  @IsString() @Length(1, 20) customerId!: string;
  @IsString() @Length(1, 20) orderId!: string;
  @Field(() => Date) @Type(() => Date) @IsDate() placedAt!: Date;
  @Field(() => [Line]) @ValidateNested({ each: true }) @Type(() => Line) lines: Line[] = [];
  note?: string;
  @Exclude() secret?: string;
  @Version() version?: number;

  @Expose({ toPlainOnly: true }) get pieces(): number {
    return this.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  }
}

/** What a request has beside the entity. */
class PlaceOrder extends Order {
  @IsBoolean() isGift!: boolean;
}

@Entity({ table: 'orders', schema: z.object({ name: z.string().min(2), age: z.number().int().min(18) }) })
@Partition('customer/{name}')
@SortKeyPath('profile')
class Customer {
  name!: string;
  age!: number;
}

@Controller()
class OrdersController {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    @InjectRepository(Customer) private readonly customers: Repository<Customer>,
  ) {}

  @Post('orders')
  create(@Body() order: Order) {
    return this.orders.create(order);
  }
  @Post('placed')
  place(@Body() { isGift, ...order }: PlaceOrder) {
    return this.orders.create(Object.assign(new Order(), order, { note: isGift ? 'gift' : 'none', secret: 's' }));
  }
  @Get('orders/:customerId/:orderId')
  @UseInterceptors(ClassSerializerInterceptor, EntityTagInterceptor)
  get(@Param('customerId') customerId: string, @Param('orderId') orderId: string) {
    return this.orders.get({ customerId, orderId });
  }
  @Get('notes/:customerId/:orderId')
  async note(@Param('customerId') customerId: string, @Param('orderId') orderId: string) {
    const { placedAt, lines, ...order } = await this.orders.get({ customerId, orderId });
    return { ...order, isDate: placedAt instanceof Date, isLine: lines[0] instanceof Line };
  }
  @Post('customers')
  createCustomer(@Body() body: object) {
    return this.customers.create(Object.assign(new Customer(), body));
  }
}

const body = (orderId: string) => ({
  customerId: '1',
  orderId,
  placedAt: '2026-01-02T03:04:05.678Z',
  lines: [{ sku: 'pen', quantity: 2 }],
});

describe('nestjs/validation', () => {
  onEachEngine((engine) => {
    const suffix = randomUUID();
    let served: ServedApp;
    before(async () => {
      const options = {
        client: engine.client,
        tableName: (name: string) => `${name}-${suffix}`,
        onStart: 'create' as const,
      };
      served = await serve(
        {
          imports: [DynastoreModule.forRoot(options), DynastoreModule.forFeature([Order, Customer])],
          controllers: [OrdersController],
          providers: [{ provide: APP_FILTER, useClass: DynastoreExceptionFilter }],
        },
        (app) => app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true })),
      );
    });
    const post = (path: string, sent: object) => served.request('POST', path, { body: sent });

    it('takes an entity as a validated body, and stores it', async () => {
      const { status, body: created } = await post('/orders', body('a'));
      expect({ status, created }).to.deep.equal({ status: 201, created: { ...body('a'), version: 1 } });
      expect((await served.request('GET', '/notes/1/a')).body).to.deep.equal({
        customerId: '1',
        orderId: 'a',
        version: 1,
        isDate: true,
        isLine: true,
      });
    });

    it('refuses what the validators of the entity refuse', async () => {
      const { status, body: refused } = await post('/orders', { ...body(''), lines: [{ sku: 'pen', quantity: 0 }] });
      expect(status).to.equal(400);
      expect(refused.message).to.have.members([
        'orderId must be longer than or equal to 1 characters',
        'lines.0.quantity must not be less than 1',
      ]);
    });

    it('takes no version and no unknown property from a body with a whitelist', async () => {
      const { body: created } = await post('/orders', { ...body('b'), version: 7, isAdmin: true });
      expect(created).to.include({ version: 1 }).and.to.not.have.property('isAdmin');
    });

    it('validates a body that extends an entity by the validators of both', async () => {
      expect(await post('/placed', body('c'))).to.have.property('status', 400);
      expect(await post('/placed', { ...body('c'), isGift: true, orderId: '' })).to.have.property('status', 400);
      expect(await post('/placed', { ...body('c'), isGift: true })).to.have.property('status', 201);
      expect((await served.request('GET', '/notes/1/c')).body)
        .to.include({ note: 'gift' })
        .and.to.not.have.property('isGift');
    });

    it('serializes an entity as class-transformer is told, with its entity tag', async () => {
      await post('/placed', { ...body('d'), isGift: true });
      const found = await served.request('GET', '/orders/1/d');
      expect(found.body).to.deep.equal({ ...body('d'), note: 'gift', version: 1, pieces: 2 });
      expect(found.headers.get('etag')).to.equal('"1"');
    });

    it('stores nothing of what class-transformer excludes, and no value of an accessor', async () => {
      await post('/placed', { ...body('e'), isGift: false });
      const Key = { id: { S: 'customer/1' }, name: { S: 'order/e' } };
      const { Item } = await engine.client.send(new GetItemCommand({ TableName: `orders-${suffix}`, Key }));
      expect(Item?.['payload']?.M).to.have.all.keys('customerId', 'orderId', 'placedAt', 'lines', 'note');
    });

    it('refuses what the schema of an entity refuses, with its issues', async () => {
      expect(await post('/customers', { name: 'Ada', age: 36 })).to.have.property('status', 201);
      const { status, body: refused } = await post('/customers', { name: 'B', age: 7 });
      expect(status).to.equal(400);
      expect(refused.code).to.equal('INVALID_ARGUMENT');
      expect(refused.message.map((text: string) => text.split(':')[0])).to.deep.equal(['name', 'age']);
    });
  });
});
