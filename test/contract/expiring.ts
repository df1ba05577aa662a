import { expect } from 'chai';
import type { Item, KVPair, Partition } from '../../lib/index.js';
import { failureOf } from '../support/failure.js';
import { START_MS } from '../support/stopped-clock.js';
import type { Fixture, Sentence } from './fixture.js';

const NOW = Math.floor(START_MS / 1000);

/** How a row lies there, and what that is by the one rule. */
const STATES: Readonly<
  Record<string, { readonly expires?: Item[string]; readonly kind: 'absent' | 'expired' | 'alive' | 'malformed' }>
> = {
  absent: { kind: 'absent' },
  'without an expiry': { kind: 'alive' },
  live: { expires: { N: String(NOW + 1) }, kind: 'alive' },
  'that expires this second': { expires: { N: String(NOW) }, kind: 'expired' },
  expired: { expires: { N: String(NOW - 1) }, kind: 'expired' },
  'expired since the epoch': { expires: { N: '0' }, kind: 'expired' },
  'with a NULL expiry': { expires: { NULL: true }, kind: 'alive' },
  'with an expiry a fraction behind this second': { expires: { N: `${NOW}.25` }, kind: 'alive' },
  'with an expiry a fraction before this second': { expires: { N: `${NOW - 1}.75` }, kind: 'expired' },
  'with an expiry of text': { expires: { S: String(NOW - 1) }, kind: 'malformed' },
  'with an expiry that is a set': { expires: { NS: [String(NOW - 1)] }, kind: 'malformed' },
};
type Kind = (typeof STATES)[string]['kind'];

interface Row {
  readonly rows: Partition;
  readonly kind: Kind;
  /** What lies there before. */
  readonly lying: Item | undefined;
  readonly fixture: Fixture;
}

const OLD: Item = {
  version: { N: '5' },
  payload: { S: 'old' },
  color: { S: 'red' },
  store: { S: 'somewhere' },
  placed: { S: 'k' },
  date: { S: 'k' },
};
const isThere = (kind: Kind) => kind === 'alive' || kind === 'malformed';
const codeOf = async (run: () => unknown) => (await failureOf(run))['code'];

/** What a read sees: the row, nothing, or that it cannot be read. */
async function expectRead<T>(kind: Kind, run: () => Promise<T>, seen: (value: T) => void, unseen: (value: T) => void) {
  if (kind === 'malformed') expect(await codeOf(run)).to.equal('DECODE');
  else if (kind === 'alive') seen(await run());
  else unseen(await run());
}

/** A write over what is no row: nothing of an old one is left but the count of its versions. */
async function expectFresh({ rows, lying, fixture }: Row, written: KVPair, more: Item = {}) {
  const version = { N: lying === undefined ? '1' : '6' };
  expect(withoutMarks(await fixture.rowAt(rows, 'k'))).to.deep.equal({
    ...keysOf(rows),
    version,
    payload: { S: 'new' },
    ...more,
  });
  expect(written.versionText).to.equal(version.N);
  expect(written.fields).to.deep.equal({});
}

/** A write over a live row: what is not named stays, the expiry too. A row that cannot be read was written all the same. */
async function expectMerged({ kind, rows, lying, fixture }: Row, run: () => Promise<KVPair>) {
  if (kind === 'malformed') {
    const error = await failureOf(run);
    expect(error).to.include({ code: 'DECODE', attribute: 'expires' });
    expect(error.message).to.contain('took effect');
  } else {
    expect((await run()).versionText).to.equal('6');
  }
  const expected = { ...keysOf(rows), ...lying, version: { N: '6' }, payload: { S: 'new' } };
  expect(withoutMarks(await fixture.rowAt(rows, 'k'))).to.deep.equal(expected);
}

async function expectUntouched({ rows, lying, fixture }: Row) {
  const row = await fixture.rowAt(rows, 'k');
  expect(row).to.deep.equal(lying && { ...keysOf(rows), ...lying });
}

const keysOf = (rows: Partition): Item => ({ id: { S: rows.name }, name: { S: 'k' } });

function withoutMarks(row: Item | undefined): Item | undefined {
  return row && Object.fromEntries(Object.entries(row).filter(([name]) => !/^_w(x|\w{6})$/.test(name)));
}

const previousOf = (rows: Partition) => ({ partition: rows.name, key: 'k', version: 5 });

