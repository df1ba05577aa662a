import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { type KVPair, type ListOption, Session } from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { recordingClient } from '../support/recording-client.js';
import { StoppedClock } from '../support/stopped-clock.js';
import { stubClient } from '../support/stub-client.js';

const ROWS = 10_000;
const PAGE_ROWS = 250;
const keyOf = (number: number) => `k/${String(number).padStart(5, '0')}`;

/** A partition of ten thousand rows that no engine holds, in pages of a fixed size. */
function rowsInPages(
  options: { isExpired?: (row: number) => boolean; onPage?: (page: number, signal?: AbortSignal) => unknown } = {},
) {
  const requests: { readonly start: number; readonly limit: number | undefined }[] = [];
  const client = stubClient(async (_command, input, signal) => {
    const startKey = input['ExclusiveStartKey'] as { name: { S: string } } | undefined;
    const limit = input['Limit'] as number | undefined;
    const start = startKey === undefined ? 0 : Number(startKey.name.S.slice(2)) + 1;
    requests.push({ start, limit });
    await options.onPage?.(requests.length, signal);
    const end = Math.min(start + Math.min(PAGE_ROWS, limit ?? PAGE_ROWS), ROWS);
    const Items = Array.from({ length: end - start }, (_, at) => ({
      id: { S: 'p' },
      name: { S: keyOf(start + at) },
      version: { N: '1' },
      ...(options.isExpired?.(start + at) && { expires: { N: '1' } }),
    }));
    return {
      Items,
      Count: Items.length,
      ...(end < ROWS && { LastEvaluatedKey: { id: { S: 'p' }, name: { S: keyOf(end - 1) } } }),
    };
  });
  const partition = new Session(client, { clock: new StoppedClock() }).table('shop').partition('p');
  return { requests, list: (option: ListOption = {}) => partition.list('k/', option), partition };
}

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

