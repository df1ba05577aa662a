import { expect } from 'chai';
import {
  Entity,
  IndexField,
  Partition,
  SortKeyPath,
  readWithGlobalIndex,
  readWithLocalIndex,
} from '../../../lib/index.js';
import type { DeviationTest } from './decides.js';
import { GLOBAL_INDEX, type Stage, codeOf, failureOf } from './stage.js';

/** Every operation on a row, by its name in an error. */
function operationsOn({ partition }: Stage, key: string): Readonly<Record<string, () => Promise<unknown>>> {
  const previous = { partition: partition.name, key, version: 1 } as never;
  return {
    Put: () => partition.put(key, { value: 'v' }),
    Get: () => partition.get(key),
    Exists: () => partition.exists(key),
    AtomicPut: () => partition.atomicPut(key, { value: 'v' }),
    AtomicDelete: () => partition.atomicDelete(key, previous),
    Delete: () => partition.delete(key),
  };
}

/** An entity knows which of its properties are keys of an index. */
@Entity('owned')
@Partition('owned')
@SortKeyPath('{name}')
class Owned {
  name!: string;
  @IndexField({ index: GLOBAL_INDEX.name, key: 'partition' }) owner!: string;
}

export const CALLS: readonly DeviationTest[] = [
  {
    id: 'D30',
    sentence: 'takes missing hooks for none',
    run: async (stage) => {
      const none = [null, undefined, {}, { requestBuilt: undefined }, { requestBuilt: null, responseReceived: null }];
      for (const hooks of none) {
        const partition = stage.with({ hooks: hooks as never });
        await partition.put('k', { value: 'v' });
        expect((await partition.get('k')).stringValue()).to.equal('v');
        expect(await partition.exists('k')).to.equal(true);
        expect((await partition.listPage('')).keys).to.have.length(1);
        expect(await partition.list('').toArray()).to.have.length(1);
        const written = await partition.atomicPut('k', { previous: await partition.get('k'), value: 'w' });
        expect(await partition.atomicDelete('k', written)).to.equal(true);
        await partition.delete('k');
      }
    },
  },
  {
    id: 'D31',
    sentence: 'refuses limits and names that can never work, and sends nothing',
    run: async (stage) => {
      const { partition, table } = stage;
      const calls = [
        ...[0, -1, 1.5, NaN, '5' as never].map((limit) => () => partition.listPage('', { limit })),
        () => partition.list('', { limit: 0 }).toArray(),
        () => partition.listPage('', readWithLocalIndex('', 'created')),
        () => partition.listPage('', readWithGlobalIndex(GLOBAL_INDEX.name, '', 'rank')),
        () => partition.listPage('', readWithGlobalIndex(GLOBAL_INDEX.name, 'owner', '')),
        () => table.partition(''),
      ];
      for (const call of calls) expect(await codeOf(call)).to.equal('INVALID_ARGUMENT');
      expect(await codeOf(() => stage.session().table(''))).to.equal('INVALID_ARGUMENT');
      expect(stage.sent()).to.deep.equal([]);
    },
  },
  {
    id: 'D32',
    sentence: 'says in every error what was done where, and keeps the cause',
    run: async (stage) => {
      const missing = stage.session().table('missing-table').partition(stage.partition.name);
      const address = { table: 'missing-table', partition: missing.name };
      for (const [operation, call] of Object.entries(operationsOn({ ...stage, partition: missing }, 'k'))) {
        const failure = await failureOf(call);
        expect(failure).to.include({ code: 'ENVIRONMENT', operation, key: 'k', ...address });
        expect((failure.cause as Error).name).to.equal('ResourceNotFoundException');
      }
      for (const [operation, call] of [
        ['List', () => missing.list('a').toArray()],
        ['ListPage', () => missing.listPage('a')],
      ] as const) {
        expect(await failureOf(call)).to.include({ code: 'ENVIRONMENT', operation, ...address });
      }
      for (const operation of ['put', 'atomicPut'] as const) {
        const failure = await failureOf(() => stage.partition[operation]('k', { fields: { id: { S: 'x' } } }));
        expect(failure).to.include({ code: 'RESERVED_FIELD', partition: stage.partition.name, key: 'k' });
      }
    },
  },
  {
    id: 'D33',
    sentence: 'lets no empty text into the key of an index',
    run: async ({ partition, stored, engine, table, session, sent }) => {
      const owned = session({ tableName: () => table.name }).repository(Owned);
      expect(await codeOf(() => owned.create(Object.assign(new Owned(), { name: 'n', owner: '' })))).to.equal(
        'INVALID_ARGUMENT',
      );
      expect(sent()).to.deep.equal([]);
      await partition.put('k', { value: 'v' });
      // dynalite keeps what DynamoDB refuses.
      if (engine === 'dynalite') return;
      const failure = await failureOf(() => partition.put('k', { fields: { created: { S: '' } } }));
      // The store does not know which fields are keys of an index; DynamoDB does.
      expect(failure).to.include({ code: 'SERVICE', operation: 'Put', key: 'k', retryable: false });
      expect(await stored('k')).to.deep.equal({ version: { N: '1' }, payload: { S: 'v' } });
    },
  },
  {
    id: 'D34',
    sentence: 'refuses an empty partition or sort key in every operation, and sends nothing',
    run: async (stage) => {
      const { partition, table } = stage;
      const previous = { partition: '', key: 'k', version: 1 } as never;
      const calls = [
        ...Object.values(operationsOn(stage, '')),
        () => partition.find(''),
        () => table.put('', 'k', { value: 'v' }),
        () => table.get('', 'k'),
        () => table.find('', 'k'),
        () => table.exists('', 'k'),
        () => table.delete('', 'k'),
        () => table.atomicPut('', 'k', { value: 'v' }),
        () => table.atomicDelete('', 'k', previous),
        () => table.list('', 'a').toArray(),
        () => table.listPage('', 'a'),
      ];
      for (const call of calls) expect(await codeOf(call)).to.equal('INVALID_ARGUMENT');
      expect(stage.sent()).to.deep.equal([]);
    },
  },
];
