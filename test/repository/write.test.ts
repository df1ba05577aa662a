import { expect } from 'chai';
import { type InvalidArgumentError, KeyExistsError, KeyModifiedError, type StandardSchema, Entity, Partition, SortKeyPath } from '../../lib/index.js'; // prettier-ignore
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { Cart, Line, Order, type Shop, newCustomer, openShop, order, refused } from './shop.js';

describe('repository, whole entities written', () => {
  onEachEngine((engine) => {
    let shop: Shop;
    before(async () => {
      shop = await openShop(engine);
    });
    after(() => shop.close());

    it('a row as Go lays it out: keys, a version that is counted, the payload, copies beside it', async () => {
      const customer = newCustomer();
      const placedAt = new Date('2026-01-02T00:00:00.000Z');
      const line = Object.assign(new Line(), { sku: 'x' });
      await shop.orders.create(order(customer, { total: 5, lines: [line], tags: new Set(['a']), placedAt, storeId: 's', note: 'n' })); // prettier-ignore
      expect(await shop.row(`customer/${customer}`, 'order/1')).to.deep.equal({
        id: { S: `customer/${customer}` },
        name: { S: 'order/1' },
        version: { N: '1' },
        status: { S: 'open' },
        byStorePartition: { S: 'store/s' },
        byStoreSort: { S: '2026-01-02T00:00:00.000Z' },
        payload: {
          M: {
            customerId: { S: customer },
            orderId: { S: '1' },
            status: { S: 'open' },
            total: { N: '5' },
            lines: { L: [{ M: { sku: { S: 'x' }, quantity: { N: '1' } } }] },
            tags: { SS: ['a'] },
            placedAt: { S: '2026-01-02T00:00:00.000Z' },
            storeId: { S: 's' },
            note: { S: 'n' },
          },
        },
      });
    });

    describe('create', () => {
      it('costs one request, gives back the very instance and sets its version', async () => {
        const given = order(newCustomer());
        let created: Order | undefined;
        const sent = await shop.sent(async () => (created = await shop.orders.create(given)));
        expect(sent).to.deep.equal(['UpdateItem']);
        expect(created).to.equal(given);
        expect(given).to.include({ version: 1, expiresAt: undefined });
      });

      it('refuses where a live row is, with the entity found', async () => {
        const customer = newCustomer();
        await shop.orders.create(order(customer, { total: 7 }));
        const given = order(customer, { total: 8 });
        const failure = (await failureOf(() => shop.orders.create(given))) as unknown as KeyExistsError<Order>;
        expect(failure).to.be.instanceOf(KeyExistsError);
        expect(failure).to.include({ code: 'KEY_EXISTS', operation: 'Create', entity: 'Order', table: shop.table, partition: `customer/${customer}`, key: 'order/1' }); // prettier-ignore
        expect(failure.current).to.be.instanceOf(Order).and.include({ total: 7, version: 1 });
        expect(Object.keys(failure)).to.not.include('current');
        expect(JSON.stringify(failure)).to.not.include('"total"');
        expect(given.version).to.equal(undefined);
        expect(await shop.sent(() => shop.orders.create(given))).to.deep.equal(refused(shop, 'UpdateItem'));
        // What was found can be changed and saved.
        failure.current!.total = 9;
        expect(await shop.orders.save(failure.current!)).to.include({ total: 9, version: 2 });
      });

      it('also of what was read elsewhere: a copy under another key', async () => {
        const [one, other] = [newCustomer(), newCustomer()];
        const given = await shop.orders.create(order(one));
        given.customerId = other;
        expect(await shop.orders.create(given)).to.include({ customerId: other, version: 1 });
        expect(await shop.orders.exists({ customerId: one, orderId: '1' })).to.equal(true);
      });
    });

    describe('save', () => {
      it('creates what was never stored, and replaces what was: one request each', async () => {
        const given = order(newCustomer());
        expect(await shop.sent(() => shop.orders.save(given))).to.deep.equal(['UpdateItem']);
        expect(given.version).to.equal(1);
        given.total = 5;
        expect(await shop.sent(() => shop.orders.save(given))).to.deep.equal(['UpdateItem']);
        expect(given.version).to.equal(2);
        expect(await shop.orders.get(given)).to.include({ total: 5, version: 2 });
      });

      it('of a new entity refuses where a live row is', async () => {
        const customer = newCustomer();
        await shop.orders.save(order(customer));
        expect(await failureOf(() => shop.orders.save(order(customer)))).to.be.instanceOf(KeyExistsError);
      });

      it('refuses when somebody else was faster, with the entity as it is now', async () => {
        const customer = newCustomer();
        const mine = await shop.orders.create(order(customer));
        await shop.orders.put(order(customer, { total: 3 }));
        mine.total = 4;
        const failure = (await failureOf(() => shop.orders.save(mine))) as unknown as KeyModifiedError<Order>;
        expect(failure).to.be.instanceOf(KeyModifiedError);
        expect(failure).to.include({ operation: 'Save', entity: 'Order', retryable: true });
        expect(failure.current).to.be.instanceOf(Order).and.include({ total: 3, version: 2 });
        expect(mine.version).to.equal(1);
        failure.current!.total = 5;
        expect((await shop.orders.save(failure.current!)).version).to.equal(3);
      });

      it('refuses when the row is gone, with null', async () => {
        const mine = await shop.orders.create(order(newCustomer()));
        await shop.orders.delete({ customerId: mine.customerId, orderId: '1' });
        const failure = (await failureOf(() => shop.orders.save(mine))) as unknown as KeyModifiedError<Order>;
        expect(failure).to.be.instanceOf(KeyModifiedError);
        expect(failure.current).to.equal(null);
        expect(await shop.row(`customer/${mine.customerId}`, 'order/1')).to.equal(undefined);
      });

      it('goes by a version that was set by hand', async () => {
        const customer = newCustomer();
        await shop.orders.create(order(customer));
        expect((await shop.orders.save(order(customer, { version: 1, total: 2 }))).version).to.equal(2);
        expect(await failureOf(() => shop.orders.save(order(customer, { version: 1 })))).to.be.instanceOf(
          KeyModifiedError,
        );
        expect(await failureOf(() => shop.orders.save(order(newCustomer(), { version: 0 })))).to.be.instanceOf(KeyModifiedError); // prettier-ignore
      });

      for (const version of [-1, 1.5, NaN, '1', 2 ** 53, {}]) {
        it(`refuses ${String(version)} for a version, before anything is sent`, async () => {
          const given = order(newCustomer(), { version: version as number });
          const sent = await shop.sent(async () => {
            expect(await failureOf(() => shop.orders.save(given))).to.include({ code: 'INVALID_ARGUMENT' });
          });
          expect(sent).to.deep.equal([]);
        });
      }

      it('finds a row that has no version, as version 0', async () => {
        const customer = newCustomer();
        await shop.plant(`customer/${customer}`, 'order/1', { payload: { M: { total: { N: '1' } } } });
        const found = await shop.orders.get({ customerId: customer, orderId: '1' });
        expect(found.version).to.equal(0);
        expect((await shop.orders.save(found)).version).to.equal(1);
      });

      it('keeps attributes that the class does not declare, and removes the copies of what is absent', async () => {
        const customer = newCustomer();
        await shop.plant(`customer/${customer}`, 'order/1', {
          version: { N: '4' },
          expires: { N: '4000000000' },
          status: { S: 'open' },
          byStorePartition: { S: 'store/s' },
          byStoreSort: { S: 'x' },
          foreign: { L: [{ B: Uint8Array.of(1) }] },
          payload: { M: { status: { S: 'open' }, storeId: { S: 's' }, extra: { M: { a: { NULL: true } } } } },
        });
        const found = await shop.orders.get({ customerId: customer, orderId: '1' });
        Object.assign(found, { status: undefined, storeId: null });
        await shop.orders.save(found);
        expect(await shop.row(`customer/${customer}`, 'order/1')).to.deep.equal({
          id: { S: `customer/${customer}` },
          name: { S: 'order/1' },
          version: { N: '5' },
          expires: { N: '4000000000' },
          foreign: { L: [{ B: Uint8Array.of(1) }] },
          payload: {
            M: {
              customerId: { S: customer },
              orderId: { S: '1' },
              total: { N: '0' },
              lines: { L: [] },
              storeId: { NULL: true },
              extra: { M: { a: { NULL: true } } },
            },
          },
        });
      });
    });

    describe('put', () => {
      it('writes whatever is there: one request, the whole payload, other attributes stay', async () => {
        const customer = newCustomer();
        await shop.plant(`customer/${customer}`, 'order/1', {
          version: { N: '9' },
          foreign: { S: 'kept' },
          byStorePartition: { S: 'store/s' },
          payload: { M: { extra: { S: 'gone' } } },
        });
        const given = order(customer, { total: 1 });
        expect(await shop.sent(() => shop.orders.put(given))).to.deep.equal(['UpdateItem']);
        expect(given.version).to.equal(10);
        const row = await shop.row(`customer/${customer}`, 'order/1');
        expect(Object.keys(row!).sort()).to.deep.equal(['foreign', 'id', 'name', 'payload', 'status', 'version']);
        expect(row!['payload']!.M).to.not.have.property('extra');
        expect(await shop.sent(() => shop.orders.put(order(newCustomer())))).to.deep.equal(['UpdateItem']);
      });

      it('takes the place of a row without knowing it, any version of its own aside', async () => {
        const customer = newCustomer();
        await shop.orders.create(order(customer));
        expect((await shop.orders.put(order(customer, { version: 99 }))).version).to.equal(2);
      });
    });

    describe('refuses, before anything is sent', () => {
      class SubOrder extends Order {}
      class Foreign {
        customerId = 'c';
        orderId = '1';
      }
      const given = (): Order => order(newCustomer());
      const cases: readonly (readonly [what: string, make: () => unknown, message: string])[] = [
        ['a frozen entity', () => Object.freeze(given()), 'The entity is frozen or sealed, and could not take its new version.'],
        ['a sealed entity', () => Object.seal(given()), 'The entity is frozen or sealed, and could not take its new version.'],
        ['an entity of another class', () => new Foreign(), 'The entity is a Foreign, and no Order.'],
        ['no entity', () => undefined, 'A key or an entity must be an object, not undefined.'],
        ['null', () => null, 'A key or an entity must be an object, not null.'],
        ['a list', () => [given()], 'A key or an entity must be an object, not Array.'],
        ['an absent part of the key', () => Object.assign(given(), { orderId: undefined }), "The property 'orderId' must be text, not undefined."],
        ['an empty part of the key', () => Object.assign(given(), { customerId: '' }), "The property 'customerId' is empty, and a part of a key never is."],
        ['a value that cannot be stored', () => Object.assign(given(), { total: NaN }), "The property 'total' is NaN, which DynamoDB cannot store."],
        ['a nested value that cannot be stored', () => Object.assign(given(), { lines: [{ sku: 5n }] }), "The property 'lines[0].sku' is a bigint"],
        ['an expiry in the past', () => Object.assign(given(), { expiresAt: new Date(0) }), 'expires is not in the future'],
        ['an expiry that is no Date', () => Object.assign(given(), { expiresAt: 5 }), "The property 'expiresAt' must be a valid Date, not number."],
        ['an Invalid Date for an expiry', () => Object.assign(given(), { expiresAt: new Date(NaN) }), "The property 'expiresAt' must be a valid Date, not Date."],
        ['a sort key that is too long', () => Object.assign(given(), { orderId: 'x'.repeat(1019) }), 'The sort key has more than 1024 bytes of UTF-8'],
        ['a partition key that is too long', () => Object.assign(given(), { customerId: 'x'.repeat(2040) }), 'The partition key has more than 2048 bytes of UTF-8'],
        ['a key of an index that is too long', () => Object.assign(given(), { storeId: 'x'.repeat(2043) }), "The property 'storeId' makes the key 'byStorePartition' of an index longer than 2048 bytes"],
      ]; // prettier-ignore
      for (const verb of ['create', 'save', 'put'] as const) {
        for (const [what, make, message] of cases) {
          it(`${what}, by ${verb}`, async () => {
            const sent = await shop.sent(async () => {
              const failure = await failureOf(() => shop.orders[verb](make() as Order));
              expect(failure).to.include({ code: 'INVALID_ARGUMENT', entity: 'Order' });
              expect(failure.message).to.include(message);
            });
            expect(sent).to.deep.equal([]);
          });
        }

        it(`unknown options, by ${verb}`, async () => {
          const call = (options: unknown) => failureOf(() => shop.orders[verb](given(), options as never));
          expect((await call({ consistent: true })).message).to.include("The option 'consistent' means nothing to this operation. It takes: "); // prettier-ignore
          expect((await call({ ttl: 5 })).message).to.include("The option 'ttl' means nothing");
          expect((await call(null)).message).to.include('The options must be an object, not null.');
          expect((await call({ signal: {} })).message).to.include('signal must be an AbortSignal');
        });
      }

      it('a part of the key that was changed since the entity was read', async () => {
        const mine = await shop.orders.create(order(newCustomer()));
        mine.orderId = '2';
        const sent = await shop.sent(async () => {
          for (const call of [() => shop.orders.save(mine), () => shop.orders.delete(mine)]) {
            expect((await failureOf(call)).message).to.include("A property of the key was changed (one of 'customerId', 'orderId')"); // prettier-ignore
          }
        });
        expect(sent).to.deep.equal([]);
      });

      it('an instance of another class, also one that was written or read', async () => {
        const cart = Object.assign(new Cart(), { customerId: newCustomer(), cartId: '1', orderId: '1' });
        await shop.carts.create(cart);
        const read = Object.assign(await shop.carts.get(cart), { orderId: '1' });
        const sent = await shop.sent(async () => {
          for (const other of [cart, read] as unknown as Order[]) {
            for (const call of [
              () => shop.orders.create(other),
              () => shop.orders.save(other),
              () => shop.orders.put(other),
              () => shop.orders.putMany([other]),
            ])
              expect((await failureOf(call)).message).to.include('The entity is a Cart, and no Order.');
          }
        });
        expect(sent).to.deep.equal([]);
      });

      it('but not a subclass, nor a plain object', async () => {
        const sub = Object.assign(new SubOrder(), { customerId: newCustomer(), orderId: '1' });
        expect(await shop.orders.create(sub)).to.equal(sub);
        const plain = { customerId: newCustomer(), orderId: '1', status: 'open', total: 1, lines: [{ sku: 'x', quantity: 2 }], tags: new Set<string>() }; // prettier-ignore
        expect(await shop.orders.create(plain)).to.equal(plain);
        expect(plain).to.include({ version: 1 });
        const bare = Object.assign(Object.create(null) as Order, plain, { orderId: '2', version: undefined });
        await shop.orders.create(bare);
        expect((await shop.orders.get({ customerId: plain.customerId, orderId: '2' })).lines[0]).to.be.instanceOf(Line);
        // It knows its row as an instance does.
        Object.assign(plain, { version: undefined, total: 2 });
        expect(await shop.orders.save(plain)).to.include({ version: 2 });
        await shop.orders.delete(plain as never);
        expect(await shop.orders.exists(plain)).to.equal(false);
      });
    });

    it('writes an entity as it is at the moment of the call', async () => {
      const customer = newCustomer();
      const reused = order(customer);
      const writes = ['1', '2', '3'].map((orderId, at) => {
        Object.assign(reused, { orderId, total: at });
        return shop.orders.put(reused);
      });
      const many = [order(customer, { orderId: '4' }), order(customer, { orderId: '5' })];
      const batch = shop.orders.putMany(many);
      many[0]!.total = 99;
      many.length = 0;
      await Promise.all([...writes, batch]);
      const found = await shop.orders.list({ customerId: customer }).toArray();
      expect(found.map(({ orderId, total }) => [orderId, total])).to.deep.equal([['1', 0], ['2', 1], ['3', 2], ['4', 0], ['5', 0]]); // prettier-ignore
    });

    describe('with a schema', () => {
      const schemaOf = (validate: (value: { total: number }) => unknown): StandardSchema => ({
        '~standard': { version: 1, vendor: 'test', validate: validate as StandardSchema['~standard']['validate'] },
      });
      const issuesOf = ({ total }: { total: number }) =>
        total < 0 ? { issues: [{ message: 'too small' }] } : { value: {} };
      const make = (schema: StandardSchema) => {
        @Entity({ table: 'shop', schema })
        @Partition('checked/{id}')
        @SortKeyPath('x')
        class Checked {
          id = newCustomer();
          total = 0;
        }
        return Checked;
      };

      for (const [what, schema] of [
        ['at once', schemaOf(issuesOf)],
        ['in its own time', schemaOf(async (value) => issuesOf(value))],
      ] as const) {
        const Checked = make(schema);
        it(`that answers ${what}, checks create, save, put, putMany and update`, async () => {
          const checked = shop.open().repository(Checked);
          const bad = () => Object.assign(new Checked(), { total: -1 });
          const good = await checked.create(new Checked());
          const calls = [
            () => checked.create(bad()),
            () => checked.save(bad()),
            () => checked.put(bad()),
            () => checked.putMany([new Checked(), bad()]),
          ];
          for (const call of calls) {
            const sent = await shop.sent(async () => {
              const failure = (await failureOf(call)) as unknown as InvalidArgumentError;
              expect(failure).to.include({ code: 'INVALID_ARGUMENT' });
              expect(failure.message).to.include('The entity does not fit its schema. See issues.');
              expect(failure.issues).to.deep.equal([{ message: 'too small' }]);
              expect(Object.keys(failure)).to.not.include('issues');
            });
            expect(sent).to.deep.equal([]);
          }
          const update = () => checked.update(good, (draft) => void (draft.total = -1));
          expect(await failureOf(update)).to.have.property('issues');
          expect(await checked.get(good)).to.include({ total: 0 });
        });
      }

      it('refuses an entity whose key was changed while the schema took its time', async () => {
        const Checked = make(schemaOf(async () => ({ value: {} })));
        const checked = shop.open().repository(Checked);
        for (const verb of ['create', 'save', 'put', 'putMany'] as const) {
          const given = new Checked();
          const writing = verb === 'putMany' ? checked.putMany([given]) : checked[verb](given);
          given.id = newCustomer();
          expect((await failureOf(() => writing)).message).to.include('A property of the key was changed');
        }
      });

      it('passes on what the schema throws', async () => {
        for (const thrown of [new Error('schema'), new KeyModifiedError('schema', { current: null })]) {
          for (const validate of [
            () => {
              throw thrown;
            },
            () => Promise.reject(thrown),
          ]) {
            // prettier-ignore
            const Checked = make(schemaOf(validate));
            expect(await failureOf(() => shop.open().repository(Checked).create(new Checked()))).to.equal(thrown);
          }
          expect(thrown.message).to.equal('schema');
        }
      });
    });

    it('keeps moments of creation and of the last write', async () => {
      const customerId = newCustomer();
      const start = new Date(shop.clock.nowMs());
      const cart = await shop.carts.create({ customerId, cartId: '1', items: 1 });
      expect(cart).to.deep.include({ createdAt: start, updatedAt: start });
      shop.clock.advance(5_000);
      const later = new Date(shop.clock.nowMs());
      await shop.carts.save(cart);
      expect(cart).to.deep.include({ createdAt: start, updatedAt: later });
      shop.clock.advance(5_000);
      const updated = await shop.carts.update(cart, (draft) => void draft.items++);
      expect(updated).to.deep.include({ createdAt: start, updatedAt: new Date(shop.clock.nowMs()), items: 2 });
      const unchanged = await shop.carts.update(cart, () => {});
      expect(unchanged.updatedAt).to.deep.equal(updated.updatedAt);
      expect(await shop.carts.get(cart)).to.deep.include({ createdAt: start, updatedAt: updated.updatedAt });
    });

    it('leaves such moments alone in an entity that was not written', async () => {
      const customerId = newCustomer();
      await shop.carts.create({ customerId, cartId: '1', items: 1 });
      const second = { customerId, cartId: '1', items: 1 };
      expect(await failureOf(() => shop.carts.create(second))).to.include({ code: 'KEY_EXISTS' });
      expect(Object.keys(second)).to.deep.equal(['customerId', 'cartId', 'items']);
    });
  });
});
