import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type ArgumentsHost, Catch, Controller, Get, Module, NotFoundException, Res, UseFilters } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { expect } from 'chai';
import { type Observable, firstValueFrom, throwError } from 'rxjs';
import {
  AmbiguousResultError,
  BatchIncompleteError,
  DecodeError,
  type DynastoreError,
  EnvironmentError,
  InvalidArgumentError,
  InvalidPageTokenError,
  KeyExistsError,
  KeyModifiedError,
  KeyNotFoundError,
  LockUnavailableError,
  MetadataError,
  ReservedFieldError,
  ServiceError,
  TransactionCanceledError,
} from '../../lib/errors.js';
import { DynastoreExceptionFilter } from '../../lib/nestjs/index.js';
import { type ServedApp, serve } from '../support/nest-app.js';

const at = { operation: 'Get', table: 'secret-table', partition: 'customer/1', key: 'order/2', entity: 'Order' };
const refused = new KeyExistsError('A live row is there.', { ...at, current: null });
const reason = { operation: 'create', partition: 'customer/1', key: 'order/2', code: 'ConditionalCheckFailed' };

/** What a handler fails with, by the path that asks for it, and what is answered. */
const CASES: Readonly<Record<string, readonly [error: DynastoreError, status: number]>> = {
  'not-found': [new KeyNotFoundError('There is no live row.', at), 404],
  exists: [refused, 409],
  modified: [new KeyModifiedError('The row was changed.', { ...at, current: null }), 409],
  argument: [
    new InvalidArgumentError("The property 'orderId' is empty.", { ...at, hint: 'See table secret-table.' }),
    400,
  ],
  token: [new InvalidPageTokenError('The page token is damaged.', at), 400],
  reserved: [new ReservedFieldError("The field 'id' is reserved.", at), 400],
  large: [new ServiceError('The row would be larger than DynamoDB allows.', { ...at, code: 'ITEM_TOO_LARGE' }), 413],
  locked: [new LockUnavailableError('Someone else holds the lock.', at), 409],
  throttled: [new ServiceError('DynamoDB throttled the request.', { ...at, code: 'THROTTLED' }), 503],
  unreachable: [new EnvironmentError('DynamoDB cannot be reached.', { ...at, retryable: true }), 503],
  unavailable: [new ServiceError('DynamoDB answered with 500.', { ...at, retryable: true }), 503],
  unfinished: [new BatchIncompleteError('Not all is written.', { ...at, remaining: [] }), 503],
  'no-table': [new EnvironmentError("Table 'secret-table' does not exist.", at), 500],
  service: [new ServiceError('DynamoDB answered with ValidationException.', at), 500],
  ambiguous: [new AmbiguousResultError('No answer came.', { ...at, current: undefined }), 500],
  decode: [new DecodeError('The payload cannot be read.', at), 500],
  metadata: [new MetadataError('The class cannot be an entity.', at), 500],
  canceled: [
    new TransactionCanceledError('Canceled.', {
      ...at,
      reasons: [
        { ...reason, code: 'None' },
        { ...reason, error: refused },
      ],
    }),
    409,
  ],
  'canceled-by-another': [
    new TransactionCanceledError('Canceled.', { ...at, retryable: true, reasons: [reason] }),
    409,
  ],
};

@Controller()
class Failing {
  @Get('nest')
  nest(): never {
    throw new NotFoundException();
  }
  @Get('other')
  other(): never {
    throw new TypeError('A bug.');
  }
  @Get('issues')
  issues(): never {
    const issues = [{ message: 'Too small', path: ['lines', { key: 0 }, 'quantity'] }, { message: 'Not a pair' }];
    throw new InvalidArgumentError('The entity does not fit its schema.', { ...at, issues });
  }
  @Get('begun')
  begun(@Res({ passthrough: true }) response: ServerResponse): never {
    response.write('begun');
    throw CASES['throttled']![0];
  }
  @Get('copy')
  copy(): never {
    // An error of another copy of the package: the same brand on another class.
    const error = Object.assign(new Error('Copied.'), { code: 'KEY_NOT_FOUND', retryable: false, text: 'Copied.' });
    throw Object.defineProperty(error, Symbol.for('dynastore.error'), { value: true });
  }
}
for (const [path, [error]] of Object.entries(CASES)) {
  const fail = (): never => {
    throw error;
  };
  Object.defineProperty(Failing.prototype, path, { value: fail });
  Get(path)(Failing.prototype, path, { value: fail });
}