describeOnce('store/row-list', () => {
  it('yields ten thousand rows in order, each once', async () => {
    const { list, requests } = rowsInPages();
    const keys = (await list().toArray()).map(({ key }) => key);
    expect(keys).to.deep.equal(Array.from({ length: ROWS }, (_, row) => keyOf(row)));
    expect(requests).to.have.length(ROWS / PAGE_ROWS);
  });

  it('asks for nothing before the first row is asked for, and is at most one page ahead', async () => {
    const { list, requests } = rowsInPages();
    const rows = list();
    expect(requests).to.have.length(0);
    let seen = 0;
    for await (const _ of rows) {
      seen++;
      expect(requests.length, `after ${seen} rows`).to.be.at.most(Math.ceil(seen / PAGE_ROWS) + 1);
    }
    expect(seen).to.equal(ROWS);
  });

  it('holds no page that the consumer is done with', async () => {
    const { list } = rowsInPages();
    const firstRows: WeakRef<KVPair>[] = [];
    let seen = 0;
    for await (const record of list()) {
      if (seen++ % PAGE_ROWS === 0) firstRows.push(new WeakRef(record));
      if (seen === 20 * PAGE_ROWS) break;
    }
    // A WeakRef keeps its target until the job is over.
    await new Promise(setImmediate);
    collectGarbage();
    const held = firstRows.filter((first) => first.deref() !== undefined);
    expect(held.length, `of ${firstRows.length} pages`).to.be.at.most(2);
  });

  it('stops reading when the consumer stops', async () => {
    const { list, requests } = rowsInPages();
    for await (const { key } of list()) if (key === keyOf(PAGE_ROWS + 5)) break;
    const readSoFar = requests.length;
    expect(readSoFar).to.be.at.most(3);
    await new Promise(setImmediate);
    expect(requests, 'and stays so').to.have.length(readSoFar);
  });

  it('starts anew for each iteration', async () => {
    const { list } = rowsInPages();
    const rows = list({ limit: 3 });
    const firstTime = (await rows.toArray()).map(({ key }) => key);
    expect((await rows.toArray()).map(({ key }) => key)).to.deep.equal(firstTime);
    expect(firstTime).to.deep.equal([0, 1, 2].map(keyOf));
  });

  it('sends nothing under a signal that fired before', async () => {
    const { list, requests } = rowsInPages();
    const reason = new Error('enough');
    expect(await failureOf(() => list({ signal: AbortSignal.abort(reason) }).toArray())).to.equal(reason);
    expect(requests).to.have.length(0);
  });

  it('honours a signal between two pages, and between two rows', async () => {
    for (const stopAt of [PAGE_ROWS, PAGE_ROWS + 10]) {
      const { list, requests } = rowsInPages();
      const controller = new AbortController();
      let seen = 0;
      const failure = await failureOf(async () => {
        for await (const _ of list({ signal: controller.signal })) if (++seen === stopAt) controller.abort('enough');
      });
      expect(failure).to.equal('enough');
      expect(seen).to.equal(stopAt);
      expect(requests).to.have.length(Math.ceil(stopAt / PAGE_ROWS));
    }
  });

  it('honours a signal while a page is under way, also below a handler that does not', async () => {
    for (const heedsSignal of [true, false]) {
      const controller = new AbortController();
      const onPage = (page: number, signal?: AbortSignal) =>
        page < 3
          ? undefined
          : new Promise<void>((_, reject) => {
              if (heedsSignal) signal!.addEventListener('abort', () => reject(new Error('AbortError')));
              controller.abort(new Error('enough'));
            });
      const { list, requests } = rowsInPages({ onPage });
      expect(await failureOf(() => list({ signal: controller.signal }).toArray())).to.equal(controller.signal.reason);
      expect(requests).to.have.length(3);
    }
  });

  it('yields no more rows than the limit, and asks for no more where all are alive', async () => {
    const { list, requests } = rowsInPages();
    expect(await list({ limit: 600 }).toArray()).to.have.length(600);
    expect(requests.map(({ limit }) => limit)).to.deep.equal([600, 350, 100]);
  });

  it('crosses empty pages, in steps that grow where a limit is small', async () => {
    const { list, requests } = rowsInPages({ isExpired: (row) => row < 5_000 });
    expect((await list({ limit: 2 }).toArray()).map(({ key }) => key)).to.deep.equal([5000, 5001].map(keyOf));
    expect(requests.length).to.be.below(30);
    expect(requests[0]).to.deep.equal({ start: 0, limit: 2 });
  });

  it('yields expired rows when it is told so', async () => {
    const { list } = rowsInPages({ isExpired: (row) => row % 2 === 0 });
    expect(await list({ limit: 10 }).toArray()).to.have.length(10);
    expect((await list({ limit: 10 }).toArray())[0]!.key).to.equal(keyOf(1));
    expect((await list({ limit: 10, includeExpired: true }).toArray())[0]!.key).to.equal(keyOf(0));
  });

  it('goes on where a page ended, and says when the token is not its own', async () => {
    const { list, partition } = rowsInPages();
    const { lastKey } = await partition.listPage('k/');
    expect((await list({ startKey: lastKey, limit: 1 }).toArray())[0]!.key).to.equal(keyOf(PAGE_ROWS));
    expect(() => partition.list('', { startKey: lastKey }))
      .to.throw()
      .with.property('code', 'INVALID_PAGE_TOKEN');
  });

  it('rejects with what a page fails with, and says of which list', async () => {
    const client = stubClient(() => ({ Items: [{ id: { S: 'p' }, name: { S: 'bad' }, expires: { S: 'x' } }] }));
    const partition = new Session(client).table('shop').partition('p');
    expect(await failureOf(() => partition.list('').toArray())).to.include({
      code: 'DECODE',
      operation: 'List',
      table: 'shop',
      partition: 'p',
      key: 'bad',
      attribute: 'expires',
    });
  });

  onEachEngine((engine) => {
    it('lists real rows in pages of 1 MB', async function () {
      this.timeout(60_000);
      const recorder = recordingClient(engine.clientConfig);
      const name = await createTable(engine.client);
      const partition = new Session(recorder.client).table(name).partition('p');
      const value = 'x'.repeat(4_000);
      await partition.putMany(Array.from({ length: 1_000 }, (_, row) => ({ key: keyOf(row), value })));
      recorder.take();
      let seen = 0;
      for await (const { key } of partition.list('k/', { consistent: true })) expect(key).to.equal(keyOf(seen++));
      expect(seen).to.equal(1_000);
      expect(recorder.take().length).to.be.within(4, 6);
      recorder.client.destroy();
    });
  });
});
