import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import type { Command, Request } from '../../lib/request/request.js';
import { Transport } from '../../lib/transport/wire.js';
import { describeOnce } from '../support/describe-once.js';
import { type TapAnswer, openTap, retryAtOnce } from '../support/tap.js';

const ERROR = 'com.amazonaws.dynamodb.v20120810#';
const ROW = { id: { S: 'p' }, name: { S: 'k' }, bytes: { B: 'AAH/' }, n: { N: '1234567890123456789012' } };
const READ: Request = { command: 'GetItem', input: { TableName: 'table', Key: { id: { S: 'p' }, name: { S: 'k' } } } };
const WRITE = (command: Command, input: object): Request => ({ command, input: input as never });
const PUT = WRITE('PutItem', { TableName: 'table', Item: { id: { S: 'p' } } });

const OFFLINE = {
  region: 'nowhere',
  endpoint: 'http://127.0.0.1:9',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
};

type Step = TapAnswer | Error;
interface Case {
  readonly what: string;
  readonly request: Request;
  /** The answers to the tries; the last one answers all further ones too. */
  readonly steps: readonly Step[];
}

const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
const failure = (name: string, statusCode = 400, more = {}): TapAnswer => ({
  statusCode,
  body: { __type: ERROR + name, Message: `It is ${name}.`, ...more },
});

const CASES: readonly Case[] = [
  { what: 'a row', request: READ, steps: [{ body: { Item: ROW } }] },
  { what: 'no row', request: READ, steps: [{ body: {} }] },
  { what: 'an empty body', request: READ, steps: [{ body: '' }] },
  {
    what: 'capacity and the ids of the request',
    request: READ,
    steps: [
      {
        headers: { 'x-amzn-requestid': 'one', 'x-amz-id-2': 'two', 'x-amz-cf-id': 'three' },
        body: { Item: ROW, ConsumedCapacity: { TableName: 'table', CapacityUnits: 0.5 } },
      },
    ],
  },
  {
    what: 'a page',
    request: WRITE('Query', { TableName: 'table' }),
    steps: [{ body: { Items: [ROW, ROW], Count: 2, ScannedCount: 3, LastEvaluatedKey: { id: { S: 'p' } } } }],
  },
  {
    what: 'what is left of a batch',
    request: WRITE('BatchWriteItem', { RequestItems: { table: [{ PutRequest: { Item: { id: { S: 'p' } } } }] } }),
    steps: [{ body: { UnprocessedItems: { table: [{ PutRequest: { Item: ROW } }] } } }],
  },
  {
    what: 'item collection metrics',
    request: PUT,
    steps: [
      { body: { ItemCollectionMetrics: { ItemCollectionKey: { id: { S: 'p' } }, SizeEstimateRangeGB: [0, 1] } } },
    ],
  },
  { what: 'an error of the service', request: PUT, steps: [failure('ResourceNotFoundException')] },
  { what: 'an error that nobody knows', request: PUT, steps: [failure('NeverHeardOfException')] },
  {
    what: 'a refused condition',
    request: PUT,
    steps: [failure('ConditionalCheckFailedException', 400, { Item: ROW })],
  },
  {
    what: 'a canceled transaction',
    request: WRITE('TransactWriteItems', { TransactItems: [], ClientRequestToken: 'token' }),
    steps: [
      failure('TransactionCanceledException', 400, {
        CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: ROW, Message: 'refused' }],
      }),
    ],
  },
  { what: 'an error without a body', request: PUT, steps: [{ statusCode: 413, body: '' }] },
  { what: 'an error that is no JSON', request: PUT, steps: [{ statusCode: 400, body: '<html>no</html>' }] },
  { what: 'a moved address', request: PUT, steps: [{ statusCode: 301, headers: { location: '/' }, body: '' }] },
  { what: 'throttling, then a row', request: READ, steps: [failure('ThrottlingException'), { body: { Item: ROW } }] },
  {
    what: 'exhausted throughput, to the end',
    request: READ,
    steps: [failure('ProvisionedThroughputExceededException')],
  },
  {
    what: 'status 500, then a row',
    request: READ,
    steps: [failure('InternalServerError', 500), { body: { Item: ROW } }],
  },
  {
    what: 'status 503 of a proxy, then a row',
    request: READ,
    steps: [{ statusCode: 503, body: 'busy' }, { body: { Item: ROW } }],
  },
  { what: 'status 503, to the end', request: READ, steps: [{ statusCode: 503, body: 'busy' }] },
  { what: 'a connection that is reset, then a row', request: READ, steps: [reset(), { body: { Item: ROW } }] },
  { what: 'connections that are reset, to the end', request: PUT, steps: [reset()] },
  { what: 'an answer that is cut off', request: READ, steps: [{ body: '{"Item":{"id":{"S"' }] },
  { what: 'an answer that is no JSON', request: READ, steps: [{ body: '<html>hello</html>' }] },
];

