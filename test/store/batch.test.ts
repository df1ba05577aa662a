import { expect } from 'chai';
import type { BatchIncompleteError } from '../../lib/errors.js';
import { deleteInBatch } from '../../lib/request/batch.js';
import { type BatchOptions, type WriteEntry, writeRows } from '../../lib/store/batch.js';
import { operationContext } from '../../lib/store/hooks.js';
import { Sender } from '../../lib/store/send.js';
import type { Store } from '../../lib/store/store.js';
import { describeOnce } from '../support/describe-once.js';
import { Answered, stubClient } from '../support/stub-client.js';

const entry = (key: string, given = key): WriteEntry<string> => {
  const target = { table: 'table', partition: 'p', key };
  return { target, given, write: deleteInBatch(target) };
};
const keys = (count: number) => Array.from({ length: count }, (_, position) => `k${position}`);

describeOnce('store/batch', () => {
  /** Writes to a service that answers each request with what it leaves undone, or with an error. */
  const write = async (
    entries: readonly WriteEntry<string>[],
    answer: (sent: string[], position: number) => readonly string[] | Answered,
    options: BatchOptions = {},
  ) => {
    const requests: string[][] = [];
    const client = stubClient((_, input: any) => {
      const sent: string[] = input.RequestItems.table.map((request: any) => request.DeleteRequest.Key.name.S);
      requests.push(sent);
      const left = answer(sent, requests.length - 1);
      if (left instanceof Answered) return left;
      const undone = left.map((key) => deleteInBatch(entry(key).target));
      return { UnprocessedItems: undone.length > 0 ? { table: undone } : {} };
    });
    const sender = new Sender(client, { hooks: {}, redactKeys: false, transport: 'auto' });
    // No more of a store than what a batch of writes uses.
    const store = { sender } as Store;
    const context = operationContext({ operation: 'DeleteMany', table: 'table' });
    const failure = await writeRows(store, context, entries, options).then(
      () => undefined,
      (error: unknown) => error as BatchIncompleteError<string>,
    );
    return { requests, failure };
  };

  it('sends 25 rows in a request', async () => {
    const { requests } = await write(
      keys(60).map((key) => entry(key)),
      () => [],
    );
    expect(requests.map((sent) => sent.length)).to.deep.equal([25, 25, 10]);
  });

  it('sends a key once, and counts all entries that have it', async () => {
    const progress: number[][] = [];
    const { requests } = await write([entry('a'), entry('b'), entry('a'), entry('a')], () => [], {
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(requests).to.deep.equal([['a', 'b']]);
    expect(progress).to.deep.equal([[4, 4]]);
  });

  it('sends again what is left undone, and nothing else', async () => {
    const progress: number[] = [];
    const { requests, failure } = await write(
      ['a', 'b', 'c', 'b'].map((key) => entry(key)),
      (_, position) => (position === 0 ? ['b'] : []),
      { onProgress: (done) => progress.push(done) },
    );
    expect(failure).to.equal(undefined);
    expect(requests).to.deep.equal([['a', 'b', 'c'], ['b']]);
    expect(progress).to.deep.equal([2, 4]);
  });

  it('names what is not done when it fails in the middle, each entry as it was given', async () => {
    const entries = [...keys(30).map((key) => entry(key)), entry('k29', 'k29 once more')];
    const { failure } = await write(entries, (sent) => (sent.includes('k29') ? Answered.error('AccessDenied') : []));
    expect(failure).to.have.property('code', 'BATCH_INCOMPLETE');
    expect(failure?.remaining).to.deep.equal(['k25', 'k26', 'k27', 'k28', 'k29', 'k29 once more']);
  });

  it('costs the same for each row, however many they are', async () => {
    let described = 0;
    const entries = keys(2000).map((key) => ({
      ...entry(key),
      get target() {
        described++;
        return { table: 'table', partition: 'p', key };
      },
    }));
    await write(entries, () => []);
    expect(described).to.be.at.most(2 * entries.length);
  });
});
