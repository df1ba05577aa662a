import { expect } from 'chai';
import fc from 'fast-check';
import {
  Entity,
  Expires,
  Field,
  IndexField,
  Partition,
  type Repository,
  Session,
  SortKeyPath,
  Version,
  between,
  gt,
  gte,
  lt,
  lte,
} from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { runs } from '../support/runs.js';
import { START_MS, StoppedClock } from '../support/stopped-clock.js';
import {
  type Meant,
  anyCondition,
  containerCondition,
  joined,
  objectCondition,
  orderedCondition,
  textCondition,
} from './where-model.js';

class Place {
  @Field({ name: 'town' }) city?: string;
  @Field(() => Number) zip?: number;
  @Field(() => Date) since?: Date;
}

@Entity('rows')
@Partition('rows')
@SortKeyPath('{id}')
class Row {
  id!: string;
  @Field(() => Number) count?: number;
  @Field(() => BigInt) great?: bigint;
  @Field({ name: 't' }) text?: string | null;
  @Field(() => Date) when?: Date;
  @Field(() => Uint8Array) bytes?: Uint8Array;
  @Field(() => Boolean) flag?: boolean;
  @Field(() => [String]) list?: string[];
  @Field(() => Set) tags?: Set<string>;
  @Field(() => Set) sizes?: Set<number>;
  @Field(() => Place) place?: Place;
  @IndexField() @Field(() => Number) copy?: number;
  @Version() version?: number;
  @Expires() expiresAt?: Date;
}

/** The same as JSON text: only what lies beside the payload can be compared. */
@Entity({ table: 'rows', layout: 'json' })
@Partition('texts')
class TextRow extends Row {}

const text = fc.constantFrom('', 'a', 'ab', 'abc', 'b', 'ä');
const number = fc.constantFrom(-1, 0, 0.1, 1, 2, 1e20);
const date = fc.constantFrom(new Date(0), new Date('2026-01-02'), new Date('2026-01-02T00:00:00.001Z'));
const expiry = fc
  .integer({ min: 1, max: 3 })
  .map((seconds) => new Date(Math.ceil(START_MS / 1000) * 1000 + seconds * 1000));
const great = fc.constantFrom(0n, 2n ** 60n, 2n ** 60n + 1n);
const bytes = fc.constantFrom(Uint8Array.of(), Uint8Array.of(1), Uint8Array.of(1, 0), Uint8Array.of(255));
const word = fc.constantFrom('a', 'b', 'c');

const row = fc.record(
  {
    count: number,
    great,
    text: fc.option(text),
    when: date,
    bytes,
    flag: fc.boolean(),
    list: fc.array(word, { maxLength: 3 }),
    tags: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((all) => new Set(all)),
    sizes: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }).map((all) => new Set(all)),
    place: fc
      .record({ city: text, zip: number, since: date }, { requiredKeys: [] })
      .map((place) => Object.assign(new Place(), place)),
    copy: number,
    expiresAt: expiry,
  },
  { requiredKeys: [] },
);

const beside = {
  copy: orderedCondition(number),
  version: orderedCondition(fc.integer({ min: 1, max: 3 })),
  expiresAt: orderedCondition(expiry),
};
const place = objectCondition({
  city: textCondition(text),
  zip: orderedCondition(number),
  since: orderedCondition(date),
});
const within = {
  count: orderedCondition(number),
  great: orderedCondition(great),
  text: fc.oneof(textCondition(text), anyCondition(fc.constant(null))),
  when: orderedCondition(date),
  bytes: orderedCondition(bytes),
  flag: joined(anyCondition(fc.boolean())),
  list: containerCondition(word),
  tags: fc.oneof(containerCondition(word), anyCondition(fc.constantFrom(new Set(['a']), new Set(['a', 'b'])))),
  sizes: containerCondition(fc.integer({ min: 0, max: 3 })),
  place,
};
/** An empty condition cannot be joined with others. */
const isSaid = ({ given }: Meant): boolean =>
  Object.values(given as object).every((each) => isSaidWithin(each)) && Object.keys(given as object).length > 0;
const isSaidWithin = (given: unknown): boolean =>
  typeof given !== 'object' ||
  given === null ||
  Object.getPrototypeOf(given) !== Object.prototype ||
  Object.keys(given).length > 0;
const whole = (members: Readonly<Record<string, fc.Arbitrary<Meant>>>) =>
  joined(objectCondition(members).filter(isSaid));

const ROWS = 40;
/** Between the expiries that rows have. */
const HALF = new Date(Math.ceil(START_MS / 1000) * 1000 + 1500);

describeOnce('laws of where', () => {
  onEachEngine((engine) => {
    let rows: Repository<Row>;
    let texts: Repository<TextRow>;
    let all: Row[];
    before(async () => {
      const table = await createTable(engine.client);
      const session = new Session(engine.client, { clock: new StoppedClock(), tableName: () => table });
      rows = session.repository(Row);
      texts = session.repository(TextRow);
      const samples = fc.sample(row, { numRuns: ROWS, seed: 7 });
      const given = samples.map((each, index) =>
        Object.assign(new Row(), each, { id: `id-${String(index).padStart(2, '0')}`, version: index % 3 }),
      );
      await rows.putMany(given);
      await texts.putMany(given.map((each) => Object.assign(new TextRow(), each, { version: each.version! - 1 })));
      all = await rows.list().toArray();
      expect(all).to.have.length(ROWS);
    });

    const law = (repository: () => Repository<Row>, condition: fc.Arbitrary<Meant>) =>
      fc.assert(
        fc.asyncProperty(condition, async ({ given, holds }) => {
          const found = await repository()
            .list(undefined, { where: given as object })
            .toArray();
          expect(found.map(({ id }) => id)).to.deep.equal(all.filter(holds).map(({ id }) => id));
        }),
        { numRuns: runs(80, 5000) },
      );

    it('lists yield what the conditions say of each entity', () => law(() => rows, whole({ ...within, ...beside })));

    it('lists of payloads of JSON text yield what the conditions say of what lies beside', () =>
      law(() => texts as Repository<Row>, whole(beside)));

    for (const [what, condition, holds] of [
      ['lt', lt(HALF), (at: Date) => at < HALF],
      ['lte', lte(HALF), (at: Date) => at <= HALF],
      ['gt', gt(HALF), (at: Date) => at > HALF],
      ['gte', gte(HALF), (at: Date) => at >= HALF],
      ['between', between(HALF, HALF), () => false],
    ] as const) {
      it(`compares expiries with a moment between two seconds by ${what}`, async () => {
        const found = await rows.list(undefined, { where: { expiresAt: condition } }).toArray();
        const expected = all.filter(({ expiresAt }) => expiresAt !== undefined && holds(expiresAt));
        expect(found.map(({ id }) => id)).to.deep.equal(expected.map(({ id }) => id));
      });
    }

    it('counts what it yields, page by page', async () => {
      const where = { flag: true };
      const expected = all.filter(({ flag }) => flag).map(({ id }) => id);
      expect(await rows.list(undefined, { where }).count()).to.equal(expected.length);
      const ids: string[] = [];
      let startKey: string | undefined;
      do {
        const page = await rows.listPage(undefined, { where, limit: 3, ...(startKey && { startKey }) });
        ids.push(...page.items.map(({ id }) => id));
        startKey = page.lastKey;
      } while (startKey !== undefined);
      expect(ids).to.deep.equal(expected);
    });
  });
});
