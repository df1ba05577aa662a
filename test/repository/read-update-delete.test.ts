import { expect } from 'chai';
import {
  Entity,
  Index,
  KVPair,
  KeyExistsError,
  KeyModifiedError,
  KeyNotFoundError,
  decodeItem,
  keys,
} from '../../lib/index.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { Line, Order, type Shop, newCustomer, openShop, order, refused } from './shop.js';

describe('repository, one entity read, updated and deleted', () => {
  onEachEngine((engine) => {
    let shop: Shop;
    before(async () => {
      shop = await openShop(engine);
    });
    after(() => shop.close());
    const stored = (values: Partial<Order> = {}) => shop.orders.create(order(newCustomer(), values));

    describe('get, find and exists', () => {
      it('cost one request, and tell what is there', async () => {
        const { customerId } = await stored({ lines: [Object.assign(new Line(), { sku: 'x' })] });
        const key = { customerId, orderId: '1' };
        let found: Order | undefined;
        expect(await shop.sent(async () => (found = await shop.orders.get(key)))).to.deep.equal(['GetItem']);
        expect(found).to.be.instanceOf(Order).and.include({ orderId: '1', version: 1 });
        expect(found!.lines[0]).to.be.instanceOf(Line);
        expect(await shop.orders.find(key)).to.deep.equal(found);
        expect(await shop.sent(() => shop.orders.exists(key))).to.deep.equal(['GetItem']);
        expect(await shop.orders.exists(key)).to.equal(true);
      });

      it('tell what is not there', async () => {
        const key = { customerId: newCustomer(), orderId: '1' };
        const failure = await failureOf(() => shop.orders.get(key));
        expect(failure).to.be.instanceOf(KeyNotFoundError);
        expect(failure).to.include({ operation: 'Get', entity: 'Order', partition: `customer/${key.customerId}`, key: 'order/1' }); // prettier-ignore
        expect(await shop.orders.find(key)).to.equal(undefined);
        expect(await shop.orders.exists(key)).to.equal(false);
      });

      it('take an instance for a key, and more than the key in it', async () => {
        const mine = await stored();
        expect(await shop.orders.get(mine)).to.deep.equal(mine);
        expect(await shop.orders.get(mine)).to.not.equal(mine);
        const more = { ...mine, total: 7 };
        expect(await shop.orders.exists(more)).to.equal(true);
      });

      it('ask a setter once for each row', async () => {
        @Entity('shop')
        @Index('byTenant', { partition: 'of/{tenant}', sort: '{id}' })
        class Tenant {
          static readonly keys = keys({ partition: 'tenant/{tenant}', sort: '{id}' });
          id!: string;
          #tenant: string | undefined;
          get tenant(): string {
            return this.#tenant!;
          }
          set tenant(tenant: string) {
            if (this.#tenant !== undefined) throw new Error('set twice');
            this.#tenant = tenant;
          }
        }
        const tenants = shop.session.repository(Tenant);
        const tenant = newCustomer();
        for (const id of ['1', '2']) await tenants.create(Object.assign(new Tenant(), { tenant, id }));
        const found = await tenants.list({ tenant }).toArray();
        expect(found.map((each) => each.tenant)).to.deep.equal([tenant, tenant]);
        // Also where two keys of the row tell what its payload lacks.
        const lacking = { payload: { M: { id: { S: '3' } } }, byTenantPartition: { S: `of/${tenant}` } };
        await shop.plant(`tenant/${tenant}`, '3', { version: { N: '1' }, ...lacking });
        expect((await tenants.get({ tenant, id: '3' })).tenant).to.equal(tenant);
      });

      it('read consistently when asked to', async () => {
        const { customerId } = await stored();
        const found = await shop.open({ consistent: true }).repository(Order).find({ customerId, orderId: '1' });
        expect(found).to.be.instanceOf(Order);
        expect(await shop.orders.exists({ customerId, orderId: '1' }, { consistent: true })).to.equal(true);
      });

      it('refuse what is no key, before anything is sent', async () => {
        const calls: readonly (readonly [key: unknown, message: string, options?: unknown])[] = [
          [{ customerId: 'c' }, "The property 'orderId' must be text, not undefined."],
          [{ orderId: '1' }, "The property 'customerId' must be text, not undefined."],
          ['c', 'A key or an entity must be an object, not string.'],
          [undefined, 'A key or an entity must be an object, not undefined.'],
          [{ customerId: 5, orderId: '1' }, "The property 'customerId' is a number, and a number in a key is padded."],
          [{ customerId: 'c', orderId: '\ud800' }, "The property 'orderId' holds half of a surrogate pair"],
          [{ customerId: 'c', orderId: '1' }, "The option 'limit' means nothing to this operation.", { limit: 1 }],
          [{ customerId: 'c', orderId: '1' }, 'consistent must be true or false, not string.', { consistent: 'yes' }],
        ];
        for (const [key, message, options] of calls) {
          for (const verb of ['get', 'find', 'exists'] as const) {
            const sent = await shop.sent(async () => {
              const failure = await failureOf(() => shop.orders[verb](key as never, options as never));
              expect(failure.message).to.include(message);
            });
            expect(sent).to.deep.equal([]);
          }
        }
      });

      it('fail on a row that is not as the class says, with the attribute', async () => {
        const customer = newCustomer();
        await shop.plant(`customer/${customer}`, 'order/1', { version: { N: '1' }, payload: { M: { lines: { L: [{ S: 'x' }] } } } }); // prettier-ignore
        const failure = await failureOf(() => shop.orders.get({ customerId: customer, orderId: '1' }));
        expect(failure).to.include({ code: 'DECODE', attribute: 'lines[0]', entity: 'Order', key: 'order/1' });
        expect(await shop.orders.exists({ customerId: customer, orderId: '1' })).to.equal(true);
      });
    });

    describe('update', () => {
      it('ends with the signal, whatever its callback still waits for, and writes nothing', async () => {
        const mine = await stored();
        let finish: (reason: Error) => void = () => {};
        for (const isFiredWithin of [false, true]) {
          const controller = new AbortController();
          const change = (draft: Order) => {
            draft.total = 9;
            if (isFiredWithin) controller.abort('enough');
            else setImmediate(() => controller.abort('enough'));
            return new Promise<void>((_, reject) => (finish = reject));
          };
          const { signal } = controller;
          expect(await failureOf(() => shop.orders.update(mine, change, { signal }))).to.equal('enough');
          finish(new Error('late'));
        }
        expect(await shop.orders.get(mine)).to.include({ total: 0, version: 1 });
        expect(await shop.orders.update(mine, (draft) => draft.total++)).to.include({ total: 1, version: 2 });
      });

      it('is a read and a write, and gives a new instance', async () => {
        const mine = await stored({ total: 1 });
        let updated: Order | undefined;
        const sent = await shop.sent(async () => {
          updated = await shop.orders.update(mine, (draft) => {
            expect(draft).to.be.instanceOf(Order).and.not.equal(mine);
            draft.total++;
            draft.lines.push({ sku: 'y', quantity: 1 });
          });
        });
        expect(sent).to.deep.equal(['GetItem', 'UpdateItem']);
        expect(updated).to.be.instanceOf(Order).and.include({ total: 2, version: 2 });
        expect(updated!.lines[0]).to.be.instanceOf(Line);
        expect(mine).to.include({ total: 1, version: 1 });
        // The new instance knows its row.
        updated!.total = 5;
        expect(await shop.orders.save(updated!)).to.include({ version: 3 });
      });

      it('waits for a change that takes its time', async () => {
        const mine = await stored({ total: 1 });
        const updated = await shop.orders.update(mine, async (draft) => {
          await Promise.resolve();
          draft.total = 7;
        });
        expect(updated).to.include({ total: 7, version: 2 });
      });

      for (const [what, change] of [
        ['nothing', () => {}],
        [
          'a value and back',
          (draft: Order) => {
            draft.total++;
            draft.total--;
          },
        ],
        [
          'equal values in new objects',
          (draft: Order) => {
            draft.tags = new Set(draft.tags);
            draft.lines = draft.lines.map((line) => ({ ...line }));
            draft.placedAt = new Date(draft.placedAt!);
          },
        ],
        ['the version alone', (draft: Order) => void (draft.version = 99)],
      ] as const) {
        // prettier-ignore
        it(`writes nothing when the draft changes ${what}`, async () => {
          const line = Object.assign(new Line(), { sku: 'x' });
          const mine = await stored({ total: 1, tags: new Set(['a', 'b']), lines: [line], placedAt: new Date(5) });
          expect(await shop.sent(() => shop.orders.update(mine, change))).to.deep.equal(['GetItem']);
          expect(await shop.orders.get(mine)).to.include({ version: 1 });
        });
      }

      it('runs again with the row that the conflict brought, in a fresh entity each time', async () => {
        const mine = await stored({ total: 1 });
        const other = shop.open().repository(Order);
        const seen: number[] = [];
        let kept: Order | undefined;
        const sent = await shop.sent(async () => {
          const updated = await shop.orders.update(mine, async (draft) => {
            expect(draft).to.not.equal(kept);
            kept = draft;
            seen.push(draft.total);
            if (seen.length === 1) await other.put(order(mine.customerId, { total: 10 }));
            draft.total++;
          });
          expect(updated).to.include({ total: 11, version: 3 });
        });
        expect(seen).to.deep.equal([1, 10]);
        expect(sent).to.deep.equal(['GetItem', 'UpdateItem', ...refused(shop, 'UpdateItem'), 'UpdateItem']);
      });

      it('gives up after the attempts it was given, with the row as it is', async () => {
        const mine = await stored({ total: 1 });
        const other = shop.open().repository(Order);
        let attempts = 0;
        const change = async (draft: Order) => {
          await other.put(order(mine.customerId, { total: 100 + ++attempts }));
          draft.total = 0;
        };
        const conflictRetry = { maxAttempts: 3, baseDelayMs: 0 };
        const failure = await failureOf(() => shop.orders.update(mine, change, { conflictRetry }));
        expect(failure).to.be.instanceOf(KeyModifiedError).and.include({ operation: 'Update', entity: 'Order' });
        expect(failure['current']).to.be.instanceOf(Order).and.include({ total: 103 });
        expect(attempts).to.equal(3);
      });

      it('ends when the row goes away meanwhile', async () => {
        const mine = await stored();
        const other = shop.open().repository(Order);
        const failure = await failureOf(() =>
          shop.orders.update(mine, async (draft) => {
            draft.total++;
            await other.delete({ customerId: mine.customerId, orderId: '1' });
          }),
        );
        expect(failure).to.be.instanceOf(KeyNotFoundError);
        expect(await shop.row(`customer/${mine.customerId}`, 'order/1')).to.equal(undefined);
      });

      it('makes no row where none is: a miss is read once more, consistently', async () => {
        const key = { customerId: newCustomer(), orderId: '1' };
        const sent = await shop.sent(async () => {
          const failure = await failureOf(() =>
            shop.orders.update(key, () => expect.fail('there is nothing to change')),
          );
          expect(failure).to.be.instanceOf(KeyNotFoundError);
        });
        expect(sent).to.deep.equal(['GetItem', 'GetItem']);
        expect(await shop.row(`customer/${key.customerId}`, 'order/1')).to.equal(undefined);
      });

      it('ends with what the change throws, and writes nothing', async () => {
        const mine = await stored();
        const ours = new KeyModifiedError('of their own', {
          current: decodeItem({ id: { S: 'p' }, name: { S: 'k' } }),
        });
        for (const thrown of [new Error('mine'), 'text', ours]) {
          let runs = 0;
          const sent = await shop.sent(async () => {
            const failure = await failureOf(() => shop.orders.update(mine, () => { runs++; throw thrown; })); // prettier-ignore
            expect(failure).to.equal(thrown);
          });
          expect(runs).to.equal(1);
          expect(sent).to.deep.equal(['GetItem']);
        }
        expect(ours).to.include({ message: 'of their own' }).and.not.have.property('entity');
        expect(ours.current).to.be.instanceOf(KVPair);
      });

      it('mends a row that reads well and could not be written as it is', async () => {
        const customer = newCustomer();
        const key = { customerId: customer, orderId: '1' };
        const payload = { M: { storeId: { N: '5' }, placedAt: { S: '2026-01-02T03:04:05.000Z' } } };
        await shop.plant(`customer/${customer}`, 'order/1', { version: { N: '1' }, payload });
        const unmended = await failureOf(() => shop.orders.update(key, (draft) => void draft.total++));
        expect(unmended.message).to.include("The property 'storeId'");
        const mended = await shop.orders.update(key, (draft) => void (draft.storeId = 'five'));
        expect(mended).to.include({ storeId: 'five', version: 2 });
        expect((await shop.row(`customer/${customer}`, 'order/1'))!['byStorePartition']).to.deep.equal({
          S: 'store/five',
        });
      });

      it('takes no conflict of a hook for its own', async () => {
        const [mine, other] = [await stored(), await stored({ total: 200 })];
        for (const hook of ['requestBuilt', 'responseReceived'] as const) {
          let thrown: unknown;
          const hooks = {
            [hook]: async (_: unknown, { command }: { command: string }) => {
              if (command !== 'UpdateItem') return;
              const stale = { partition: `customer/${other.customerId}`, key: 'order/1', version: 9 };
              thrown = await failureOf(() => shop.session.table('shop').partition(stale.partition).atomicPut(stale.key, { previous: stale })); // prettier-ignore
              throw thrown;
            },
          };
          let runs = 0;
          const orders = shop.open({ hooks }).repository(Order);
          const failure = await failureOf(() => orders.update(mine, (draft) => void (runs++, draft.total++)));
          expect(failure).to.be.instanceOf(KeyModifiedError).and.equal(thrown);
          expect(runs).to.equal(1);
        }
        expect(await shop.orders.get(mine)).to.include({ customerId: mine.customerId, total: 1 });
      });

      it('ends with a row that a conflict met and nobody can read', async () => {
        for (const [attribute, value] of [
          ['expires', { S: 'soon' }],
          ['version', { S: 'x' }],
        ] as const) {
          const mine = await stored();
          const partition = `customer/${mine.customerId}`;
          const unreadable = { version: { N: '7' }, payload: { M: { total: { N: '70' } } }, [attribute]: value };
          let runs = 0;
          const failure = await failureOf(() =>
            shop.orders.update(mine, async (draft) => {
              draft.total++;
              if (runs++ === 0) await shop.plant(partition, 'order/1', unreadable);
            }),
          );
          expect(failure).to.include({ code: 'DECODE', attribute });
          expect(failure.message).to.not.contain('took effect');
          expect(runs).to.equal(1);
          expect(await shop.row(partition, 'order/1')).to.deep.include(unreadable);
        }
      });

      it('sees bytes that were changed in place, and shares none with the row', async () => {
        const mine = await shop.orders.create(Object.assign(order(newCustomer()), { data: Uint8Array.of(1, 2) }));
        const dataOf = (entity: Order) => (entity as unknown as { data: Uint8Array }).data;
        const given = shop.orders.update(mine, (draft) => {
          dataOf(draft)[0] = 66;
          throw new Error('no');
        });
        const next = shop.orders.update(mine, (draft) => void draft.total++);
        await failureOf(() => given);
        expect(dataOf(await next)).to.deep.equal(Uint8Array.of(1, 2));
        await shop.orders.update(mine, (draft) => void (dataOf(draft)[0] = 9));
        expect(dataOf(await shop.orders.get(mine))).to.deep.equal(Uint8Array.of(9, 2));
        const entity = Object.assign(await shop.orders.get(mine), { data: Uint8Array.of(7) });
        const put = shop.orders.put(entity);
        entity.data[0] = 8;
        await put;
        expect(dataOf(await shop.orders.get(mine))).to.deep.equal(Uint8Array.of(7));
      });

      it('keeps what another program wrote beside the payload alone, and reads it', async () => {
        const customer = newCustomer();
        const key = { customerId: customer, orderId: '1' };
        const beside = { status: { S: 'paid' }, byStorePartition: { S: 'store/main' }, byStoreSort: { S: '2026-01-02T03:04:05.000Z' } }; // prettier-ignore
        for (const payload of [{ M: { note: { S: 'by Go' } } }, { S: '{"note":"by Go"}' }, { NULL: true as const }]) {
          await shop.plant(`customer/${customer}`, 'order/1', { version: { N: '1' }, payload, ...beside });
          const read = await shop.orders.get(key);
          expect(read).to.include({ status: 'paid', storeId: 'main' });
          expect(read.placedAt).to.deep.equal(new Date('2026-01-02T03:04:05.000Z'));
          await shop.orders.update(key, (draft) => void draft.total++);
          expect(await shop.row(`customer/${customer}`, 'order/1')).to.deep.include(beside);
          await shop.orders.update(key, (draft) => void (draft.storeId = null));
          expect(await shop.row(`customer/${customer}`, 'order/1')).to.not.have.property('byStorePartition');
          expect((await shop.orders.get(key)).storeId).to.equal(null);
        }
      });

      it('refuses a changed key property, and a value that cannot be stored', async () => {
        const mine = await stored();
        const changes: readonly (readonly [(draft: Order) => void, string])[] = [
          [(draft) => void (draft.orderId = '2'), "A property of the key was changed (one of 'customerId', 'orderId')"],
          [(draft) => void Object.assign(draft, { customerId: undefined }), "The property 'customerId' must be text"],
          [(draft) => void Object.assign(draft, { more: new Date() }), "The property 'more' is a Date"],
          [(draft) => void Object.assign(draft, { total: '5' }), "The property 'total' must be a number, not string."],
          [(draft) => void (draft.expiresAt = new Date(0)), 'expires is not in the future'],
        ];
        for (const [change, message] of changes) {
          const sent = await shop.sent(async () => {
            expect((await failureOf(() => shop.orders.update(mine, change))).message).to.include(message);
          });
          expect(sent).to.deep.equal(['GetItem']);
        }
        expect(await shop.orders.get(mine)).to.include({ version: 1 });
      });

      it('refuses wrong arguments before anything is sent', async () => {
        const key = { customerId: newCustomer(), orderId: '1' };
        const calls: readonly (readonly [change: unknown, options: unknown, message: string])[] = [
          [undefined, {}, 'update needs a function, not undefined.'],
          [{ total: 1 }, {}, 'update needs a function, not Object.'],
          [() => {}, { consistent: true }, "The option 'consistent' means nothing to this operation."],
          [() => {}, { conflictRetry: { maxAttempts: 0 } }, 'conflictRetry.maxAttempts'],
          [() => {}, { conflictRetry: { attempts: 3 } }, "conflictRetry has no 'attempts'"],
        ];
        for (const [change, options, message] of calls) {
          const sent = await shop.sent(async () => {
            const failure = await failureOf(() => shop.orders.update(key, change as never, options as never));
            expect(failure).to.include({ code: 'INVALID_ARGUMENT' });
            expect(failure.message).to.include(message);
          });
          expect(sent).to.deep.equal([]);
        }
      });

      it('writes a value that was read with less precision, and not changed, as it was read', async () => {
        const customer = newCustomer();
        const payload = { placedAt: { S: '2024-01-02T03:04:05.123456789Z' }, great: { N: '12345678901234567890.5' }, id: { N: '9007199254740993' } }; // prettier-ignore
        await shop.plant(`customer/${customer}`, 'order/1', { version: { N: '1' }, payload: { M: payload } });
        const key = { customerId: customer, orderId: '1' };
        const updated = await shop.orders.update(key, (draft) => void draft.total++);
        expect(updated.placedAt).to.deep.equal(new Date('2024-01-02T03:04:05.123Z'));
        const row = await shop.row(`customer/${customer}`, 'order/1');
        expect(row!['payload']!.M).to.deep.include({ ...payload, total: { N: '1' } });
        await shop.orders.update(key, (draft) => void draft.placedAt!.setUTCSeconds(6));
        expect((await shop.row(`customer/${customer}`, 'order/1'))!['payload']!.M!['placedAt']).to.deep.equal({ S: '2024-01-02T03:04:06.123Z' }); // prettier-ignore
      });
    });

    describe('delete', () => {
      it('of a key removes whatever is there, and nothing is no error: one request', async () => {
        const mine = await stored();
        const key = { customerId: mine.customerId, orderId: '1' };
        await shop.orders.put(order(mine.customerId));
        for (const _ of ['a live row', 'none']) {
          expect(await shop.sent(() => shop.orders.delete(key))).to.deep.equal(['DeleteItem']);
          expect(await shop.orders.exists(key)).to.equal(false);
        }
        expect(await shop.orders.delete(key)).to.equal(undefined);
      });

      it('of an instance removes the row at its version: one request', async () => {
        const mine = await stored();
        expect(await shop.sent(() => shop.orders.delete(mine))).to.deep.equal(['DeleteItem']);
        expect(await shop.orders.exists(mine)).to.equal(false);
        expect(await failureOf(() => shop.orders.delete(mine))).to.be.instanceOf(KeyNotFoundError);
      });

      it('of an instance refuses when somebody else was faster, with the entity as it is now', async () => {
        const mine = await stored();
        await shop.orders.put(order(mine.customerId, { total: 5 }));
        const failure = await failureOf(() => shop.orders.delete(mine));
        expect(failure).to.be.instanceOf(KeyModifiedError).and.include({ operation: 'Delete', entity: 'Order' });
        expect(failure['current']).to.be.instanceOf(Order).and.include({ total: 5 });
        await shop.orders.delete(failure['current'] as Order);
        expect(await shop.orders.exists(mine)).to.equal(false);
      });

      it('of an instance refuses a row that was made anew at the same version', async () => {
        const mine = await stored();
        await shop.orders.delete({ customerId: mine.customerId, orderId: '1' });
        await shop.orders.create(order(mine.customerId, { total: 5 }));
        expect(await failureOf(() => shop.orders.delete(mine))).to.be.instanceOf(KeyModifiedError);
        expect(await failureOf(() => shop.orders.save(mine))).to.be.instanceOf(KeyModifiedError);
        expect(await shop.orders.get(mine)).to.include({ total: 5 });
      });

      it('of an instance goes by a version that was set by hand', async () => {
        const mine = await stored();
        await shop.orders.delete(order(mine.customerId, { version: 1 }));
        expect(await shop.orders.exists(mine)).to.equal(false);
      });

      it('refuses wrong arguments before anything is sent', async () => {
        const key = { customerId: newCustomer(), orderId: '1' };
        const calls: readonly (readonly [given: unknown, message: string, options?: unknown])[] = [
          [order('c'), 'The instance was never read or written here and has no version. Delete by its key'],
          [{ ...key, total: 1 }, "'total' is no part of the key. delete takes an instance, or an object of the placeholders alone."],
          [{ ...key, version: 1 }, "'version' is no part of the key."],
          [{ customerId: 'c' }, "The property 'orderId' must be text, not undefined."],
          [key, "The option 'consistent' means nothing", { consistent: true }],
          [key, 'exact must be true or false, not number.', { exact: 1 }],
        ]; // prettier-ignore
        for (const [given, message, options] of calls) {
          const sent = await shop.sent(async () => {
            const failure = await failureOf(() => shop.orders.delete(given as never, options as never));
            expect(failure).to.include({ code: 'INVALID_ARGUMENT' });
            expect(failure.message).to.include(message);
          });
          expect(sent).to.deep.equal([]);
        }
      });
    });

    it('exact creates and deletes are transactions where the engine has them', async () => {
      const given = order(newCustomer());
      const create = () => shop.orders.create(given, { exact: true });
      if (!engine.supports.transactions) {
        expect(await failureOf(create)).to.include({ code: 'ENVIRONMENT' });
        return;
      }
      expect(await shop.sent(create)).to.deep.equal(['TransactWriteItems']);
      expect(given.version).to.equal(1);
      expect(await failureOf(() => shop.orders.create(order(given.customerId), { exact: true }))).to.be.instanceOf(KeyExistsError); // prettier-ignore
      expect(await shop.orders.save(Object.assign(given, { total: 2 }))).to.include({ version: 2 });
      expect(await shop.sent(() => shop.orders.delete(given, { exact: true }))).to.deep.equal(['TransactWriteItems']);
      expect(await shop.orders.exists(given)).to.equal(false);
    });
  });
});
