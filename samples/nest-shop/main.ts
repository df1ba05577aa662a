// The program behind `npm run start:shop`: a shop that answers HTTP on 127.0.0.1, port 3000 or PORT, with an engine inside
// this process, or, with `-- --real`, with the DynamoDB that the environment names (and `--create-tables`, if need be). SIGTERM or Ctrl-C ends it when
// everything that was asked before is answered.
import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { InvalidArgumentError } from '../../lib/index.js';
import { startLocal } from '../../lib/testing/index.js';
import type { DynastoreOptions } from '../../lib/nestjs/index.js';
import { AppModule } from './app.module.js';
import { CatalogService } from './catalog/catalog.service.js';
import { NewProduct } from './catalog/product.js';

const OPTIONS = ['--real', '--create-tables'];
const args = process.argv.slice(2);
const other = args.find((arg) => !OPTIONS.includes(arg));
if (other !== undefined) {
  throw new InvalidArgumentError(`There is no option '${other}'.`, { hint: `There are ${OPTIONS.join(' and ')}.` });
}

const isReal = args.includes('--real');
const place: DynastoreOptions = isReal
  ? args.includes('--create-tables')
    ? { onStart: 'create', forceCreate: true }
    : { onStart: 'verify' }
  : // The engine goes with this process.
    { client: (await startLocal()).client, onStart: 'create' };
// Tokens are to be good for all instances of a service and after its next start: there the secret is given.
const pageTokens = { secret: process.env['PAGE_TOKEN_SECRET'] ?? randomUUID(), encrypt: true };

const app = await NestFactory.create(AppModule.on({ ...place, pageTokens }), { logger: ['error', 'warn'] });
app.enableShutdownHooks();
if (!isReal) await fillShelves(app.get(CatalogService));
await app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1');
console.log(`The shop is open: ${await app.getUrl()}/products`);

async function fillShelves(catalog: CatalogService): Promise<void> {
  for (const [sku, priceCents] of Object.entries({ cup: 900, plate: 1200, teapot: 4500 })) {
    await catalog.offer(Object.assign(new NewProduct(), { sku, title: `A ${sku}`, priceCents, available: 10 }));
  }
}
