import { expect } from 'chai';
import { Session, isDynastoreError } from '../../lib/index.js';
import type { KVPair, Partition } from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { onEachEngine } from '../support/engines.js';
import type { Fault } from '../support/fault-proxy.js';
import { type FaultyClient, openFaultyClient } from '../support/faulty-client.js';
import { note } from '../support/findings.js';
import { describeOnce } from '../support/describe-once.js';
import { SEED, scaled } from '../support/scale.js';
import { StoppedClock } from '../support/stopped-clock.js';

const FAULTS = ['lostAnswer', 'cutAnswer', 'error500', 'delay', 'reset', 'throttle', 'ghost', 'silence'] as const;
/** After these the first try took effect, and no answer says so. */
const APPLIED_WITHOUT_ANSWER: readonly Fault[] = ['lostAnswer', 'cutAnswer', 'error500'];
/** After these nothing says whether it did. A refusal that breaks off is one all the same: its status says so. */
const WITHOUT_ANSWER: readonly Fault[] = ['lostAnswer', 'error500', 'reset', 'ghost', 'silence'];
const RUNS = scaled(10);
/** Silence is like a ghost, and takes long. */
const WAITED_FOR = ['put on a live row', 'delete at a version', 'replace after a write of the same content'];
const isWorthWhile = (fault: Fault, name: string) => fault !== 'silence' || WAITED_FOR.includes(name);

interface Scene {
  /** Goes through the proxy. */
  readonly rows: Partition;
  /** Goes straight to the engine, as another program would. */
  readonly others: Partition;
  readonly clock: StoppedClock;
  readonly key: string;
}

interface Verb {
  readonly name: string;
  readonly needsTransactions?: boolean;
  prepare(scene: Scene): Promise<KVPair | undefined>;
  run(scene: Scene, previous: KVPair | undefined): Promise<unknown>;
  /** The version of the row afterwards; `undefined`: no row. */
  readonly leaves: number | undefined;
  /** What it fails with where nobody can know; else it succeeds. */
  readonly isAmbiguousAfter?: readonly Fault[];
  /** A late copy of it may remove a newer row. */
  readonly mayHaunt?: boolean;
}

const MINE = { value: 'mine' };
const make = async ({ rows, key }: Scene) => rows.put(key, { value: 'first' });

const VERBS: readonly Verb[] = [
  {
    name: 'put on a live row',
    prepare: make,
    run: ({ rows, key }) => rows.put(key, MINE),
    leaves: 2,
  },
  {
    name: 'put where nothing is',
    prepare: async () => undefined,
    run: ({ rows, key }) => rows.put(key, MINE),
    leaves: 1,
  },
  {
    name: 'put over an expired row',
    async prepare({ others, key, clock }) {
      await others.put(key, { value: 'old', ttl: 60 });
      clock.advance(61_000);
      return undefined;
    },
    run: ({ rows, key }) => rows.put(key, MINE),
    leaves: 2,
  },
  {
    name: 'create',
    prepare: async () => undefined,
    run: ({ rows, key }) => rows.atomicPut(key, MINE),
    leaves: 1,
  },
  {
    name: 'create over an expired row',
    async prepare({ others, key, clock }) {
      await others.put(key, { value: 'old', ttl: 60 });
      clock.advance(61_000);
      return undefined;
    },
    run: ({ rows, key }) => rows.atomicPut(key, MINE),
    leaves: 2,
  },
  {
    name: 'create, exact',
    needsTransactions: true,
    prepare: async () => undefined,
    run: ({ rows, key }) => rows.atomicPut(key, MINE, { exact: true }),
    leaves: 1,
  },
  {
    name: 'replace',
    prepare: make,
    run: ({ rows, key }, previous) => rows.atomicPut(key, MINE, { previous }),
    leaves: 2,
  },
  {
    name: 'delete',
    prepare: make,
    run: ({ rows, key }) => rows.delete(key),
    leaves: undefined,
    mayHaunt: true,
  },
  {
    name: 'delete at a version',
    prepare: make,
    run: ({ rows, key }, previous) => rows.atomicDelete(key, previous),
    leaves: undefined,
    isAmbiguousAfter: APPLIED_WITHOUT_ANSWER,
  },
  {
    name: 'delete at a version, exact',
    needsTransactions: true,
    prepare: make,
    run: ({ rows, key }, previous) => rows.atomicDelete(key, previous, { exact: true }),
    leaves: undefined,
  },
];

