import { expect } from 'chai';
import {
  Entity,
  Field,
  KeyExistsError,
  KeyModifiedError,
  KeyNotFoundError,
  Partition,
  SortKeyPath,
} from '../../lib/index.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { Cart, Order, type Shop, newCustomer, openShop, order, refused } from './shop.js';

const HOUR_MS = 3_600_000;

describe('repository, entities that expire', () => {
  onEachEngine((engine) => {
    let shop: Shop;
    before(async () => {
      shop = await openShop(engine);
    });
    after(() => shop.close());

    const nowSeconds = () => Math.floor(shop.clock.nowMs() / 1000);
    const inMs = (ms: number) => new Date(shop.clock.nowMs() + ms);
    const cart = (customerId = newCustomer(), values: Partial<Cart> = {}) =>
      Object.assign(new Cart(), { customerId, cartId: '1' }, values);
    const expires = async ({ customerId }: { customerId: string }, key = 'cart/1') =>
      (await shop.row(`customer/${customerId}`, key))?.['expires']?.N;

    describe('a row starts', () => {
      for (const [verb, write] of [
        ['create', (given: Cart) => shop.carts.create(given)],
        ['a creating save', (given: Cart) => shop.carts.save(given)],
        ['put', (given: Cart) => shop.carts.put(given)],
        ['putMany', (given: Cart) => shop.carts.putMany([given])],
      ] as const) {
        it(`with the lifetime of the class, by ${verb}`, async () => {
          const given = cart();
          await write(given);
          expect(given.ends).to.equal(nowSeconds() + 3600);
          expect(await expires(given)).to.equal(String(nowSeconds() + 3600));
        });

        it(`with what the property says, by ${verb}`, async () => {
          const given = cart(newCustomer(), { ends: nowSeconds() + 60 });
          await write(given);
          expect(await expires(given)).to.equal(String(nowSeconds() + 60));
        });

        it(`without an end where the property is null, by ${verb}`, async () => {
          const given = cart(newCustomer(), { ends: null });
          await write(given);
          expect(await expires(given)).to.equal(undefined);
          expect(given.ends).to.equal(undefined);
        });
      }

      it('without an end where neither says one', async () => {
        const given = await shop.orders.create(order(newCustomer()));
        expect(await expires(given, 'order/1')).to.equal(undefined);
      });

      it('in whole seconds, rounded down', async () => {
        const given = await shop.orders.create(order(newCustomer(), { expiresAt: inMs(5_999) }));
        expect(given.expiresAt).to.deep.equal(new Date((nowSeconds() + 6) * 1000));
        expect(await expires(given, 'order/1')).to.equal(String(nowSeconds() + 6));
      });
    });

    describe('a live row', () => {
      const stored = async () => shop.orders.create(order(newCustomer(), { expiresAt: inMs(HOUR_MS) }));

      it('keeps its end when an entity is saved or updated that does not change it', async () => {
        const given = await stored();
        const end = await expires(given, 'order/1');
        shop.clock.advance(10_000);
        await shop.orders.save(Object.assign(given, { total: 1 }));
        await shop.orders.update(given, (draft) => void draft.total++);
        const read = await shop.orders.get(given);
        await shop.orders.save(Object.assign(read, { expiresAt: undefined }));
        expect(read.expiresAt).to.deep.equal(new Date(Number(end) * 1000));
        expect(await expires(given, 'order/1')).to.equal(end);
      });

      it('keeps its end also where the class has a lifetime', async () => {
        const given = await shop.carts.create(cart());
        const end = await expires(given);
        shop.clock.advance(10_000);
        await shop.carts.save(Object.assign(given, { ends: undefined }));
        await shop.carts.update(given, (draft) => void draft.items++);
        await shop.carts.save(await shop.carts.get(given));
        expect(await expires(given)).to.equal(end);
      });

      it('gets another end, or none, by save and update', async () => {
        const given = await stored();
        await shop.orders.save(Object.assign(given, { expiresAt: inMs(60_000) }));
        expect(await expires(given, 'order/1')).to.equal(String(nowSeconds() + 60));
        const updated = await shop.orders.update(given, (draft) => void (draft.expiresAt = null));
        expect(updated.expiresAt).to.equal(undefined);
        expect(await expires(given, 'order/1')).to.equal(undefined);
        expect(await shop.sent(() => shop.orders.update(given, (draft) => void (draft.expiresAt = null)))).to.deep.equal(['GetItem']); // prettier-ignore
        const again = await shop.orders.update(given, (draft) => void (draft.expiresAt = inMs(30_000)));
        expect(again.version).to.equal(4);
        await shop.orders.save(Object.assign(again, { expiresAt: null }));
        expect(await expires(given, 'order/1')).to.equal(undefined);
      });

      it('loses its end by a put that says none', async () => {
        const given = await stored();
        await shop.orders.put(order(given.customerId));
        expect(await expires(given, 'order/1')).to.equal(undefined);
      });

      it('keeps an end with a fraction, which another program wrote', async () => {
        const customer = newCustomer();
        await shop.plant(`customer/${customer}`, 'order/1', { version: { N: '1' }, expires: { N: `${nowSeconds() + 60}.5` }, payload: { M: {} } }); // prettier-ignore
        const found = await shop.orders.get({ customerId: customer, orderId: '1' });
        expect(found.expiresAt).to.deep.equal(new Date((nowSeconds() + 60) * 1000));
        await shop.orders.save(Object.assign(found, { total: 1 }));
        expect(await expires(found, 'order/1')).to.equal(`${nowSeconds() + 60}.5`);
      });
    });

    it('keeps an end that no Date reaches, which another program wrote', async () => {
      const customer = newCustomer();
      const expires = { N: '10000000000000' };
      await shop.plant(`customer/${customer}`, 'order/1', { version: { N: '1' }, expires, payload: { M: {} } });
      const key = { customerId: customer, orderId: '1' };
      const found = await shop.orders.get(key);
      expect(found.expiresAt!.getTime()).to.deep.equal(NaN);
      await shop.orders.save(Object.assign(found, { total: 1 }));
      await shop.orders.update(key, (draft) => void (draft.total = 2));
      expect(await shop.orders.get(key)).to.include({ total: 2, version: 3 });
      const failure = await failureOf(() => shop.orders.save(order(customer, { expiresAt: new Date(NaN) })));
      expect(failure).to.include({ code: 'INVALID_ARGUMENT' });
    });

    describe('an expired row is an absent row', () => {
      /** An order that was alive when it was read. */
      const expired = async () => {
        const given = await shop.orders.create(order(newCustomer(), { note: 'old', total: 7, expiresAt: inMs(1_000) }));
        shop.clock.advance(1_000);
        return given;
      };

      it('for get, find, exists, lists, getMany and update', async () => {
        const given = await expired();
        expect(await failureOf(() => shop.orders.get(given))).to.be.instanceOf(KeyNotFoundError);
        expect(await shop.orders.find(given)).to.equal(undefined);
        expect(await shop.orders.exists(given)).to.equal(false);
        expect(await shop.orders.list(given).toArray()).to.deep.equal([]);
        expect(await shop.orders.getMany([given])).to.deep.equal([undefined]);
        const update = () => shop.orders.update(given, () => expect.fail('there is nothing to change'));
        expect(await failureOf(update)).to.be.instanceOf(KeyNotFoundError);
        expect(await shop.row(`customer/${given.customerId}`, 'order/1')).to.be.an('object');
      });

      it('for save and delete of an instance', async () => {
        const given = await expired();
        const failure = await failureOf(() => shop.orders.save(Object.assign(given, { expiresAt: undefined })));
        expect(failure).to.be.instanceOf(KeyModifiedError);
        expect(failure['current']).to.equal(null);
        expect(await failureOf(() => shop.orders.delete(given))).to.be.instanceOf(KeyNotFoundError);
      });

      for (const verb of ['create', 'save', 'put'] as const) {
        it(`for ${verb}, which starts afresh in its place, with one request more`, async () => {
          const old = await expired();
          await shop.plant(`customer/${old.customerId}`, 'order/1', {
            ...(await shop.row(`customer/${old.customerId}`, 'order/1')),
            foreign: { S: 'gone' },
            byStorePartition: { S: 'gone' },
          });
          const given = order(old.customerId, { total: 1 });
          const sent = await shop.sent(() => shop.orders[verb](given));
          expect(sent).to.deep.equal([...refused(shop, 'UpdateItem'), 'UpdateItem']);
          // The version goes on where it was.
          expect(given).to.include({ version: 2, expiresAt: undefined });
          const row = await shop.row(`customer/${old.customerId}`, 'order/1');
          expect(Object.keys(row!).sort()).to.deep.equal(['id', 'name', 'payload', 'status', 'version']);
          expect(row!['payload']!.M).to.not.have.property('note');
        });
      }

      it('at the very second, and not one before', async () => {
        const given = await shop.orders.create(order(newCustomer(), { expiresAt: inMs(10_000) }));
        shop.clock.set(Number(await expires(given, 'order/1')) * 1000 - 1);
        expect(await shop.orders.exists(given)).to.equal(true);
        expect(await failureOf(() => shop.orders.create(order(given.customerId)))).to.be.instanceOf(KeyExistsError);
        shop.clock.advance(1);
        expect(await shop.orders.exists(given)).to.equal(false);
      });

      it('but not for a delete by key, which removes it', async () => {
        const given = await expired();
        await shop.orders.delete({ customerId: given.customerId, orderId: '1' });
        expect(await shop.row(`customer/${given.customerId}`, 'order/1')).to.equal(undefined);
      });
    });

    it('has no meaning where the class is a part of another', async () => {
      @Entity('shop')
      @Partition('holder')
      @SortKeyPath('{id}')
      class Holder {
        id!: string;
        @Field(() => Cart) cart?: Cart;
        @Field(() => Order) order?: Order;
      }
      const holders = shop.session.repository(Holder);
      const customerId = newCustomer();
      const held = await shop.orders.create(order(customerId, { expiresAt: inMs(HOUR_MS) }));
      const given = Object.assign(new Holder(), { id: customerId, cart: cart(customerId, { ends: 5 }), order: held });
      await holders.put(given);
      const { cart: readCart, order: readOrder } = await holders.get({ id: customerId }, { consistent: true });
      expect(readCart).to.be.instanceOf(Cart).and.to.include({ ends: 5 });
      expect(readOrder!.expiresAt).to.deep.equal(held.expiresAt);
    });

    it('takes NULL for no end', async () => {
      const customer = newCustomer();
      await shop.plant(`customer/${customer}`, 'order/1', {
        version: { N: '1' },
        expires: { NULL: true },
        payload: { M: {} },
      });
      expect((await shop.orders.get({ customerId: customer, orderId: '1' })).expiresAt).to.equal(undefined);
    });
  });
});
