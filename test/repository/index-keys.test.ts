import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import {
  Entity,
  Field,
  Index,
  IndexField,
  Partition,
  type Repository,
  Session,
  SortKeyPath,
  Version,
  add,
  between,
  gt,
  remove,
} from '../../lib/index.js';
import type { Item } from '../../lib/record/layout.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { randomFrom } from '../support/random.js';
import { SEED, isLongRun } from '../support/scale.js';
import { rowOf } from './patch-case.js';

// The classic fault is an index key that stays as it was after a part of it changed: each write is compared with a model.

@Entity('listings')
@Partition('shop/{shop}')
@SortKeyPath('{id}')
@Index('byPlace', { partition: 'in/{region}#{kind}', sort: '{rank:04}/{day}/{id}' })
@Index('byKind', { partition: '{kind}', sort: '{shop}', partitionAttribute: 'kindKey', sortAttribute: 'shopKey' })
class Listing {
  shop!: string;
  id!: string;
  region?: string | null;
  kind?: string | null;
  rank?: number | null;
  @Field(() => Date) day?: Date | null;
  @IndexField({ index: 'byOwner', key: 'partition' })
  @IndexField({ index: 'byOwnerAndDue', key: 'partition' })
  owner?: string | null;
  @IndexField({ index: 'byOwnerAndDue', key: 'sort' }) @Field(() => Date) due?: Date | null;
  @IndexField({ index: 'byPrice', key: 'sort', type: Number }) @Field(() => Number) price?: number | null;
  @IndexField({ index: 'byStock', key: 'sort', type: BigInt, attribute: 'inStock' })
  @Field(() => BigInt)
  stock?: bigint | null;
  @IndexField() @Field({ name: 'c' }) channel?: string | null;
  @Version() version?: number;
}

const PARTS = ['region', 'kind', 'rank', 'day', 'owner', 'due', 'price', 'stock', 'channel'] as const;
type Part = (typeof PARTS)[number];
type Parts = Partial<Record<Part, unknown>>;

const VALUES: Readonly<Record<Part, readonly unknown[]>> = {
  region: ['north', 'a/b#c%'],
  kind: ['hat', 'scarf'],
  rank: [0, 77],
  day: [new Date('2026-01-02T03:04:05.678Z'), new Date(0)],
  owner: ['ada', 'bob'],
  due: [new Date('2026-05-05'), new Date('2027-05-05')],
  price: [1.5, 20],
  stock: [7n, 2n ** 60n],
  channel: ['web', ''],
};

