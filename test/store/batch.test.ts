import { expect } from 'chai';
import { BatchIncompleteError, KeyModifiedError, Session, type StorePartition } from '../../lib/index.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';
import { StoppedClock } from '../support/stopped-clock.js';
import { Answered, type Answer, stubClient } from '../support/stub-client.js';

type Keyed = Record<string, { S: string }>;
interface BatchInput {
  readonly RequestItems: { readonly rows: { readonly Keys: Keyed[] } & readonly Write[] };
}
interface Write {
  readonly PutRequest?: { readonly Item: Keyed };
  readonly DeleteRequest?: { readonly Key: Keyed };
}
const keyOfWrite = ({ PutRequest, DeleteRequest }: Write) => (PutRequest?.Item ?? DeleteRequest!.Key)['name']!.S;

/** A table that leaves undone what it is told to. */
class Rows {
  readonly rows = new Map<string, object>();
  /** The keys of every request. */
  readonly requests: string[][] = [];
  underWay = 0;
  most = 0;
  /** Tells whether a key is left undone this time. */
  leaves: (key: string, request: number) => boolean = () => false;
  /** Asked before a request is answered. */
  meet: (request: number) => unknown = () => undefined;

  readonly answer: Answer = async (command, input) => {
    const { rows } = (input as unknown as BatchInput).RequestItems;
    const writes: readonly Write[] = command === 'BatchGetItem' ? [] : rows;
    const keys = command === 'BatchGetItem' ? rows.Keys.map(({ name }) => name!.S) : writes.map(keyOfWrite);
    const request = this.requests.push(keys) - 1;
    this.most = Math.max(this.most, ++this.underWay);
    await new Promise((resolve) => setImmediate(resolve));
    this.underWay--;
    const met = await this.meet(request);
    if (met !== undefined) return met;
    if (command === 'BatchGetItem') {
      const left = rows.Keys.filter(({ name }) => this.leaves(name!.S, request));
      const found = keys
        .filter((key) => !left.some(({ name }) => name!.S === key))
        .flatMap((key) => this.rows.get(key) ?? []);
      return { Responses: { rows: found.reverse() }, UnprocessedKeys: left.length > 0 ? { rows: { Keys: left } } : {} };
    }
    const left = writes.filter((write) => this.leaves(keyOfWrite(write), request));
    for (const write of writes) {
      if (left.includes(write)) continue;
      if (write.PutRequest) this.rows.set(keyOfWrite(write), write.PutRequest.Item);
      else this.rows.delete(keyOfWrite(write));
    }
    return { UnprocessedItems: left.length > 0 ? { rows: left } : {} };
  };
}

const keysTo = (count: number) => Array.from({ length: count }, (_, at) => `k${at}`);

