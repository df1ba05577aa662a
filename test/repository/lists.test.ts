import { expect } from 'chai';
import { Entity, Partition, Session, SortKeyPath, Version, between, gt, keys } from '../../lib/index.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { stubClient } from '../support/stub-client.js';
import { Cart, Order, type Shop, newCustomer, openShop, order } from './shop.js';

@Entity('shop')
@Partition('settings')
@SortKeyPath('setting/{name}')
class Setting {
  name!: string;
  value?: string;
  @Version() version?: number;
}

@Entity('shop')
class Single {
  static readonly keys = keys({ partition: 'config', sort: 'main' });
  value?: string;
}

const ids = (orders: readonly Order[]) => orders.map(({ orderId }) => orderId);

describe('repository, lists of entities', () => {
  onEachEngine((engine) => {
    let shop: Shop;
    before(async () => {
      shop = await openShop(engine);
    });
    after(() => shop.close());

    /** Orders '01' to `count`, among expired ones and rows of others. */
    async function stock(count: number, { isBusy = false } = {}): Promise<string> {
      const customer = newCustomer();
      const orders = Array.from({ length: count }, (_, at) => order(customer, { orderId: String(at + 1).padStart(2, '0'), total: at })); // prettier-ignore
      await shop.orders.putMany(orders);
      if (!isBusy) return customer;
      const expires = { N: String(Math.floor(shop.clock.nowMs() / 1000)) };
      for (const { orderId } of orders) {
        await shop.plant(`customer/${customer}`, `order/${orderId}!`, {
          version: { N: '1' },
          expires,
          payload: { M: {} },
        });
        // Neither of these keys would have been written for an order.
        await shop.plant(`customer/${customer}`, `order/${orderId}/line`, {
          version: { N: '1' },
          payload: { S: 'no JSON' },
        });
        await shop.plant(`customer/${customer}`, `order/${orderId}%2f`, { version: { S: 'no number' } });
      }
      await shop.carts.put(Object.assign(new Cart(), { customerId: customer, cartId: '1' }));
      return customer;
    }

    it('end at the row at which the signal fires, also within the last page', async () => {
      const customerId = await stock(4);
      const controller = new AbortController();
      const seen: string[] = [];
      const read = async () => {
        for await (const each of shop.orders.list({ customerId }, { signal: controller.signal })) {
          seen.push(each.orderId);
          if (seen.length === 2) controller.abort('enough');
        }
      };
      expect(await failureOf(read)).to.equal('enough');
      expect(seen).to.deep.equal(['01', '02']);
    });

    it('give the live entities of a partition in the order of their keys, and no rows of others', async () => {
      const customerId = await stock(3, { isBusy: true });
      const list = shop.orders.list({ customerId });
      const found = await list.toArray();
      expect(ids(found)).to.deep.equal(['01', '02', '03']);
      expect(found[0]).to.be.instanceOf(Order).and.include({ version: 1, total: 0 });
      expect(list.cut).to.equal(false);
      const iterated: string[] = [];
      for await (const each of list) iterated.push(each.orderId);
      expect(iterated).to.deep.equal(['01', '02', '03']);
      expect(ids(await shop.orders.list({ customerId }, { reverse: true }).toArray())).to.deep.equal([
        '03',
        '02',
        '01',
      ]);
      expect(await shop.orders.list({ customerId: newCustomer() }).toArray()).to.deep.equal([]);
    });

    it('give entities that know their rows', async () => {
      const customerId = await stock(2);
      const [first, second] = await shop.orders.list({ customerId }).toArray();
      expect(await shop.orders.save(Object.assign(first!, { total: 9 }))).to.include({ version: 2 });
      await shop.orders.delete(second!);
      expect(ids(await shop.orders.list({ customerId }).toArray())).to.deep.equal(['01']);
    });

    it('cost one request for each page, and none before they are read', async () => {
      const customerId = await stock(2);
      expect(await shop.sent(async () => void shop.orders.list({ customerId }))).to.deep.equal([]);
      expect(await shop.sent(() => shop.orders.list({ customerId }).toArray())).to.deep.equal(['Query']);
      expect(await shop.sent(() => shop.orders.list({ customerId }).count())).to.deep.equal(['Query']);
      expect(await shop.sent(() => shop.orders.list({ customerId }).first())).to.deep.equal(['Query']);
      expect(await shop.sent(() => shop.orders.list({ customerId }, { limit: 1 }).toArray())).to.deep.equal(['Query']);
    });

    for (const isBusy of [false, true]) {
      describe(isBusy ? 'among expired rows and rows of others' : 'of a tidy partition', () => {
        let customerId: string;
        before(async () => {
          customerId = await stock(12, { isBusy });
        });

        for (const [limit, isCut] of [[1, true], [5, true], [11, true], [12, false], [13, false], [100, false], [2 ** 31 - 1, false]] as const) {
          it(`end at a limit of ${limit}, and tell whether that cut them`, async () => {
            const list = shop.orders.list({ customerId }, { limit });
            const found = await list.toArray();
            expect(found).to.have.length(Math.min(limit, 12));
            expect(ids(found)).to.deep.equal(ids(found).sort());
            expect(list.cut).to.equal(isCut);
            expect(await list.count()).to.equal(found.length);
            const last = (await list.toArray()).at(-1);
            expect(last?.orderId).to.equal(String(Math.min(limit, 12)).padStart(2, '0'));
          });
        } // prettier-ignore

        it('are not cut while they are read, nor when the reader stops', async () => {
          const list = shop.orders.list({ customerId }, { limit: 5 });
          expect(list.cut).to.equal(false);
          for await (const _ of list) break;
          expect(list.cut).to.equal(false);
        });

        it('have a first, also with a limit, and none where there is nothing', async () => {
          expect((await shop.orders.list({ customerId }).first())?.orderId).to.equal('01');
          expect((await shop.orders.list({ customerId }, { limit: 3, reverse: true }).first())?.orderId).to.equal('12');
          expect(await shop.orders.list({ customerId: newCustomer() }).first()).to.equal(undefined);
          const list = shop.orders.list({ customerId }, { sort: { orderId: gt('11') } });
          expect((await list.first())?.orderId).to.equal('12');
        });

        it('come page by page, from wherever a page ended', async () => {
          const pages = [];
          for await (const page of shop.orders.list({ customerId }, { limit: 5 }).pages()) pages.push(page);
          expect(pages.flatMap(({ items }) => ids(items))).to.deep.equal(['01', '02', '03', '04', '05']);
          const { lastKey } = pages.at(-1)!;
          expect(lastKey).to.be.a('string');
          const rest = await shop.orders.listPage({ customerId }, { startKey: lastKey! });
          expect(ids(rest.items)).to.deep.equal(['06', '07', '08', '09', '10', '11', '12']);
          expect(rest).to.not.have.property('lastKey');
          const all = [];
          for await (const page of shop.orders.list({ customerId }).pages()) all.push(page);
          expect(all.flatMap(({ items }) => ids(items))).to.have.length(12);
          expect(all.at(-1)).to.not.have.property('lastKey');
        });

        for (const reverse of [false, true]) {
          it(`are read ${reverse ? 'backwards ' : ''}by pages of any size, each row once`, async () => {
            for (const limit of [1, 3, 100]) {
              const found: string[] = [];
              let startKey: string | undefined;
              do {
                const page = await shop.orders.listPage(
                  { customerId },
                  { limit, reverse, ...(startKey && { startKey }) },
                );
                expect(page.items.length).to.be.at.most(limit);
                found.push(...ids(page.items));
                startKey = page.lastKey;
              } while (startKey !== undefined);
              expect(reverse ? found.reverse() : found).to.deep.equal(Array.from({ length: 12 }, (_, at) => String(at + 1).padStart(2, '0'))); // prettier-ignore
            }
          });
        }

        it('take operators, with limits and backwards', async () => {
          const sort = { orderId: between('03', '07') };
          expect(ids(await shop.orders.list({ customerId }, { sort }).toArray())).to.deep.equal([
            '03',
            '04',
            '05',
            '06',
            '07',
          ]);
          const cut = shop.orders.list({ customerId }, { sort, limit: 2, reverse: true });
          expect(ids(await cut.toArray())).to.deep.equal(['07', '06']);
          expect(cut.cut).to.equal(true);
          const { items, lastKey } = await shop.orders.listPage({ customerId }, { sort, limit: 2 });
          expect(items.length).to.be.within(1, 2);
          const whole = await shop.orders.listPage({ customerId }, { sort, startKey: lastKey! });
          expect([...ids(items), ...ids(whole.items)]).to.deep.equal(['03', '04', '05', '06', '07']);
        });
      });
    }

    it('take tokens of the very same list only, and send nothing for another', async () => {
      const customerId = await stock(4);
      const { lastKey } = await shop.orders.listPage({ customerId }, { limit: 1 });
      const startKey = lastKey!;
      const other = await stock(1);
      const calls = [
        () => shop.orders.listPage({ customerId: other }, { startKey }),
        () => shop.orders.listPage({ customerId }, { startKey, reverse: true }),
        () => shop.orders.listPage({ customerId }, { startKey, sort: { orderId: gt('00') } }),
        () => shop.carts.listPage({ customerId }, { startKey }),
        () => shop.orders.listPage({ customerId }, { startKey: `${startKey}x` }),
        () => shop.orders.listPage({ customerId }, { startKey: startKey.slice(1) }),
        () => shop.orders.listPage({ customerId }, { startKey: '' }),
        () => shop.orders.listPage({ customerId }, { startKey: 5 as never }),
      ];
      for (const call of calls) {
        const sent = await shop.sent(async () => {
          expect(await failureOf(call)).to.include({ code: 'INVALID_PAGE_TOKEN', operation: 'ListPage' });
        });
        expect(sent).to.deep.equal([]);
      }
      expect((await shop.orders.listPage({ customerId }, { startKey })).items).to.have.length(3);
    });

    it('of a constant partition need no key, and of a constant key hold one row at most', async () => {
      const settings = shop.session.repository(Setting);
      await settings.putMany([
        Object.assign(new Setting(), { name: 'b' }),
        Object.assign(new Setting(), { name: 'a' }),
      ]);
      expect((await settings.list().toArray()).map(({ name }) => name)).to.deep.equal(['a', 'b']);
      expect((await settings.list({}, { sort: { name: 'b' } }).toArray()).map(({ name }) => name)).to.deep.equal(['b']);
      expect((await settings.listPage()).items).to.have.length(2);

      const single = shop.session.repository(Single);
      expect(await single.list().first()).to.equal(undefined);
      await single.put(Object.assign(new Single(), { value: 'x' }));
      expect(await single.list().toArray()).to.deep.equal([Object.assign(new Single(), { value: 'x' })]);
      expect(await single.get({})).to.include({ value: 'x' });
      await single.update({}, (draft) => void (draft.value = 'y'));
      await single.delete({});
      expect(await single.exists({})).to.equal(false);
    });

    it('fail at the row that cannot be read, with its key', async () => {
      const customerId = await stock(2);
      await shop.plant(`customer/${customerId}`, 'order/015', {
        version: { N: '1' },
        payload: { M: { total: { S: 'x' } } },
      });
      const read: string[] = [];
      const failure = await failureOf(async () => {
        for await (const { orderId } of shop.orders.list({ customerId })) read.push(orderId);
      });
      expect(read).to.deep.equal(['01']);
      const row = { partition: `customer/${customerId}`, key: 'order/015' };
      expect(failure).to.include({ code: 'DECODE', attribute: 'total', entity: 'Order', operation: 'List', ...row });
      const many = await failureOf(() => shop.orders.getMany([{ customerId, orderId: '015' }]));
      expect(many).to.include({ code: 'DECODE', operation: 'GetMany', ...row });
      expect(await shop.orders.list({ customerId }).count()).to.equal(3);
    });
  });

  describe('refuse at once, before anything is sent', () => {
    const session = new Session(stubClient(() => expect.fail('nothing is to be sent')));
    const orders = session.repository(Order);
    const settings = session.repository(Setting);
    const key = { customerId: 'c' };
    const cases: readonly (readonly [what: string, partitionKey: unknown, options: unknown, message: string])[] = [
      ['no partition key', undefined, undefined, "The property 'customerId' must be text, not undefined."],
      ['an empty partition key', {}, undefined, "The property 'customerId' must be text, not undefined."],
      ['a partition key that is text', 'c', undefined, 'The partition key must be an object, not string.'],
      ['a partition key of another type', { customerId: 5 }, undefined, "The property 'customerId' is a number"],
      ['a partition key that is too long', { customerId: 'x'.repeat(2040) }, undefined, 'The partition key has more than 2048 bytes'],
      ['options that are none', key, null, 'The options must be an object, not null.'],
      ['an unknown option', key, { scanIndexForward: false }, "The option 'scanIndexForward' means nothing to this operation. It takes: "],
      ['a limit of 0', key, { limit: 0 }, 'limit must be a whole number from 1 to 2,147,483,647.'],
      ['a limit that is no whole number', key, { limit: 1.5 }, 'limit must be a whole number'],
      ['a limit beyond DynamoDB’s', key, { limit: 2 ** 31 }, 'limit must be a whole number'],
      ['a direction that is none', key, { reverse: 1 }, 'reverse must be true or false, not number.'],
      ['a sort key that is null', key, { sort: null }, 'sort must be an object, not null.'],
      ['a sort key that is text', key, { sort: '1' }, 'sort must be an object, not string.'],
      ['an unknown part of the sort key', key, { sort: { orderid: '1' } }, "sort: 'orderid' is not a placeholder of 'order/{orderId}'. Did you mean 'orderId'?"],
      ['a prefix that is too long', key, { sort: { orderId: 'x'.repeat(1019) } }, 'has more than 1024 bytes of UTF-8'],
      ['a bound that is too long', key, { sort: { orderId: gt('x'.repeat(1019)) } }, 'The sort key has more than 1024 bytes of UTF-8'],
      ['conditions that are none', key, { where: 5 }, 'Conditions are an object by property, not number.'],
      ['a signal that is none', key, { signal: {} }, 'signal must be an AbortSignal, not Object.'],
    ]; // prettier-ignore
    for (const [what, partitionKey, options, message] of cases) {
      it(what, async () => {
        const list = () => orders.list(partitionKey as never, options as never);
        expect(list).to.throw(message).with.property('code', 'INVALID_ARGUMENT');
        // What returns a promise rejects.
        const page = orders.listPage(partitionKey as never, options as never);
        const failure = await failureOf(() => page);
        expect(failure).to.include({ code: 'INVALID_ARGUMENT', operation: 'ListPage', entity: 'Order' });
        expect(failure.message).to.include(message);
      });
    }

    it('where a list starts, which only pages do', () => {
      expect(() => orders.list(key, { startKey: 'x' } as never)).to.throw("The option 'startKey' means nothing");
    });

    it('more than the partition key, which would be ignored', () => {
      expect(() => settings.list({ name: 'a' } as never)).to.throw(/'name' is no part of the partition key/);
      expect(() => orders.list({ customerId: 'c', orderId: '1' } as never)).to.throw(
        /'orderId' is no part of the partition key.*sort/,
      );
    });
  });
});