const VERBS: Readonly<Record<string, (row: Row) => Promise<unknown>>> = {
  get: ({ rows, kind }) =>
    isThere(kind)
      ? expectRead(
          kind,
          () => rows.get('k', { consistent: true }),
          (row) => expect(row.version).to.equal(5),
          () => {},
        )
      : codeOf(() => rows.get('k', { consistent: true })).then((code) => expect(code).to.equal('KEY_NOT_FOUND')),
  find: ({ rows, kind }) =>
    expectRead(
      kind,
      () => rows.find('k', { consistent: true }),
      (row) => expect(row?.version).to.equal(5),
      (row) => expect(row).to.equal(undefined),
    ),
  exists: ({ rows, kind }) =>
    expectRead(
      kind,
      () => rows.exists('k', { consistent: true }),
      (is) => expect(is).to.equal(true),
      (is) => expect(is).to.equal(false),
    ),
  list: ({ rows, kind }) =>
    expectRead(
      kind,
      () => rows.list('', { consistent: true }).toArray(),
      (all) => expect(all).to.have.length(1),
      (all) => expect(all).to.deep.equal([]),
    ),
  listPage: ({ rows, kind }) =>
    expectRead(
      kind,
      () => rows.listPage('k', { consistent: true }),
      ({ keys }) => expect(keys).to.have.length(1),
      ({ keys }) => expect(keys).to.deep.equal([]),
    ),
  getMany: ({ rows, kind }) =>
    expectRead(
      kind,
      () => rows.getMany(['k', 'other'], { consistent: true }),
      (all) => expect(all.map((row) => row?.version)).to.deep.equal([5, undefined]),
      (all) => expect(all).to.deep.equal([undefined, undefined]),
    ),
  'list through an index': ({ rows, kind }) => {
    const index = { name: 'byDate', sortKeyAttribute: 'date' };
    const list = () => rows.list('', { index, consistent: true }).toArray();
    return expectRead(
      kind,
      list,
      (all) => expect(all).to.have.length(1),
      (all) => expect(all).to.deep.equal([]),
    );
  },
  'find, expired rows included': async ({ rows, kind }) => {
    const find = () => rows.find('k', { includeExpired: true, consistent: true });
    if (kind === 'malformed') expect(await codeOf(find)).to.equal('DECODE');
    else if (kind === 'absent') expect(await find()).to.equal(undefined);
    else expect((await find())?.version).to.equal(5);
  },
  put: async (row) => {
    const put = () => row.rows.put('k', { value: 'new' });
    if (isThere(row.kind)) await expectMerged(row, put);
    else await expectFresh(row, await put());
  },
  'put with a lifetime': async ({ rows, fixture }) => {
    expect(await rows.put('k', { value: 'new', ttl: 60 })).to.include({ expires: NOW + 60 });
    expect((await fixture.rowAt(rows, 'k'))?.['expires']).to.deep.equal({ N: String(NOW + 60) });
  },
  'put without an end': async ({ rows, fixture }) => {
    expect((await rows.put('k', { value: 'new', expires: 'never' })).expires).to.equal(undefined);
    expect(await fixture.rowAt(rows, 'k')).not.to.have.property('expires');
  },
  'atomicPut that creates': async (row) => {
    const create = () => row.rows.atomicPut('k', { value: 'new' });
    if (!isThere(row.kind)) return expectFresh(row, await create());
    const error = await failureOf(create);
    expect(error).to.include({ code: 'KEY_EXISTS' });
    expect((error['current'] as KVPair).stringValue()).to.equal('old');
    await expectUntouched(row);
  },
  'atomicPut that creates with a lifetime': async (row) => {
    if (isThere(row.kind)) return;
    const created = await row.rows.atomicPut('k', { value: 'new', ttl: 60 });
    await expectFresh(row, created, { expires: { N: String(NOW + 60) } });
  },
  'atomicPut that replaces': async (row) => {
    const replace = () => row.rows.atomicPut('k', { value: 'new', previous: previousOf(row.rows) });
    if (isThere(row.kind)) return expectMerged(row, replace);
    const error = await failureOf(replace);
    expect(error).to.include({ code: 'KEY_MODIFIED' });
    expect(error['current']).to.equal(null);
    await expectUntouched(row);
  },
  'atomicPut over another version': async (row) => {
    const error = await failureOf(() => row.rows.atomicPut('k', { previous: { ...previousOf(row.rows), version: 4 } }));
    expect(error).to.include({ code: 'KEY_MODIFIED' });
    if (isThere(row.kind)) expect((error['current'] as KVPair).stringValue()).to.equal('old');
    else expect(error['current']).to.equal(null);
    await expectUntouched(row);
  },
  delete: async ({ rows, fixture }) => {
    expect(await rows.delete('k')).to.equal(undefined);
    expect(await fixture.rowAt(rows, 'k')).to.equal(undefined);
  },
  atomicDelete: async (row) => {
    const remove = () => row.rows.atomicDelete('k', previousOf(row.rows));
    if (isThere(row.kind)) {
      expect(await remove()).to.equal(true);
      expect(await row.fixture.rowAt(row.rows, 'k')).to.equal(undefined);
    } else {
      expect(await codeOf(remove)).to.equal('KEY_NOT_FOUND');
      await expectUntouched(row);
    }
  },
  'atomicDelete of another version': async (row) => {
    const remove = () => row.rows.atomicDelete('k', { ...previousOf(row.rows), version: 4 });
    expect(await codeOf(remove)).to.equal(isThere(row.kind) ? 'KEY_MODIFIED' : 'KEY_NOT_FOUND');
    await expectUntouched(row);
  },
  'putMany, which writes the whole row': async ({ rows, fixture }) => {
    await rows.putMany([{ key: 'k', value: 'new' }]);
    const row = withoutMarks(await fixture.rowAt(rows, 'k'));
    expect(row).to.deep.equal({ ...keysOf(rows), version: { N: '1' }, payload: { S: 'new' } });
  },
  deleteMany: async ({ rows, fixture }) => {
    await rows.deleteMany(['k']);
    expect(await fixture.rowAt(rows, 'k')).to.equal(undefined);
  },
  'atomicDelete of no row in particular': async (row) => {
    if (isThere(row.kind)) expect(await codeOf(() => row.rows.atomicDelete('k'))).to.equal('KEY_EXISTS');
    else expect(await row.rows.atomicDelete('k')).to.equal(false);
    await expectUntouched(row);
  },
};

