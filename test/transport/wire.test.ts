import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'chai';
import type { SessionOptions } from '../../lib/session-options.js';
import { Session, waysOf } from '../../lib/session.js';
import { describeOnce } from '../support/describe-once.js';
import { createTable } from '../support/create-table.js';
import { onEachEngine } from '../support/engines.js';
import { type Tap, openTap } from '../support/tap.js';

const TRANSPORTS = ['auto', 'sdk'] as const;

describeOnce('transport/wire', () => {
  onEachEngine((engine) => {
    for (const transport of TRANSPORTS) {
      describe(`with transport '${transport}'`, () => {
        let table: string;
        let tap: Tap;
        const clients: DynamoDBClient[] = [];

        before(async () => {
          table = await createTable(engine.client);
        });
        beforeEach(() => {
          tap = openTap(engine.clientConfig);
        });
        afterEach(() => {
          tap.destroy();
          for (const client of clients.splice(0)) client.destroy();
        });

        const makeClient = (config: DynamoDBClientConfig = {}): DynamoDBClient => {
          const client = new DynamoDBClient({ ...engine.clientConfig, requestHandler: tap.handler, ...config });
          clients.push(client);
          return client;
        };
        const open = (client: DynamoDBClient | DynamoDBDocumentClient, options: SessionOptions = {}) => {
          const session = new Session(client, { transport, ...options });
          return { session, partition: session.table(table).partition('p') };
        };
        /** Every call went the way that the transport says, and for no other reason. */
        const expectWay = (session: Session, calls: number) => {
          const { wire, sdk, reasons } = waysOf(session);
          expect({ wire, sdk, reasons: [...reasons.keys()] }).to.deep.equal(
            transport === 'auto'
              ? { wire: calls, sdk: 0, reasons: [] }
              : { wire: 0, sdk: calls, reasons: calls > 0 ? ['asked for'] : [] },
          );
        };

        it('sends and reads back', async () => {
          const { session, partition } = open(makeClient());
          await partition.put('plain', { value: 'text', fields: { n: { N: '1' } } });
          const found = await partition.get('plain');
          expect(found.stringValue()).to.equal('text');
          expect(found.fields).to.deep.equal({ n: { N: '1' } });
          expect((await partition.listPage('plain')).keys).to.have.lengthOf(1);
          await partition.delete('plain');
          expect(await partition.exists('plain')).to.equal(false);
          expectWay(session, 5);
        });

        it('feeds a logger with the same entries as a plain command', async () => {
          const entries: any[] = [];
          const logger = {
            trace() {},
            debug() {},
            info: (entry: unknown) => entries.push(entry),
            warn() {},
            error() {},
          };
          const client = makeClient({ logger });
          const { session, partition } = open(client);
          await partition.find('logged');
          await client.send(new GetItemCommand(entries[0].input));
          expect(entries).to.have.lengthOf(2);
          const [ours, plain] = entries.map(({ metadata: { requestId: _, ...metadata }, ...entry }) => ({
            ...entry,
            metadata,
          }));
          expect(ours).to.deep.equal(plain);
          expect(ours).to.include({ clientName: 'DynamoDBClient', commandName: 'GetItemCommand' });
          expectWay(session, 1);
        });

        it('feeds a logger with errors', async () => {
          const errors: any[] = [];
          const logger = {
            trace() {},
            debug() {},
            info() {},
            warn() {},
            error: (entry: unknown) => errors.push(entry),
          };
          const { session } = open(makeClient({ logger }));
          const failure = await session
            .table(`${table}-absent`)
            .partition('p')
            .find('k')
            .catch((error: unknown) => error);
          expect(failure).to.have.property('code', 'ENVIRONMENT');
          expect(errors.map(({ commandName, error }) => [commandName, error.name])).to.deep.equal([
            ['GetItemCommand', 'ResourceNotFoundException'],
          ]);
          expectWay(session, 1);
        });

        it('hears a logger that is set after the first call', async () => {
          const entries: any[] = [];
          const client = makeClient();
          const { session, partition } = open(client);
          await partition.find('a');
          client.config.logger = {
            debug() {},
            info: (entry: unknown) => void entries.push(entry),
            warn() {},
            error() {},
          };
          await partition.find('b');
          expect(entries.map((entry) => entry.input.Key.name.S)).to.deep.equal(['b']);
          expectWay(session, 2);
        });

        it('lets a retry strategy decide', async () => {
          const decisions: string[] = [];
          const token = (retries: number) => ({ getRetryCount: () => retries, getRetryDelay: () => 0 });
          const retryStrategy: any = {
            acquireInitialRetryToken: async () => token(0),
            refreshRetryTokenForRetry: async (last: any, info: any) => {
              decisions.push(info.error.name);
              return token(last.getRetryCount() + 1);
            },
            recordSuccess: () => decisions.push('success'),
          };
          tap.answer = (_, position) =>
            [
              { statusCode: 500, body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' } },
              { statusCode: 400, body: { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException' } },
            ][position];
          const { session, partition } = open(makeClient({ retryStrategy }));
          expect(await partition.find('retried')).to.equal(undefined);
          expect(decisions).to.deep.equal(['InternalServerError', 'ThrottlingException', 'success']);
          expect(tap.requests.map((request) => request.input)).to.deep.equal(Array(3).fill(tap.requests[0]?.input));
          expectWay(session, 1);
        });

        it('lets a retry strategy of the first kind decide, and its name stays once in the user agent', async () => {
          const retryStrategy: any = { mode: 'own', retry: (next: any, args: any) => next(args) };
          const { session, partition } = open(makeClient({ retryStrategy }));
          for (const key of ['a', 'b', 'c', 'd']) await partition.find(key);
          for (const { headers } of tap.requests) {
            // The SDK notes the name behind the place that writes this header, so that it is not there yet in the first call.
            expect((headers['user-agent'] ?? '').split('cfg/retry-mode').length).to.be.lessThan(3);
          }
          expectWay(session, 4);
        });

        it('passes through middleware that was added before the first call', async () => {
          const client = makeClient();
          client.middlewareStack.add(setHeader('x-added', 'before'), { step: 'build', name: 'added' });
          const { session, partition } = open(client);
          await partition.find('a');
          expect(tap.requests[0]?.headers).to.include({ 'x-added': 'before' });
          expectWay(session, 1);
        });

        it('passes through middleware from the moment it is added to the moment it is removed', async () => {
          const client = makeClient();
          const { session, partition } = open(client);
          await partition.find('a');
          client.middlewareStack.add(setHeader('x-added', 'one'), { step: 'build', name: 'added' });
          await partition.find('b');
          client.middlewareStack.add(setHeader('x-added', 'two'), { step: 'build', name: 'added', override: true });
          await partition.find('c');
          client.middlewareStack.remove('added');
          await partition.find('d');
          expect(tap.requests.map(({ headers }) => headers['x-added'])).to.deep.equal([
            undefined,
            'one',
            'two',
            undefined,
          ]);
          expectWay(session, 4);
        });

        it('gives middleware a context of its own for each call', async () => {
          const client = makeClient();
          const contexts: any[] = [];
          client.middlewareStack.add(
            (next: any, context: any) => (args: any) => {
              contexts.push({ ...context });
              context.left = 'behind';
              return next(args);
            },
            { step: 'initialize' },
          );
          const { session, partition } = open(client);
          await partition.find('a');
          await partition.find('b');
          expect(contexts.map(({ commandName, left }) => [commandName, left])).to.deep.equal([
            ['GetItemCommand', undefined],
            ['GetItemCommand', undefined],
          ]);
          expectWay(session, 2);
        });

        it('keeps middleware in its order, and shows it input and output', async () => {
          const seen: string[] = [];
          const client = makeClient();
          const note =
            (name: string): any =>
            (next: any) =>
            async (args: any) => {
              seen.push(`> ${name} ${args.input.TableName === table} ${args.request !== undefined}`);
              const result = await next(args);
              seen.push(`< ${name} ${result.output === undefined ? 'raw' : Object.keys(result.output).join()}`);
              return result;
            };
          client.middlewareStack.add(note('low'), { step: 'initialize', priority: 'low' });
          client.middlewareStack.add(note('high'), { step: 'initialize', priority: 'high' });
          client.middlewareStack.addRelativeTo(note('written'), {
            relation: 'after',
            toMiddleware: 'serializerMiddleware',
          });
          client.middlewareStack.addRelativeTo(note('raw'), {
            relation: 'after',
            toMiddleware: 'deserializerMiddleware',
          });
          const { session, partition } = open(client);
          await partition.find('absent');
          expect(seen).to.deep.equal([
            '> high true false',
            '> low true false',
            '> written true true',
            '> raw true true',
            '< raw raw',
            '< written $metadata',
            '< low $metadata',
            '< high $metadata',
          ]);
          expectWay(session, 1);
        });

        it('sends what middleware makes of the input, and returns what it makes of the output', async () => {
          const client = makeClient();
          client.middlewareStack.add(
            (next: any) => async (args: any) => {
              const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
              result.output.ConsumedCapacity.note = 'seen';
              return result;
            },
            { step: 'initialize' },
          );
          const responses: any[] = [];
          const { session, partition } = open(client, {
            hooks: { responseReceived: (_, response) => void responses.push(response) },
          });
          await partition.find('a');
          expect(responses[0].consumedCapacity).to.include({ TableName: table, note: 'seen' });
          expectWay(session, 1);
        });

        it('goes through a patched send', async () => {
          const client = makeClient();
          const commands: any[] = [];
          const send = client.send.bind(client) as any;
          client.send = ((command: any, ...rest: any[]) => {
            commands.push(command);
            return send(command, ...rest);
          }) as any;
          const { session, partition } = open(client);
          await partition.find('a');
          expect(commands[0]).to.be.instanceOf(GetItemCommand);
          expect(commands[0].constructor.name).to.equal('GetItemCommand');
          expect(commands[0].input).to.deep.include({ TableName: table });
          expectWay(session, 1);
        });

        it('lets a stubbed send answer without sending anything', async () => {
          const client = makeClient();
          client.send = (async (command: unknown) =>
            command instanceof GetItemCommand
              ? { Item: { id: { S: 'p' }, name: { S: 'stubbed' }, version: { N: '4' } } }
              : undefined) as any;
          const { partition } = open(client);
          expect((await partition.get('stubbed')).version).to.equal(4);
          expect(tap.requests).to.deep.equal([]);
        });

        it('asks for credentials as the client does, and signs with what it gets', async () => {
          let rotation = 0;
          const credentials = async () => {
            rotation++;
            return {
              accessKeyId: `ROTATED${rotation}`,
              secretAccessKey: 'secret',
              sessionToken: `token${rotation}`,
              expiration: new Date(0), // Already over, so that each call asks anew.
            };
          };
          // DynamoDB Local has other tables for each key.
          tap.answer = () => ({ body: {} });
          const { session, partition } = open(makeClient({ credentials }));
          await partition.find('a');
          await partition.find('b');
          const used = tap.requests.map(({ headers }) => [
            /Credential=(\w+)/.exec(headers['authorization'] ?? '')?.[1],
            headers['x-amz-security-token'],
          ]);
          expect(used[0]?.[0]).to.match(/^ROTATED\d+$/);
          expect(used[1]?.[0]).to.match(/^ROTATED\d+$/);
          expect(used[1]).to.not.deep.equal(used[0]);
          expectWay(session, 2);
        });

        it('fails as the client does without credentials', async () => {
          const credentials = async () => {
            throw Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
          };
          const { session, partition } = open(makeClient({ credentials: credentials as any }));
          const failure = await partition.put('a').catch((error: unknown) => error);
          expect(failure).to.include({ code: 'ENVIRONMENT' });
          expectWay(session, 1);
        });

        it('goes to a custom endpoint, its path included', async () => {
          tap.answer = () => ({ body: {} });
          const { session, partition } = open(makeClient({ endpoint: 'http://127.0.0.1:9/some/path' }));
          await partition.find('a');
          await partition.find('b');
          for (const { hostname, path, headers } of tap.requests) {
            expect({ hostname, path, host: headers['host'] }).to.deep.equal({
              hostname: '127.0.0.1',
              path: '/some/path/',
              host: '127.0.0.1:9',
            });
          }
          expectWay(session, 2);
        });

        it('goes to the endpoint of each moment, with its headers', async () => {
          tap.answer = () => ({ body: {} });
          let host = 'one';
          const endpointProvider = () => ({
            url: new URL(`http://${host.replace(/ .*/, '')}.localhost:9/`),
            headers: host.endsWith('with headers') ? { 'x-endpoint': ['a', 'b'] } : {},
          });
          const { session, partition } = open(
            makeClient({ endpoint: undefined as never, endpointProvider: endpointProvider as never }),
          );
          for (host of ['one', 'two', 'one', 'one with headers', 'one with headers', 'one']) await partition.find('a');
          const seen = tap.requests.map(({ hostname, headers }) => [
            hostname,
            headers['x-endpoint']?.replace(/\s/g, ''),
          ]);
          const reference = makeClient({ endpoint: undefined as never, endpointProvider: endpointProvider as never });
          host = 'one with headers';
          await reference.send(new GetItemCommand({ TableName: table, Key: { id: { S: 'a' }, name: { S: 'b' } } }));
          const endpointHeader = tap.requests.at(-1)?.headers['x-endpoint']?.replace(/\s/g, '');
          expect(seen).to.deep.equal([
            ['one.localhost', undefined],
            ['two.localhost', undefined],
            ['one.localhost', undefined],
            ['one.localhost', endpointHeader],
            ['one.localhost', endpointHeader],
            ['one.localhost', undefined],
          ]);
          expectWay(session, 6);
        });

        it('keeps calls at the same time apart that go to different endpoints', async () => {
          tap.answer = () => ({ body: {} });
          const endpointProvider = ({ ResourceArn }: any) => ({ url: new URL(`http://${ResourceArn}.localhost:9/`) });
          const { session } = open(
            makeClient({ endpoint: undefined as never, endpointProvider: endpointProvider as never }),
          );
          const tables = Array.from({ length: 30 }, (_, position) => `table-${position % 3}`);
          await Promise.all(tables.map((name) => session.table(name).partition('p').find('k')));
          const seen = tap.requests.map(({ hostname, input }) => [hostname, input.TableName]);
          expect(seen).to.have.lengthOf(30);
          for (const [hostname, name] of seen) expect(hostname).to.equal(`${name}.localhost`);
          expectWay(session, 30);
        });

        it('gives the request to the request handler of each moment', async () => {
          const client = makeClient();
          const { session, partition } = open(client);
          await partition.find('a');
          const second = openTap(undefined, () => ({
            body: { Item: { id: { S: 'p' }, name: { S: 'b' }, version: { N: '9' } } },
          }));
          client.config.requestHandler = second.handler as never;
          expect((await partition.get('b')).version).to.equal(9);
          expect([tap.requests.length, second.requests.length]).to.deep.equal([1, 1]);
          expectWay(session, 2);
        });

        it('sends nothing once a signal has fired', async () => {
          const { session, partition } = open(makeClient());
          const reason = new Error('no longer wanted');
          const failure = await partition
            .get('a', { signal: AbortSignal.abort(reason) })
            .catch((error: unknown) => error);
          expect(failure).to.equal(reason);
          expect(tap.requests).to.deep.equal([]);
          expectWay(session, 0);
        });

        it('ends a request in flight when the signal fires', async () => {
          const controller = new AbortController();
          const reason = new Error('no longer wanted');
          tap.answer = (_, __, { abortSignal }) => {
            expect(abortSignal).to.equal(controller.signal);
            controller.abort(reason);
            throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
          };
          const { session, partition } = open(makeClient());
          expect(await partition.get('a', { signal: controller.signal }).catch((error: unknown) => error)).to.equal(
            reason,
          );
          expect(tap.requests).to.have.lengthOf(1);
          expectWay(session, 1);
        });

        it('ends the wait before a further try when the signal fires', async () => {
          const controller = new AbortController();
          const reason = new Error('no longer wanted');
          tap.answer = () => {
            setImmediate(() => controller.abort(reason));
            return { statusCode: 500, body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' } };
          };
          const waitForever = { getRetryCount: () => 1, getRetryDelay: () => 3_000 };
          const retryStrategy: any = {
            acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
            refreshRetryTokenForRetry: async () => waitForever,
            recordSuccess() {},
          };
          const { session, partition } = open(makeClient({ retryStrategy }));
          expect(await partition.get('a', { signal: controller.signal }).catch((error: unknown) => error)).to.equal(
            reason,
          );
          expect(tap.requests).to.have.lengthOf(1);
          expectWay(session, 1);
        });

        it('takes a client for documents, and leaves it one', async () => {
          const documents = DynamoDBDocumentClient.from(makeClient());
          const { session, partition } = open(documents);
          await partition.put('doc', { value: 'text' });
          expect((await partition.get('doc')).stringValue()).to.equal('text');
          const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { id: 'p', name: 'doc' } }));
          expect(Item).to.deep.include({ payload: 'text', version: 1 });
          expectWay(session, 2);
        });

        it('takes a client behind a proxy', async () => {
          const calls: string[] = [];
          const proxy = new Proxy(makeClient(), {
            get(target, name) {
              const value = Reflect.get(target, name) as unknown;
              if (typeof value !== 'function') return value;
              calls.push(String(name));
              return value.bind(target);
            },
          });
          const { session, partition } = open(proxy);
          await partition.find('a');
          expect(calls).to.include('send');
          expectWay(session, 1);
        });

        it('takes a client that keeps its middleware once resolved', async () => {
          const { session, partition } = open(makeClient({ cacheMiddleware: true }));
          await partition.put('kept', { value: 'one' });
          await partition.put('kept', { value: 'two' });
          expect((await partition.get('kept')).stringValue()).to.equal('two');
          expect((await partition.find('other'))?.key).to.equal(undefined);
          expect(tap.requests.map(({ input }) => input.Key.name.S)).to.deep.equal(['kept', 'kept', 'kept', 'other']);
          // The client asks for a way once for each kind of command.
          if (transport === 'auto') expectWay(session, 2);
        });

        for (const moment of ['before', 'after']) {
          it(`is traced like plain commands when tracing is switched on ${moment} the first call`, async () => {
            const client = makeClient();
            const { session, partition } = open(client);
            if (moment === 'after') await partition.find('untraced');
            const spans = traceClient(client);
            await partition.put('traced', { value: 'x' });
            await Promise.all([partition.get('traced'), partition.get('traced')]);
            await session
              .table(`${table}-absent`)
              .partition('p')
              .find('k')
              .catch(() => undefined);
            const traced = await partition.get('traced');
            expect(spans).to.deep.equal([
              `UpdateItemCommand ${table} done`,
              `GetItemCommand ${table} done`,
              `GetItemCommand ${table} done`,
              `GetItemCommand ${table}-absent ResourceNotFoundException`,
              `GetItemCommand ${table} done`,
            ]);
            expect(traced.stringValue()).to.equal('x');
            expectWay(session, moment === 'after' ? 6 : 5);
          });
        }

        it('is seen by tracing that begins where middleware is resolved', async () => {
          const client: any = makeClient();
          const begun: string[] = [];
          const { concat } = client.middlewareStack;
          client.middlewareStack.concat = (from: unknown) => {
            const stack = concat(from);
            const { resolve } = stack;
            stack.resolve = (handler: unknown, context: any) => {
              begun.push(context.commandName);
              return resolve(handler, context);
            };
            return stack;
          };
          const { session, partition } = open(client);
          begun.length = 0;
          for (const key of ['a', 'b', 'c']) await partition.find(key);
          // On the short way one more resolution finds out the order.
          expect(begun.filter((name) => name === 'GetItemCommand').length - (transport === 'auto' ? 1 : 0)).to.equal(3);
          expectWay(session, 3);
        });

        it('is measured by middleware that stands around the deserializer', async () => {
          const client = makeClient();
          const segments: any[] = [];
          client.middlewareStack.addRelativeTo(
            ((next: any, context: any) => async (args: any) => {
              const segment = { name: context.commandName, attempt: args.request.headers['amz-sdk-request'] };
              const result = await next(args);
              segments.push({ ...segment, status: result.response.statusCode, rows: result.output.Items?.length });
              return result;
            }) as any,
            { relation: 'before', toMiddleware: 'deserializerMiddleware', name: 'subsegments' },
          );
          const { session, partition } = open(client);
          await partition.put('measured');
          await partition.listPage('measured');
          expect(segments.map(({ name, status, rows }) => [name, status, rows])).to.deep.equal([
            ['UpdateItemCommand', 200, undefined],
            ['QueryCommand', 200, 1],
          ]);
          expect(segments[0].attempt).to.match(/^attempt=1; max=\d+$/);
          expectWay(session, 2);
        });

        it('sends the user agent that the client is configured to', async () => {
          const { session, partition } = open(makeClient({ customUserAgent: [['my-app', '1.2']] }));
          await partition.find('a');
          await partition.find('b');
          for (const { headers } of tap.requests) expect(headers['user-agent']).to.contain('my-app/1.2');
          expectWay(session, 2);
        });

        it('keeps calls at the same time apart', async () => {
          const { session, partition } = open(makeClient());
          const keys = Array.from({ length: 20 }, (_, position) => `same-time-${position}`);
          await Promise.all(keys.map((key) => partition.put(key, { value: key })));
          const found = await Promise.all(keys.map((key) => partition.get(key)));
          expect(found.map((record) => record.stringValue())).to.deep.equal(keys);
          expectWay(session, 40);
        });
      });
    }
  });
});

function setHeader(name: string, value: string): any {
  return (next: any) => (args: any) => {
    args.request.headers[name] = value;
    return next(args);
  };
}

/** Traces as OpenTelemetry's instrumentation does: `send` names the client to the command, and what resolves middleware is wrapped. */
function traceClient(client: any): string[] {
  const spans: string[] = [];
  const configOf = Symbol('client config');
  const send = client.send;
  client.send = function (command: any, ...rest: unknown[]) {
    command[configOf] = this.config;
    return send.call(this, command, ...rest);
  };
  const wrapStack = (stack: any) => {
    const { resolve, concat, clone } = stack;
    stack.concat = (...args: unknown[]) => wrapStack(concat.apply(stack, args));
    stack.clone = (...args: unknown[]) => wrapStack(clone.apply(stack, args));
    stack.resolve = (handler: unknown, context: any) => {
      const original = resolve.call(stack, handler, context);
      return async (command: any) => {
        expect(command[configOf]).to.equal(client.config);
        const span = `${context.commandName} ${command.input.TableName}`;
        try {
          const result = await original(command);
          spans.push(`${span} done`);
          return result;
        } catch (error) {
          spans.push(`${span} ${(error as Error).name}`);
          throw error;
        }
      };
    };
    return stack;
  };
  wrapStack(client.middlewareStack);
  return spans;
}
