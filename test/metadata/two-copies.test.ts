import { expect } from 'chai';
import * as here from '../../lib/index.js';
import { declarationsOf, listOn } from '../../lib/metadata/declarations.js';
import { metadataOf } from '../../lib/metadata/entity-metadata.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';
import { loose } from '../support/loose.js';
import { stubClient } from '../support/stub-client.js';

// The same sources, compiled in the other mode: what an ESM and a CJS copy of the package are to each other.
const OTHER = new URL(
  import.meta.url.includes('/legacy/') ? '../../../standard/' : '../../../legacy/',
  import.meta.url,
);
const there = (await import(new URL('lib/index.js', OTHER).href)) as typeof here;

describeOnce('metadata, with two copies of the package', () => {
  it('are two', () => {
    expect(there.Session).to.not.equal(here.Session);
    expect(there.MetadataError).to.not.equal(here.MetadataError);
  });

  /** Decorated by one copy, or by both in turns. */
  function makeOrder(
    one: typeof here,
    other: typeof here,
  ): new () => { id: string; placedAt: Date; tags: Set<string> } {
    class Line {
      @one.Field(() => BigInt) amount = 1n;
    }
    @one.Entity({ table: 'shop', strict: true })
    @other.Partition('order/{id}')
    @one.SortKeyPath('head')
    class Order {
      @one.Field() id!: string;
      @other.Field(() => Date) placedAt!: Date;
      @one.Field(() => Set) tags = new Set<string>();
      @other.Field(() => [Line]) lines = [new Line()];
      @other.Version() version?: number;
      @one.IndexField({ index: 'byNumber', key: 'partition', type: Number }) number = 7;
    }
    return Order;
  }

  const payload = {
    M: {
      id: { S: '1' },
      placedAt: { S: '2026-01-02T03:04:05.000Z' },
      tags: { SS: ['a'] },
      lines: { L: [{ M: { amount: { N: '1' } } }] },
      number: { N: '7' },
    },
  };
  const row = { id: { S: 'order/1' }, name: { S: 'head' }, version: { N: '3' }, number: { N: '7' }, payload };

  for (const [what, one, other] of [
    ['by the other copy', there, there],
    ['by both copies', here, there],
    ['by both copies, the other way round', there, here],
  ] as const) {
    it(`reads what was declared ${what}`, async () => {
      const Order = makeOrder(one, other);
      const sent: unknown[] = [];
      const client = stubClient((_, input) => (sent.push(input), { Item: row, Attributes: row }));
      const orders = new here.Session(client).repository(Order);
      const order = await orders.get({ id: '1' });
      expect(order).to.be.instanceOf(Order);
      expect({ ...order }).to.deep.equal({
        id: '1',
        placedAt: new Date('2026-01-02T03:04:05Z'),
        tags: new Set(['a']),
        lines: [Object.assign(Object.create(Object.getPrototypeOf(new Order()['lines' as never][0])), { amount: 1n })],
        version: 3,
        number: 7,
      });
      await orders.save(order);
      const values = (sent.at(-1) as { ExpressionAttributeValues: Record<string, unknown> }).ExpressionAttributeValues;
      expect(Object.values(values)).to.deep.include.members([payload, row.number]);
    });

    it(`tells the mistakes of a class declared ${what}`, () => {
      @one.Entity('shop')
      @loose(other.Partition('{a:00}'))
      class Wrong {}
      expect(() => metadataOf(Wrong))
        .to.throw(here.MetadataError)
        .with.property('message')
        .that.includes("'{a:00}'")
        .and.includes('@SortKeyPath');
    });
  }

  it('records decode into classes that the other copy decorated', () => {
    const Order = makeOrder(there, there);
    const order = here.decodeItem(row as never).decodeValue(Order);
    expect(order).to.be.instanceOf(Order);
    expect(order.placedAt).to.deep.equal(new Date('2026-01-02T03:04:05Z'));
    expect(here.marshalStruct(order)).to.deep.equal(payload);
  });

  it('what such a class cannot hold is an error of this copy', async () => {
    const Order = makeOrder(there, there);
    const damaged = { ...row, payload: { M: { ...payload.M, lines: { L: [{ M: { amount: { S: 'x' } } }] } } } };
    expect(() => here.decodeItem(damaged as never).decodeValue(Order))
      .to.throw(here.DecodeError)
      .with.property('attribute', 'lines[0].amount');
    const order = Object.assign(new Order(), { id: '1', placedAt: new Date(NaN) });
    expect(() => here.marshalStruct(order)).to.throw(here.InvalidArgumentError, "'placedAt' is an Invalid Date");
    const orders = new here.Session(stubClient(() => ({ Item: damaged }))).repository(Order);
    expect(await failureOf(() => orders.get({ id: '1' }))).to.be.instanceOf(here.DecodeError);
  });

  it('operators of the other copy are operators', async () => {
    const Order = makeOrder(there, here);
    const orders = new here.Session(stubClient(() => ({ Items: [row] }))).repository(Order);
    const found = await orders.list({ id: '1' }, { where: { placedAt: there.gte(new Date(0)) } as never }).toArray();
    expect(found).to.have.length(1);
  });

  it('errors of the other copy are recognised by their code', async () => {
    const orders = new there.Session(stubClient(() => ({}))).repository(makeOrder(here, here));
    const failure = await failureOf(() => orders.get({ id: '1' }));
    expect(failure).to.not.be.instanceOf(here.KeyNotFoundError);
    expect(here.isDynastoreError(failure)).to.equal(true);
    expect(here.hasCode(failure, 'KEY_NOT_FOUND')).to.equal(true);
  });

  it('refuses declarations of another format, with what to do', () => {
    class Order {}
    const symbol = Symbol.for('dynastore.declarations');
    Object.defineProperty(Order, symbol, { value: { format: 2, list: [] } });
    for (const read of [() => declarationsOf(Order), () => listOn(Order), () => metadataOf(Order)]) {
      expect(read).to.throw(here.MetadataError, 'another version of dynastore, which declares in another format. Install one'); // prettier-ignore
    }
  });
});
