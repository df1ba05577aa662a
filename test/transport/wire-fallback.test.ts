import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { Session, waysOf } from '../../lib/session.js';
import { describeOnce } from '../support/describe-once.js';
import { type Tap, openTap } from '../support/tap.js';

const ROW = { id: { S: 'p' }, name: { S: 'k' }, version: { N: '3' }, payload: { S: 'text' } };

describeOnce('transport/wire, when a client is not as it is known', () => {
  let tap: Tap;
  let client: any;
  let session: Session;

  beforeEach(() => {
    tap = openTap(undefined, () => ({ body: { Item: ROW } }));
    client = new DynamoDBClient({
      region: 'nowhere',
      endpoint: 'http://127.0.0.1:9',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: tap.handler,
    });
    session = new Session(client);
  });

  const read = async () => (await session.table('table').partition('p').get('k')).stringValue();
  const reasons = () => Object.fromEntries(waysOf(session).reasons);
  const patchSend = (patch: (command: any, options: any) => any) => {
    const send = client.send.bind(client);
    client.send = (command: any, options: any) => send(command, patch(command, options) ?? options);
  };
  /** Puts a middleware in the place of one of the SDK's. */
  const override = (name: string, step: string, middleware: any) => {
    let original: any;
    client.middlewareStack.applyToStack({
      add: (entry: any, options: any) => (original = options.name === name ? entry : original),
      addRelativeTo() {},
    });
    client.middlewareStack.add((next: any, context: any) => middleware(original(next, context), next, context), {
      name,
      step,
      override: true,
    });
  };

  it('takes the short way where it is', async () => {
    expect(await read()).to.equal('text');
    expect(waysOf(session)).to.include({ wire: 1, sdk: 0 });
  });

  it('leaves requests about tables to the SDK', async () => {
    tap.answer = ({ headers }) =>
      headers['x-amz-target']?.endsWith('DescribeTable')
        ? { body: { Table: { TableName: 'table', TableStatus: 'ACTIVE', CreationDateTime: 1.5 } } }
        : { body: { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' } } };
    await session.createTables('table');
    expect(Object.keys(reasons())).to.deep.equal(['about tables']);
    expect(waysOf(session).wire).to.equal(0);
  });

  it('leaves a call with further options to the SDK', async () => {
    let seen: unknown;
    tap.answer = (_, __, options) => {
      seen = options;
      return { body: { Item: ROW } };
    };
    patchSend(() => ({ further: true }));
    expect(await read()).to.equal('text');
    expect(seen).to.include({ further: true });
    expect(reasons()).to.deep.equal({ 'call options': 1 });
  });

  it('leaves a command with middleware of its own to the SDK', async () => {
    patchSend((command) => {
      command.middlewareStack.add(
        (next: any) => (args: any) => {
          args.request.headers['x-command'] = 'own';
          return next(args);
        },
        { step: 'build' },
      );
    });
    expect(await read()).to.equal('text');
    expect(tap.requests[0]?.headers).to.include({ 'x-command': 'own' });
    expect(reasons()).to.deep.equal({ 'command middleware': 1 });
  });

  it('keeps names there that the SDK loses', async () => {
    const named = '{"id":{"S":"p"},"name":{"S":"k"},"version":{"N":"3"},"__proto__":{"S":"top"}}';
    tap.answer = () => ({ body: `{"Item":${named},"Attributes":${named}}` });
    patchSend((command) => command.middlewareStack.add((next: any) => next, { step: 'build' }));
    const partition = session.table('table').partition('p');
    expect(Object.keys((await partition.get('k')).fields)).to.deep.equal(['__proto__']);
    expect(reasons()).to.deep.equal({ 'command middleware': 1 });
  });

  it('lets a wrapper of send send a command more than once', async () => {
    const send = client.send.bind(client);
    for (const own of [false, true]) {
      client.send = async (command: any) => {
        if (own) command.middlewareStack.add((next: any) => next, { step: 'build' });
        await send(command);
        return send(command);
      };
      expect(await read()).to.equal('text');
    }
    expect(tap.requests).to.have.lengthOf(4);
    expect(reasons()).to.deep.equal({ 'command middleware': 2 });
  });

  it('leaves a stack that prints itself to the SDK', async () => {
    const printed: unknown[] = [];
    const { log } = console;
    console.log = (line: unknown) => printed.push(line);
    try {
      client.middlewareStack.identifyOnResolve(true);
      expect(await read()).to.equal('text');
    } finally {
      console.log = log;
    }
    expect(printed).to.have.lengthOf(1);
    expect(printed[0]).to.be.an('array').that.includes('serializerMiddleware - serialize');
    expect(reasons()).to.deep.equal({ stack: 1 });
  });

  it('leaves another protocol to the SDK', async () => {
    client.config.protocol = Object.create(client.config.protocol, { constructor: { value: class Other {} } });
    expect(await read()).to.equal('text');
    expect(reasons()).to.deep.equal({ protocol: 1 });
  });

  it('leaves another serializer its place', async () => {
    override('serializerMiddleware', 'serialize', (original: any) => (args: any) => {
      return original({ ...args, input: { ...args.input, TableName: 'other' } });
    });
    expect(await read()).to.equal('text');
    expect(tap.requests[0]?.input.TableName).to.equal('other');
    expect(reasons()).to.deep.equal({ serializer: 1 });
  });

  it('leaves another deserializer its place', async () => {
    override('deserializerMiddleware', 'deserialize', (original: any) => async (args: any) => {
      const result = await original(args);
      result.output.Item.payload = { S: 'changed' };
      return result;
    });
    expect(await read()).to.equal('changed');
    expect(reasons()).to.deep.equal({ deserializer: 1 });
  });

  it('leaves another logging its place', async () => {
    const seen: string[] = [];
    override('loggerMiddleware', 'initialize', (original: any) => (args: any) => {
      seen.push(args.input.TableName);
      return original(args);
    });
    expect(await read()).to.equal('text');
    expect(seen).to.deep.equal(['table']);
    expect(waysOf(session)).to.include({ wire: 1, sdk: 0 });
  });

  it('leaves requests to the SDK from the first that its serializer writes unlike what is known', async () => {
    const { protocol } = client.config;
    const serialize = protocol.serializeRequest.bind(protocol);
    protocol.serializeRequest = async (...args: unknown[]) => {
      const request = await serialize(...args);
      request.headers['x-protocol'] = 'own';
      return request;
    };
    expect([await read(), await read(), await read()]).to.deep.equal(['text', 'text', 'text']);
    expect(tap.requests.map(({ headers }) => headers['x-protocol'])).to.deep.equal(['own', 'own', 'own']);
    expect(waysOf(session)).to.include({ wire: 1, sdk: 2 });
    expect(reasons()).to.deep.equal({ request: 2 });
  });

  it('leaves a client that cannot be looked at to the SDK', async () => {
    client.middlewareStack.applyToStack = undefined;
    expect(await read()).to.equal('text');
    expect(reasons()).to.deep.equal({ failure: 1 });
  });

  it('takes the short way again when the client is as it was', async () => {
    client.middlewareStack.identifyOnResolve(true);
    const { log } = console;
    console.log = () => {};
    try {
      await read();
      client.middlewareStack.identifyOnResolve(false);
      await read();
      client.middlewareStack.identifyOnResolve(true);
      await read();
    } finally {
      console.log = log;
    }
    expect(waysOf(session)).to.include({ wire: 1, sdk: 2 });
  });
});