describeOnce('transport/wire, whatever is answered', () => {
  for (const { what, request, steps } of CASES) {
    it(`gives the same as the SDK: ${what}`, async () => {
      const [ours, sdks] = [await send('auto', request, steps), await send('sdk', request, steps)];
      expect(ours.ways).to.deep.equal({ wire: 1, sdk: 0 });
      expect(ours.outcome).to.deep.equal(sdks.outcome);
      expect(ours.tries).to.equal(sdks.tries);
      expect(ours.inputs).to.deep.equal(sdks.inputs);
    });
  }

  for (const [what, cuts] of [
    ['a connection that breaks within an answer, then a row', 1],
    ['connections that break within answers, to the end', Infinity],
  ] as const) {
    it(`does the same as the SDK: ${what}`, async () => {
      const [ours, sdks] = [await sendToBreaking('auto', cuts), await sendToBreaking('sdk', cuts)];
      expect(ours).to.deep.equal(sdks);
      expect(ours.tries).to.equal(2);
    });
  }

  for (const kind of ['auto', 'sdk'] as const) {
    it(`ends the wait before a further try when the signal fires, with transport '${kind}'`, async () => {
      const controller = new AbortController();
      const tap = openTap(undefined, () => {
        setImmediate(() => controller.abort());
        return failure('InternalServerError', 500);
      });
      const waiting = { getRetryCount: () => 1, getRetryDelay: () => 1_000 };
      const client = new DynamoDBClient({
        ...OFFLINE,
        requestHandler: tap.handler,
        retryStrategy: { ...retryAtOnce(2), refreshRetryTokenForRetry: async () => waiting } as never,
      });
      const command = new Transport(kind, client).commandFor(READ);
      const ended = await client
        .send(command as never, { abortSignal: controller.signal })
        .catch((error: unknown) => error as Error);
      expect(ended).to.have.property('name', 'AbortError');
      expect(tap.requests).to.have.lengthOf(1);
    });
  }

  it('signs the same request as the SDK', async () => {
    const [ours, sdks] = [await send('auto', PUT, [{}]), await send('sdk', PUT, [{}])];
    expect(ours.headers).to.deep.equal(sdks.headers);
  });
});

async function send(kind: 'auto' | 'sdk', request: Request, steps: readonly Step[]) {
  const tap = openTap(undefined, (_, position) => {
    const step = steps[position] ?? steps.at(-1);
    if (step instanceof Error) throw reset();
    return step;
  });
  const client = new DynamoDBClient({
    ...OFFLINE,
    requestHandler: tap.handler,
    retryStrategy: retryAtOnce(2),
  });
  const transport = new Transport(kind, client);
  const outcome = await client.send(transport.commandFor(request) as never).then(
    (output: unknown) => output,
    (error: any) => ({
      type: error.constructor.name,
      ...Object.fromEntries(Object.getOwnPropertyNames(error).map((name) => [name, error[name]])),
      stack: undefined,
      $response: undefined,
      $responseBodyText: undefined,
      statusCode: error.$response?.statusCode,
      headers: error.$response?.headers,
    }),
  );
  const { wire, sdk } = transport.ways;
  return {
    outcome: withoutDelay(outcome),
    ways: { wire, sdk },
    tries: tap.requests.length,
    inputs: tap.requests.map(({ input }) => input),
    headers: tap.requests.map(({ headers }) => withoutChance(headers)),
  };
}

/** A server whose first answers end in the middle. */
async function sendToBreaking(kind: 'auto' | 'sdk', cuts: number) {
  let tries = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const body = JSON.stringify({ Item: { id: { S: 'p' } } });
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': body.length });
      if (++tries > cuts) response.end(body);
      else response.write(body.slice(0, 10), () => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new DynamoDBClient({
    ...OFFLINE,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    retryStrategy: retryAtOnce(2),
  });
  const outcome = await client.send(new Transport(kind, client).commandFor(READ) as never).then(
    (output: any) => output.Item,
    (error: any) => ({ name: error.name, code: error.code, attempts: error.$metadata?.attempts }),
  );
  client.destroy();
  server.close();
  return { outcome, tries };
}

/** How long the SDK waited before a further try is chance. */
function withoutDelay(outcome: any): unknown {
  if (outcome.$metadata?.totalRetryDelay !== undefined) outcome.$metadata.totalRetryDelay = 0;
  return outcome;
}

function withoutChance(headers: Readonly<Record<string, string>>): object {
  const {
    authorization,
    'x-amz-date': _date,
    'amz-sdk-invocation-id': _id,

    ...rest
  } = headers;
  // What is signed, without date, keys and signature.
  return { ...rest, signed: /SignedHeaders=([^,]*)/.exec(authorization ?? '')?.[1] };
}
