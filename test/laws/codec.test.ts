import { expect } from 'chai';
import fc from 'fast-check';
import { Entity, Field, IndexField, Partition, Session, SortKeyPath } from '../../lib/index.js';
import { readJsonText } from '../../lib/record/json-text.js';
import { codecOf, rowOf } from '../metadata/holder.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { runs } from '../support/runs.js';
import { anyBigInt, anyBytes, anyData, anyDate, anyName, anyNumber, anySet, anySetOfBytes, anyStored, anyText, greatBigInt, membersOf, spell, stored } from './any-value.js'; // prettier-ignore

class Line {
  @Field(() => BigInt) count?: bigint | null;
  @Field(() => Date, { name: 'when' }) at?: Date | null;
  @Field(() => [Line]) lines?: Line[] | null;
  @Field() data: unknown;
  total(): string {
    return 'a method';
  }
}

abstract class Everything {
  id!: string;
  @Field(() => String) text?: string | null;
  @Field(() => Number, { name: 'n' }) number?: number | null;
  @IndexField() @Field(() => BigInt) big?: bigint | null;
  @Field(() => Boolean) flag?: boolean | null;
  @Field(() => Date) at?: Date | null;
  @Field(() => Uint8Array) bytes?: Uint8Array | null;
  @Field(() => Set) set: Set<unknown> | null = new Set();
  @Field(() => Map) map?: Map<string, unknown> | null;
  @Field(() => Line) line?: Line | null;
  @Field(() => [Line]) lines?: Line[] | null;
  @Field(() => [Date]) dates?: Date[] | null;
  @Field() data: unknown;
  total(): string {
    return 'a method';
  }
}
@Entity('everything') @Partition('p') @SortKeyPath('{id}') class AsMap extends Everything {} // prettier-ignore
@Entity({ table: 'everything', layout: 'json' }) @Partition('p') @SortKeyPath('{id}') class AsText extends Everything {} // prettier-ignore

const lineOf = (values: object) => Object.assign(new Line(), values);

function anyEntity(Class: new () => Everything): fc.Arbitrary<Everything> {
  const hasBinary = Class === AsMap;
  const data = anyData(hasBinary);
  const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value);
  const { line } = fc.letrec<{ line: Line }>((tie) => ({
    line: fc
      .record(
        {
          count: orNull(anyBigInt),
          at: orNull(anyDate),
          lines: orNull(fc.array(tie('line'), { maxLength: 2, depthIdentifier: 'line' })),
          data,
        },
        { requiredKeys: [] },
      ) // prettier-ignore
      .map(lineOf),
  }));
  const sets = hasBinary ? fc.oneof(anySet, anySetOfBytes) : anySet;
  const values = {
    text: orNull(anyText),
    number: orNull(anyNumber),
    big: orNull(anyBigInt),
    flag: orNull(fc.boolean()),
    at: orNull(anyDate),
    bytes: orNull(anyBytes),
    set: orNull(sets),
    map: orNull(membersOf(fc.oneof(data, greatBigInt)).map((members) => new Map(Object.entries(members)))),
    line: orNull(line),
    lines: orNull(fc.array(orNull(line), { maxLength: 2 })),
    dates: orNull(fc.array(orNull(anyDate), { maxLength: 2 })),
    data,
  };
  const undeclared = membersOf(
    fc.oneof(data, greatBigInt),
    anyName.filter((name) => !TAKEN.has(name)),
  );
  // A few of them at a time: entities with everything are slow to make, and say no more.
  return fc
    .tuple(fc.subarray(Object.keys(values) as (keyof typeof values)[], { maxLength: 4 }), fc.constant(0))
    .chain(([names]) =>
      fc
        .tuple(fc.record(Object.fromEntries(names.map((name) => [name, values[name]]))), undeclared)
        .map(([declared, others]) => {
          const entity = Object.assign(new Class(), { id: 'x' }, declared);
          for (const [name, value] of Object.entries(others)) Object.defineProperty(entity, name, { value, enumerable: true, writable: true, configurable: true }); // prettier-ignore
          return entity;
        }),
    );
}
const TAKEN = new Set([
  'id',
  'n',
  'total',
  'text',
  'number',
  'big',
  'flag',
  'at',
  'bytes',
  'set',
  'map',
  'line',
  'lines',
  'dates',
  'data',
]);