@Module({ controllers: [Failing], providers: [{ provide: APP_FILTER, useClass: DynastoreExceptionFilter }] })
class AppModule {}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('nestjs/exception-filter', () => {
  let served: ServedApp;
  const get = (path: string, headers: Record<string, string> = {}) => served.request('GET', `/${path}`, { headers });
  before(async () => {
    served = await serve({ imports: [AppModule] });
  });

  for (const [path, [error, status]] of Object.entries(CASES)) {
    it(`answers ${path} with ${status}, and names no table and no key`, async () => {
      const answer = await get(path);
      expect(answer.status).to.equal(status);
      expect(answer.body).to.have.all.keys('statusCode', 'error', 'code', 'message');
      expect(answer.body).to.include({ statusCode: status });
      expect(JSON.stringify(answer.body)).to.not.match(/secret-table|customer\/1|order\/2/);
      expect(answer.headers.get('retry-after')).to.equal(status === 503 ? '1' : null);
      if (path !== 'canceled') expect(answer.body).to.have.property('code', error.code);
    });
  }

  it('answers modified with 412 when the request had If-Match', async () => {
    expect(await get('modified', { 'if-match': '"3"' })).to.have.property('status', 412);
  });

  it('answers exists with 409 also when the request had If-Match', async () => {
    expect(await get('exists', { 'if-match': '"3"' })).to.have.property('status', 409);
  });

  it('answers a canceled transaction as the operation that was the reason', async () => {
    expect((await get('canceled')).body).to.deep.equal({
      statusCode: 409,
      error: 'Conflict',
      code: 'KEY_EXISTS',
      message: 'Order exists already.',
    });
  });

  it('says what is wrong with an argument', async () => {
    expect((await get('argument')).body).to.deep.equal({
      statusCode: 400,
      error: 'Bad Request',
      code: 'INVALID_ARGUMENT',
      message: "The property 'orderId' is empty.",
    });
  });

  it('tells the issues of a schema one by one, with the paths to them', async () => {
    expect((await get('issues')).body).to.deep.include({ message: ['lines.0.quantity: Too small', 'Not a pair'] });
  });

  it('knows the errors of another copy of the package', async () => {
    expect(await get('copy')).to.have.property('status', 404);
  });

  it('ends an answer that has begun already', async () => {
    const answer = await fetch(`${served.url}/begun`);
    expect([answer.status, await answer.text()]).to.deep.equal([200, 'begun']);
  });

  it('leaves the errors of Nest and of others to Nest', async () => {
    expect((await get('nest')).body).to.deep.equal({ statusCode: 404, message: 'Not Found' });
    expect((await get('other')).body).to.deep.equal({ statusCode: 500, message: 'Internal server error' });
  });

  it('leaves errors to other filters that are there for them', async () => {
    @Catch(KeyNotFoundError)
    class Teapot {
      catch(_error: unknown, host: ArgumentsHost): void {
        host.switchToHttp().getResponse<{ sendStatus(status: number): void }>().sendStatus(418);
      }
    }
    const other = await serve(
      { controllers: [Failing], providers: [{ provide: APP_FILTER, useClass: DynastoreExceptionFilter }] },
      (app) => app.useGlobalFilters(new Teapot()),
    );
    const { status } = await fetch(`${other.url}/not-found`);
    expect(status).to.equal(418);
  });

  it('works on one controller', async () => {
    @UseFilters(DynastoreExceptionFilter)
    @Controller()
    class Single {
      @Get()
      get(): never {
        throw CASES['not-found']![0];
      }
    }
    const other = await serve({ controllers: [Single] });
    expect(await other.request('GET', '/')).to.have.property('status', 404);
  });

  it('works when it is made by hand', async () => {
    const other = await serve({ controllers: [Failing] }, (app) =>
      app.useGlobalFilters(new DynastoreExceptionFilter()),
    );
    expect(await other.request('GET', '/not-found')).to.have.property('status', 404);
  });

  it('answers callers of a microservice, whose handlers fail at once, later or in a stream', async () => {
    @Controller()
    class Remote {
      @MessagePattern('at once')
      fail(name: string): never {
        throw CASES[name]![0];
      }
      @MessagePattern('later')
      async failLater(name: string): Promise<never> {
        throw CASES[name]![0];
      }
      @MessagePattern('in a stream')
      failInStream(name: string): Observable<never> {
        return throwError(() => CASES[name]![0]);
      }
    }
    const module = await Test.createTestingModule({
      controllers: [Remote],
      providers: [{ provide: APP_FILTER, useClass: DynastoreExceptionFilter }],
    }).compile();
    const options = { host: '127.0.0.1', port: await freePort() };
    const service = module.createNestMicroservice({ transport: Transport.TCP, options, logger: false });
    await service.listen();
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
    try {
      for (const pattern of ['at once', 'later', 'in a stream']) {
        for (const [name, code, message] of [
          ['not-found', 'KEY_NOT_FOUND', 'Order was not found.'],
          ['decode', 'DECODE', 'Internal server error'],
        ] as const) {
          const told: unknown = await firstValueFrom(client.send(pattern, name)).catch((error: unknown) => error);
          expect(told, pattern).to.deep.equal({ status: 'error', code, message });
        }
      }
    } finally {
      client.close();
      await service.close();
    }
  });

  const hostOf = (type: string, client?: object) =>
    ({ getType: () => type, switchToWs: () => ({ getClient: () => client }) }) as unknown as ArgumentsHost;

  it('tells the client of a gateway', () => {
    const told: unknown[] = [];
    const filter = new DynastoreExceptionFilter();
    filter.catch(CASES['not-found']![0], hostOf('ws', { emit: (...event: unknown[]) => told.push(event) }));
    filter.catch(CASES['not-found']![0], hostOf('ws', {}));
    const message = 'Order was not found.';
    expect(told).to.deep.equal([['exception', { status: 'error', code: 'KEY_NOT_FOUND', message }]]);
  });

  it('passes an error on where others answer it', () => {
    const error = CASES['not-found']![0];
    expect(() => new DynastoreExceptionFilter().catch(error, hostOf('graphql'))).to.throw(error);
  });
});
