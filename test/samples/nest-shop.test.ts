import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { AppModule } from '../../samples/nest-shop/app.module.js';
import { onEachEngine } from '../support/engines.js';
import { type Answer, type ServedApp, request, serve } from '../support/nest-app.js';
import { StoppedClock } from '../support/stopped-clock.js';

const BUYERS = 50;
const PIECES = 10;

describe('samples/nest-shop', () => {
  onEachEngine((engine) => {
    // Beyond the real time: an engine that deletes expired rows by itself must not meddle.
    const clock = new StoppedClock(Date.UTC(2100, 0, 1));
    let shop: ServedApp;
    before(async () => {
      const suffix = randomUUID();
      shop = await serve({
        imports: [
          AppModule.on({
            client: engine.client,
            clock,
            onStart: 'create',
            tableName: (name) => `${name}-${suffix}`,
            pageTokens: { secret: 'for this test', encrypt: true },
          }),
        ],
      });
    });

    const get = (path: string): Promise<Answer> => shop.request('GET', path);
    const post = (path: string, body: object = {}): Promise<Answer> => shop.request('POST', path, { body });
    const patch = (path: string, body: object, ifMatch?: string): Promise<Answer> =>
      shop.request('PATCH', path, { body, ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }) });
    const offer = async (members: object = {}): Promise<string> => {
      const sku = randomUUID();
      const answer = await post('/products', { sku, title: 'A cup', priceCents: 900, available: PIECES, ...members });
      expect(answer).to.have.property('status', 201);
      return sku;
    };
    const available = async (sku: string): Promise<unknown> => (await get(`/products/${sku}/stock`)).body.available;
    const fill = async (customerId: string, ...skus: string[]): Promise<string> => {
      const { cartId } = (await post('/carts', { customerId })).body;
      for (const sku of skus) {
        expect(await post(`/carts/${cartId}/lines`, { sku, quantity: 1 })).to.have.property('status', 201);
      }
      return cartId;
    };
    /** The items of all pages of a list. */
    const readAll = async (path: string): Promise<any[]> => {
      const items: unknown[] = [];
      for (let next: string | undefined = ''; next !== undefined;) {
        const { status, body } = await get(`${path}${next && `&page=${encodeURIComponent(next)}`}`);
        expect(status).to.equal(200);
        items.push(...body.items);
        next = body.next;
      }
      return items;
    };

    it('is healthy', async () => {
      expect((await get('/health')).body).to.deep.include({ status: 'ok', details: { dynamodb: { status: 'up' } } });
    });

    describe('products', () => {
      it('are offered once, and found with their version as entity tag', async () => {
        const sku = await offer();
        const found = await get(`/products/${sku}`);
        expect(found.body).to.deep.equal({ sku, title: 'A cup', priceCents: 900, version: 1 });
        expect(found.headers.get('etag')).to.equal('"1"');
        const again = { sku, title: 'A cup', priceCents: 900, available: 1 };
        expect(await post('/products', again)).to.have.property('status', 409);
        expect(await available(sku)).to.equal(PIECES);
        expect(await get('/products/none')).to.have.property('status', 404);
      });

      for (const [what, members] of Object.entries({
        'without a title': { title: '' },
        'at half a cent': { priceCents: 0.5 },
        'with a version': { version: 7 },
      })) {
        it(`are refused ${what}`, async () => {
          const body = { sku: randomUUID(), title: 'A cup', priceCents: 900, available: 1, ...members };
          expect(await post('/products', body)).to.have.property('status', 400);
        });
      }

      it('are changed at the version that was seen, and at no other', async () => {
        const sku = await offer();
        const path = `/products/${sku}`;
        expect(await patch(path, { priceCents: 800 })).to.have.property('status', 428);
        const changed = await patch(path, { priceCents: 800 }, '"1"');
        expect(changed.body).to.deep.equal({ sku, title: 'A cup', priceCents: 800, version: 2 });
        expect(changed.headers.get('etag')).to.equal('"2"');
        const stale = await patch(path, { priceCents: 700 }, '"1"');
        expect(stale).to.have.property('status', 412);
        expect(stale.body).to.include({ code: 'KEY_MODIFIED' });
        expect((await get(path)).body).to.include({ priceCents: 800 });
        expect((await patch(path, { title: 'A big cup' }, '*')).body).to.include({ title: 'A big cup', version: 3 });
      });

      it('are read page by page', async () => {
        const skus = await Promise.all(Array.from({ length: 5 }, () => offer()));
        const all = await readAll('/products?limit=2');
        expect(all.map(({ sku }) => sku)).to.include.members(skus);
        expect(new Set(all.map(({ sku }) => sku)).size).to.equal(all.length);
      });

      it('refuse a page that is none of theirs', async () => {
        await fill('pages', await offer());
        expect(await get('/products?limit=2&page=forged')).to.have.property('status', 400);
        const { next } = (await get('/products?limit=1')).body;
        expect(await get(`/customers/pages/orders?limit=1&page=${encodeURIComponent(next)}`)).to.include({
          status: 400,
        });
        expect(await get('/products?limit=0')).to.have.property('status', 400);
        expect(await get('/products?limit=1000')).to.have.property('status', 400);
      });
    });

    describe('carts', () => {
      it('take lines, also two at the same time', async () => {
        const [cup, plate] = [await offer(), await offer()];
        const cartId = await fill('ada');
        const lines = [cup, plate, cup, plate, cup].map((sku) => post(`/carts/${cartId}/lines`, { sku, quantity: 2 }));
        for (const answer of await Promise.all(lines)) expect(answer).to.have.property('status', 201);
        const { body } = await get(`/carts/${cartId}`);
        expect(body.lines).to.have.deep.members([
          { sku: cup, quantity: 6 },
          { sku: plate, quantity: 4 },
        ]);
        expect(body.version).to.equal(6);
        expect(await post(`/carts/${cartId}/lines`, { sku: 'none', quantity: 1 })).to.have.property('status', 404);
        expect(await post(`/carts/${cartId}/lines`, { sku: cup, quantity: 0 })).to.have.property('status', 400);
      });

      it('are gone after half an hour', async () => {
        const sku = await offer();
        const cartId = await fill('ada', sku);
        clock.advance(30 * 60_000 - 1000);
        expect(await get(`/carts/${cartId}`)).to.have.property('status', 200);
        clock.advance(1000);
        expect(await get(`/carts/${cartId}`)).to.have.property('status', 404);
        expect(await post(`/carts/${cartId}/lines`, { sku, quantity: 1 })).to.have.property('status', 404);
        expect(await post(`/carts/${cartId}/checkout`)).to.have.property('status', 404);
        expect(await available(sku)).to.equal(PIECES);
      });
    });

    describe('checkout', () => {
      it('makes an order of a cart, once', async () => {
        const sku = await offer();
        const cartId = await fill('bob', sku);
        const ordered = await post(`/carts/${cartId}/checkout`);
        expect(ordered).to.have.property('status', 201);
        expect(ordered.body).to.deep.include({
          orderId: cartId,
          customerId: 'bob',
          status: 'placed',
          lines: [{ sku, quantity: 1 }],
        });
        expect((await get(`/orders/${cartId}`)).body).to.deep.equal(ordered.body);
        expect(await available(sku)).to.equal(PIECES - 1);
        expect(await post(`/carts/${cartId}/checkout`)).to.have.property('status', 404);
      });

      it('lets one of two requests for a cart pass', async () => {
        const sku = await offer();
        const cartId = await fill('bob', sku);
        const answers = await Promise.all([1, 2, 3].map(() => post(`/carts/${cartId}/checkout`)));
        expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
        expect(await available(sku)).to.equal(PIECES - 1);
      });

      it('takes nothing when one of several things is sold out, and leaves the cart', async () => {
        const [cup, plate] = [await offer(), await offer({ available: 0 })];
        const cartId = await fill('bob', cup, plate);
        const refused = await post(`/carts/${cartId}/checkout`);
        expect(refused).to.have.property('status', 409);
        expect(refused.body.message).to.equal(`${plate} is sold out.`);
        expect([await available(cup), await available(plate)]).to.deep.equal([PIECES, 0]);
        expect(await get(`/orders/${cartId}`)).to.have.property('status', 404);
        expect(await get(`/carts/${cartId}`)).to.have.property('status', 200);
      });

      it('refuses an empty cart', async () => {
        expect(await post(`/carts/${await fill('bob')}/checkout`)).to.have.property('status', 409);
      });

      it(`sells the last ${PIECES} pieces to ${BUYERS} buyers at the same time: each piece once`, async () => {
        const sku = await offer();
        const carts = await Promise.all(Array.from({ length: BUYERS }, () => fill('crowd', sku)));
        const answers = await Promise.all(carts.map((cartId) => post(`/carts/${cartId}/checkout`)));
        const statuses = answers.map(({ status }) => status);
        expect(statuses.filter((status) => status === 201)).to.have.length(PIECES);
        expect(statuses.filter((status) => status === 409)).to.have.length(BUYERS - PIECES);
        expect(await available(sku)).to.equal(0);
        const orders = await readAll('/customers/crowd/orders?limit=3');
        const placed = answers.filter(({ status }) => status === 201).map(({ body }) => body.orderId);
        expect(orders.map(({ orderId }) => orderId)).to.have.members(placed);
        expect(orders.every(({ status }) => status === 'placed')).to.equal(true);
      });
    });

    it('lists the orders of a customer, the newest first, page by page', async () => {
      const sku = await offer();
      const placed: string[] = [];
      for (let each = 0; each < 5; each++) {
        clock.advance(1000);
        const cartId = await fill('eve', sku);
        await post(`/carts/${cartId}/checkout`);
        placed.unshift(cartId);
      }
      const orders = await readAll('/customers/eve/orders?limit=2');
      expect(orders.map(({ orderId }) => orderId)).to.deep.equal(placed);
    });
  });

  describe('the program', () => {
    const start = (...args: string[]): ChildProcess => {
      const program = fileURLToPath(new URL('../../samples/nest-shop/main.js', import.meta.url));
      const env = { ...process.env, PORT: '0', NODE_OPTIONS: '' };
      return spawn(process.execPath, ['--disable-warning=Warning', program, ...args], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    };
    const open = async (shop: ChildProcess): Promise<string> => {
      for await (const line of createInterface(shop.stdout!)) {
        const url = /^The shop is open: (.*)$/.exec(line)?.[1];
        if (url) return url;
      }
      throw new Error('It ended before it was open.');
    };

    it('answers what was asked before SIGTERM, and ends then', async () => {
      const shop = start();
      const ended = once(shop, 'exit');
      const url = new URL(await open(shop));
      expect((await request(url.href, 'GET')).body.items).to.have.length(3);

      const body = JSON.stringify({ customerId: 'late' });
      const headers = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\nExpect: 100-continue`;
      const socket = connect(Number(url.port), url.hostname);
      socket.write(`POST /carts HTTP/1.1\r\nHost: shop\r\n${headers}\r\n\r\n`);
      const [goOn] = (await once(socket.setEncoding('utf8'), 'data')) as [string];
      expect(goOn).to.match(/^HTTP\/1\.1 100 /);
      let answer = '';
      socket.on('data', (text: string) => (answer += text));
      shop.kill('SIGTERM');
      while (await isListening(url));
      socket.write(body);
      await once(socket, 'close');
      expect(answer)
        .to.match(/^HTTP\/1\.1 201 /)
        .and.to.contain('"customerId":"late"');
      expect(await ended).to.deep.equal([null, 'SIGTERM']);
    }).timeout(30_000);

    it('refuses an option that it does not have', async () => {
      const shop = start('--fake');
      expect(await once(shop, 'exit')).to.deep.equal([1, null]);
    });
  });
});

async function isListening(url: URL): Promise<boolean> {
  const socket = connect(Number(url.port), url.hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