const escaped = (text: string) =>
  text.replace(/[/#%]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** What must lie beside the payload. */
function model(shop: string, id: string, parts: Parts): Item {
  const given = (part: Part) => parts[part] !== undefined && parts[part] !== null;
  const text = (part: Part) => escaped(parts[part] as string);
  const date = (part: Part) => (parts[part] as Date).toISOString();
  return {
    ...(given('region') && given('kind') && { byPlacePartition: { S: `in/${text('region')}#${text('kind')}` } }),
    ...(given('rank') &&
      given('day') && { byPlaceSort: { S: `${String(parts.rank).padStart(4, '0')}/${date('day')}/${id}` } }),
    ...(given('kind') && { kindKey: { S: text('kind') } }),
    shopKey: { S: shop },
    ...(given('owner') && { owner: { S: parts.owner as string } }),
    ...(given('due') && { due: { S: date('due') } }),
    ...(given('price') && { price: { N: String(parts.price) } }),
    ...(given('stock') && { inStock: { N: String(parts.stock) } }),
    ...(parts.channel === null && { channel: { NULL: true } as const }),
    ...(given('channel') && { channel: { S: parts.channel as string } }),
  };
}

/** Attributes of several parts, by those that a patch has to know. */
const COMPOSED: readonly (readonly Part[])[] = [
  ['region', 'kind'],
  ['rank', 'day'],
];

const VERBS = ['create', 'put', 'save', 'update', 'patch', 'putMany'] as const;
type Action = 'set' | 'remove' | 'null';

describeOnce('repository/index keys', () => {
  onEachEngine((engine) => {
    let session: Session;
    let listings: Repository<Listing>;
    let table: string;
    const sent: string[] = [];
    before(async () => {
      table = `test-${randomUUID()}`;
      const hooks = { requestBuilt: (_: unknown, { command }: { command: string }) => void sent.push(command) };
      session = new Session(engine.client, { hooks, tableName: () => table });
      await session.createTables(Listing);
      listings = session.repository(Listing);
    });

    const beside = async (id: string, shop = 'main') => {
      const {
        id: _,
        name: __,
        version: ___,
        payload: ____,
        ...rest
      } = (await rowOf({ engine, table }, id, `shop/${shop}`))!;
      return rest;
    };

    it('are what a model says after every write, whatever it changed', async function () {
      this.timeout(0);
      const next = randomFrom(SEED);
      const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
      const covered = new Set<string>();
      let parts: Parts = {};
      let entity: Listing | undefined;
      let id = '';
      for (let step = 0; step < (isLongRun ? 2000 : 150); step++) {
        const verb = entity === undefined ? pick(['create', 'put', 'putMany'] as const) : pick(VERBS);
        if (verb === 'create') {
          id = `id-${step}`;
          parts = {};
        } else if (entity === undefined) id = `id-${step}`;
        const before = parts;
        const actions = new Map<Part, Action>();
        for (const part of PARTS) if (next() < 0.35) actions.set(part, pick(['set', 'set', 'remove', 'null']));
        parts = { ...parts };
        const changes: Record<string, unknown> = {};
        for (const [part, action] of actions) {
          covered.add(`${verb} ${part} ${action}`);
          parts[part] = action === 'set' ? pick(VALUES[part]) : action === 'null' ? null : undefined;
          changes[part] = action === 'remove' ? remove() : parts[part];
        }
        const fresh = () => Object.assign(new Listing(), { shop: 'main', id }, parts);
        sent.length = 0;
        switch (verb) {
          case 'create':
            entity = await listings.create(fresh());
            break;
          case 'put':
            entity = await listings.put(fresh());
            break;
          case 'putMany':
            await listings.putMany([(entity = fresh())]);
            break;
          case 'save':
            entity = await listings.save(Object.assign(entity!, parts));
            break;
          case 'update':
            entity = await listings.update({ shop: 'main', id }, (draft) => void Object.assign(draft, parts));
            break;
          case 'patch': {
            // Parts that stay are told by equalities now and then, and by undefined, which tells nothing.
            const told = PARTS.filter((part) => !actions.has(part) && before[part] != null && next() < 0.4);
            for (const part of PARTS) if (!actions.has(part) && next() < 0.2) changes[part] = undefined;
            const condition = Object.fromEntries(told.map((part) => [part, before[part]]));
            entity = await listings.patch({ shop: 'main', id }, changes, { if: condition });
            const isKnown = (part: Part) => actions.has(part) || told.includes(part);
            const isDirect = COMPOSED.every((all) => !all.some((part) => actions.has(part)) || all.every(isKnown));
            expect(sent, JSON.stringify({ step, changes, told }, bigIntText)).to.deep.equal(
              isDirect ? ['UpdateItem'] : ['GetItem', 'UpdateItem'],
            );
          }
        }
        expect(await beside(id), `seed ${SEED}, step ${step}, ${verb} ${JSON.stringify([...actions])}`).to.deep.equal(
          model('main', id, parts),
        );
      }
      if (!isLongRun) expect(covered.size).to.be.greaterThan(130);
    });

    it('lead to the row, and no longer where it was', async () => {
      const key = { shop: 'look', id: 'one' };
      await listings.create(Object.assign(new Listing(), key, { region: 'n', kind: 'k', rank: 1, day: new Date(0) }));
      const places = (region: string, kind: string) => listings.index('byPlace').list({ region, kind }).toArray();
      expect(await places('n', 'k')).to.have.length(1);
      await listings.patch(key, { region: 'm' }, { if: { kind: 'k' } });
      expect(await places('n', 'k')).to.deep.equal([]);
      expect(await places('m', 'k')).to.have.length(1);
      expect(
        await listings
          .index('byPlace')
          .list({ region: 'm', kind: 'k' }, { sort: { rank: 1 } })
          .count(),
      ).to.equal(1);
      await listings.patch(key, { rank: remove() });
      expect(await places('m', 'k')).to.deep.equal([]);
    });

    it('are one text for one moment, however Go wrote it, and the payload keeps what Go wrote', async () => {
      const owner = randomUUID();
      const moment = new Date('2020-01-01T00:00:00.000Z');
      const texts = ['2020-01-01T02:00:00+02:00', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00.000000001Z'];
      for (const [id, text] of texts.entries()) {
        const name = `go${id}`;
        const payload = { M: { id: { S: name }, shop: { S: 'go' }, owner: { S: owner }, due: { S: text } } };
        const Item = { id: { S: 'shop/go' }, name: { S: name }, version: { N: '1' }, payload };
        await engine.client.send(new PutItemCommand({ TableName: table, Item }));
        await listings.save(await listings.get({ shop: 'go', id: name }));
        expect(await beside(name, 'go')).to.deep.include({ due: { S: moment.toISOString() } });
        expect((await rowOf({ engine, table }, name, 'shop/go'))!['payload']!.M!['due']).to.deep.equal({ S: text });
      }
      const read = (await listings.get({ shop: 'go', id: 'go0' })).due!;
      await listings.create(Object.assign(new Listing(), { shop: 'go', id: 'own', owner }));
      await listings.patch({ shop: 'go', id: 'own' }, { due: read });
      expect(await beside('own', 'go')).to.deep.include({ due: { S: moment.toISOString() } });
      for (const due of [moment, read, between(read, moment)]) {
        expect(await listings.index('byOwnerAndDue').list({ owner }, { sort: { due } }).count()).to.equal(
          texts.length + 1,
        );
      }
    });

    const UNFIT: readonly (readonly [property: string, value: unknown])[] = [
      ['region', ''],
      ['rank', -1],
      ['rank', 12_345],
      ['day', new Date(Date.UTC(12_000, 0))],
    ];
    for (const [property, value] of UNFIT) {
      it(`are not read for a patch whose ${property} no key could hold: ${String(value)}`, async () => {
        sent.length = 0;
        const failure = await failureOf(() =>
          listings.patch({ shop: 'main', id: 'x' }, { [property]: value } as object),
        );
        expect(failure).to.include({ code: 'INVALID_ARGUMENT' });
        expect(failure.message).to.contain(`'${property}'`);
        expect(sent).to.deep.equal([]);
      });
    }

    it('are rebuilt after add on a part, which is read first', async () => {
      const key = { shop: 'add', id: 'one' };
      await listings.create(Object.assign(new Listing(), key, { rank: 1, day: new Date(0), price: 2, stock: 1n }));
      for (const [changes, then] of [
        [{ rank: add(2) }, { byPlaceSort: { S: '0003/1970-01-01T00:00:00.000Z/one' } }],
        [{ price: add(0.5) }, { price: { N: '2.5' } }],
        [{ stock: add(2n) }, { inStock: { N: '3' } }],
      ] as const) {
        sent.length = 0;
        await listings.patch(key, changes);
        expect(sent).to.deep.equal(['GetItem', 'UpdateItem']);
        expect(await beside('one', 'add')).to.deep.include(then);
      }
    });

    for (const [what, values] of [
      ['an empty text', { owner: '' }],
      ['an empty part', { kind: '', region: 'x' }],
      ['a number with too many digits', { rank: 12345, day: new Date(0) }],
      ['a negative number in a template', { rank: -1, day: new Date(0) }],
    ] as const) {
      it(`are refused for ${what} by every verb, and nothing is sent`, async () => {
        const key = { shop: 'bad', id: what };
        const entity = () => Object.assign(new Listing(), key, values);
        sent.length = 0;
        for (const run of [
          () => listings.create(entity()),
          () => listings.put(entity()),
          () => listings.save(entity()),
          () => listings.putMany([entity()]),
          () => listings.patch(key, values),
        ]) {
          expect(await failureOf(run)).to.include({ code: 'INVALID_ARGUMENT' });
        }
        expect(sent).to.deep.equal([]);
      });
    }

    if (engine.name === 'dynamodb-local') {
      it('of several properties are kept one by one', async () => {
        @Entity('multi')
        @Partition('game/{game}')
        @SortKeyPath('{id}')
        class Score {
          game!: string;
          id!: string;
          @IndexField({ index: 'byLeague', key: 'partition', order: 2 }) season?: string | null;
          @IndexField({ index: 'byLeague', key: 'partition', order: 1 }) league?: string | null;
          @IndexField({ index: 'byLeague', key: 'sort', order: 1, type: Number }) points?: number;
          @IndexField({ index: 'byLeague', key: 'sort', order: 2 }) @Field(() => Date) at?: Date;
          @Version() version?: number;
        }
        const multi = new Session(engine.client, { tableName: () => `${table}-multi` });
        await multi.createTables(Score);
        expect(await multi.verifyTables(Score)).to.deep.equal([]);
        const scores = multi.repository(Score);
        const at = (day: number) => new Date(Date.UTC(2026, 0, day));
        for (const [index, points] of [5, 3, 5, 9].entries()) {
          const values = { game: 'g', id: String(index), league: 'l', season: 's', points, at: at(index + 1) };
          await scores.create(Object.assign(new Score(), values));
        }
        const ids = async (sort?: object, more: object = {}) =>
          (
            await scores
              .index('byLeague')
              .list({ league: 'l', season: 's' }, { ...(sort && { sort }), ...more } as object)
              .toArray()
          ).map(({ id }) => id);
        expect(await ids()).to.deep.equal(['1', '0', '2', '3']);
        expect(await ids(undefined, { reverse: true, limit: 2 })).to.deep.equal(['3', '2']);
        expect(await ids({ points: 5 })).to.deep.equal(['0', '2']);
        expect(await ids({ points: 5, at: gt(at(1)) })).to.deep.equal(['2']);
        expect(await failureOf(() => ids({ at: at(1) }))).to.include({ code: 'INVALID_ARGUMENT' });
        const first = await scores.index('byLeague').listPage({ league: 'l', season: 's' }, { limit: 3 });
        const rest = await scores
          .index('byLeague')
          .listPage({ league: 'l', season: 's' }, { startKey: first.lastKey!, limit: 3 });
        expect([...first.items, ...rest.items].map(({ id }) => id)).to.deep.equal(['1', '0', '2', '3']);

        await scores.patch({ game: 'g', id: '2' }, { points: 1 });
        expect(await ids()).to.deep.equal(['2', '1', '0', '3']);
        await scores.patch({ game: 'g', id: '1' }, { season: null });
        await scores.patch({ game: 'g', id: '0' }, { points: remove() });
        expect(await ids()).to.deep.equal(['2', '3']);
        await scores.update({ game: 'g', id: '3' }, (score) => {
          score.league = 'other';
        });
        expect(await ids()).to.deep.equal(['2']);
      });
    }
  });
});

const bigIntText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
