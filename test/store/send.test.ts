import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { KVPair, type Partition, Session, type SessionOptions } from '../../lib/index.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';
import { type Answer, Answered, stubClient } from '../support/stub-client.js';

const PREVIOUS = { partition: 'p', key: 'k', version: 1 };
type Run = (partition: Partition, signal: AbortSignal) => Promise<unknown>;

const READS: Readonly<Record<string, Run>> = {
  get: (partition, signal) => partition.get('k', { signal }),
  find: (partition, signal) => partition.find('k', { signal }),
  exists: (partition, signal) => partition.exists('k', { signal }),
  list: (partition, signal) => partition.list('', { signal }).toArray(),
  listPage: (partition, signal) => partition.listPage('', { signal }),
  'atomicDelete of no row in particular': (partition, signal) => partition.atomicDelete('k', null, { signal }),
};
const WRITES: Readonly<Record<string, Run>> = {
  put: (partition, signal) => partition.put('k', { signal }),
  create: (partition, signal) => partition.atomicPut('k', { signal }),
  replace: (partition, signal) => partition.atomicPut('k', { previous: PREVIOUS, signal }),
  delete: (partition, signal) => partition.delete('k', { signal }),
  atomicDelete: (partition, signal) => partition.atomicDelete('k', PREVIOUS, { signal }),
};
const ALL = Object.entries({ ...READS, ...WRITES });

const never = () => new Promise<never>(() => {});

function partitionOn(answer: Answer, options?: SessionOptions) {
  const sent: string[] = [];
  const client = stubClient((command, input, signal) => {
    sent.push(command);
    return answer(command, input, signal);
  });
  return { sent, partition: new Session(client, options).table('shop').partition('p') };
}

