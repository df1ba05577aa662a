// Run by scripts/matrix/sdk.mjs with each version of the SDK: the short way through its client is taken there, and gives the
// same as the SDK's own way, which the same calls take once more.
import assert from 'node:assert';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KeyExistsError, Session } from 'dynastore';
import { startLocal } from 'dynastore/testing';

// Which way was taken is told by no door of the package.
const { waysOf } = await import(new URL('node_modules/dynastore/dist/esm/lib/session.js', import.meta.url));

const SIGNING = ['authorization', 'x-amz-date', 'x-amz-content-sha256'];

const local = await startLocal();
await new Session(local.client).createTables('shop');
const [auto, sdk] = [await useEngine('auto'), await useEngine('sdk')];
await local.stop();
assert.deepEqual(auto.seen, sdk.seen);
assert.equal(auto.ways.sdk, 0, [...auto.ways.reasons].join());
assert.equal(sdk.ways.wire, 0);
assert.ok(auto.ways.wire > 10);

assert.deepEqual(await useStub('auto'), await useStub('sdk'));

/** What a program sees of a client with middleware and a logger, on an engine. */
async function useEngine(transport) {
  const seen = [];
  const entries = [];
  const logger = { trace() {}, debug() {}, info: (entry) => entries.push(entry), warn() {}, error() {} };
  const client = new DynamoDBClient({ ...local.clientConfig, logger });
  const session = new Session(client, { transport });
  const partition = session.table('shop').partition(transport);
  const note = ({ key, version, value, fields }) => seen.push({ key, version, value, fields });

  note(
    await partition.put('text', {
      value: 'ünïcode "quoted"',
      fields: { big: { N: '123456789012345678901234567890' } },
    }),
  );
  note(
    await partition.put('bytes', {
      value: { B: Uint8Array.from([0, 1, 255]) },
      fields: { set: { BS: [Buffer.from('x')] } },
    }),
  );
  note(await partition.get('bytes'));
  client.middlewareStack.add((next, context) => (args) => (seen.push(context.commandName), next(args)), {
    step: 'build',
    name: 'later',
  });
  note(await partition.put('text', { value: 'second' }));
  client.middlewareStack.remove('later');
  await assert.rejects(partition.atomicPut('text', { value: 'third' }), KeyExistsError);
  const signal = new AbortController().signal;
  for (const record of (await partition.listPage('', { signal })).keys) note(record);
  await partition.delete('text');
  seen.push(await partition.find('text'));
  const loads = Array.from({ length: 5 }, (_, position) =>
    partition.put(`same-${position}`, { value: String(position) }),
  );
  for (const record of await Promise.all(loads)) note(record);
  const rows = Array.from({ length: 30 }, (_, position) => ({
    key: `many-${position}`,
    value: { B: Uint8Array.from([position]) },
  }));
  await partition.putMany(rows);
  for (const record of await partition.getMany(rows.map(({ key }) => key))) note(record);
  seen.push(entries.map(({ clientName, commandName }) => `${clientName} ${commandName}`));
  client.destroy();
  return { seen, ways: waysOf(session) };
}

/** What a program sees of answers that an engine does not give, and what was sent. */
async function useStub(transport) {
  const row = JSON.parse(
    '{"id":{"S":"p"},"name":{"S":"k"},"version":{"N":"3"},"__proto__":{"S":"top"},"payload":{"M":{"__proto__":{"B":"AQ=="}}}}',
  );
  const text = JSON.stringify(row);
  const fault = (name, more = '') => `{"__type":"com.amazonaws.dynamodb.v20120810#${name}","message":"no"${more}}`;
  const answers = [
    [500, fault('InternalServerError')],
    [200, `{"Item":${text}}`],
    [400, fault('ConditionalCheckFailedException', `,"Item":${text}`)],
    [200, `{"Attributes":${text}}`],
  ];
  const sent = [];
  let signatures = 0;
  const requestHandler = {
    metadata: { handlerProtocol: 'h1' },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
    async handle({ body, headers, path }) {
      await checkSignature({ body, headers, path });
      sent.push([
        headers['x-amz-target'],
        JSON.stringify(sorted(JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)))),
      ]);
      const [statusCode, answer] = answers[sent.length - 1];
      return {
        response: {
          statusCode,
          headers: { 'x-amzn-requestid': 'stub', server: 'Server' },
          body: new TextEncoder().encode(answer),
        },
      };
    },
  };
  const client = new DynamoDBClient({
    region: 'nowhere',
    endpoint: 'http://127.0.0.1:9',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler,
  });
  /** The SDK's signer comes to the same for a request that was sent. */
  async function checkSignature({ headers, ...request }) {
    const [, date, time] = /^(.{8})T(.{6})Z$/.exec(headers['x-amz-date']);
    const signingDate = new Date(
      `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
    );
    const unsigned = Object.fromEntries(Object.entries(headers).filter(([name]) => !SIGNING.includes(name)));
    const signer = await client.config.signer();
    const signed = await signer.sign({ ...request, method: 'POST', query: {}, headers: unsigned }, { signingDate });
    assert.deepEqual(headers, signed.headers);
    signatures++;
  }
  // Marks of writes are made up for each session, and the time goes on between the two ways.
  const options = { transport, writeIds: false, clock: { nowMs: () => Date.UTC(2026, 0, 2) } };
  const partition = new Session(client, options).table('shop').partition('p');
  const inside = (record) => [
    Object.keys(record.fields),
    Object.getOwnPropertyDescriptor(record.value.M, '__proto__')?.value,
  ];
  const found = await partition.get('k');
  assert.deepEqual(inside(found), [['__proto__'], { B: Uint8Array.from([1]) }]);
  const { current } = await partition.atomicPut('k', { value: 'x' }).catch((error) => error);
  assert.deepEqual(inside(current), inside(found));
  const written = await partition.put('k', { value: found.value, fields: found.fields });
  assert.deepEqual(inside(written), inside(found));
  assert.equal(signatures, answers.length);
  return sent;
}

/** Members in an order of their own: each way has another. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([name, member]) => [name, sorted(member)])
    .sort();
}
