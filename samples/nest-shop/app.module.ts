import { type DynamicModule, Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { DynastoreExceptionFilter, DynastoreModule, type DynastoreOptions } from '../../lib/nestjs/index.js';
import { CartsModule } from './carts/carts.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { HealthController } from './health.controller.js';
import { OrdersModule } from './orders/orders.module.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), CatalogModule, CartsModule, OrdersModule],
  controllers: [HealthController],
  providers: [
    { provide: APP_FILTER, useClass: DynastoreExceptionFilter },
    {
      provide: APP_PIPE,
      useValue: new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }),
    },
  ],
})
export class AppModule {
  static on(options: DynastoreOptions): DynamicModule {
    return { module: AppModule, imports: [DynastoreModule.forRoot(options)] };
  }
}
