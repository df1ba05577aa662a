import { Body, Controller, Param, Patch, Post } from '@nestjs/common';
import { expect } from 'chai';
import { Entity, Field, Partition, type Repository, SortKeyPath, Version } from '../../lib/index.js';
import { DynastoreModule, InjectRepository } from '../../lib/nestjs/index.js';
import { startLocal } from '../../lib/testing/index.js';
import { serve } from '../support/nest-app.js';
import { optionalPackage } from '../support/optional-package.js';

// Not for everyone to install: what it depends on reports every installation to a third party.
const swagger = await optionalPackage('@nestjs/swagger');

if (swagger) describe('nestjs/swagger', declareTests);

function declareTests(): void {
  const { ApiProperty, ApiPropertyOptional, DocumentBuilder, PartialType, OmitType, SwaggerModule } = swagger;

  class Line {
    @ApiProperty() @Field() sku!: string;
    @ApiProperty({ minimum: 1 }) @Field() quantity!: number;
  }

  @Entity('orders')
  @Partition('customer/{customerId}')
  @SortKeyPath('order/{orderId}')
  class Order {
    @ApiProperty() customerId!: string;
    @Field() @ApiProperty({ description: 'Chosen by the customer.' }) orderId!: string;
    @ApiProperty() @Field(() => Date) placedAt!: Date;
    @Field(() => [Line]) @ApiProperty({ type: () => [Line] }) lines: Line[] = [];
    @ApiPropertyOptional({ type: Number }) @Version() version?: number;
  }
  class PlaceOrder extends OmitType(Order, ['version']) {}
  class ChangeOrder extends PartialType(PlaceOrder) {}

  @Controller('orders')
  class OrdersController {
    constructor(@InjectRepository(Order) private readonly orders: Repository<Order>) {}

    @Post()
    create(@Body() order: PlaceOrder): Promise<Order> {
      return this.orders.create(Object.assign(new Order(), order));
    }
    @Patch(':customerId/:orderId')
    change(@Param('customerId') customerId: string, @Param('orderId') orderId: string, @Body() changes: ChangeOrder) {
      return this.orders.update({ customerId, orderId }, (draft) => void Object.assign(draft, changes));
    }
  }

  it('describes entities as it would without their decorators, and they work all the same', async () => {
    const local = await startLocal();
    const imports = [
      DynastoreModule.forRoot({ client: local.client, onStart: 'create' }),
      DynastoreModule.forFeature([Order]),
    ];
    const served = await serve({ imports, controllers: [OrdersController] });
    const { components } = SwaggerModule.createDocument(served.app, new DocumentBuilder().build(), {
      extraModels: [Order],
    });
    const properties = {
      customerId: { type: 'string' },
      orderId: { type: 'string', description: 'Chosen by the customer.' },
      placedAt: { type: 'string', format: 'date-time' },
      lines: { type: 'array', items: { $ref: '#/components/schemas/Line' } },
    };
    const required = Object.keys(properties);
    expect(components.schemas).to.deep.equal({
      Line: {
        type: 'object',
        properties: { sku: { type: 'string' }, quantity: { type: 'number', minimum: 1 } },
        required: ['sku', 'quantity'],
      },
      Order: { type: 'object', properties: { ...properties, version: { type: 'number' } }, required },
      PlaceOrder: { type: 'object', properties, required },
      ChangeOrder: { type: 'object', properties },
    });

    const order = { customerId: '1', orderId: '2', lines: [{ sku: 'pen', quantity: 1 }] };
    expect((await served.request('POST', '/orders', { body: order })).body).to.deep.equal({ ...order, version: 1 });
    const changed = await served.request('PATCH', '/orders/1/2', { body: { lines: [] } });
    expect(changed.body).to.include({ version: 2 }).and.to.deep.include({ lines: [] });
    await served.app.close();
    await local.stop();
  });
}
