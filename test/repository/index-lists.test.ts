import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  Entity,
  Expires,
  Field,
  Index,
  IndexField,
  Partition,
  type Repository,
  Session,
  SortKeyPath,
  Version,
  beginsWith,
  between,
  contains,
  eq,
  gt,
  gte,
  lt,
  lte,
} from '../../lib/index.js';
import { describeOnce } from '../support/describe-once.js';
import { type TestEngine, onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { StoppedClock } from '../support/stopped-clock.js';

@Entity('sales')
@Partition('shop/{shop}')
@SortKeyPath('sale/{id}')
@Index('byDay', { partition: 'day/{region}', sort: '{at}/{rank:03}/{id}' })
@Index('byKind', { partition: '{kind}', sort: '{region}#{code}', projection: 'KEYS_ONLY' })
@Index('byRegion', { partition: 'in/{region}', projection: ['note'] })
@Index('byCode', { partition: '{code}', projection: ['payload'] })
class Sale {
  shop!: string;
  id!: string;
  region?: string;
  kind?: string;
  code?: string;
  rank!: number;
  @Field(() => Date) at!: Date;
  @IndexField() note?: string;
  @IndexField({ index: 'byBuyer', key: 'partition' }) buyer?: string;
  @IndexField({ index: 'byBuyer', key: 'sort', type: Number }) @Field(() => Number) price?: number;
  @IndexField({ index: 'byDue', key: 'sort' }) @Field(() => Date) due?: Date;
  @IndexField({ index: 'byLabel', key: 'sort', projection: 'KEYS_ONLY' }) label?: string;
  @IndexField({ index: 'byPoints', key: 'partition', type: Number }) @Field(() => Number) points?: number;
  payloadOnly = 'full';
  @Version() version?: number;
  @Expires() expiresAt?: Date;
}

const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const GIVEN: readonly Partial<Sale>[] = [
  { region: 'n', kind: 'k', code: 'a', rank: 1, at: day(1), buyer: 'b', price: 5, due: day(9), label: 'x', points: 7 },
  {
    region: 'n',
    kind: 'k',
    code: 'ab',
    rank: 2,
    at: day(1),
    buyer: 'b',
    price: 3,
    due: day(8),
    label: 'xy',
    points: 8,
  },
  { region: 'n', kind: 'k', code: 'b', rank: 1, at: day(2), buyer: 'b', price: 10, due: day(7), label: 'y' },
  { region: 'm', kind: 'k', code: 'a', rank: 1, at: day(3), buyer: 'c', price: 1, due: day(6) },
  { kind: 'k', rank: 9, at: day(4), buyer: 'b', note: 'no region' },
];

/** Of a list through an index: its name, the partition, the options, and the rows in their order. */
const LISTS: readonly (readonly [name: string, partition: object | undefined, options: object, ids: string])[] = [
  ['byDay', { region: 'n' }, {}, '012'],
  ['byDay', { region: 'n' }, { reverse: true }, '210'],
  ['byDay', { region: 'n' }, { reverse: true, limit: 2 }, '21'],
  ['byDay', { region: 'n' }, { limit: 1 }, '0'],
  ['byDay', { region: 'x' }, {}, ''],
  ['byDay', { region: 'n' }, { sort: { at: day(1) } }, '01'],
  ['byDay', { region: 'n' }, { sort: { at: day(1), rank: 2 } }, '1'],
  ['byDay', { region: 'n' }, { sort: { at: day(1), rank: gt(1) } }, '1'],
  ['byDay', { region: 'n' }, { sort: { at: day(1), rank: lte(1) } }, '0'],
  ['byDay', { region: 'n' }, { sort: { at: day(1), rank: 1, id: '0' } }, '0'],
  ['byDay', { region: 'n' }, { sort: { at: eq(day(2)) } }, '2'],
  ['byDay', { region: 'n' }, { sort: { at: gt(day(1)) } }, '2'],
  ['byDay', { region: 'n' }, { sort: { at: gte(day(1)) } }, '012'],
  ['byDay', { region: 'n' }, { sort: { at: lt(day(2)) } }, '01'],
  ['byDay', { region: 'n' }, { sort: { at: lte(day(1)) } }, '01'],
  ['byDay', { region: 'n' }, { sort: { at: between(day(1), day(1)) } }, '01'],
  ['byDay', { region: 'n' }, { where: { rank: 1 } }, '02'],
  ['byDay', { region: 'n' }, { where: { rank: 1 }, limit: 1, reverse: true }, '2'],
  ['byKind', { kind: 'k' }, {}, '3012'],
  ['byKind', { kind: 'k' }, { sort: { region: 'n' } }, '012'],
  ['byKind', { kind: 'k' }, { sort: { region: 'n', code: 'a' } }, '0'],
  ['byKind', { kind: 'k' }, { sort: { region: 'n', code: beginsWith('a') } }, '01'],
  ['byKind', { kind: 'k' }, { sort: { region: 'n', code: gt('a') } }, '12'],
  ['byKind', { kind: 'k' }, { sort: { region: 'n', code: lt('b') } }, '01'],
  ['byRegion', { region: 'm' }, {}, '3'],
  ['byCode', { code: 'ab' }, { where: { payloadOnly: 'full', price: 3 } }, '1'],
  ['byCode', { code: 'ab' }, { where: { payloadOnly: 'else' } }, ''],
  ['byBuyer', { buyer: 'b' }, {}, '102'],
  ['byBuyer', { buyer: 'b' }, { sort: { price: 5 } }, '0'],
  ['byBuyer', { buyer: 'b' }, { sort: { price: eq(5) } }, '0'],
  ['byBuyer', { buyer: 'b' }, { sort: { price: gt(3) } }, '02'],
  ['byBuyer', { buyer: 'b' }, { sort: { price: gte(3) } }, '102'],
  ['byBuyer', { buyer: 'b' }, { sort: { price: lt(5) } }, '1'],
  ['byBuyer', { buyer: 'b' }, { sort: { price: lte(5) } }, '10'],
  ['byBuyer', { buyer: 'b' }, { sort: { price: between(3, 5) } }, '10'],
  ['byDue', { shop: 's' }, {}, '3210'],
  ['byDue', { shop: 's' }, { sort: { due: gt(day(7)) } }, '10'],
  ['byDue', { shop: 's' }, { sort: { due: day(7) } }, '2'],
  ['byDue', { shop: 's' }, { consistent: true, sort: { due: lt(day(7)) } }, '3'],
  ['byLabel', { shop: 's' }, { sort: { label: beginsWith('x') } }, '01'],
  ['byLabel', { shop: 's' }, { sort: { label: 'x' } }, '0'],
  ['byLabel', { shop: 's' }, { sort: { label: gt('x') } }, '12'],
  ['byPoints', { points: 7 }, {}, '0'],
];

/** Lists that are refused before anything is sent. */
const REFUSED: readonly (readonly [what: string, name: string, partition: unknown, options?: object])[] = [
  ['a partition without its part', 'byDay', {}],
  ['no partition', 'byDay', undefined],
  ['an empty part', 'byDay', { region: '' }],
  ['a hole', 'byDay', { region: 'n' }, { sort: { rank: 1 } }],
  ['an unknown part', 'byDay', { region: 'n' }, { sort: { price: 1 } }],
  ['something behind an operator', 'byDay', { region: 'n' }, { sort: { at: gt(day(1)), rank: 1 } }],
  ['an operator that no key answers', 'byDay', { region: 'n' }, { sort: { at: contains('x') } }],
  ['a wrong type', 'byBuyer', { buyer: 'b' }, { sort: { price: '5' } }],
  ['a number for a text', 'byBuyer', { buyer: 5 }],
  ['an empty text', 'byBuyer', { buyer: '' }],
  ['a number that begins with something', 'byBuyer', { buyer: 'b' }, { sort: { price: beginsWith('5') } }],
  ['nothing to begin with', 'byLabel', { shop: 's' }, { sort: { label: beginsWith('') } }],
  ['an operator for a copy that no key answers', 'byLabel', { shop: 's' }, { sort: { label: contains('x') } }],
  ['between a value and a smaller one', 'byBuyer', { buyer: 'b' }, { sort: { price: between(5, 3) } }],
  ['a consistent read of a global index', 'byDay', { region: 'n' }, { consistent: true }],
  ['a condition on what the index does not hold', 'byKind', { kind: 'k' }, { where: { rank: 1 } }],
  ['a limit of none', 'byDay', { region: 'n' }, { limit: 0 }],
  ['an unknown option', 'byDay', { region: 'n' }, { order: 'up' }],
];

describeOnce('repository/index lists', () => {
  onEachEngine((engine: TestEngine) => {
    let sales: Repository<Sale>;
    let sent: string[];
    let clock: StoppedClock;
    before(async () => {
      const table = `test-${randomUUID()}`;
      sent = [];
      // Later than the engine's own clock, by which it deletes expired rows.
      clock = new StoppedClock(Date.UTC(2100, 0, 1));
      const hooks = { requestBuilt: (_: unknown, { command }: { command: string }) => void sent.push(command) };
      const session = new Session(engine.client, { clock, hooks, tableName: () => table });
      await session.createTables(Sale);
      sales = session.repository(Sale);
      const entities = GIVEN.map((values, id) => Object.assign(new Sale(), { shop: 's', id: String(id) }, values));
      await sales.putMany(entities);
    });
    beforeEach(() => void (sent.length = 0));

    for (const [name, partition, options, ids] of LISTS) {
      it(`list '${ids}' by ${name} ${shown(partition)} ${shown(options)}`, async () => {
        const list = () => sales.index(name).list(partition as never, options);
        const found = await list().toArray();
        expect(found.map(({ id }) => id).join('')).to.equal(ids);
        expect(await list().count()).to.equal(ids.length);
        expect((await list().first())?.id).to.equal(ids[0]);
        const pages: string[] = [];
        for await (const { items } of list().pages()) pages.push(...items.map(({ id }) => id));
        expect(pages.join('')).to.equal(ids);
      });

      if ('limit' in options) continue;
      it(`page by page the same by ${name} ${shown(partition)} ${shown(options)}`, async () => {
        const found: string[] = [];
        let startKey: string | undefined;
        do {
          const page = await sales
            .index(name)
            .listPage(partition as never, { ...options, limit: 1, ...(startKey && { startKey }) });
          found.push(...page.items.map(({ id }) => id));
          startKey = page.lastKey;
        } while (startKey !== undefined);
        expect(found.join('')).to.equal(ids);
      });
    }

    for (const [what, name, partition, options = {}] of REFUSED) {
      it(`refuses ${what} by ${name}, and sends nothing`, async () => {
        for (const run of [
          () => sales.index(name).list(partition as never, options),
          () => sales.index(name).listPage(partition as never, options),
        ]) {
          expect(await failureOf(run)).to.include({ name: 'InvalidArgumentError', entity: 'Sale' });
        }
        expect(sent).to.deep.equal([]);
      });
    }

    it('throws at once for an index that the class does not declare', () => {
      expect(() => sales.index('byDate'))
        .to.throw('byDay')
        .with.property('code', 'INVALID_ARGUMENT');
    });

    describe('tokens', () => {
      const options = { limit: 1, sort: { at: gte(day(1)) } } as const;
      let token: string;
      before(async () => (token = (await sales.index('byDay').listPage({ region: 'n' }, options)).lastKey!));

      for (const [what, run] of [
        ['another index', () => sales.index('byRegion').listPage({ region: 'n' }, { startKey: token })],
        ['the table itself', () => sales.listPage({ shop: 's' }, { startKey: token })],
        ['another partition', () => sales.index('byDay').listPage({ region: 'm' }, { ...options, startKey: token })],
        [
          'another range',
          () =>
            sales.index('byDay').listPage({ region: 'n' }, { limit: 1, sort: { at: gte(day(2)) }, startKey: token }),
        ],
        ['no range', () => sales.index('byDay').listPage({ region: 'n' }, { limit: 1, startKey: token })],
        [
          'another direction',
          () => sales.index('byDay').listPage({ region: 'n' }, { ...options, reverse: true, startKey: token }),
        ],
      ] as const) {
        it(`are refused for ${what}, and nothing is sent`, async () => {
          sent.length = 0;
          expect(await failureOf(run)).to.include({ code: 'INVALID_PAGE_TOKEN' });
          expect(sent).to.deep.equal([]);
        });
      }
      it('go on with another limit', async () => {
        const { items } = await sales
          .index('byDay')
          .listPage({ region: 'n' }, { ...options, limit: 9, startKey: token });
        expect(items.map(({ id }) => id)).to.deep.equal(['1', '2']);
      });
    });

    describe('of an index that leaves out the payload', () => {
      it('hold what the index has: its keys, read back to their parts, and the version', async () => {
        const sale = await sales
          .index('byKind')
          .list({ kind: 'k' }, { sort: { region: 'n', code: 'a' } })
          .first();
        expect(sale).to.be.instanceOf(Sale);
        expect({ ...sale }).to.deep.include({ shop: 's', id: '0', kind: 'k', region: 'n', code: 'a', version: 1 });
        expect(sale!.at).to.equal(undefined);
        const named = await sales.index('byRegion').list({ region: 'n' }).first();
        expect(named).to.include({ shop: 's', region: 'n', version: 1 });
      });

      for (const name of ['byKind', 'byRegion'] as const) {
        for (const verb of ['save', 'put', 'putMany', 'create'] as const) {
          it(`are refused by ${verb} (${name}), and nothing is sent`, async () => {
            const sale = (await sales
              .index(name)
              .list(name === 'byKind' ? { kind: 'k' } : { region: 'n' })
              .first())!;
            sent.length = 0;
            const run = () => (verb === 'putMany' ? sales.putMany([sale]) : sales[verb](sale));
            expect(await failureOf(run)).to.include({ code: 'INVALID_ARGUMENT' });
            expect(sent).to.deep.equal([]);
          });
        }
      }

      it('are good for patch, update and get as keys', async () => {
        const sale = (await sales
          .index('byKind')
          .list({ kind: 'k' }, { sort: { region: 'm' } })
          .first())!;
        expect((await sales.get(sale)).payloadOnly).to.equal('full');
        expect(await sales.patch(sale, { rank: 5 })).to.include({ rank: 5, payloadOnly: 'full' });
        await sales.patch(sale, { rank: 1 });
      });

      it('know of the expiry', async () => {
        const expiresAt = new Date(Math.ceil(clock.nowMs() / 1000) * 1000 + 60_000);
        const key = { shop: 'later', id: 'e' };
        await sales.create(
          Object.assign(new Sale(), key, { kind: 'z', region: 'r', code: 'c', rank: 0, at: day(1), expiresAt }),
        );
        const list = () => sales.index('byKind').list({ kind: 'z' }).toArray();
        expect((await list())[0]!.expiresAt).to.deep.equal(expiresAt);
        clock.advance(61_000);
        expect(await list()).to.deep.equal([]);
      });
    });
  });
});

function shown(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== 'object' || each === null || !('name' in each) || !('operands' in each)) return each;
    return `${String(each.name)}(${JSON.stringify(each.operands)})`;
  });
}
