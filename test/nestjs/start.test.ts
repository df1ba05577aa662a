import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { type AddressInfo, type Server, connect, createServer } from 'node:net';
import { DescribeTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect } from 'chai';
import { EnvironmentError } from '../../lib/errors.js';
import { Entity, Partition, SortKeyPath } from '../../lib/index.js';
import { DynastoreModule, type DynastoreOptions, type OnStart } from '../../lib/nestjs/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { recordingClient } from '../support/recording-client.js';

@Entity('shop')
@Partition('customer/{customerId}')
@SortKeyPath('order/{orderId}')
class Order {
  customerId!: string;
  orderId!: string;
}

@Entity('shop')
@Partition('customer/{customerId}')
@SortKeyPath('profile')
class Customer {
  customerId!: string;
}

let warnings: string[] = [];
let whenWarned = (): void => {};
const logger: LoggerService = {
  log() {},
  error() {},
  warn(text: string) {
    warnings.push(text);
    whenWarned();
  },
};

@Entity({ table: 'shop', ttl: '1h' })
@Partition('visit')
@SortKeyPath('{visitId}')
class Visit {
  visitId!: string;
}

/** Starts an application with the entities of one table in two modules, and ends it. */
async function start(options: DynastoreOptions): Promise<void> {
  const imports = [Order, Customer].map((entity) => DynastoreModule.forFeature([entity]));
  const builder = Test.createTestingModule({ imports: [DynastoreModule.forRoot(options), ...imports] });
  const module = await builder.setLogger(logger).compile();
  await module.close();
}

const failure = (options: DynastoreOptions): Promise<EnvironmentError> =>
  start(options).then(
    () => expect.fail('It starts.'),
    (error: EnvironmentError) => error,
  );

/** Where nothing listens. */
const NOWHERE = 'http://127.0.0.1:9';

