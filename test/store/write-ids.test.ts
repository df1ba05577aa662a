import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { type Item, type KVPair, type Partition, Session, type SessionOptions } from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { type FaultyClient, openFaultyClient } from '../support/faulty-client.js';
import { writeAsGo } from '../support/go-writer.js';
import { markBytes, marksIn } from '../support/mark-bytes.js';
import { type RecordingClient, recordingClient } from '../support/recording-client.js';
import { SEED } from '../support/scale.js';
import { StoppedClock } from '../support/stopped-clock.js';

const codeOf = async (run: () => Promise<unknown>) => (await failureOf(run))['code'];
const MINUTE_MS = 60_000;

describeOnce('write ids', () => {
  onEachEngine((engine) => {
    let table: string;
    let faulty: FaultyClient;
    let recorder: RecordingClient;
    let clock: StoppedClock;
    let count = 0;
    let key: string;

    before(async () => {
      table = await createTable(engine.client);
      faulty = await openFaultyClient(engine.clientConfig, SEED);
      recorder = recordingClient(engine.clientConfig);
    });
    after(async () => {
      recorder.client.destroy();
      await faulty.close();
    });
    beforeEach(() => {
      clock = new StoppedClock();
      key = `key-${count++}`;
      recorder.take();
    });

    const open = (client: DynamoDBClient = engine.client, options: SessionOptions = {}): Partition =>
      new Session(client, { clock, ...options }).table(table).partition('p');
    const keyOf = () => ({ id: { S: 'p' }, name: { S: key } });
    const rowNow = async (): Promise<Item | undefined> =>
      (await engine.client.send(new GetItemCommand({ TableName: table, Key: keyOf(), ConsistentRead: true }))).Item;
    const putRaw = (attributes: Item) =>
      engine.client.send(new PutItemCommand({ TableName: table, Item: { ...keyOf(), ...attributes } }));
    const removeRaw = () => engine.client.send(new DeleteItemCommand({ TableName: table, Key: keyOf() }));
    const goWrites = (payload: string) => writeAsGo(engine.client, table, { id: 'p', name: key }, payload);
    /** Writes while a copy of the request is held on the way. */
    const putLeavingGhost = (rows: Partition, value: string) => {
      faulty.proxy.injectAt(key, 'ghost');
      return rows.put(key, { value });
    };

    describe('marks', () => {
      it('take at most 32 bytes on a row of one writer or of two, and 43 once a batch wrote it', async () => {
        const [a, b] = [open(), open()];
        let row: KVPair = await a.put(key, { value: '1' });
        expect(markBytes(await rowNow())).to.be.within(1, 32);
        for (let write = 0; write < 10; write++) {
          await b.put(key, { value: 'b' });
          row = await a.put(key, { value: 'a' });
          row = await b.atomicPut(key, { value: 'c', previous: row });
          expect(markBytes(await rowNow())).to.be.within(1, 32);
        }
        await a.putMany([{ key, value: 'batch' }]);
        expect(markBytes(await rowNow())).to.be.within(1, 11);
        await b.put(key, { value: 'b' });
        await a.put(key, { value: 'a' });
        expect(markBytes(await rowNow())).to.be.within(1, 43);
      });

      it('show in nothing that a record says', async () => {
        const row = await open().put(key, { value: 'v', fields: { color: { S: 'red' } } });
        const read = await open().get(key);
        for (const record of [row, read]) {
          expect(record.fields).to.deep.equal({ color: { S: 'red' } });
          expect(record.decodeFields()).to.deep.equal({ color: 'red' });
          expect(JSON.stringify(record)).not.to.include('_w');
          expect(Object.keys(record).join()).not.to.include('_w');
        }
        expect(Object.keys(marksIn(await rowNow()))).to.have.lengthOf(2);
      });

      it('are left alone by Go programs, and leave theirs alone', async () => {
        await open().put(key, { value: 'ours' });
        const before = marksIn(await rowNow());
        const after = await goWrites('theirs');
        expect(marksIn(after)).to.deep.equal(before);
        expect(after['version']).to.deep.equal({ N: '2' });
      });

      it('are not left by a session without them', async () => {
        const rows = open(engine.client, { writeIds: false });
        const row = await rows.put(key, { value: '1' });
        await rows.atomicPut(key, { value: '2', previous: row });
        expect(marksIn(await rowNow())).to.deep.equal({});
        expect((await rowNow())!['version']).to.deep.equal({ N: '2' });
      });

      it('cost no request', async () => {
        const rows = open(recorder.client);
        const created = await rows.atomicPut(key, { value: '1' });
        const replaced = await rows.atomicPut(key, { value: '2', previous: created });
        await rows.put(key, { value: '3' });
        await rows.atomicDelete(key, await open().get(key));
        expect(replaced.version).to.equal(2);
        expect(recorder.commands()).to.deep.equal(['UpdateItem', 'UpdateItem', 'UpdateItem', 'DeleteItem']);
      });
    });

    describe('a row that was deleted and made anew at the same version', () => {
      const remake: Readonly<Record<string, (own: Partition) => Promise<unknown>>> = {
        'by the session that read it': (own) => own.put(key, { value: 'same' }),
        'by another session': () => open().put(key, { value: 'same' }),
        'by a Go program': () => goWrites('same'),
        'by a batch': () => open().putMany([{ key, value: 'same' }]),
      };
      const firsts: Readonly<Record<string, (own: Partition) => Promise<unknown>>> = {
        ours: (own) => own.put(key, { value: 'same' }),
        'of a batch': (own) => own.putMany([{ key, value: 'same' }]),
        'of a Go program': () => goWrites('same'),
      };
      for (const [first, make] of Object.entries(firsts)) {
        for (const [again, makeAgain] of Object.entries(remake)) {
          // Nothing tells two rows apart that Go programs made.
          if (first === 'of a Go program' && again === 'by a Go program') continue;
          it(`is another row: first ${first}, then ${again}`, async () => {
            const own = open();
            await make(own);
            const previous = await own.get(key, { consistent: true });
            await removeRaw();
            clock.advance(5);
            await makeAgain(own);
            expect(await codeOf(() => own.atomicPut(key, { value: 'x', previous }))).to.equal('KEY_MODIFIED');
            expect(await codeOf(() => own.atomicDelete(key, previous))).to.equal('KEY_MODIFIED');
            // The twin: a row from JSON is compared by its version alone, and passes.
            const byVersion = JSON.parse(JSON.stringify(previous)) as KVPair;
            expect((await own.atomicPut(key, { value: 'x', previous: byVersion })).version).to.equal(2);
          });
        }
      }
    });

    describe('a late copy of a put', () => {
      const newer: Readonly<Record<string, (own: Partition) => Promise<unknown>>> = {
        'nothing else': () => Promise.resolve(),
        'a put of the same session': (own) => own.put(key, { value: 'newer' }),
        'a put of another session': () => open().put(key, { value: 'newer' }),
        'a write of a Go program': () => goWrites('newer'),
        'a replacement': async () => open().atomicPut(key, { value: 'newer', previous: await open().get(key) }),
        'an expiry and a put': async (own) => {
          await own.put(key, { ttl: 60 });
          clock.advance(2 * MINUTE_MS);
          await own.put(key, { value: 'newer' });
        },
        'a batch of the same session': (own) => own.putMany([{ key, value: 'newer' }]),
        'many other writers, who made the row forget it': async () => {
          for (let writer = 0; writer < 12; writer++) {
            clock.advance(2 * MINUTE_MS);
            await open().atomicPut(key, { value: 'newer', previous: await open().get(key) });
          }
        },
      };
      for (const [what, write] of Object.entries(newer)) {
        it(`takes no effect after ${what}`, async () => {
          const own = open(faulty.client);
          await open().put(key, { value: 'first' });
          await putLeavingGhost(own, 'late');
          await write(own);
          const before = await rowNow();
          expect(await faulty.proxy.releaseGhosts()).to.equal(1);
          expect(await rowNow()).to.deep.equal(before);
        });
      }

      it('takes effect a second time without marks: the test above would see it', async () => {
        const own = open(faulty.client, { writeIds: false });
        await open().put(key, { value: 'first' });
        await putLeavingGhost(own, 'late');
        await goWrites('newer');
        await faulty.proxy.releaseGhosts();
        expect(await rowNow()).to.deep.include({ version: { N: '4' }, payload: { S: 'late' } });
      });

      it('takes effect a second time when the row does not know what it forgot: the test above would see it', async () => {
        await open().put(key, { value: 'first' });
        await putLeavingGhost(open(faulty.client), 'late');
        const { _wx: _, ...row } = (await rowNow())!;
        await putRaw(Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_w'))));
        await faulty.proxy.releaseGhosts();
        expect(await rowNow()).to.deep.include({ version: { N: '3' }, payload: { S: 'late' } });
      });
    });

    describe('writers', () => {
      it('are forgotten but for eight when nobody can wait for them any more', async () => {
        for (let writer = 0; writer < 20; writer++) {
          clock.advance(2 * MINUTE_MS);
          const rows = open();
          const previous = await rows.find(key, { consistent: true });
          await rows.atomicPut(key, { value: String(writer), ...(previous && { previous }) });
        }
        // Eight, the one that wrote last, and the watermark.
        expect(Object.keys(marksIn(await rowNow()))).to.have.lengthOf(10);
      });

      it('are forgotten also where none of them reads the row', async () => {
        for (let writer = 0; writer < 60; writer++) {
          clock.advance(2 * MINUTE_MS);
          await open(recorder.client).put(key, { value: String(writer) });
        }
        expect(Object.keys(marksIn(await rowNow())).length).to.be.below(42);
        expect(recorder.requests.length).to.be.within(61, 63);
        expect((await rowNow())!['version']).to.deep.equal({ N: '60' });
      });

      it('take a higher number where a row has forgotten higher ones, which costs one request once', async () => {
        await putRaw({ version: { N: '1' }, _wx: { N: '999999990047' } });
        const rows = open(recorder.client);
        expect((await rows.put(key, { value: '1' })).version).to.equal(2);
        expect((await rows.put(key, { value: '2' })).version).to.equal(3);
        const updates = recorder.commands().filter((command) => command === 'UpdateItem');
        expect(updates).to.have.lengthOf(3);
      });

      it('go above the number of a twin that has the same lane', async () => {
        const rows = open();
        await rows.put(key, { value: '1' });
        const row = (await rowNow())!;
        const lane = Object.keys(row).find((name) => /^_w.{6}$/.test(name))!;
        await putRaw({ ...row, [lane]: { N: String(Number(row[lane]!.N) + 5) } });
        expect((await rows.put(key, { value: '2' })).version).to.equal(2);
        expect(Number((await rowNow())![lane]!.N)).to.equal(Number(row[lane]!.N) + 6);
      });

      it('refuse a row whose watermark no number can be above', async () => {
        await putRaw({ version: { N: '1' }, _wx: { N: '9'.repeat(38) } });
        expect(await codeOf(() => open().put(key, { value: '1' }))).to.equal('DECODE');
      });
    });

    describe('a write whose answer is lost', () => {
      it('is what another program finds and writes over: it succeeded', async () => {
        const own = open(faulty.client);
        await own.put(key, { value: 'first' });
        faulty.proxy.injectAt(key, 'lostAnswer', () => goWrites('theirs'));
        const row = await own.put(key, { value: 'mine' });
        // A put answers with the row as it is now.
        expect([row.version, row.stringValue()]).to.deep.equal([3, 'theirs']);
      });

      it('answers at its own version when it named one, so that nobody writes over what others wrote', async () => {
        const own = open(faulty.client);
        const previous = await own.put(key, { value: 'first', fields: { color: { S: 'red' } } });
        faulty.proxy.injectAt(key, 'lostAnswer', () => goWrites('theirs'));
        const row = await own.atomicPut(key, { value: 'mine', previous });
        expect([row.version, row.stringValue(), row.fields]).to.deep.equal([2, 'mine', { color: { S: 'red' } }]);
        expect(await codeOf(() => own.atomicPut(key, { value: 'again', previous: row }))).to.equal('KEY_MODIFIED');
      });

      it('answers as it was made when others wrote over it meanwhile', async () => {
        const own = open(faulty.client);
        faulty.proxy.injectAt(key, 'lostAnswer', () => goWrites('theirs'));
        const row = await own.atomicPut(key, { value: 'mine' });
        expect([row.version, row.stringValue()]).to.deep.equal([1, 'mine']);
      });

      it('is ambiguous when the row is deleted before anyone can look, with null for the row', async () => {
        const own = open(faulty.client);
        const previous = await own.put(key, { value: 'first' });
        faulty.proxy.injectAt(key, 'lostAnswer', removeRaw);
        const error = await failureOf(() => own.atomicPut(key, { value: 'mine', previous }));
        expect(error).to.include({ code: 'AMBIGUOUS_RESULT', current: null });
      });

      it('is ambiguous when the row was made anew meanwhile, with the row that is there', async () => {
        const own = open(faulty.client, { clock: { nowMs: () => Date.now() } });
        const previous = await own.put(key, { value: 'first' });
        const remake = async () => {
          await removeRaw();
          await open(engine.client, { clock: { nowMs: () => Date.now() } }).put(key, { value: 'theirs' });
        };
        faulty.proxy.injectAt(key, 'lostAnswer', remake);
        const error = await failureOf(() => own.atomicPut(key, { value: 'mine', previous }));
        expect(error).to.include({ code: 'AMBIGUOUS_RESULT' });
        expect((error['current'] as KVPair).stringValue()).to.equal('theirs');
      });

      it('is ambiguous when more writers came between than a row remembers', async () => {
        const own = open(faulty.client);
        await own.put(key, { value: 'first' });
        const crowd = async () => {
          for (let writer = 0; writer < 12; writer++) {
            clock.advance(2 * MINUTE_MS);
            await open().atomicPut(key, { value: 'theirs', previous: await open().get(key) });
          }
        };
        faulty.proxy.injectAt(key, 'lostAnswer', crowd);
        expect(await codeOf(() => own.put(key, { value: 'mine' }))).to.equal('AMBIGUOUS_RESULT');
      });

      it('is known when as many came between within a minute', async () => {
        const own = open(faulty.client);
        await own.put(key, { value: 'first' });
        const crowd = async () => {
          for (let writer = 0; writer < 12; writer++) {
            await open().atomicPut(key, { value: 'theirs', previous: await open().get(key) });
          }
        };
        faulty.proxy.injectAt(key, 'lostAnswer', crowd);
        expect((await own.put(key, { value: 'mine' })).version).to.equal(14);
      });

      it('is ambiguous in a session without marks, applied or not', async () => {
        const own = open(faulty.client, { writeIds: false });
        const previous = await own.put(key, { value: 'first' });
        faulty.proxy.injectAt(key, 'lostAnswer');
        expect(await codeOf(() => own.atomicPut(key, { value: 'mine', previous }))).to.equal('AMBIGUOUS_RESULT');
        expect((await rowNow())!['version']).to.deep.equal({ N: '2' });
        faulty.proxy.injectAt(key, 'lostAnswer');
        expect(await codeOf(() => own.atomicPut(key, { value: 'mine', previous }))).to.equal('AMBIGUOUS_RESULT');
        faulty.proxy.injectAt(key, 'lostAnswer');
        expect(await codeOf(() => own.atomicPut(key, { value: 'mine' }))).to.equal('AMBIGUOUS_RESULT');
      });

      it('is ambiguous for a delete in a session without marks, applied or not', async () => {
        const own = open(faulty.client, { writeIds: false });
        const previous = await own.put(key, { value: 'first' });
        faulty.proxy.injectAt(key, 'lostAnswer');
        expect(await failureOf(() => own.atomicDelete(key, previous))).to.include({ code: 'AMBIGUOUS_RESULT', current: null }); // prettier-ignore
        expect(await rowNow()).to.equal(undefined);
        for (let version = 1; version <= 2; version++) await own.put(key, { value: 'another' });
        faulty.proxy.injectAt(key, 'lostAnswer');
        const failure = await failureOf(() => own.atomicDelete(key, previous));
        expect(failure).to.include({ code: 'AMBIGUOUS_RESULT' }).and.have.nested.property('current.version', 2);
        expect(failure.message).to.include('The row is another by now');
        // With an answer it is plain.
        expect(await codeOf(() => own.atomicDelete(key, previous))).to.equal('KEY_MODIFIED');
      });

      it('is ambiguous when every try is lost, and took effect once', async () => {
        const own = open(faulty.client);
        await own.put(key, { value: 'first' });
        faulty.proxy.injectAt(key, ...Array<'lostAnswer'>(12).fill('lostAnswer'));
        const error = await failureOf(() => own.put(key, { value: 'mine' }));
        expect(error).to.include({ code: 'AMBIGUOUS_RESULT', current: undefined });
        expect(await rowNow()).to.deep.include({ version: { N: '2' }, payload: { S: 'mine' } });
      });

      it('is ambiguous when the signal fires before it is answered', async () => {
        const own = open(faulty.client);
        const controller = new AbortController();
        await own.put(key, { value: 'first' });
        faulty.proxy.injectAt(key, 'silence');
        faulty.proxy.whenHeld(() => controller.abort('enough'));
        const error = await failureOf(() => own.put(key, { value: 'mine', signal: controller.signal }));
        expect(error).to.include({ code: 'AMBIGUOUS_RESULT', cause: 'enough', current: undefined });
        await faulty.proxy.releaseGhosts();
      });
    });
  });
});
