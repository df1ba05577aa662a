import { expect } from 'chai';
import {
  KeyNotFoundError,
  type OperationContext,
  ServiceError,
  Session,
  type SessionOptions,
  type StoreHooks,
  type StoreRequest,
  type StoreResponse,
  operationName,
} from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { failureOf } from '../support/failure.js';
import { type RecordingClient, recordingClient } from '../support/recording-client.js';
import { Answered, stubClient } from '../support/stub-client.js';

describeOnce('store/hooks', () => {
  onEachEngine((engine) => {
    let name: string;
    let recorder: RecordingClient;
    let partitions = 0;
    before(async () => {
      name = await createTable(engine.client);
      recorder = recordingClient(engine.clientConfig);
    });
    after(() => recorder.client.destroy());

    const partitionWith = (hooks: StoreHooks, options: SessionOptions = {}) => {
      recorder.take();
      return new Session(recorder.client, { hooks, ...options }).table(name).partition(`p${++partitions}`);
    };

    it('sees every request of every operation, by its name and command', async () => {
      const seen: string[] = [];
      const partition = partitionWith({
        requestBuilt: (context, { command }) => void seen.push(`${operationName(context)} ${command}`),
      });
      const row = await partition.put('k');
      await partition.get('k', { consistent: true });
      await partition.find('k');
      await partition.exists('k');
      await partition.list('').toArray();
      await partition.listPage('');
      await partition.atomicPut('k', { previous: row });
      await partition.delete('k');
      await partition.atomicDelete('k');
      expect(seen).to.deep.equal([
        'Put UpdateItem',
        'Get GetItem',
        'Get GetItem',
        'Exists GetItem',
        'List Query',
        'ListPage Query',
        'AtomicPut UpdateItem',
        'Delete DeleteItem',
        'AtomicDelete GetItem',
      ]);
    });

    it('gets a context that says what the call is about, frozen but for its values', async () => {
      const contexts: OperationContext[] = [];
      const partition = partitionWith({ requestBuilt: (context) => void contexts.push(context) });
      const { signal } = new AbortController();
      await partition.put('k', { signal });
      await partition.listPage('k');
      const [ofPut, ofList] = contexts as [OperationContext, OperationContext];
      const { values, ...rest } = ofPut;
      expect(rest).to.deep.equal({ operation: 'Put', table: name, partition: partition.name, key: 'k', signal });
      expect(values).to.be.instanceOf(Map).and.have.property('size', 0);
      expect(Object.keys(ofList)).to.have.members(['operation', 'table', 'partition', 'values']);
      for (const context of contexts) expect(Object.isFrozen(context)).to.equal(true);
      expect(ofPut.values).not.to.equal(ofList.values);
    });

    it('has one context for all requests of a call, in which values go from hook to hook', async () => {
      const contexts = new Set<OperationContext>();
      const got: unknown[] = [];
      const partition = partitionWith({
        requestBuilt(context, { command }) {
          contexts.add(context);
          context.values.set('started', command);
        },
        responseReceived: (context) => void got.push(context.values.get('started')),
      });
      for (let row = 0; row < 3; row++) await partition.put(`k${row}`);
      expect(got).to.deep.equal(['UpdateItem', 'UpdateItem', 'UpdateItem']);
      contexts.clear();
      for await (const _ of partition.list('', { limit: 3 }));
      expect(contexts.size, 'one call').to.equal(1);
    });

    it('may change the request in place, and no value of the caller’s with it', async () => {
      const partition = partitionWith({
        requestBuilt(_, request) {
          if (request.command !== 'UpdateItem') return;
          for (const value of Object.values(request.input.ExpressionAttributeValues ?? {})) {
            if (value.S !== undefined) value.S = value.S.toUpperCase();
          }
          request.input.ReturnConsumedCapacity = 'TOTAL';
        },
      });
      const value = { S: 'hello' };
      const fields = { color: { S: 'red' } };
      const written = await partition.put('k', { value, fields });
      expect(written.stringValue()).to.equal('HELLO');
      expect(written.fields).to.deep.equal({ color: { S: 'RED' } });
      expect(value).to.deep.equal({ S: 'hello' });
      expect(fields).to.deep.equal({ color: { S: 'red' } });
      expect(recorder.take()[0]?.input).to.have.property('ReturnConsumedCapacity', 'TOTAL');
    });

    it('may put another input in the place of the whole', async () => {
      const partition = partitionWith({
        requestBuilt(_, request) {
          if (request.command === 'GetItem') request.input = { ...request.input, ConsistentRead: true };
        },
      });
      await partition.find('k');
      expect(recorder.take()[0]?.input).to.have.property('ConsistentRead', true);
    });

    it('sees the answer, how often it was sent, and what it consumed when asked for', async () => {
      const responses: StoreResponse[] = [];
      const partition = partitionWith({
        requestBuilt(_, { command, input }) {
          if (command === 'UpdateItem') Object.assign(input, { ReturnConsumedCapacity: 'TOTAL' });
        },
        responseReceived: (_, response) => void responses.push(response),
      });
      await partition.put('k', { value: 'x' });
      await partition.get('k', { consistent: true });
      const [put, get] = responses as [StoreResponse, StoreResponse];
      expect(put).to.include({ command: 'UpdateItem', attempts: 1 });
      expect(put.output).to.have.nested.property('Attributes.payload').that.deep.equals({ S: 'x' });
      expect(put.consumedCapacity).to.include({ CapacityUnits: 1 });
      expect(get).to.include({ command: 'GetItem', attempts: 1 });
      expect(get).not.to.have.property('consumedCapacity');
    });

    it('may be async, and is waited for', async () => {
      const order: string[] = [];
      const pause = () => new Promise(setImmediate);
      const partition = partitionWith({
        async requestBuilt() {
          await pause();
          order.push(`built, ${recorder.requests.length} sent`);
        },
        async responseReceived() {
          await pause();
          order.push(`received, ${recorder.requests.length} sent`);
        },
      });
      await partition.put('k');
      order.push('done');
      expect(order).to.deep.equal(['built, 0 sent', 'received, 1 sent', 'done']);
    });

    it('keeps a request from being sent by what it throws, which is passed on as it is', async () => {
      const ours = [new KeyNotFoundError('theirs'), new ServiceError('theirs', { code: 'THROTTLED' })];
      for (const thrown of [new Error('no'), 'a text', undefined, ...ours]) {
        for (const requestBuilt of [
          () => {
            throw thrown as Error;
          },
          () => Promise.reject(thrown as Error),
        ]) {
          const partition = partitionWith({ requestBuilt });
          expect(await failureOf(() => partition.put('k'))).to.equal(thrown);
          expect(await failureOf(() => partition.listPage(''))).to.equal(thrown);
          expect(await failureOf(() => partition.list('').toArray())).to.equal(thrown);
          expect(await failureOf(() => partition.putMany([{ key: 'k' }]))).to.equal(thrown);
          expect(recorder.take()).to.deep.equal([]);
        }
      }
      for (const error of ours) expect(error).to.include({ message: 'theirs' }).and.not.have.property('operation');
    });

    it('passes on what responseReceived throws, after the request took effect', async () => {
      const thrown = new ServiceError('theirs', { code: 'THROTTLED' });
      const partition = partitionWith({ responseReceived: () => Promise.reject(thrown) });
      expect(await failureOf(() => partition.put('k'))).to.equal(thrown);
      expect(await failureOf(() => partition.putMany([{ key: 'k2' }]))).to.equal(thrown);
      expect(thrown.message).to.equal('theirs');
      expect(
        await new Session(engine.client).table(name).partition(partition.name).exists('k', { consistent: true }),
      ).to.equal(true);
    });

    it('is not asked about an answer that is an error', async () => {
      let asked = 0;
      const partition = partitionWith({
        responseReceived: (_, { command }) => void (command !== 'GetItem' && asked++),
      });
      await partition.put('k');
      expect(await failureOf(() => partition.atomicPut('k'))).to.include({ code: 'KEY_EXISTS' });
      expect(asked).to.equal(1);
    });

    it('means no hooks where they are missing', async () => {
      const missing: readonly SessionOptions[] = [
        {},
        { hooks: undefined },
        { hooks: null },
        { hooks: {} },
        { hooks: { requestBuilt: undefined, responseReceived: undefined } },
        { hooks: { requestBuilt: null, responseReceived: null } },
      ];
      for (const options of missing) {
        const partition = new Session(recorder.client, options).table(name).partition(`p${++partitions}`);
        expect(await partition.put('k')).to.include({ version: 1 });
        expect(await partition.exists('k', { consistent: true })).to.equal(true);
      }
    });

    it('keeps its this: an instance of a class with members of its own', async () => {
      class Meter implements StoreHooks {
        readonly requests: StoreRequest[] = [];
        received = 0;
        requestBuilt(_: OperationContext, request: StoreRequest): void {
          this.requests.push(request);
        }
        responseReceived(): void {
          this.received++;
        }
      }
      const meter = new Meter();
      await partitionWith(meter).put('k');
      expect(meter.requests).to.have.length(1);
      expect(meter.received).to.equal(1);
    });
  });

  it('tells how often a request was sent, when the SDK tried more than once', async () => {
    let tries = 0;
    const client = stubClient(
      () => (++tries < 3 ? Answered.error('InternalServerError', {}, 500) : { Item: undefined }),
      {
        maxAttempts: 3,
      },
    );
    const attempts: number[] = [];
    const hooks: StoreHooks = { responseReceived: (_, response) => void attempts.push(response.attempts) };
    await new Session(client, { hooks }).table('shop').partition('p').find('k');
    expect(attempts).to.deep.equal([3]);
  });

  it('shows values that only look like plain data', async () => {
    const sent: unknown[] = [];
    const client = stubClient((_, input) => {
      sent.push(Object.values(input['ExpressionAttributeValues'] as object));
      return { Attributes: { id: { S: 'p' }, name: { S: 'k' }, version: { N: '1' } } };
    });
    const shown: unknown[] = [];
    const hooks: StoreHooks = { requestBuilt: (_, { input }) => void shown.push(input) };
    const list = new Proxy([{ S: 'a' }, { B: Buffer.from([1]) }], {});
    const value = new Proxy({ M: { list: { L: list }, ...(JSON.parse('{"__proto__":{"S":"x"}}') as object) } }, {});
    await new Session(client, { hooks }).table('shop').partition('p').put('k', { value });
    const stored = JSON.parse('{"M":{"list":{"L":[{"S":"a"},{"B":"AQ=="}]},"__proto__":{"S":"x"}}}') as unknown;
    expect(sent[0]).to.deep.include(stored);
    expect(JSON.stringify(shown[0])).to.contain('"__proto__":{"S":"x"}');
  });

  it('says so when a condition that a hook put into a read is refused', async () => {
    const client = stubClient(() => Answered.error('ConditionalCheckFailedException'));
    const error = await failureOf(() => new Session(client).table('shop').partition('p').get('k'));
    expect(error).to.include({ code: 'SERVICE', operation: 'Get' });
  });
});
