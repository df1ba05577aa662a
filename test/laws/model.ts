import { expect } from 'chai';
import fc from 'fast-check';
import type { KVPair, RepositoryOf, StorePartition } from '../../lib/index.js';
import { failureOf } from '../support/failure.js';
import type { StoppedClock } from '../support/stopped-clock.js';
import type { Note } from './note.js';

// A plain map says what must come of every call. Two clients take turns at the calls, each with what it read last.

/** A row as it should be. One that is expired still lies there, and its version goes on. */
export interface Row {
  /** Another one for each time that the row is made where nothing is. */
  readonly incarnation: number;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly until: number | undefined;
}

/** What a client remembers of a row that it read or wrote. */
interface Known<T> {
  readonly row: Row;
  readonly seen: T;
}

export class Model {
  readonly rows = new Map<string, Row>();
  incarnations = 0;
  /** By client and key. */
  readonly pairs = new Map<string, Known<KVPair>>();
  readonly notes = new Map<string, Known<Note>>();
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  live(key: string): Row | undefined {
    const row = this.rows.get(key);
    return row === undefined || (row.until !== undefined && row.until <= this.now) ? undefined : row;
  }

  /** Writes what is there when it is live, else a new row. */
  write(
    key: string,
    change: (data: Row['data']) => Row['data'],
    until: (kept: number | undefined) => number | undefined,
  ): Row {
    const live = this.live(key);
    const lying = this.rows.get(key);
    const row: Row = {
      incarnation: lying?.incarnation ?? ++this.incarnations,
      version: (lying?.version ?? 0) + 1,
      data: withoutUndefined(change(live?.data ?? {})),
      until: until(live?.until),
    };
    this.rows.set(key, row);
    return row;
  }

  isStill({ row }: Known<unknown>, key: string): boolean {
    const live = this.live(key);
    return live?.incarnation === row.incarnation && live.version === row.version;
  }

  list(prefix: string): [string, Row][] {
    const live = [...this.rows.keys()].filter((key) => key.startsWith(prefix) && this.live(key) !== undefined).sort();
    return live.map((key) => [key, this.rows.get(key)!]);
  }
}

export function withoutUndefined(data: Row['data']): Row['data'] {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

export const asFound = ({ version, data, until }: Row) => ({ version, data, until });

/** What the calls go to: one of each for each client. */
export interface Real {
  readonly clock: StoppedClock;
  readonly rows: readonly StorePartition[];
  readonly notes: readonly RepositoryOf<typeof Note>[];
}

export type Act = (model: Model, real: Real) => Promise<void>;

/** A call: what it does to the real one and to the model, and what it expects. */
export class Command implements fc.AsyncCommand<Model, Real> {
  readonly #text: string;
  readonly #act: Act;

  constructor(text: string, act: Act) {
    this.#text = text;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): Promise<void> {
    return this.#act(model, real);
  }

  toString(): string {
    return this.#text;
  }
}

export const client = fc.nat({ max: 1 });

export const WAIT = fc.constantFrom(4, 5, 5).map(
  (seconds) =>
    new Command(`wait ${seconds} s`, async (model, real) => {
      real.clock.advance(seconds * 1000);
      model.now += seconds;
    }),
);

/** A call at a version that is not the row's any more tells which row is there. */
export async function expectModified(
  model: Model,
  key: string,
  run: () => Promise<unknown>,
  look: (current: unknown) => unknown,
): Promise<void> {
  const error = await failureOf(run);
  expect(error).to.include({ code: 'KEY_MODIFIED' });
  const live = model.live(key);
  expect(error['current'] && look(error['current'])).to.deep.equal(live ? asFound(live) : null);
}
