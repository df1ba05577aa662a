import { Body, Controller, Get, Module, Param, Patch, Post, Query } from '@nestjs/common';
import { UseInterceptors, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { IsInt, IsString, Min } from 'class-validator';
import { Entity, Partition, type Repository, SortKeyPath, Version } from '../../lib/index.js';
import { DynastoreExceptionFilter, DynastoreModule, EntityTagInterceptor } from '../../lib/nestjs/index.js';
import { IfMatch, InjectRepository } from '../../lib/nestjs/index.js';
import { startLocal } from '../../lib/testing/index.js';

class Change {
  @IsInt() @Min(1) quantity!: number;
}

@Entity('shop')
@Partition('customer/{customerId}')
@SortKeyPath('order/{orderId}')
class Order extends Change {
  @IsString() customerId!: string;
  @IsString() orderId!: string;
  @Version() version?: number;
}
type OrderKey = Pick<Order, 'customerId' | 'orderId'>;

@Controller('orders')
@UseInterceptors(EntityTagInterceptor) // Sends the version as ETag.
class OrdersController {
  constructor(@InjectRepository(Order) private readonly orders: Repository<Order>) {}

  @Post()
  create(@Body() order: Order) {
    return this.orders.create(order); // 409 when it is there already
  }
  @Get(':customerId/:orderId')
  get(@Param() key: OrderKey) {
    return this.orders.get(key); // 404 when it is absent or expired
  }
  @Get(':customerId')
  page(@Param('customerId') customerId: string, @Query('startKey') startKey?: string) {
    return this.orders.listPage({ customerId }, { limit: 20, startKey }); // 400 for a token of another list
  }
  @Patch(':customerId/:orderId')
  change(@Param() key: OrderKey, @Body() { quantity }: Change, @IfMatch() version?: number) {
    return this.orders.patch(key, { quantity }, { if: { version } }); // 412 when it was changed since
  }
}

const { clientConfig: client } = await startLocal(); // In production: { region: 'eu-west-1' }, and onStart: 'verify'
@Module({
  imports: [DynastoreModule.forRoot({ client, onStart: 'create' }), DynastoreModule.forFeature([Order])],
  controllers: [OrdersController],
  providers: [{ provide: APP_FILTER, useClass: DynastoreExceptionFilter }],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
await app.enableShutdownHooks().listen(process.env['PORT'] ?? 3000, '127.0.0.1');
console.log(await app.getUrl());