describeOnce('store/send', () => {
  it('sends values as they were at the moment of the call', async () => {
    const inputs: unknown[] = [];
    const { partition } = partitionOn((_, input) => {
      inputs.push(input);
      return { Attributes: { id: { S: 'p' }, name: { S: 'k' } } };
    });
    const given = () => ({ value: { M: { a: { S: 'as it was' } } }, fields: { f: { L: [{ S: 'as it was' }] } } });
    for (const write of [
      (row: object) => partition.put('k', row),
      (row: object) => partition.atomicPut('k', row),
      (row: object) => partition.putMany([{ key: 'k', ...row }]),
    ]) {
      const row = given();
      const written = write(row);
      row.value.M.a = 5 as never;
      row.fields.f.L.push({ S: 'more' });
      await written;
    }
    expect(inputs).to.have.length(3);
    for (const input of inputs) {
      const text = JSON.stringify(input);
      expect(text).to.contain('{"M":{"a":{"S":"as it was"}}}').and.contain('{"L":[{"S":"as it was"}]}');
    }
  });

  for (const [verb, run] of ALL) {
    it(`sends nothing under a signal that fired before: ${verb}`, async () => {
      for (const reason of [new Error('enough'), 'a text', null, 0]) {
        const { sent, partition } = partitionOn(() => ({}));
        expect(await failureOf(() => run(partition, AbortSignal.abort(reason)))).to.equal(reason);
        expect(sent).to.deep.equal([]);
      }
    });

    it(`sends nothing when the signal fires while a hook runs: ${verb}`, async () => {
      const controller = new AbortController();
      const hooks = { requestBuilt: () => controller.abort('enough') };
      const { sent, partition } = partitionOn(() => ({}), { hooks });
      expect(await failureOf(() => run(partition, controller.signal))).to.equal('enough');
      expect(sent).to.deep.equal([]);
    });

    it(`leaves nothing on the signal: ${verb}`, async () => {
      const { signal } = new AbortController();
      for (const answer of [() => ({ Attributes: { id: { S: 'p' }, name: { S: 'k' } } }), () => Answered.error('X')]) {
        await run(partitionOn(answer).partition, signal).catch(() => undefined);
        expect(getEventListeners(signal, 'abort')).to.deep.equal([]);
      }
    });
  }

  const ways: Readonly<Record<string, Answer>> = {
    'a handler that heeds it': (_command, _input, signal) =>
      new Promise((_, reject) => {
        signal!.addEventListener('abort', () => reject(Object.assign(new Error('Aborted'), { name: 'AbortError' })));
      }),
    'a handler that does not': never,
  };
  for (const [way, answer] of Object.entries(ways)) {
    for (const [verb, run] of Object.entries(READS)) {
      it(`rejects a read in flight with the signal's reason, below ${way}: ${verb}`, async () => {
        const controller = new AbortController();
        const { sent, partition } = partitionOn((...given) => {
          setImmediate(() => controller.abort('enough'));
          return answer(...given);
        });
        expect(await failureOf(() => run(partition, controller.signal))).to.equal('enough');
        expect(sent).to.have.length(1);
      });
    }

    for (const [verb, run] of Object.entries(WRITES)) {
      it(`rejects a write in flight with AmbiguousResultError, below ${way}: ${verb}`, async () => {
        const controller = new AbortController();
        const reason = new Error('enough');
        const { partition } = partitionOn((...given) => {
          setImmediate(() => controller.abort(reason));
          return answer(...given);
        });
        const failure = await failureOf(() => run(partition, controller.signal));
        expect(failure).to.include({
          code: 'AMBIGUOUS_RESULT',
          cause: reason,
          current: undefined,
          key: 'k',
          table: 'shop',
        });
      });
    }
  }

  it('does not wait for the next try of the SDK when the signal fires before it', async () => {
    const controller = new AbortController();
    let tries = 0;
    const client = stubClient(() => (tries++, Answered.error('ThrottlingException')), {
      retryStrategy: {
        mode: 'standard',
        acquireInitialRetryToken: () => Promise.resolve({ getRetryCount: () => 0, getRetryDelay: () => 60_000 }),
        refreshRetryTokenForRetry: (token: unknown) => {
          setImmediate(() => controller.abort('enough'));
          return Promise.resolve(token);
        },
        recordSuccess: () => {},
      } as object as never,
    });
    const partition = new Session(client).table('shop').partition('p');
    expect(await failureOf(() => partition.get('k', { signal: controller.signal }))).to.equal('enough');
    expect(tries).to.equal(1);
  });

  for (const transport of ['auto', 'sdk'] as const) {
    it(`knows that nothing was sent when the credentials fail, on the way '${transport}'`, async () => {
      const thrown = new Error('the vault is down');
      const client = stubClient(() => ({}), { credentials: () => Promise.reject(thrown) });
      const partition = new Session(client, { transport }).table('shop').partition('p');
      for (const [verb, run] of Object.entries(WRITES)) {
        const failure = await failureOf(() => run(partition, new AbortController().signal));
        expect(failure, verb).to.include({ code: 'SERVICE', cause: thrown, key: 'k' });
      }
    });

    it(`knows so behind a client that keeps its handlers, on the way '${transport}'`, async () => {
      const thrown = new Error('the vault is down');
      let isDown = false;
      const credentials = async () => {
        if (isDown) throw thrown;
        return { accessKeyId: 'a', secretAccessKey: 'b', expiration: new Date() };
      };
      const row = { Attributes: { id: { S: 'p' }, name: { S: 'k' }, version: { N: '1' } } };
      const client = stubClient(() => row, { credentials, cacheMiddleware: true });
      const partition = new Session(client, { transport }).table('shop').partition('p');
      await partition.put('k');
      isDown = true;
      expect(await failureOf(() => partition.put('k'))).to.include({ code: 'SERVICE', cause: thrown });
    });

    it(`sends nothing after a signal that fired while the credentials were waited for, on the way '${transport}'`, async () => {
      for (const [verb, run] of ALL) {
        const sent: string[] = [];
        let arrive: () => void = () => {};
        const arrived = new Promise<void>((resolve) => (arrive = resolve));
        const controller = new AbortController();
        const client = stubClient((command) => sent.push(command), {
          credentials: async () => {
            controller.abort('enough');
            await arrived;
            return { accessKeyId: 'late', secretAccessKey: 'late' };
          },
        });
        const partition = new Session(client, { transport }).table('shop').partition('p');
        expect(await failureOf(() => run(partition, controller.signal)), verb).to.equal('enough');
        arrive();
        await new Promise(setImmediate);
        await new Promise(setImmediate);
        if (verb in WRITES) expect(sent, verb).to.deep.equal([]);
      }
    });
  }

  it('takes an answer that came before the signal fired', async () => {
    const controller = new AbortController();
    const { partition } = partitionOn(() => ({ Item: { id: { S: 'p' }, name: { S: 'k' } } }));
    const record = await partition.get('k', { signal: controller.signal });
    controller.abort();
    expect(record).to.be.instanceOf(KVPair);
  });

  it('tells a refusal for what it is, also when the signal fires with it', async () => {
    const controller = new AbortController();
    const { partition } = partitionOn(() => {
      controller.abort();
      return Answered.error('ConditionalCheckFailedException', { Item: { id: { S: 'p' }, name: { S: 'k' } } });
    });
    const failure = await failureOf(() => partition.atomicPut('k', { signal: controller.signal }));
    expect(['KEY_EXISTS', 'AMBIGUOUS_RESULT']).to.include(failure['code']);
  });

  it('passes on what anything below throws that is not of the service, as a cause', async () => {
    const thrown = new TypeError('of a middleware');
    const client = stubClient(() => ({}));
    client.middlewareStack.add(() => () => Promise.reject(thrown), { step: 'initialize', name: 'broken' });
    const partition = new Session(client).table('shop').partition('p');
    expect(await failureOf(() => partition.get('k'))).to.include({ code: 'SERVICE', cause: thrown, operation: 'Get' });
  });

  for (const [verb, run] of Object.entries({ get: READS['get']!, put: WRITES['put']! })) {
    it(`does so for what middleware throws at once: ${verb}`, async () => {
      const client = stubClient(() => ({}));
      const thrown = new TypeError('a bug');
      const bug = () => () => {
        throw thrown;
      };
      client.middlewareStack.add(bug, { step: 'initialize', name: 'bug' });
      const partition = new Session(client).table('shop').partition('p');
      const failure = await failureOf(() => run(partition, new AbortController().signal));
      expect(failure).to.include({ code: 'SERVICE', operation: verb[0]!.toUpperCase() + verb.slice(1), key: 'k' });
      expect(failure).to.have.property('cause', thrown);
    });
  }

  describe('where every answer names a server, as behind a proxy, and no refusal has its row', () => {
    const refuse = (row: object | undefined) => {
      const { sent, partition } = partitionOn((command) =>
        command === 'GetItem' ? { Item: row } : Answered.error('ConditionalCheckFailedException'),
      );
      return { sent, partition };
    };

    it('reads the row of a refused create', async () => {
      const row = { id: { S: 'p' }, name: { S: 'k' }, version: { N: '3' } };
      const { sent, partition } = refuse(row);
      const failure = await failureOf(() => partition.atomicPut('k'));
      expect(failure).to.have.property('code', 'KEY_EXISTS');
      expect(sent).to.deep.equal(['UpdateItem', 'GetItem']);
    });

    for (const [verb, run] of Object.entries({ put: WRITES['put']!, create: WRITES['create']! })) {
      it(`gives up where there is no row either: ${verb}`, async () => {
        const { sent, partition } = refuse(undefined);
        const failure = await failureOf(() => run(partition, new AbortController().signal));
        expect(failure).to.include({ code: 'SERVICE', key: 'k' });
        expect(sent).to.have.lengthOf(20);
      });
    }
  });

  for (const [server, find] of [
    [undefined, 'KEY_MODIFIED'],
    ['nginx/1.27', 'KEY_MODIFIED'],
    ['Server', 'KEY_NOT_FOUND'],
    ['Jetty(12.0.31)', 'KEY_NOT_FOUND'],
  ] as const) {
    it(`knows whether no row in a refusal means that there is none: server ${server}`, async () => {
      const row = { id: { S: 'p' }, name: { S: 'k' }, version: { N: '3' } };
      const client = stubClient((command) =>
        command === 'GetItem' ? { Item: row } : Answered.error('ConditionalCheckFailedException'),
      );
      const handler = client.config.requestHandler as any;
      const handle = handler.handle;
      handler.handle = async (...args: unknown[]) => {
        const answer = await handle(...args);
        delete answer.response.headers.server;
        if (server !== undefined) answer.response.headers.server = server;
        return answer;
      };
      const partition = new Session(client).table('shop').partition('p');
      expect(await failureOf(() => partition.atomicDelete('k', PREVIOUS))).to.include({ code: find });
    });
  }

  it('reads the row that a refusal met where the answer does not bring it', async () => {
    const row = { id: { S: 'p' }, name: { S: 'k' }, version: { N: '3' } };
    const client = stubClient((command) =>
      command === 'GetItem' ? { Item: row } : Answered.error('ConditionalCheckFailedException'),
    );
    // Neither a row nor the name of a server: an engine that does not say whether there was one.
    client.middlewareStack.add(
      (next) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          delete (error as { $response?: { headers: Record<string, string> } }).$response?.headers['server'];
          throw error;
        }
      },
      { step: 'deserialize', priority: 'high', name: 'namelessServer' },
    );
    const sent: unknown[] = [];
    const hooks = {
      requestBuilt: (_: unknown, { command, input }: { command: string; input: object }) =>
        void sent.push([command, input]),
    };
    const partition = new Session(client, { hooks }).table('shop').partition('p');
    const failure = await failureOf(() => partition.atomicPut('k'));
    expect(failure).to.include({ code: 'KEY_EXISTS' });
    expect((failure['current'] as KVPair).version).to.equal(3);
    expect(sent[1]).to.deep.include.members(['GetItem']);
    expect((sent[1] as [string, object])[1]).to.include({ ConsistentRead: true });
  });
});