/** Writes that must be refused, whatever happens on the way. */
interface Refusal {
  readonly name: string;
  prepare(scene: Scene): Promise<KVPair | undefined>;
  run(scene: Scene, previous: KVPair | undefined): Promise<unknown>;
  readonly code: string;
  readonly isAmbiguousAfter?: readonly Fault[];
}

async function overtaken({ rows, others, key }: Scene): Promise<KVPair> {
  const previous = await rows.put(key, { value: 'first' });
  await others.atomicPut(key, { ...MINE, previous });
  return previous;
}
async function madeAnew({ rows, others, key, clock }: Scene): Promise<KVPair> {
  const previous = await rows.put(key, MINE);
  await others.delete(key);
  clock.advance(1);
  await others.put(key, MINE);
  return previous;
}
async function gone({ rows, others, key }: Scene): Promise<KVPair> {
  const previous = await rows.put(key, MINE);
  await others.delete(key);
  return previous;
}

const REFUSALS: readonly Refusal[] = [
  {
    name: 'create where a row with the same content is',
    async prepare({ others, key }) {
      await others.atomicPut(key, MINE);
      return undefined;
    },
    run: ({ rows, key }) => rows.atomicPut(key, MINE),
    code: 'KEY_EXISTS',
  },
  {
    name: 'replace after a write of the same content',
    prepare: overtaken,
    run: ({ rows, key }, previous) => rows.atomicPut(key, { ...MINE, previous }),
    code: 'KEY_MODIFIED',
  },
  {
    name: 'delete at a version after another write',
    prepare: overtaken,
    run: ({ rows, key }, previous) => rows.atomicDelete(key, previous),
    code: 'KEY_MODIFIED',
  },
  {
    name: 'replace of a row that was made anew',
    prepare: madeAnew,
    run: ({ rows, key }, previous) => rows.atomicPut(key, { ...MINE, previous }),
    code: 'KEY_MODIFIED',
    isAmbiguousAfter: WITHOUT_ANSWER,
  },
  {
    name: 'delete of a row that was made anew',
    prepare: madeAnew,
    run: ({ rows, key }, previous) => rows.atomicDelete(key, previous),
    code: 'KEY_MODIFIED',
    isAmbiguousAfter: WITHOUT_ANSWER,
  },
  {
    name: 'replace of a row that is gone',
    prepare: gone,
    run: ({ rows, key }, previous) => rows.atomicPut(key, { ...MINE, previous }),
    code: 'KEY_MODIFIED',
    isAmbiguousAfter: WITHOUT_ANSWER,
  },
  {
    name: 'delete of a row that is gone',
    prepare: gone,
    run: ({ rows, key }, previous) => rows.atomicDelete(key, previous),
    code: 'KEY_NOT_FOUND',
    isAmbiguousAfter: WITHOUT_ANSWER,
  },
];

