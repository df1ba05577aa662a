import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import {
  Entity,
  Expires,
  Field,
  type Item,
  Partition,
  type Repository,
  Session,
  type SessionOptions,
  SortKeyPath,
  Version,
  add,
  gte,
  merge,
} from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import type { Fault } from '../support/fault-proxy.js';
import { type FaultyClient, openFaultyClient } from '../support/faulty-client.js';
import { SEED } from '../support/scale.js';
import { StoppedClock } from '../support/stopped-clock.js';

class Shelf {
  @Field(() => Number) free?: number;
  @Field() label?: string;
}

@Entity('wares')
@Partition('ware')
@SortKeyPath('{id}')
class Ware {
  id!: string;
  @Field(() => Number) stock?: number;
  @Field() state?: string;
  @Field(() => Shelf) shelf?: Shelf;
  @Expires() until?: Date;
  @Version() version?: number;
}

const textOf = (body: unknown) => (typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array));

/** The first try of a call is held on the way, and comes when the row has become what it wants. */
describeOnce('a late copy of a call that sends several requests', () => {
  onEachEngine((engine) => {
    let table: string;
    let faulty: FaultyClient;
    let clock: StoppedClock;
    let theirs: Repository<Ware>;
    let id: string;
    let count = 0;

    before(async () => {
      table = await createTable(engine.client);
      faulty = await openFaultyClient(engine.clientConfig, SEED);
    });
    after(() => faulty.close());
    beforeEach(() => {
      clock = new StoppedClock();
      theirs = new Session(engine.client, { clock, tableName: () => table }).repository(Ware);
      id = `ware-${count++}.`;
      faulty.proxy.injectAt(id, 'ghost');
    });
    afterEach(() => faulty.proxy.releaseGhosts());

    /** As a Go program leaves it. */
    const putText = (members: Partial<Ware>) =>
      new Session(engine.client, { clock })
        .table(table)
        .partition('ware')
        .put(id, { value: JSON.stringify({ id, ...members }) });
    const putRaw = (members: Item) =>
      engine.client.send(
        new PutItemCommand({
          TableName: table,
          Item: { id: { S: 'ware' }, name: { S: id }, version: { N: '1' }, ...members },
        }),
      );
    const make = (members: Partial<Ware>) => Object.assign(new Ware(), { id, ...members });
    const rowNow = () => theirs.get({ id }, { consistent: true });
    /** Goes through the proxy; before its second request something else happens. */
    const openOwn = (meanwhile?: () => Promise<unknown>, options: SessionOptions = {}) => {
      let requests = 0;
      const requestBuilt = async () => void (++requests === 2 && (await meanwhile?.()));
      return new Session(faulty.client, {
        clock,
        tableName: () => table,
        hooks: { requestBuilt },
        ...options,
      }).repository(Ware);
    };

    it('takes effect once when a patch found that a map is missing', async () => {
      await theirs.create(make({ stock: 0 }));
      const own = openOwn(async () => {
        await theirs.patch({ id }, { shelf: merge({ label: 'x' }) });
        await faulty.proxy.releaseGhosts();
      });
      const ware = await own.patch({ id }, { stock: add(1), shelf: merge({ free: add(1) }) });
      expect([ware.stock, ware.shelf?.free, ware.version]).to.deep.equal([1, 1, 3]);
      expect(await rowNow()).to.deep.equal(ware);
    });

    it('is not told as absent when the row goes after it', async () => {
      await theirs.create(make({ stock: 0 }));
      const own = openOwn(async () => {
        await theirs.patch({ id }, { shelf: merge({ label: 'x' }) });
        await faulty.proxy.releaseGhosts();
        await theirs.delete({ id });
      });
      const failure = await failureOf(() => own.patch({ id }, { stock: add(1), shelf: merge({ free: add(1) }) }));
      expect(failure).to.include({ code: 'AMBIGUOUS_RESULT', current: null });
    });

    it('takes effect once when a patch found the payload of JSON text', async () => {
      await putText({ stock: 0 });
      const own = openOwn(async () => {
        // It becomes a map with this.
        await theirs.update({ id }, (ware) => void (ware.state = 'seen'));
        await faulty.proxy.releaseGhosts();
      });
      expect(await own.patch({ id }, { stock: add(1) })).to.include({ stock: 1 });
      expect(await rowNow()).to.include({ stock: 1, state: 'seen' });
    });

    it('takes effect once when it copies a request that was answered', async () => {
      await theirs.create(make({ stock: 0 }));
      let copy: (() => Promise<unknown>) | undefined;
      const client = new DynamoDBClient(engine.clientConfig);
      client.middlewareStack.add(
        (next) => async (args) => {
          if (copy === undefined) {
            const { request } = args as { request: { body: unknown } };
            copy = () => engine.client.send(new UpdateItemCommand(JSON.parse(textOf(request.body))));
          } else if ((args.input as object) && (args as any).request.headers['x-amz-target'].endsWith('UpdateItem')) {
            await theirs.patch({ id }, { shelf: merge({ label: 'x' }) });
            await copy();
          }
          return next(args);
        },
        { step: 'finalizeRequest', name: 'copies' },
      );
      const own = new Session(client, { clock, tableName: () => table }).repository(Ware);
      const ware = await own.patch({ id }, { stock: add(1), shelf: merge({ free: add(1) }) });
      expect([ware.stock, ware.shelf?.free]).to.deep.equal([1, 1]);
      client.destroy();
    });

    for (const [what, between] of Object.entries({
      'is deleted': () => Promise.resolve(),
      'is deleted and made anew': () => theirs.put(make({ state: 'theirs' })),
    })) {
      it(`takes no effect when a put found the row expired, which ${what} then`, async () => {
        await theirs.create(make({ until: new Date(clock.nowMs() + 60_000) }));
        clock.advance(61_000);
        const own = openOwn(async () => {
          await theirs.delete({ id });
          await between();
        });
        await own.put(make({ state: 'own' }));
        const before = await rowNow();
        expect(before).to.include({ state: 'own' });
        await faulty.proxy.releaseGhosts();
        expect(await rowNow()).to.deep.equal(before);
      });
    }

    describe('before a request of the same call that fails', () => {
      const calls = {
        'a patch that makes a map': (own: Repository<Ware>, signal?: AbortSignal) =>
          own.patch({ id }, { stock: add(1), shelf: merge({ free: 1 }) }, { signal }),
        'a patch that is refused': (own: Repository<Ware>, signal?: AbortSignal) =>
          own.patch({ id }, { stock: add(1) }, { if: { state: 'on sale' }, signal }),
      };
      for (const [what, run] of Object.entries(calls)) {
        it(`leaves the outcome open: ${what}, throttled`, async () => {
          await theirs.create(make({ stock: 0 }));
          const own = openOwn(async () => faulty.proxy.injectAt(id, ...Array<Fault>(20).fill('throttle')));
          const failure = await failureOf(() => run(own));
          expect(failure).to.include({ code: 'AMBIGUOUS_RESULT', retryable: false });
          faulty.proxy.injectAt(id);
        });

        it(`leaves the outcome open: ${what}, and the signal fires`, async () => {
          await theirs.create(make({ stock: 0 }));
          const controller = new AbortController();
          const own = openOwn(async () => controller.abort('enough'));
          const failure = await failureOf(() => run(own, controller.signal));
          expect(failure).to.include({ code: 'AMBIGUOUS_RESULT' });
        });
      }

      it('passes on what a hook throws', async () => {
        await theirs.create(make({ stock: 0 }));
        const thrown = new Error('of the hook');
        const own = openOwn(() => Promise.reject(thrown));
        expect(await failureOf(() => calls['a patch that is refused'](own))).to.equal(thrown);
      });
    });

    it('takes effect once when a put found the row expired', async () => {
      await theirs.create(make({ until: new Date(clock.nowMs() + 60_000) }));
      clock.advance(61_000);
      const own = openOwn(async () => {
        await theirs.put(make({ state: 'revived' }));
        await faulty.proxy.releaseGhosts();
        await theirs.put(make({ state: 'later' }));
      });
      const put = await own.put(make({ state: 'own' }));
      expect(await rowNow()).to.include({ state: 'later', version: 4 });
      // A put answers with the row as it is now.
      expect(put.version).to.equal(4);
    });

    describe('that a row refused for good', () => {
      const refusals = {
        'by its condition': {
          first: { stock: 1, state: 'sold out' },
          run: (own: Repository<Ware>) => own.patch({ id }, { stock: add(-1) }, { if: { state: 'on sale' } }),
          code: 'KEY_MODIFIED',
          mend: () => theirs.patch({ id }, { state: 'on sale' }),
        },
        'for what it holds': {
          first: { stock: 0 },
          run: (own: Repository<Ware>) => own.patch({ id }, { stock: add(-1) }, { if: { stock: gte(1) } }),
          code: 'KEY_MODIFIED',
          mend: () => theirs.patch({ id }, { stock: 1 }),
        },
        'since it is expired': {
          first: { stock: 1 },
          run: async (own: Repository<Ware>) => {
            await theirs.put(make({ stock: 1, until: new Date(clock.nowMs() + 60_000) }));
            clock.advance(61_000);
            return own.patch({ id }, { stock: add(-1) });
          },
          code: 'KEY_NOT_FOUND',
          mend: () => theirs.put(make({ stock: 1 })),
        },
      };
      for (const [why, { first, run, code, mend }] of Object.entries(refusals)) {
        it(`${why} takes no effect`, async () => {
          await theirs.create(make(first));
          expect(await failureOf(() => run(openOwn()))).to.include({ code });
          const { version: refused } = (await theirs.find({ id }, { consistent: true })) ?? {};
          const { version } = await mend();
          if (refused !== undefined) expect(version).to.equal(refused + 1);
          expect(await faulty.proxy.releaseGhosts()).to.equal(1);
          expect(await rowNow()).to.include({ stock: 1, version });
        });
      }

      it('takes effect without marks: the tests above would see it', async () => {
        const { first, run, mend } = refusals['by its condition'];
        await theirs.create(make(first));
        await failureOf(() => run(openOwn(undefined, { writeIds: false })));
        await mend();
        await faulty.proxy.releaseGhosts();
        expect(await rowNow()).to.include({ stock: 0 });
      });

      it('leaves the row to those who saw it before', async () => {
        const { first, run } = refusals['by its condition'];
        const own = openOwn();
        // The newest mark of the row is the writer's own.
        await own.create(make(first));
        await faulty.proxy.releaseGhosts();
        faulty.proxy.injectAt(id, 'ghost');
        const [read, another] = [await rowNow(), await rowNow()];
        expect(await failureOf(() => run(own))).to.include({ code: 'KEY_MODIFIED' });
        expect(await theirs.save(Object.assign(read, { state: 'mine' }))).to.include({ version: 2 });
        expect(await failureOf(() => theirs.save(another))).to.include({ code: 'KEY_MODIFIED' });
        faulty.proxy.injectAt(id, 'ghost');
        expect(await failureOf(() => run(own))).to.include({ code: 'KEY_MODIFIED' });
        await theirs.delete(read);
        await faulty.proxy.releaseGhosts();
        expect(await theirs.find({ id }, { consistent: true })).to.equal(undefined);
      });

      it('leaves a row of another program to those who saw it between two fences', async () => {
        const { first, run } = refusals['by its condition'];
        await putRaw({ payload: { M: { id: { S: id }, stock: { N: '1' }, state: { S: first.state } } } });
        const own = openOwn();
        for (let fences = 0; fences < 2; fences++) {
          const read = await rowNow();
          faulty.proxy.injectAt(id, 'ghost');
          expect(await failureOf(() => run(own))).to.include({ code: 'KEY_MODIFIED' });
          if (fences === 1) expect(await theirs.save(read)).to.include({ version: 2 });
        }
      });

      it('is told as refused also where the row cannot be read', async () => {
        const { first, run } = refusals['by its condition'];
        const payload = { M: { id: { S: id }, state: { S: first.state } } };
        await putRaw({ payload, expires: { S: 'soon' } });
        const failure = await failureOf(() => run(openOwn()));
        expect(failure.message).not.to.include('took effect');
      });

      it('leaves nothing open for who meets the fence', async () => {
        const { first, run } = refusals['by its condition'];
        await putRaw({ payload: { M: { id: { S: id }, stock: { N: '1' }, state: { S: first.state } } } });
        const patching = openOwn();
        expect(await failureOf(() => run(patching))).to.include({ code: 'KEY_MODIFIED' });
        const read = await rowNow();
        faulty.proxy.injectAt(id, 'ghost');
        expect(await failureOf(() => run(patching))).to.include({ code: 'KEY_MODIFIED' });
        // The first try of the save is lost, the second meets the fence, the third is throttled.
        faulty.proxy.injectAt(id, 'ghost', undefined, ...Array<Fault>(20).fill('throttle'));
        const own = new Session(faulty.client, { clock, tableName: () => table }).repository(Ware);
        if (engine.name !== 'dynalite') {
          expect(await failureOf(() => own.save(read))).to.include({ code: 'THROTTLED', retryable: true });
        }
      });

      it('also where the payload is JSON text, takes no effect', async () => {
        await putText({ stock: 1, state: 'sold out' });
        const { run, mend } = refusals['by its condition'];
        expect(await failureOf(() => run(openOwn()))).to.include({ code: 'KEY_MODIFIED' });
        await theirs.update({ id }, (ware) => void (ware.stock = 1));
        const { version } = await mend();
        await faulty.proxy.releaseGhosts();
        expect(await rowNow()).to.include({ stock: 1, version });
      });

      it('is a success when it comes before the refusal is told', async () => {
        const { first, run, mend } = refusals['by its condition'];
        await theirs.create(make(first));
        const own = openOwn(async () => {
          await mend();
          await faulty.proxy.releaseGhosts();
        });
        expect(await run(own)).to.include({ stock: 0, version: 3 });
      });

      it('costs a request only after a try without an answer', async () => {
        const { first, run } = refusals['by its condition'];
        await theirs.create(make(first));
        let requests = 0;
        const own = new Session(engine.client, {
          clock,
          tableName: () => table,
          hooks: { requestBuilt: (_, { command }) => void (command === 'UpdateItem' && requests++) },
        });
        await failureOf(() => run(own.repository(Ware)));
        expect(requests).to.equal(1);
      });
    });
  });
});