describeOnce('store/batch', () => {
  let rows: Rows;
  let partition: StorePartition;
  beforeEach(() => {
    rows = new Rows();
    partition = new Session(stubClient(rows.answer), { clock: new StoppedClock() }).table('rows').partition('p');
  });
  const lay = (keys: readonly string[], more: object = {}) => {
    for (const key of keys) rows.rows.set(key, { id: { S: 'p' }, name: { S: key }, version: { N: '1' }, ...more });
  };
  const entries = (keys: readonly string[]) => keys.map((key) => ({ key, value: `value of ${key}` }));

  for (const [count, requests] of [
    [0, 0],
    [1, 1],
    [100, 1],
    [101, 2],
    [250, 3],
  ] as const) {
    it(`reads ${count} keys in ${requests} requests, in their order`, async () => {
      lay(keysTo(count).filter((_, at) => at % 3 !== 0));
      const found = await partition.getMany(keysTo(count));
      expect(rows.requests).to.have.length(requests);
      expect(found.map((each) => each?.key)).to.deep.equal(
        keysTo(count).map((key, at) => (at % 3 === 0 ? undefined : key)),
      );
    });
  }
  for (const [count, requests] of [
    [0, 0],
    [25, 1],
    [26, 2],
    [101, 5],
  ] as const) {
    it(`writes and deletes ${count} rows in ${requests} requests`, async () => {
      await partition.putMany(entries(keysTo(count)));
      expect(rows.requests).to.have.length(requests);
      expect([...rows.rows.keys()].sort()).to.deep.equal(keysTo(count).sort());
      await partition.deleteMany(keysTo(count));
      expect(rows.requests).to.have.length(2 * requests);
      expect(rows.rows.size).to.equal(0);
    });
  }

  it('folds keys that are given twice, and answers each', async () => {
    lay(['a', 'b']);
    const found = await partition.getMany(['a', 'x', 'a', 'b', 'a']);
    expect(found.map((each) => each?.key)).to.deep.equal(['a', undefined, 'a', 'b', 'a']);
    expect(rows.requests).to.deep.equal([['a', 'x', 'b']]);
  });

  it('writes the later of two with one key', async () => {
    await partition.putMany([
      { key: 'a', value: 'first' },
      { key: 'b', value: 'other' },
      { key: 'a', value: 'second' },
    ]);
    expect(rows.requests).to.deep.equal([['a', 'b']]);
    expect(rows.rows.get('a')).to.deep.include({ payload: { S: 'second' } });
  });

  it('takes expired rows for absent ones', async () => {
    lay(['old'], { expires: { N: '1' } });
    lay(['new'], { expires: { N: '99999999999' } });
    expect((await partition.getMany(['old', 'new'])).map((each) => each?.key)).to.deep.equal([undefined, 'new']);
  });

  it('sends again what was left undone, until all is done', async () => {
    let left = 3;
    rows.leaves = (key) => key === 'k7' && left-- > 0;
    await partition.putMany(entries(keysTo(30)));
    expect(rows.requests.slice(2)).to.deep.equal([['k7'], ['k7'], ['k7']]);
    expect(rows.rows.size).to.equal(30);

    left = 2;
    rows.requests.length = 0;
    const found = await partition.getMany(keysTo(30));
    expect(rows.requests.map((keys) => keys.length)).to.deep.equal([30, 1, 1]);
    expect(found.map((each) => each?.key)).to.deep.equal(keysTo(30));
  });

  it('knows what was left undone and found also where a hook sends it to another table', async () => {
    const requestBuilt = (_: unknown, { input }: { input: any }) => {
      input.RequestItems = { rows: input.RequestItems.mine };
    };
    const session = new Session(stubClient(rows.answer), { clock: new StoppedClock(), hooks: { requestBuilt } });
    partition = session.table('mine').partition('p');
    rows.leaves = (_, request) => request < 2;
    await partition.putMany(entries(['a', 'b']));
    expect([...rows.rows.keys()]).to.deep.equal(['a', 'b']);
    expect((await partition.getMany(['b', 'c', 'a'])).map((row) => row?.key)).to.deep.equal(['b', undefined, 'a']);
    rows.leaves = (key, request) => key === 'a' && request < 5;
    await partition.deleteMany(['a', 'b']);
    expect([...rows.rows.keys()]).to.deep.equal([]);
  });

  it('goes on as long as something gets done', async () => {
    rows.leaves = (key, request) => Number(key.slice(1)) > request;
    await partition.putMany(entries(keysTo(20)));
    expect(rows.rows.size).to.equal(20);
  });

  it('gives up when nothing gets done any more, and names exactly what is not', async function () {
    this.timeout(60_000);
    rows.leaves = (key) => key === 'k3' || key === 'k40';
    const given = [...entries(keysTo(50)), { key: 'k3', value: 'again' }];
    const failure = (await failureOf(() => partition.putMany(given))) as unknown as BatchIncompleteError<
      (typeof given)[0]
    >;
    expect(failure).to.be.instanceOf(BatchIncompleteError);
    expect(failure.remaining).to.deep.equal([given[3], given[40], given[50]]);
    expect(failure.remaining[0]).to.equal(given[3]);
    expect(rows.rows.size).to.equal(48);
  });

  it('has a few requests under way at once, and no more', async () => {
    await partition.putMany(entries(keysTo(300)));
    expect(rows.requests).to.have.length(12);
    expect(rows.most).to.be.within(2, 4);
  });

  it('tells how many of how many are done', async () => {
    const told: [number, number][] = [];
    let left = 1;
    rows.leaves = (key) => key === 'k2' && left-- > 0;
    await partition.putMany([...entries(keysTo(30)), { key: 'k2', value: 'later' }], {
      onProgress: (done, total) => void told.push([done, total]),
    });
    expect(told.at(-1)).to.deep.equal([31, 31]);
    expect(told.map(([done]) => done)).to.deep.equal([...told.map(([done]) => done)].sort((a, b) => a - b));
    expect(told.every(([, total]) => total === 31)).to.equal(true);
    expect(told.some(([done]) => done === 29)).to.equal(true);
  });

  for (const thrown of [new Error('mine'), new KeyModifiedError('mine', { current: null }), 'a text']) {
    it(`passes on what onProgress throws: ${String(thrown)}`, async () => {
      const onProgress = () => {
        throw thrown;
      };
      for (const run of [
        () => partition.putMany(entries(keysTo(200)), { onProgress }),
        () => partition.getMany(keysTo(1000), { onProgress }),
      ]) {
        rows.requests.length = 0;
        expect(await failureOf(run)).to.equal(thrown);
        expect(rows.requests.length).to.be.at.most(4);
      }
    });
  }

  describe('with a signal', () => {
    const reason = new Error('enough');

    it('that fired before sends nothing and rejects with the reason', async () => {
      const signal = AbortSignal.abort(reason);
      for (const run of [
        () => partition.getMany(['a'], { signal }),
        () => partition.putMany(entries(['a']), { signal }),
        () => partition.deleteMany(['a'], { signal }),
        () => partition.getMany([], { signal }),
        () => partition.putMany([], { signal }),
      ]) {
        expect(await failureOf(run)).to.equal(reason);
      }
      expect(rows.requests).to.deep.equal([]);
    });

    it('that fires in the middle of reads rejects with the reason', async () => {
      const controller = new AbortController();
      const onProgress = () => controller.abort(reason);
      expect(
        await failureOf(() => partition.getMany(keysTo(1000), { signal: controller.signal, onProgress })),
      ).to.equal(reason);
      expect(rows.requests.length).to.be.at.most(5);
    });

    it('that fires in the middle of writes tells what is not done', async () => {
      const controller = new AbortController();
      rows.leaves = (key) => key === 'k0';
      const onProgress = () => controller.abort(reason);
      const run = () => partition.deleteMany(keysTo(500), { signal: controller.signal, onProgress });
      const failure = (await failureOf(run)) as unknown as BatchIncompleteError<string>;
      expect(failure).to.be.instanceOf(BatchIncompleteError);
      expect(failure.remaining.length).to.be.within(1, 499);
      expect(failure.remaining).to.include('k0').and.to.include('k499');
    });

    it('tells what is not done also where nothing is, once writes were sent', async () => {
      const controller = new AbortController();
      rows.leaves = () => true;
      const onProgress = () => controller.abort(reason);
      const run = () => partition.putMany(entries(['a']), { signal: controller.signal, onProgress });
      const failure = (await failureOf(run)) as unknown as BatchIncompleteError<unknown>;
      expect(failure).to.be.instanceOf(BatchIncompleteError);
      expect(failure.remaining).to.deep.equal(entries(['a']));
      expect(failure.cause).to.equal(reason);
    });

    it('ends the wait between two tries', async () => {
      const controller = new AbortController();
      rows.leaves = () => true;
      rows.meet = (request) => void (request === 4 && controller.abort(reason));
      const run = () => partition.getMany(['a'], { signal: controller.signal });
      expect(await failureOf(run)).to.equal(reason);
    });
  });

  it('tells what is not done when a request fails in the middle, with the cause', async () => {
    rows.meet = (request) => (request === 2 ? Answered.error('ThrottlingException') : undefined);
    const failure = (await failureOf(() => partition.putMany(entries(keysTo(60))))) as unknown as BatchIncompleteError<{
      key: string;
    }>;
    expect(failure).to.be.instanceOf(BatchIncompleteError);
    expect(failure.remaining.map(({ key }) => key)).to.deep.equal(keysTo(60).slice(50));
    expect(failure.cause).to.include({ code: 'THROTTLED' });
  });

  it('passes on a refusal of the very first request', async () => {
    rows.meet = () => Answered.error('ResourceNotFoundException');
    expect(await failureOf(() => partition.getMany(['a']))).to.include({ code: 'ENVIRONMENT', operation: 'GetMany' });
  });

  for (const [what, run] of [
    ['no list', () => partition.getMany('a' as unknown as string[])],
    ['an empty key', () => partition.getMany(['a', ''])],
    ['no key', () => partition.putMany([{ value: 'x' } as unknown as { key: string }])],
    ['an unknown option', () => partition.deleteMany(['a'], { limit: 1 } as object)],
    ['an onProgress that is no function', () => partition.deleteMany(['a'], { onProgress: 1 } as unknown as object)],
    ['previous', () => partition.putMany([{ key: 'a', previous: {} } as unknown as { key: string }])],
  ] as const) {
    it(`refuses ${what}, and sends nothing`, async () => {
      expect(await failureOf(run)).to.include({ code: 'INVALID_ARGUMENT' });
      expect(rows.requests).to.deep.equal([]);
    });
  }
});
