import { AsyncLocalStorage } from 'node:async_hooks';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { Session, waysOf } from '../../lib/session.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';
import { stubClient } from '../support/stub-client.js';

const ROW = { Attributes: { id: { S: 'p' }, name: { S: 'k' }, version: { N: '1' } } };

/** What calls at the same time must not have in common, and what others see of a call. */
describeOnce('transport/wire: calls', () => {
  for (const transport of ['auto', 'sdk'] as const) {
    describe(`with transport '${transport}'`, () => {
      const open = (config: DynamoDBClientConfig = {}) => {
        const client = stubClient(() => ROW, config);
        const authorizations = new Map<string, string>();
        const handler = client.config.requestHandler as any;
        const handle = handler.handle.bind(handler);
        handler.handle = (request: any, options: unknown) => {
          authorizations.set(request.hostname, request.headers['authorization']);
          return handle(request, options);
        };
        const session = new Session(client, { transport });
        return { client, session, authorizations, partition: session.table('shop').partition('p') };
      };

      it('signs each call for the region of its own endpoint', async () => {
        const endpointProvider = ({ ResourceArn: region }: any) => ({
          url: new URL(`https://${region}.example.com/`),
          headers: {},
          properties: { authSchemes: [{ name: 'sigv4', signingRegion: region, signingName: 'dynamodb' }] },
        });
        const { session, authorizations } = open({ endpointProvider } as object);
        const regions = ['eu-west-1', 'us-east-1', 'ap-south-1'];
        await Promise.all(regions.map((region) => session.table(region).partition('p').find('k')));
        for (const region of regions) {
          expect(authorizations.get(`${region}.example.com`)).to.contain(`/${region}/dynamodb/`);
        }
        if (transport === 'auto') expect(waysOf(session)).to.include({ wire: 3, sdk: 0 });
      });

      it('sends nothing of what middleware keeps on the input for itself', async () => {
        const bodies: string[] = [];
        const client = stubClient((_, input) => {
          bodies.push(JSON.stringify(input));
          return ROW;
        });
        const span: Record<string, unknown> = { id: 5n };
        span['self'] = span;
        const kept = { __span: span, mine: 'x', ReturnConsumedCapacity: null };
        client.middlewareStack.add(
          (next) => (args) => {
            Object.assign(args.input, kept);
            return next(args);
          },
          { step: 'initialize', name: 'keeps' },
        );
        const session = new Session(client, { transport });
        const partition = session.table('shop').partition('p');
        await partition.find('k');
        await partition.putMany([{ key: 'k', value: { B: Uint8Array.of(1) } }]);
        expect(bodies).to.have.length(2);
        for (const body of bodies) expect(body).not.to.match(/span|mine|ReturnConsumedCapacity/);
        expect(bodies[1]).to.contain('{"B":"AQ=="}');
        if (transport === 'auto') expect(waysOf(session)).to.include({ wire: 2, sdk: 0 });
      });

      it('sends members that middleware put into the prototype of an input', async () => {
        const inputs: unknown[] = [];
        const client = stubClient((_, input) => {
          inputs.push(input);
          return ROW;
        });
        client.middlewareStack.add((next) => (args) => next({ ...args, input: Object.create(args.input as object) }), {
          step: 'initialize',
          name: 'shadows',
        });
        await new Session(client, { transport }).table('shop').partition('p').find('k');
        expect(inputs[0]).to.include({ TableName: 'shop' }).and.to.have.property('Key');
      });

      it('tells the id of a request whose headers were handed on as they came', async () => {
        const ids: unknown[] = [];
        const client = stubClient(() => ROW);
        const handler = client.config.requestHandler as any;
        const handle = handler.handle;
        handler.handle = async (...args: unknown[]) => {
          const { response } = await handle(...args);
          const { 'x-amzn-requestid': id, ...headers } = response.headers;
          return { response: { ...response, headers: { ...headers, 'X-Amzn-RequestId': id } } };
        };
        const hooks = { responseReceived: (_: unknown, { output }: any) => void ids.push(output.$metadata.requestId) };
        await new Session(client, { transport, hooks }).table('shop').partition('p').find('k');
        // Older versions of the SDK do not.
        if (transport === 'auto') expect(ids).to.deep.equal(['stub']);
      });

      it('takes the name of an application that the SDK left as it was given, as its older versions do', async () => {
        const { client, partition } = open();
        Object.assign(client.config, { userAgentAppId: 'shop' });
        const failure = await partition.find('k').then(
          () => undefined,
          (error: Error) => error.cause as Error,
        );
        // The newer versions, which know it, insist on a function.
        if (failure) expect(failure.message).to.match(/userAgentAppId is not a function/);
        if (failure) expect(failure.stack).to.not.match(/wire-user-agent/);
      });

      it('tells of a client that answers with nothing, as one for tests does', async () => {
        const client = stubClient(() => ROW);
        const answers = [undefined, null, undefined];
        client.send = () => Promise.resolve(answers.shift()) as never;
        const partition = new Session(client, { transport }).table('shop').partition('p');
        for (const run of [
          () => partition.get('k'),
          () => partition.put('k'),
          () => partition.putMany([{ key: 'k' }]),
        ]) {
          const failure = await failureOf(run);
          expect(failure).to.include({ code: 'SERVICE', table: 'shop', retryable: false });
          expect(failure.message).to.match(/answered \w+ with nothing.*stub/);
        }
      });

      it('signs each call for its own identity', async () => {
        const tenant = new AsyncLocalStorage<string>();
        const signed: string[] = [];
        const scheme = {
          schemeId: 'aws.auth#sigv4',
          identityProvider: () => async () => ({ accessKeyId: tenant.getStore()!, secretAccessKey: 's' }),
          signer: {
            async sign(request: any, identity: any) {
              await new Promise((resolve) => setImmediate(resolve));
              signed.push(`${tenant.getStore()} ${identity.accessKeyId}`);
              return request;
            },
          },
        };
        const { partition } = open({ httpAuthSchemes: [scheme] } as object);
        await Promise.all(['a', 'b', 'c'].map((name) => tenant.run(name, () => partition.find(name))));
        expect(signed.sort()).to.deep.equal(['a a', 'b b', 'c c']);
      });

      it('hears a logger that middleware gives to a call', async () => {
        const { client, partition } = open();
        const heard: string[] = [];
        const logger = {
          debug() {},
          warn() {},
          info: ({ commandName }: any) => void heard.push(`info ${commandName}`),
          error: ({ commandName }: any) => void heard.push(`error ${commandName}`),
        };
        client.middlewareStack.add(
          (next, context: any) => (args) => {
            context.logger = logger;
            return next(args);
          },
          { step: 'initialize', priority: 'high', name: 'logged' },
        );
        await partition.put('k');
        client.middlewareStack.add(() => () => Promise.reject(new Error('enough')), { step: 'build', name: 'broken' });
        await partition.find('k').catch(() => undefined);
        expect(heard).to.deep.equal(['info UpdateItemCommand', 'error GetItemCommand']);
      });

      it('hands on a body of the kind that the SDK makes', async () => {
        const { client, partition } = open();
        const bodies: any[] = [];
        client.middlewareStack.add(
          (next) => (args: any) => {
            bodies.push(args.request.body);
            return next(args);
          },
          { step: 'build', name: 'look' },
        );
        await partition.put('k', { value: 'ünïcode' });
        await client.send(new PutItemCommand({ TableName: 'shop', Item: { id: { S: 'ü' } } }));
        const [ours, plain] = bodies;
        expect(typeof ours).to.equal(typeof plain);
        expect(Object.getPrototypeOf(ours)).to.equal(Object.getPrototypeOf(plain));
        const text = typeof ours === 'string' ? ours : new TextDecoder().decode(ours);
        expect(JSON.parse(text)).to.have.property('TableName', 'shop');
        expect(text).to.contain('ünïcode');
      });
    });
  }
});