/** The one rule: every verb on a row in every state. */
export const EXPIRY: readonly Sentence[] = Object.entries(VERBS).flatMap(([verb, check]) =>
  Object.entries(STATES).map(([state, { expires, kind }]): Sentence => [
    `${verb}, a row ${state}: ${kind}`,
    async (fixture) => {
      fixture.clock.set(START_MS);
      const rows = fixture.partition();
      const lying = kind === 'absent' ? undefined : { ...OLD, ...(expires && { expires }) };
      if (lying !== undefined) await fixture.plant(rows, 'k', lying);
      await check({ rows, kind, lying, fixture });
    },
  ]),
);

export const EXPIRING: readonly Sentence[] = [
  [
    'a row is seen to expire when its time comes, without waiting',
    async ({ partition, clock }) => {
      const rows = partition();
      const { expires } = await rows.put('k', { value: 'x', ttl: '1h' });
      clock.set(expires! * 1000 - 1);
      expect(await rows.exists('k', { consistent: true }), 'the last millisecond').to.equal(true);
      clock.advance(1);
      expect(await rows.exists('k', { consistent: true })).to.equal(false);
      expect(await rows.list('').toArray()).to.deep.equal([]);
      expect((await rows.get('k', { consistent: true, includeExpired: true })).stringValue()).to.equal('x');
    },
  ],
  [
    'a key lives again and again, and counts its versions up',
    async ({ partition, clock }) => {
      const rows = partition();
      for (const version of [1, 2, 3]) {
        expect(await rows.atomicPut('k', { value: `life ${version}`, ttl: 5 })).to.include({ version });
        expect(await failureOf(() => rows.atomicPut('k'))).to.include({ code: 'KEY_EXISTS' });
        clock.advance(6_000);
      }
    },
  ],
  [
    'of many who create over one expired row at once, one succeeds',
    async ({ partition, plant }) => {
      const rows = partition();
      await plant(rows, 'k', { ...OLD, expires: { N: '1' } });
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => rows.atomicPut('k', { value: 'new' })));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect(await rows.get('k', { consistent: true })).to.include({ version: 6 });
    },
  ],
  [
    'puts that meet over one expired row are all kept',
    async ({ partition, plant }) => {
      const rows = partition();
      await plant(rows, 'k', { ...OLD, expires: { N: '1' } });
      await Promise.all(['a', 'b', 'c', 'd'].map((name) => rows.put('k', { fields: { [name]: { S: 'x' } } })));
      const row = await rows.get('k', { consistent: true });
      expect(row.fields).to.have.all.keys('a', 'b', 'c', 'd');
      expect(row.version).to.equal(9);
    },
  ],
];
