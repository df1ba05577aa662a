import { inspect } from 'node:util';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  InternalServerError,
  ProvisionedThroughputExceededException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { type ErrorCode, type Partition, Session, type SessionOptions } from '../../lib/index.js';
import { describeServiceError, hasNoAnswer, withoutData } from '../../lib/transport/service-error.js';
import { describeOnce } from '../support/describe-once.js';
import { failureOf } from '../support/failure.js';
import { type Answer, Answered, stubClient } from '../support/stub-client.js';

const SECRET = 'payload-4711';
const ROW = { id: { S: 'p' }, name: { S: 'k' }, version: { N: '9' }, payload: { S: SECRET } };

const partitionOn = (answer: Answer, options?: SessionOptions): Partition =>
  new Session(stubClient(answer), options).table('shop').partition('p');

interface Fault {
  readonly answer: Answer;
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** What the message says. */
  readonly says?: RegExp;
}

const error =
  (name: string, message = `${name}.`, status?: number) =>
  () =>
    Answered.error(name, { message }, status);
const network = (code: string) => () => {
  throw Object.assign(new Error(`connect ${code}`), { code });
};

/** What comes back for a read, and what it becomes. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'a table that is not there': {
    answer: error('ResourceNotFoundException'),
    code: 'ENVIRONMENT',
    retryable: false,
    says: /'shop' does not exist in region us-east-1, http:\/\/stub\.invalid\. Create it/,
  },
  'an index that is not there': {
    answer: error('ValidationException', 'The table does not have the specified index: byDate'),
    code: 'ENVIRONMENT',
    retryable: false,
    says: /no such index/,
  },
  'an operation that the engine lacks': {
    answer: error('UnknownOperationException'),
    code: 'ENVIRONMENT',
    retryable: false,
    says: /does not have this feature/,
  },
  'a policy that does not allow it': {
    answer: error('AccessDeniedException'),
    code: 'ENVIRONMENT',
    retryable: false,
    says: /policy/,
  },
  'credentials that are refused': {
    answer: error('UnrecognizedClientException'),
    code: 'ENVIRONMENT',
    retryable: false,
    says: /credentials/,
  },
  'credentials that are too old': { answer: error('ExpiredTokenException'), code: 'ENVIRONMENT', retryable: false },
  'a signature that is wrong': {
    answer: error('InvalidSignatureException'),
    code: 'ENVIRONMENT',
    retryable: false,
    says: /clock/,
  },
  'nobody who listens': {
    answer: network('ECONNREFUSED'),
    code: 'ENVIRONMENT',
    retryable: true,
    says: /cannot be reached/,
  },
  'a host that is not known': { answer: network('ENOTFOUND'), code: 'ENVIRONMENT', retryable: true },
  'a connection that broke': {
    answer: network('ECONNRESET'),
    code: 'ENVIRONMENT',
    retryable: true,
    says: /did not answer/,
  },
  'an answer that takes too long': {
    answer: () => {
      throw Object.assign(new Error('too long'), { name: 'TimeoutError' });
    },
    code: 'ENVIRONMENT',
    retryable: true,
  },
  'a page of another server': {
    answer: () => '<html>Not found</html>',
    code: 'ENVIRONMENT',
    retryable: false,
    says: /not DynamoDB/,
  },
  'an answer that was cut short': {
    answer: () => `{"Item":{"payload":{"S":"${SECRET}`,
    code: 'ENVIRONMENT',
    retryable: true,
    says: /cut short/,
  },
  'a page of a gateway behind which nobody is': {
    answer: () => new Answered(502, '<html>Bad gateway</html>'),
    code: 'ENVIRONMENT',
    retryable: true,
    says: /not DynamoDB/,
  },
  'a page of a gateway that lets nobody in': {
    answer: () => new Answered(403, '<html>Forbidden</html>'),
    code: 'ENVIRONMENT',
    retryable: false,
    says: /not DynamoDB/,
  },
  'too many requests': { answer: error('ProvisionedThroughputExceededException'), code: 'THROTTLED', retryable: true },
  'a throttled account': { answer: error('ThrottlingException'), code: 'THROTTLED', retryable: true },
  'a limit of requests': { answer: error('RequestLimitExceeded'), code: 'THROTTLED', retryable: true },
  'a row that is too large': {
    answer: error('ValidationException', 'Item size has exceeded the maximum allowed size'),
    code: 'ITEM_TOO_LARGE',
    retryable: false,
    says: /400 KB/,
  },
  'a request that is too large': { answer: () => new Answered(413, ''), code: 'ITEM_TOO_LARGE', retryable: false },
  'a fault of the service': { answer: error('InternalServerError', 'oops', 500), code: 'SERVICE', retryable: true },
  'a request that is not understood': {
    answer: error('ValidationException', `Invalid value: ${SECRET}`),
    code: 'SERVICE',
    retryable: false,
    says: /ValidationException/,
  },
  'an error that nobody knows': { answer: error('SomethingNewException'), code: 'SERVICE', retryable: false },
};

describeOnce('transport/service-error', () => {
  for (const [what, { answer, code, retryable, says = /./ }] of Object.entries(FAULTS)) {
    it(`tells of ${what}: ${code}`, async () => {
      const failure = await failureOf(() => partitionOn(answer).get('k'));
      expect(failure).to.include({ code, retryable, operation: 'Get', table: 'shop', partition: 'p', key: 'k' });
      expect(failure.message).to.match(says);
      expect(failure.message).not.to.contain(SECRET);
      expect(failure['cause'], 'has what was thrown').to.be.instanceOf(Error);
    });
  }

  // As SDKs before 3.8xx throw them.
  it('knows the status of what cannot be read by the response alone, too', async () => {
    for (const [status, text, retryable, says] of [
      [403, '<html>', false, 'not DynamoDB (HTTP 403)'],
      [502, '<html>', true, 'not DynamoDB (HTTP 502)'],
      [200, `{"Item":{"s":{"S":"${SECRET}`, true, 'cut short (HTTP 200)'],
      [200, `{"Item":{"s":{"S":"${SECRET}"},<html>`, false, 'not DynamoDB (HTTP 200)'],
    ] as const) {
      const thrown = await failureOf(() => JSON.parse(text) as unknown);
      Object.assign(thrown, { $metadata: { attempts: 1 }, $response: { statusCode: status, headers: {} } });
      const error = withoutData(thrown);
      expect(error.message).not.to.contain(SECRET);
      expect(hasNoAnswer(error)).to.equal(status !== 403);
      const failure = describeServiceError(error, { table: 'shop', region: 'r', endpoint: 'e' });
      expect(failure).to.include({ code: 'ENVIRONMENT', retryable });
      expect(failure.message).to.contain(says);
    }
  });

  it('takes an exception of the service that was made by hand, as in tests, for an answer', async () => {
    const $metadata = {};
    for (const [thrown, code] of [
      [new ConditionalCheckFailedException({ message: 'x', $metadata }), 'KEY_MODIFIED'],
      [new ProvisionedThroughputExceededException({ message: 'x', $metadata }), 'THROTTLED'],
      [new ResourceNotFoundException({ message: 'x', $metadata }), 'ENVIRONMENT'],
      [new InternalServerError({ message: 'x', $metadata }), 'AMBIGUOUS_RESULT'],
    ] as const) {
      let sent = 0;
      const client = stubClient(() => ({ Item: ROW }));
      const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
      client.send = ((command: { constructor: { name: string } }) =>
        command.constructor.name === 'UpdateItemCommand' ? (sent++, Promise.reject(thrown)) : send(command)) as never;
      const partition = new Session(client).table('shop').partition('p');
      const previous = { partition: 'p', key: 'k', version: 3 };
      expect(await failureOf(() => partition.atomicPut('k', { previous }))).to.include({ code });
      if (code !== 'AMBIGUOUS_RESULT') expect(sent).to.equal(1);
    }
  });

  it('takes a connection that breaks later for one, and one that never was for a wrong endpoint', async () => {
    const fail = (code: string, message = code) =>
      failureOf(() => partitionOn(() => { throw Object.assign(new Error(message), { code }); }).put('k')); // prettier-ignore
    const broken = await fail('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC');
    expect(broken).to.include({ code: 'AMBIGUOUS_RESULT' });
    expect(await fail('EPROTO', 'read EPROTO')).to.include({ code: 'AMBIGUOUS_RESULT' });
    for (const failure of [
      await fail('EPROTO', 'write EPROTO 1:error:0A00010B:SSL routines:ssl3_get_record:wrong version number'),
      await fail('ERR_SSL_WRONG_VERSION_NUMBER'),
      await fail('ERR_TLS_CERT_ALTNAME_INVALID'),
    ]) {
      expect(failure).to.include({ code: 'ENVIRONMENT', retryable: false });
      expect(failure.message).to.contain('No request can be sent');
    }
  });

  it('tells of an endpoint and a region that cannot be one, for reads and writes', async () => {
    for (const config of [{ endpoint: '127.0.0.1:8000' }, { endpoint: undefined, region: 'eu west 1' }] as const) {
      const client = new DynamoDBClient({
        region: 'us-east-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 's' },
        maxAttempts: 1,
        ...(config as object),
      });
      const partition = new Session(client).table('shop').partition('p');
      for (const run of [() => partition.get('k'), () => partition.put('k')]) {
        const failure = await failureOf(run);
        expect(failure).to.include({ code: 'ENVIRONMENT', retryable: false });
        expect(failure.message).to.match(/No request can be sent.*https?:/);
      }
      client.destroy();
    }
  });

  it('knows a connection that failed by the text that the SDK makes of it in another realm', () => {
    for (const [text, says] of [
      ['connect ECONNREFUSED 127.0.0.1:1', 'cannot be reached (ECONNREFUSED)'],
      ['read ECONNRESET', 'did not answer (ECONNRESET)'],
    ] as const) {
      const error = new Error(`AWS SDK error wrapper for Error: ${text}`);
      const failure = describeServiceError(error, { table: 'shop', region: 'r', endpoint: 'e' });
      expect(failure).to.include({ code: 'ENVIRONMENT', retryable: true });
      expect(failure.message).to.contain(says);
    }
    expect(describeServiceError(new Error('connect ECONNREFUSED'), { table: 'shop', region: 'r', endpoint: 'e' })).to.include({ code: 'SERVICE' }); // prettier-ignore
  });

  it('names region and endpoint where they matter', async () => {
    const failure = await failureOf(() => partitionOn(error('ResourceNotFoundException')).list('').toArray());
    expect(failure).to.include({ region: 'us-east-1', endpoint: 'http://stub.invalid', operation: 'List' });
  });

  it('tells of a region that is missing, for reads and writes', async () => {
    const client = stubClient(() => ({}), { region: () => Promise.reject<string>(new Error('Region is missing')) });
    const partition = new Session(client).table('shop').partition('p');
    for (const run of [() => partition.get('k'), () => partition.put('k'), () => partition.delete('k')]) {
      const failure = await failureOf(run);
      expect(failure).to.include({ code: 'ENVIRONMENT', retryable: false });
      expect(failure.message).to.match(/region.*AWS_REGION/);
    }
  });

  it('tells of credentials that are missing, for reads and writes', async () => {
    const missing = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
    const client = stubClient(() => ({}), { credentials: () => Promise.reject(missing) });
    const partition = new Session(client).table('shop').partition('p');
    for (const run of [() => partition.get('k'), () => partition.put('k'), () => partition.atomicPut('k')]) {
      expect(await failureOf(run)).to.include({ code: 'ENVIRONMENT', retryable: false, cause: missing });
    }
  });

  it('shows no row that an error brought, however it is printed', async () => {
    const refusing = partitionOn((command) =>
      command === 'TransactWriteItems'
        ? Answered.error('TransactionCanceledException', {
            CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: ROW }],
          })
        : Answered.error('ConditionalCheckFailedException', { Item: ROW }),
    );
    const previous = { partition: 'p', key: 'k', version: 1 };
    const runs = {
      create: () => refusing.atomicPut('k'),
      'exact create': () => refusing.atomicPut('k', { exact: true }),
      replace: () => refusing.atomicPut('k', { previous }),
      remove: () => refusing.atomicDelete('k', previous),
      'exact remove': () => refusing.atomicDelete('k', previous, { exact: true }),
    };
    for (const [what, run] of Object.entries(runs)) {
      const failure = await failureOf(run);
      expect((failure['current'] as { stringValue(): string }).stringValue(), what).to.equal(SECRET);
      for (const printed of [inspect(failure, { depth: 10 }), JSON.stringify(failure), failure.stack]) {
        expect(printed, what).not.to.contain(SECRET);
      }
    }
  });

  it('hides the rows of an error that it passes on as a cause, and what a parser quotes', async () => {
    const sdkError = { name: 'X', Item: ROW, CancellationReasons: [{ Code: 'None' }, { Code: 'X', Item: ROW }] };
    const safe = withoutData(Object.assign(new Error('failed'), sdkError));
    expect(inspect({ safe }, { depth: 10 }) + JSON.stringify(safe)).not.to.contain(SECRET);
    expect(safe.Item, 'still there for who asks').to.equal(ROW);
    const damaged = `{"Item":{"payload":{"L":["${SECRET}",x]}}}`;
    expect(() => JSON.parse(damaged), 'what a parser quotes').to.throw(SyntaxError, '4711');
    const failure = await failureOf(() => partitionOn(() => damaged).get('k'));
    expect(failure).to.include({ code: 'ENVIRONMENT' });
    expect(inspect(failure, { depth: 10 })).not.to.contain('4711');
  });

  for (const thrown of [null, undefined, 'a text', 5]) {
    it(`makes an error of what is none: ${String(thrown)}`, () => {
      expect(withoutData(thrown)).to.be.instanceOf(Error);
    });
  }

  it('keeps keys out of sight when the session redacts them, of every kind of failure', async () => {
    const runs: Readonly<Record<string, readonly [Answer, (partition: Partition) => unknown]>> = {
      KEY_NOT_FOUND: [() => ({}), (partition) => partition.get('k-4711')],
      KEY_EXISTS: [
        () => Answered.error('ConditionalCheckFailedException', { Item: ROW }),
        (partition) => partition.atomicPut('k-4711'),
      ],
      INVALID_ARGUMENT: [() => ({}), (partition) => partition.put('k-4711', { ttl: 0 })],
      RESERVED_FIELD: [() => ({}), (partition) => partition.put('k-4711', { fields: { id: { S: 'x' } } })],
      INDEX_NOT_SUPPORTED: [() => ({}), (partition) => partition.get('k-4711', { index: { name: 'abc' } } as object)],
      INVALID_PAGE_TOKEN: [() => ({}), (partition) => partition.listPage('k-4711', { startKey: 'x' })],
      DECODE: [
        () => ({ Item: { ...ROW, name: { S: 'k-4711' }, expires: { S: 'x' } } }),
        (partition) => partition.get('k-4711'),
      ],
      ENVIRONMENT: [error('ResourceNotFoundException'), (partition) => partition.get('k-4711')],
      THROTTLED: [error('ThrottlingException'), (partition) => partition.delete('k-4711')],
      SERVICE: [error('SomethingNewException'), (partition) => partition.put('k-4711')],
      AMBIGUOUS_RESULT: [network('ECONNRESET'), (partition) => partition.put('k-4711')],
    };
    for (const [code, [answer, run]] of Object.entries(runs)) {
      const partition = new Session(stubClient(answer), { redactKeys: true }).table('shop').partition('p-4711');
      const failure = await failureOf(() => run(partition));
      expect(failure).to.include({ code, table: 'shop' });
      for (const printed of [
        inspect(failure, { depth: 10 }),
        JSON.stringify(failure),
        failure.message,
        failure.stack,
      ]) {
        expect(printed, code).not.to.contain('4711');
      }
    }
  });
});
