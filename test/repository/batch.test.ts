import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  BatchIncompleteError,
  Entity,
  Expires,
  Field,
  IndexField,
  Partition,
  type Repository,
  Session,
  SortKeyPath,
  UpdatedAt,
  Version,
} from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { StoppedClock } from '../support/stopped-clock.js';

@Entity({ table: 'items', ttl: '1h', strict: true })
@Partition('box/{box}')
@SortKeyPath('{id}')
class Thing {
  box!: string;
  id!: string;
  @IndexField() label?: string;
  @Field() note?: string;
  @UpdatedAt() updatedAt?: Date;
  @Expires() expiresAt?: Date | null;
  @Version() version?: number;
}

describeOnce('repository/batch', () => {
  onEachEngine((engine) => {
    let table: string;
    let things: Repository<Thing>;
    let clock: StoppedClock;
    let sent: string[];
    let box: string;
    before(async () => void (table = await createTable(engine.client)));
    beforeEach(() => {
      clock = new StoppedClock();
      sent = [];
      box = randomUUID();
      const hooks = { requestBuilt: (_: unknown, { command }: { command: string }) => void sent.push(command) };
      things = new Session(engine.client, { clock, hooks, tableName: () => table }).repository(Thing);
    });
    const make = (id: string, values: Partial<Thing> = {}) => Object.assign(new Thing(), { box, id }, values);
    const many = (count: number) => Array.from({ length: count }, (_, at) => make(`id-${at}`));

    it('writes, reads and deletes 250 entities in as few requests as there can be', async () => {
      const entities = many(250);
      await things.putMany(entities);
      expect(sent.splice(0)).to.deep.equal(Array.from({ length: 10 }, () => 'BatchWriteItem'));
      expect(entities.every(({ version }) => version === 1)).to.equal(true);
      const keys = entities.map(({ id }) => ({ box, id }));
      const found = await things.getMany([...keys.slice(1), { box, id: 'none' }, keys[0]!], { consistent: true });
      expect(sent.splice(0)).to.deep.equal(['BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
      expect(found.map((each) => each?.id)).to.deep.equal([...keys.slice(1).map(({ id }) => id), undefined, 'id-0']);
      expect(found[0]).to.be.instanceOf(Thing);
      await things.deleteMany(keys);
      expect(await things.getMany(keys)).to.deep.equal(keys.map(() => undefined));
    });

    it('replaces whole rows, and counts up the version that an entity has', async () => {
      const first = await things.create(make('a', { label: 'l', note: 'n' }));
      await things.putMany([make('a', { version: 6 })]);
      const stored = await things.get({ box, id: 'a' });
      expect({ label: undefined, note: undefined, ...stored }).to.include({
        version: 7,
        label: undefined,
        note: undefined,
      });
      await things.putMany([stored]);
      expect(stored.version).to.equal(8);
      stored.note = 'saved';
      await things.save(stored);
      expect(await things.get({ box, id: 'a' })).to.include({ note: 'saved', version: 9 });
      expect(await failureOf(() => things.save(first))).to.include({ code: 'KEY_MODIFIED' });
    });

    it('starts lifetimes as put does, and takes expired rows for absent ones', async () => {
      await things.putMany([
        make('ttl'),
        make('never', { expiresAt: null }),
        make('own', { expiresAt: new Date(clock.nowMs() + 5000) }),
      ]);
      const read = async () =>
        (
          await things.getMany([
            { box, id: 'ttl' },
            { box, id: 'never' },
            { box, id: 'own' },
          ])
        ).map((each) => each?.id);
      expect(await read()).to.deep.equal(['ttl', 'never', 'own']);
      clock.advance(6000);
      expect(await read()).to.deep.equal(['ttl', 'never', undefined]);
      clock.advance(3_600_000);
      expect(await read()).to.deep.equal([undefined, 'never', undefined]);
    });

    it('writes the later of two with one key', async () => {
      await things.putMany([make('a', { note: 'first' }), make('a', { note: 'second' })]);
      expect(await things.get({ box, id: 'a' })).to.include({ note: 'second' });
    });

    it('tells how far it is', async () => {
      const told: unknown[] = [];
      await things.putMany(many(30), { onProgress: (done, total) => void told.push([done, total]) });
      expect(told.at(-1)).to.deep.equal([30, 30]);
      expect(told).to.have.length(2);
    });

    it('takes an error like ours that a callback throws for the callback’s', async () => {
      const thrown = new BatchIncompleteError('theirs', { remaining: [] });
      const fail = () => {
        throw thrown;
      };
      const entity = make('theirs');
      const hooked = new Session(engine.client, { hooks: { requestBuilt: fail }, tableName: () => table });
      expect(await failureOf(() => hooked.repository(Thing).putMany([entity]))).to.equal(thrown);
      expect(entity.version).to.equal(undefined);
      expect(await failureOf(() => things.putMany([entity], { onProgress: fail }))).to.equal(thrown);
      expect(thrown.message).to.equal('theirs');
    });

    it('passes on what a hook throws in the middle', async () => {
      const entities = many(60);
      const failing = { requestBuilt: () => void (sent.push('x') > 2 && fail()) };
      const fail = () => {
        throw new Error('enough');
      };
      const session = new Session(engine.client, { clock, hooks: failing, tableName: () => table });
      const failure = await failureOf(() => session.repository(Thing).putMany(entities));
      expect(failure.message).to.equal('enough');
    });

    for (const [what, run] of [
      ['an entity that is wrong', () => things.putMany([make('a'), make('b', { note: NaN as unknown as string })])],
      ['an unknown property', () => things.putMany([make('a'), make('b', { nope: 'x' } as object)])],
      ['an entity without a part of its key', () => things.putMany([make('a'), new Thing()])],
      ['another class', () => things.putMany([new Date() as unknown as Thing])],
      ['a frozen entity', () => things.putMany([Object.freeze(make('a'))])],
      ['a past expiry', () => things.putMany([make('a', { expiresAt: new Date(0) })])],
      ['a key with a hole', () => things.getMany([{ box, id: 'a' }, { box } as { box: string; id: string }])],
      ['a list with a gap', () => things.putMany([make('a'), , make('b')] as unknown as Thing[])], // prettier-ignore
      ['no list', () => things.deleteMany({ box, id: 'a' } as unknown as [])],
      ['an unknown option', () => things.getMany([], { limit: 1 } as object)],
    ] as const) {
      it(`refuses ${what}, and sends nothing`, async () => {
        expect(await failureOf(run)).to.include({ code: 'INVALID_ARGUMENT', entity: 'Thing' });
        expect(sent).to.deep.equal([]);
      });
    }
  });
});
