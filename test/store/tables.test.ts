import { randomUUID } from 'node:crypto';
import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { Entity, Index, IndexField, Partition, Session, SortKeyPath } from '../../lib/index.js';
import { NEVER_DELETED } from '../../lib/metadata/table-differences.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';

@Entity({ table: 'shop', ttl: '1d' })
@Partition('order/{id}')
@SortKeyPath('order')
@Index('byPlaced', { partition: 'store/{store}', sort: '{id}' })
class Order {
  id!: string;
  store?: string;
  @IndexField({ index: 'byState', key: 'partition', projection: ['state'] }) state?: string;
  @IndexField({ index: 'byTotal', key: 'sort', type: Number, projection: 'KEYS_ONLY' }) total?: number;
}

@Entity('shop')
@Partition('item/{id}')
@SortKeyPath('item')
class Item {
  id!: string;
  @IndexField({ index: 'byTotal', key: 'sort', type: Number, projection: 'KEYS_ONLY' }) total?: number;
  @IndexField({ index: 'byRank', key: 'partition', type: BigInt }) rank?: bigint;
}

const EXPECTED = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'name', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'name', AttributeType: 'S' },
    { AttributeName: 'byPlacedSort', AttributeType: 'S' },
    { AttributeName: 'byPlacedPartition', AttributeType: 'S' },
    { AttributeName: 'state', AttributeType: 'S' },
    { AttributeName: 'total', AttributeType: 'N' },
    { AttributeName: 'rank', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byPlaced',
      KeySchema: [
        { AttributeName: 'byPlacedPartition', KeyType: 'HASH' },
        { AttributeName: 'byPlacedSort', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: 'byState',
      KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['version', 'expires'] },
    },
    {
      IndexName: 'byRank',
      KeySchema: [{ AttributeName: 'rank', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'byTotal',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'total', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['version', 'expires'] },
    },
  ],
});

describeOnce('store/tables', () => {
  onEachEngine((engine) => {
    let table: string;
    let session: Session;
    beforeEach(() => {
      table = `test-${randomUUID()}`;
      session = new Session(engine.client, { tableName: () => table });
    });
    const problems = async () => (await session.verifyTables(Order, Item)).map(({ problem }) => problem);
    const isTtl = (problem: string) => problem === NEVER_DELETED;

    it('describes one table for all entities of it', () => {
      expect(session.tableDefinition(Order, Item)).to.deep.equal([EXPECTED(table)]);
    });

    it('creates what is missing, finds nothing different then, and leaves it when it is asked again', async () => {
      expect(await session.verifyTables(Order, Item)).to.deep.equal([{ table, problem: 'The table does not exist.' }]);
      await session.createTables(Order, Item);
      expect(await session.verifyTables(Order, Item)).to.deep.equal([]);
      await Promise.all([session.createTables(Order, Item), session.createTables(table)]);
      expect(await session.verifyTables()).to.deep.equal([]);
      await session.repository(Order).create(Object.assign(new Order(), { id: '1', state: 'open' }));
      expect(await session.repository(Order).index('byState').list({ state: 'open' }).count()).to.equal(1);
    });

    it('creates a plain table by its name', async () => {
      await session.createTables('any');
      expect(await session.verifyTables('any')).to.deep.equal([]);
      await session.table('any').put('p', 'k', { value: 'v' });
    });

    it('tells of expired rows that stay, only where rows expire and the engine can delete them', async () => {
      await engine.client.send(new CreateTableCommand(session.tableDefinition(Order, Item)[0]!));
      expect((await problems()).filter(isTtl)).to.deep.equal(engine.supports.ttl ? [NEVER_DELETED] : []);
      const other = new Session(engine.client, { tableName: () => table });
      expect((await other.verifyTables(Item)).map(({ problem }) => problem)).to.deep.equal([]);
    });

    const base = () => EXPECTED(table);
    const [placed, state, rank] = EXPECTED('').GlobalSecondaryIndexes!;
    for (const [what, change, found] of [
      [
        'indexes that are missing',
        { GlobalSecondaryIndexes: [placed!], LocalSecondaryIndexes: undefined },
        [
          "The global index 'byState' is missing.",
          "The global index 'byRank' is missing.",
          "The local index 'byTotal' is missing.",
        ],
      ],
      [
        'another key of an index',
        {
          GlobalSecondaryIndexes: [
            { ...placed!, KeySchema: [placed!.KeySchema![0]!, { AttributeName: 'state', KeyType: 'RANGE' }] },
            state!,
            rank!,
          ],
        },
        [
          "The global index 'byPlaced' has the keys byPlacedPartition (HASH), state (RANGE), and should have byPlacedPartition (HASH), byPlacedSort (RANGE).",
        ],
      ],
      [
        'another type of a key',
        { types: { rank: 'S', total: 'S' } },
        [
          "The key attribute 'total' is of type S, and should be N.",
          "The key attribute 'rank' is of type S, and should be N.",
        ],
      ],
      [
        'what an index does not hold',
        {
          GlobalSecondaryIndexes: [
            { ...placed!, Projection: { ProjectionType: 'KEYS_ONLY' } },
            { ...state!, Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['version'] } },
            rank!,
          ],
        },
        [
          "The global index 'byPlaced' does not hold all attributes.",
          "The global index 'byState' does not hold expires.",
        ],
      ],
      [
        'keys of the table',
        { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], LocalSecondaryIndexes: undefined },
        ['The keys are id (HASH), and should be id (HASH), name (RANGE).', "The local index 'byTotal' is missing."],
      ],
    ] as const) {
      it(`tells of ${what}`, async () => {
        const { types = {}, ...changes } = change as Partial<CreateTableCommandInput> & {
          types?: Record<string, string>;
        };
        const input = { ...base(), ...changes } as CreateTableCommandInput;
        const indexes = [...(input.GlobalSecondaryIndexes ?? []), ...(input.LocalSecondaryIndexes ?? []), input];
        const used = new Set(indexes.flatMap(({ KeySchema }) => KeySchema!.map(({ AttributeName }) => AttributeName)));
        const definitions = base().AttributeDefinitions!.filter(({ AttributeName }) => used.has(AttributeName));
        input.AttributeDefinitions = definitions.map((each) => ({
          ...each,
          AttributeType: (types[each.AttributeName!] ?? each.AttributeType) as 'S' | 'N',
        }));
        await engine.client.send(new CreateTableCommand(input));
        expect((await problems()).filter((problem) => !isTtl(problem))).to.deep.equal(found);
      });
    }

    it('takes a table that has more', async () => {
      await session.createTables(Order, Item);
      const less = new Session(engine.client, { tableName: () => table });
      expect(await less.verifyTables(Item)).to.deep.equal([]);
    });
  });
});
