import { expect } from 'chai';
import {
  type AmbiguousResultError,
  Entity,
  Field,
  Partition,
  type RepositoryOf,
  Session,
  SortKeyPath,
  Version,
  add,
  append,
  gte,
  isDynastoreError,
  merge,
} from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import type { Fault } from '../support/fault-proxy.js';
import { type FaultyClient, openFaultyClient } from '../support/faulty-client.js';
import { note } from '../support/findings.js';
import { SEED, scaled } from '../support/scale.js';

class Limits {
  @Field() most!: number;
}

@Entity('tallies')
@Partition('tally/{id}')
@SortKeyPath('total')
class Tally {
  id!: string;
  total = 0;
  log: string[] = [];
  @Field(() => Limits) limits?: Limits;
  @Version() version?: number;
}
type Tallies = RepositoryOf<typeof Tally>;

const tally = (id: string, more: Partial<Tally> = {}) => Object.assign(new Tally(), { id, ...more });
const FAULTS = ['lostAnswer', 'cutAnswer', 'error500', 'delay', 'reset', 'throttle', 'ghost'] as const;
const RUNS = scaled(10);

interface Verb {
  readonly name: string;
  /** Prepared without faults. */
  prepare(tallies: Tallies, id: string): Promise<Tally | undefined>;
  run(tallies: Tallies, id: string, loaded: Tally | undefined): Promise<unknown>;
  /** The row afterwards; nothing for none. */
  readonly leaves: Partial<Tally> | undefined;
  readonly isAmbiguousAfter?: readonly Fault[];
}

const made = (tallies: Tallies, id: string) => tallies.create(tally(id));
const VERBS: readonly Verb[] = [
  {
    name: 'create of an entity',
    prepare: async () => undefined,
    run: (tallies, id) => tallies.create(tally(id, { total: 1 })),
    leaves: { version: 1, total: 1 },
  },
  {
    name: 'save of a new entity',
    prepare: async () => undefined,
    run: (tallies, id) => tallies.save(tally(id, { total: 1 })),
    leaves: { version: 1, total: 1 },
  },
  {
    name: 'save of a loaded entity',
    prepare: made,
    run: (tallies, _id, loaded) => tallies.save(Object.assign(loaded!, { total: 1 })),
    leaves: { version: 2, total: 1 },
  },
  {
    name: 'put of an entity',
    prepare: made,
    run: (tallies, id) => tallies.put(tally(id, { total: 1 })),
    leaves: { version: 2, total: 1 },
  },
  {
    name: 'update',
    prepare: made,
    run: (tallies, id) => tallies.update({ id }, (draft) => void draft.total++),
    leaves: { version: 2, total: 1 },
  },
  {
    name: 'patch with add and append',
    prepare: made,
    run: (tallies, id) => tallies.patch({ id }, { total: add(1), log: append('x') }),
    leaves: { version: 2, total: 1, log: ['x'] },
  },
  {
    name: 'patch with a condition that no longer holds once it took effect',
    prepare: (tallies, id) => tallies.create(tally(id, { total: 5 })),
    run: (tallies, id) => tallies.patch({ id }, { total: add(-5) }, { if: { total: gte(5) } }),
    leaves: { version: 2, total: 0 },
  },
  {
    name: 'patch of a map that is missing',
    prepare: made,
    run: (tallies, id) => tallies.patch({ id }, { total: add(1), limits: merge({ most: 7 }) }),
    leaves: { version: 2, total: 1, limits: Object.assign(new Limits(), { most: 7 }) },
  },
  {
    name: 'delete of an entity',
    prepare: made,
    run: (tallies, _id, loaded) => tallies.delete(loaded!),
    leaves: undefined,
    isAmbiguousAfter: ['lostAnswer', 'cutAnswer', 'error500'],
  },
];

describeOnce('one write of an entity under one fault', () => {
  onEachEngine((engine) => {
    let faulty: FaultyClient;
    let tallies: Tallies;
    let straight: Tallies;
    let count = 0;
    before(async () => {
      faulty = await openFaultyClient(engine.clientConfig, SEED);
      const table = await createTable(engine.client);
      const options = { tableName: () => table };
      tallies = new Session(faulty.client, options).repository(Tally);
      straight = new Session(engine.client, options).repository(Tally);
    });
    after(() => faulty.close());

    for (const verb of VERBS) {
      for (const fault of FAULTS) {
        // What `update` reads first meets the fault instead, and reads are tried again without any harm.
        const isAmbiguous = verb.isAmbiguousAfter?.includes(fault) ?? false;
        const promise = isAmbiguous ? 'AmbiguousResultError, one effect' : 'success, one effect';
        it(`${verb.name}, ${fault}: ${promise}`, async () => {
          const runs = Array.from({ length: RUNS }, async () => {
            const id = `id-${count++}.`;
            const loaded = await verb.prepare(tallies, id);
            const injected = verb.name === 'update' ? [undefined, fault] : [fault];
            faulty.proxy.injectAt(`tally/${id}`, ...injected);
            const outcome = await verb.run(tallies, id, loaded).then(
              () => 'success',
              (error: unknown) => (isDynastoreError(error) ? error.code : Promise.reject(error as Error)),
            );
            return { id, outcome };
          });
          const settled = await Promise.all(runs);
          await faulty.proxy.releaseGhosts();
          for (const { id, outcome } of settled) {
            const left = await straight.find({ id }, { consistent: true });
            const expected = verb.leaves && { ...tally(id), ...verb.leaves };
            const isAsPromised = outcome === (isAmbiguous ? 'AMBIGUOUS_RESULT' : 'success');
            const isExact = JSON.stringify(sorted(left)) === JSON.stringify(sorted(expected));
            note('one write', [verb.name, fault, promise], isAsPromised && isExact);
            expect(outcome).to.equal(isAmbiguous ? 'AMBIGUOUS_RESULT' : 'success');
            expect(sorted(left)).to.deep.equal(sorted(expected));
          }
        });
      }
    }

    it('gives the entity of an ambiguous result, as a repository’s error does', async () => {
      const id = `id-${count++}.`;
      const loaded = await made(tallies, id);
      const remake = async () => {
        await straight.delete({ id });
        await straight.create(tally(id, { total: 9 }));
      };
      faulty.proxy.injectAt(`tally/${id}`, 'lostAnswer', remake);
      const error = await tallies.delete(loaded).then(
        () => undefined,
        (reason: unknown) => reason as AmbiguousResultError<Tally>,
      );
      expect(error).to.include({ code: 'AMBIGUOUS_RESULT' });
      expect(error?.current).to.be.instanceOf(Tally).and.include({ total: 9 });
    });
  });
});

/** The data of an entity, in one order. */
function sorted(entity: Partial<Tally> | undefined): unknown {
  return (
    entity &&
    Object.fromEntries(
      Object.entries(entity)
        .sort()
        .filter(([, value]) => value !== undefined),
    )
  );
}