describeOnce('laws/codec', () => {
  const total = runs(20_000, 1_000_000);

  for (const Class of [AsMap, AsText]) {
    const codec = codecOf(Class);
    it(`an entity comes back as it was written: ${total / 2} of ${Class.name}`, () => {
      fc.assert(
        fc.property(anyEntity(Class), (entity) => {
          const { value, fields } = codec.write(entity);
          const read = codec.read(rowOf(stored(value), { ...stored({ M: fields }).M, name: { S: 'x' } }));
          expectSame(read, entity);
          expectSame(codec.write(read), codec.write(entity));
        }),
        { numRuns: total / 2 },
      );
    }).timeout(3_600_000);
  }

  const row = membersOf(
    anyStored,
    anyName.filter((name) => name === 'total' || !TAKEN.has(name)),
  );

  it(`what a class knows nothing of is written as it was read: ${total / 4} rows`, () => {
    const codec = codecOf(AsMap);
    fc.assert(
      fc.property(row, (members) => {
        const payload = { ...members, id: { S: 'x' } };
        const read = codec.read(rowOf({ M: payload }));
        expectSame(stored(codec.write(read).value), { M: payload });
      }),
      { numRuns: total / 4 },
    );
  }).timeout(3_600_000);

  it(`and in JSON text with all digits: ${total / 4} rows`, () => {
    const codec = codecOf(AsText);
    const json = fc
      .json({ maxDepth: 3 })
      .map((text) => text.replace(/(?<=[:[,])(-?\d{5,})(?=[,\]}])/g, '$198765432109876543210'));
    fc.assert(
      fc.property(json, fc.bigInt({ min: 0n, max: 10n ** 50n }), (unseen, great) => {
        const text = `{"unseen":${unseen},"great":[${great},-0.5,{"x":${great}.25}],"id":"x"}`;
        const read = codec.read(rowOf({ S: text }));
        const written = readJsonText(codec.write(read).value.S!);
        expectSame(stored({ M: written }), stored({ M: readJsonText(text) }));
      }),
      { numRuns: total / 4 },
    );
  }).timeout(3_600_000);

  it('spells numbers as DynamoDB', () => {
    const spelt = { '0': '0', '1e+21': `1${'0'.repeat(21)}`, '1.5e-7': '0.00000015', '-12.50': '-12.5', '100': '100', '1.25e1': '12.5', '1e-3': '0.001' }; // prettier-ignore
    expect(Object.keys(spelt).map(spell)).to.deep.equal(Object.values(spelt));
  });

  onEachEngine((engine) => {
    const count = runs(50, 2_000);
    it(`comes back so from a real table: ${count} entities in both layouts`, async () => {
      const table = await createTable(engine.client);
      for (const Class of [AsMap, AsText]) {
        // dynalite takes a member __proto__ for a prototype.
        const mayHave = (entity: Everything) =>
          engine.name !== 'dynalite' || Class === AsText || !hasName(entity, '__proto__');
        const entities = fc.sample(anyEntity(Class).filter(mayHave), count);
        entities.forEach((entity, at) => (entity.id = `${Class.name}-${at}`));
        // A session of its own for each: the two have the same keys.
        const repository = new Session(engine.client, { tableName: () => table }).repository(Class);
        await repository.putMany(entities);
        const found = await repository.getMany(entities.map(({ id }) => ({ id })));
        found.forEach((read, at) => expectSame(read, entities[at]));
      }
    }).timeout(3_600_000);
  });
});

/** As chai compares, and much faster; also tells classes apart. */
function expectSame(found: unknown, wanted: unknown): void {
  if (!isSame(found, wanted)) {
    expect(found).to.deep.equal(wanted);
    throw new Error('They differ in the classes of what they hold.');
  }
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return Object.is(one, other);
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (one instanceof Date) return one.getTime() === (other as Date).getTime();
  if (one instanceof Uint8Array) return Buffer.compare(one, other as Uint8Array) === 0;
  if (one instanceof Set) return isSame(inOrder(one), inOrder(other as Set<unknown>));
  if (one instanceof Map) return isSame(Object.fromEntries(one), Object.fromEntries(other as Map<string, unknown>));
  const names = Object.keys(one).filter((name) => own(one, name) !== undefined);
  const others = Object.keys(other).filter((name) => own(other, name) !== undefined);
  return names.length === others.length && names.every((name) => isSame(own(one, name), own(other, name)));
}

/** DynamoDB keeps no order in sets. */
function inOrder(set: ReadonlySet<unknown>): unknown[] {
  const tell = (element: unknown) =>
    element instanceof Uint8Array ? Buffer.from(element).toString('hex') : String(element);
  return [...set].sort((a, b) => (tell(a) < tell(b) ? -1 : 1));
}

function hasName(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Map) return value.has(name) || [...value.values()].some((member) => hasName(member, name));
  return Object.hasOwn(value, name) || Object.values(value).some((member) => hasName(member, name));
}

function own(value: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