describeOnce('one write under one fault', () => {
  onEachEngine((engine) => {
    let faulty: FaultyClient;
    /** For silence, which a client has to end by itself. */
    let impatient: FaultyClient;
    let impatientRows: Partition;
    let scene: Scene;
    let keys = 0;

    before(async () => {
      faulty = await openFaultyClient(engine.clientConfig, SEED);
      impatient = await openFaultyClient(engine.clientConfig, SEED, { requestTimeoutMs: 1000 });
      const table = await createTable(engine.client);
      const clock = new StoppedClock();
      scene = {
        rows: new Session(faulty.client, { clock }).table(table).partition('p'),
        others: new Session(engine.client, { clock }).table(table).partition('p'),
        clock,
        key: '',
      };
      impatientRows = new Session(impatient.client, { clock }).table(table).partition('p');
    });
    after(() => Promise.all([faulty.close(), impatient.close()]));

    /** Rows that each are to meet a fault once; prepared one after another, since some move the clock. */
    async function prepareRuns<T>(prepare: (run: Scene) => Promise<T>, fault: Fault) {
      const runs: { run: Scene; previous: T }[] = [];
      for (let count = 0; count < RUNS; count++) {
        const run = { ...scene, key: `key-${keys++}.` };
        const previous = await prepare(run);
        runs.push({ run: fault === 'silence' ? { ...run, rows: impatientRows } : run, previous });
      }
      const { proxy } = fault === 'silence' ? impatient : faulty;
      for (const { run } of runs) proxy.injectAt(run.key, fault);
      return runs;
    }

    for (const verb of VERBS) {
      if (verb.needsTransactions && engine.name === 'dynalite') continue;
      for (const fault of FAULTS) {
        if (!isWorthWhile(fault, verb.name)) continue;
        const isAmbiguous = verb.isAmbiguousAfter?.includes(fault) ?? false;
        const promise = isAmbiguous ? 'AmbiguousResultError, one effect' : 'success, one effect';
        it(`${verb.name}, ${fault}: ${promise}`, async () => {
          const runs = await prepareRuns((run) => verb.prepare(run), fault);
          const settled = runs.map(async ({ run, previous }) => {
            const outcome = await settle(verb.run(run, previous));
            return { run, outcome, left: await run.others.find(run.key, { consistent: true }) };
          });
          const outcomes = await Promise.all(settled);
          await Promise.all([faulty, impatient].map(({ proxy }) => proxy.releaseGhosts()));
          for (const { run, outcome, left } of outcomes) {
            const later = await run.others.find(run.key, { consistent: true });
            const found = { outcome, left: left?.version, value: left?.stringValue(), later: later?.version };
            const expected = {
              outcome: isAmbiguous ? 'AMBIGUOUS_RESULT' : undefined,
              left: verb.leaves,
              value: verb.leaves && 'mine',
              later: verb.leaves,
            };
            note('one write', [verb.name, fault, promise], JSON.stringify(found) === JSON.stringify(expected));
            expect(found).to.deep.equal(expected);
          }
        });
      }
    }

    for (const refusal of REFUSALS) {
      for (const fault of FAULTS) {
        if (!isWorthWhile(fault, refusal.name)) continue;
        const code = refusal.isAmbiguousAfter?.includes(fault) ? 'AMBIGUOUS_RESULT' : refusal.code;
        it(`${refusal.name}, ${fault}: ${code}, no effect`, async () => {
          const runs = await prepareRuns((run) => refusal.prepare(run), fault);
          const befores = await Promise.all(runs.map(({ run }) => run.others.find(run.key, { consistent: true })));
          const outcomes = await Promise.all(runs.map(({ run, previous }) => settle(refusal.run(run, previous))));
          await Promise.all([faulty, impatient].map(({ proxy }) => proxy.releaseGhosts()));
          for (const [index, { run }] of runs.entries()) {
            const later = await run.others.find(run.key, { consistent: true });
            const found = { outcome: outcomes[index], version: later?.version };
            const expected = { outcome: code, version: befores[index]?.version };
            const isHeld = JSON.stringify(found) === JSON.stringify(expected);
            note('one refused write', [refusal.name, fault, `${code}, no effect`], isHeld);
            expect(found).to.deep.equal(expected);
          }
        });
      }
    }
  });
});

/** The code of what a call fails with, `undefined` when it succeeds. */
async function settle(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (isDynastoreError(error)) return error.code;
    throw error;
  }
}
