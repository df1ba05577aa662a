import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Server, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Test, type TestingModule } from '@nestjs/testing';
import { expect } from 'chai';
import { Entity, Partition, SortKeyPath } from '../../lib/index.js';
import { DynastoreHealthIndicator, DynastoreModule, type DynastoreRootOptions } from '../../lib/nestjs/index.js';
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

describeOnce('nestjs/health-indicator', () => {
  let module: TestingModule | undefined;
  afterEach(() => module?.close());

  const open = async (options: DynastoreRootOptions): Promise<DynastoreHealthIndicator> => {
    const imports = [
      TerminusModule.forRoot({ logger: false }),
      DynastoreModule.forRoot(options),
      DynastoreModule.forFeature([Order], options.name),
    ];
    module = await Test.createTestingModule({ imports }).compile();
    return module.get(DynastoreHealthIndicator);
  };
  /** What terminus reports with status 200 or 503. */
  const check = async (indicator: DynastoreHealthIndicator, options?: { session?: string; timeoutMs?: number }) => {
    const health = await module!.resolve(HealthCheckService);
    try {
      return await health.check([() => indicator.pingCheck('dynamodb', options)]);
    } catch (error) {
      return (error as { getResponse(): { status: string; details: Record<string, any> } }).getResponse();
    }
  };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const nowhere = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1', credentials, maxAttempts: 1 };

  it('is down when nothing listens, and says why', async () => {
    const report = await check(await open({ client: nowhere }));
    expect(report).to.deep.include({ status: 'error' });
    expect(report.details['dynamodb']).to.include({ status: 'down', code: 'ENVIRONMENT' });
    expect(report.details['dynamodb']?.['message']).to.contain('cannot be reached');
  });

  it('is down when no answer comes in time', async () => {
    const silent: Server = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const report = await check(await open({ client: { ...nowhere, endpoint } }), { timeoutMs: 20 });
    expect(report.details['dynamodb']).to.deep.equal({
      status: 'down',
      code: 'TIMEOUT',
      message: 'No answer in time.',
    });
    silent.close();
  });

  for (const timeoutMs of [0, -1, 1.5, NaN, Infinity, '1s']) {
    it(`refuses ${timeoutMs} as timeoutMs`, async () => {
      const indicator = await open({ client: nowhere });
      const failure: unknown = await indicator
        .pingCheck('dynamodb', { timeoutMs: timeoutMs as number })
        .catch((error: unknown) => error);
      expect(failure).to.have.property('code', 'INVALID_ARGUMENT');
    });
  }

  for (const options of [null, 'x', { timeout: 1 }]) {
    it(`refuses ${JSON.stringify(options)} as options`, async () => {
      const indicator = await open({ client: nowhere });
      const failure: unknown = await indicator
        .pingCheck('dynamodb', options as object)
        .catch((error: unknown) => error);
      expect(failure).to.have.property('code', 'INVALID_ARGUMENT');
    });
  }

  it('refuses a session that there is not', async () => {
    const indicator = await open({ client: nowhere });
    const failure: unknown = await indicator.pingCheck('dynamodb', { session: 'eu' }).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'INVALID_ARGUMENT');
    expect(failure).to.have.property('message').that.contains("'eu'");
  });

  onEachEngine((engine) => {
    const apart = () => {
      const suffix = randomUUID();
      return { tableName: (name: string) => `${name}-${suffix}` };
    };

    it('is up when the tables answer, for one read each', async () => {
      const { client, commands, take } = recordingClient(engine.clientConfig);
      const indicator = await open({ client, onStart: 'create', ...apart() });
      take();
      const report = await check(indicator);
      expect(report).to.deep.include({ status: 'ok', details: { dynamodb: { status: 'up' } } });
      expect(commands()).to.deep.equal(['GetItem']);
      client.destroy();
    });

    it('looks at the session that is named', async () => {
      const indicator = await open({ client: engine.client, onStart: 'create', name: 'eu', ...apart() });
      expect(await check(indicator, { session: 'eu' })).to.deep.include({ status: 'ok' });
    });

    it('is down when a table is missing', async () => {
      const report = await check(await open({ client: engine.client, ...apart() }));
      expect(report.details['dynamodb']).to.include({ status: 'down', code: 'ENVIRONMENT' });
    });

    it('is up without entities when DynamoDB answers', async () => {
      module = await Test.createTestingModule({
        imports: [DynastoreModule.forRoot({ client: engine.client, ...apart() })],
      }).compile();
      expect(await module.get(DynastoreHealthIndicator).pingCheck('db')).to.deep.equal({ db: { status: 'up' } });
    });
  });

  it('is down without entities when DynamoDB does not answer', async () => {
    module = await Test.createTestingModule({ imports: [DynastoreModule.forRoot({ client: nowhere })] }).compile();
    const indicator = module.get(DynastoreHealthIndicator);
    const outcome: unknown = await indicator.pingCheck('db').catch((error: { causes: unknown }) => error.causes);
    expect(outcome).to.have.nested.property('db.status', 'down');
  });

  it('can be listed as a provider of a module', async () => {
    module = await Test.createTestingModule({
      imports: [DynastoreModule.forRoot({ client: nowhere })],
      providers: [DynastoreHealthIndicator],
    }).compile();
    expect(module.get(DynastoreHealthIndicator)).to.be.instanceOf(DynastoreHealthIndicator);
  });
});