describeOnce('nestjs/start', () => {
  beforeEach(() => {
    warnings = [];
    whenWarned = () => {};
  });

  onEachEngine((engine) => {
    const inTable = (suffix: string) => ({ tableName: (name: string) => `${name}-${suffix}` });
    const exists = (suffix: string): Promise<boolean> =>
      engine.client.send(new DescribeTableCommand({ TableName: `shop-${suffix}` })).then(
        () => true,
        () => false,
      );

    for (const onStart of ['off', undefined] as const) {
      it(`sends nothing with onStart ${onStart}`, async () => {
        const { client, requests } = recordingClient(engine.clientConfig);
        await start({ client, onStart });
        expect(requests).to.deep.equal([]);
        client.destroy();
      });
    }

    it('starts with verify when the tables are there, and changes nothing', async () => {
      const suffix = randomUUID();
      await createTable(engine.client, { name: `shop-${suffix}` });
      const { client, commands } = recordingClient(engine.clientConfig);
      await start({ client, onStart: 'verify', ...inTable(suffix) });
      expect(commands()).to.not.include.members(['CreateTable']);
      client.destroy();
    });

    it('fails with verify when a table is missing, names it, and says what to do', async () => {
      const suffix = randomUUID();
      const error = await failure({ client: engine.client, onStart: 'verify', ...inTable(suffix) });
      expect(error).to.be.instanceOf(EnvironmentError);
      expect(error.message).to.contain(`table 'shop-${suffix}'`).and.to.contain('session.createTables');
      expect(await exists(suffix)).to.equal(false);
    });

    it('creates a missing table with create, and starts when it is there already', async () => {
      const suffix = randomUUID();
      await start({ client: engine.client, onStart: 'create', ...inTable(suffix) });
      expect(await exists(suffix)).to.equal(true);
      await start({ client: engine.client, onStart: 'create', ...inTable(suffix) });
    });

    for (const onStart of ['verify', 'create'] as const) {
      it(`starts with ${onStart} where expired rows are not deleted, and warns where they could be`, async () => {
        const suffix = randomUUID();
        await createTable(engine.client, { name: `shop-${suffix}` });
        const options = { client: engine.client, onStart, ...inTable(suffix) };
        const imports = [DynastoreModule.forRoot(options), DynastoreModule.forFeature([Visit])];
        await (await Test.createTestingModule({ imports }).setLogger(logger).compile()).close();
        // With create it is switched on.
        expect(warnings).to.have.length(engine.supports.ttl && onStart === 'verify' ? 1 : 0);
        for (const warning of warnings) expect(warning).to.contain(`shop-${suffix}`).and.to.contain('time to live');
      });
    }

    describe('at an endpoint that is not local', () => {
      /** A name that is not this machine's and leads to it all the same. */
      const elsewhere = (): DynamoDBClientConfig => {
        const httpAgent = new Agent({
          lookup: (_name, { all }, found) => {
            const answer = { address: '127.0.0.1', family: 4 };
            if (all) (found as unknown as (error: null, all: object[]) => void)(null, [answer]);
            else found(null, answer.address, answer.family);
          },
        });
        const endpoint = engine.endpoint.replace('127.0.0.1', 'dynamodb.example.com');
        return { ...engine.clientConfig, endpoint, requestHandler: { httpAgent } };
      };

      it('creates nothing, names the endpoint, and says what to do', async () => {
        const suffix = randomUUID();
        const error = await failure({ client: elsewhere(), onStart: 'create', ...inTable(suffix) });
        expect(error).to.be.instanceOf(EnvironmentError);
        expect(error.message).to.contain('dynamodb.example.com').and.to.contain('forceCreate');
        expect(await exists(suffix)).to.equal(false);
      });

      it('creates a missing table when it is forced', async () => {
        const suffix = randomUUID();
        await start({ client: elsewhere(), onStart: 'create', forceCreate: true, ...inTable(suffix) });
        expect(await exists(suffix)).to.equal(true);
      });

      it('starts with create when no table is missing', async () => {
        const suffix = randomUUID();
        await start({ client: engine.client, onStart: 'create', ...inTable(suffix) });
        await start({ client: elsewhere(), onStart: 'create', ...inTable(suffix) });
      });
    });

    it('tries again until DynamoDB can be reached', async () => {
      const proxy = forward(engine.endpoint);
      const endpoint = await reserveEndpoint(proxy);
      whenWarned = () => void (warnings.length === 2 && listen(proxy, endpoint));
      const client = { ...engine.clientConfig, endpoint, maxAttempts: 1 };
      // Many attempts: the proxy needs a moment to listen.
      const startRetry = { maxAttempts: 1000, baseDelayMs: 1, maxDelayMs: 10 };
      await start({ client, onStart: 'create', startRetry, ...inTable(randomUUID()) });
      expect(warnings.length).to.be.at.least(2);
      expect(warnings[0]).to.contain('attempt 1 of 1000').and.to.contain('ECONNREFUSED');
      proxy.close();
    });
  });

  const nowhere = { endpoint: NOWHERE, region: 'eu-central-1', maxAttempts: 1 };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const startRetry = { maxAttempts: 3, baseDelayMs: 1 };

  for (const onStart of ['verify', 'create'] as const satisfies OnStart[]) {
    it(`gives up with ${onStart} after the attempts allowed, and says where and what to do`, async () => {
      const error = await failure({ client: { ...nowhere, credentials }, onStart, startRetry });
      expect(error).to.be.instanceOf(EnvironmentError);
      expect(error).to.include({ region: 'eu-central-1', endpoint: NOWHERE, retryable: true });
      expect(error.message).to.contain('after 3 attempts').and.to.contain('Is the endpoint right');
      expect(error.cause).to.be.instanceOf(EnvironmentError);
      expect(warnings).to.have.length(2);
    });
  }

  it('does not try again what no wait can help', async () => {
    const noCredentials = () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    const client = { ...nowhere, credentials: noCredentials };
    const error = await failure({ client, onStart: 'verify', startRetry });
    expect(error.message).to.contain('credentials').and.to.not.contain('attempts');
    expect(error).to.include({ retryable: false });
    expect(warnings).to.deep.equal([]);
  });

  it('passes a mistake in a class on as it is', async () => {
    class Plain {}
    const imports = [
      DynastoreModule.forRoot({ client: { ...nowhere, credentials }, onStart: 'verify' }),
      DynastoreModule.forFeature([Plain]),
    ];
    const error: unknown = await Test.createTestingModule({ imports })
      .compile()
      .catch((thrown: unknown) => thrown);
    expect(error).to.have.property('code', 'METADATA');
  });

  it('destroys the client that it made when it cannot start', async () => {
    let destroyed = 0;
    const requestHandler = {
      handle: () => Promise.reject(Object.assign(new Error('closed'), { code: 'ECONNREFUSED' })),
      destroy: () => destroyed++,
    };
    await failure({ client: { ...nowhere, credentials, requestHandler }, onStart: 'verify', startRetry });
    expect(destroyed).to.equal(1);
  });

  it('leaves a client alone that it was given when it cannot start', async () => {
    const client = new DynamoDBClient({ ...nowhere, credentials });
    client.destroy = () => expect.fail('destroyed');
    await failure({ client, onStart: 'verify', startRetry });
  });
});

/** A server that passes on every byte. It does not listen yet. */
function forward(endpoint: string): Server {
  const { hostname, port } = new URL(endpoint);
  return createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      from.pipe(to);
    }
  });
}

/** An address of the server where it does not listen yet. */
async function reserveEndpoint(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

function listen(server: Server, endpoint: string): void {
  const { hostname, port } = new URL(endpoint);
  server.listen(Number(port), hostname);
}
