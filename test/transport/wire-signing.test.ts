import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { Session, waysOf } from '../../lib/session.js';
import { describeOnce } from '../support/describe-once.js';
import { type Tap, openTap, retryAtOnce } from '../support/tap.js';

const ADDED = ['authorization', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token'];
const DAY_MS = 86_400_000;

describeOnce('transport/wire-signing', () => {
  let tap: Tap;
  let client: any;
  let session: Session;
  /** How often the SDK's signer signed. */
  let bySdk: number;
  let restore: () => void;

  const open = async (config: DynamoDBClientConfig = {}) => {
    client = new DynamoDBClient({
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:9',
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
      maxAttempts: 1,
      ...config,
      requestHandler: tap.handler,
    });
    session = new Session(client);
  };
  const read = (key = 'k') => session.table('table').partition('p').find(key);
  /** From now on middleware changes what is signed. */
  const change = (work: (request: any) => void) =>
    client.middlewareStack.add(
      (next: any) => (args: any) => {
        work(args.request);
        return next(args);
      },
      { step: 'build', priority: 'high' },
    );
  const addHeaders = (headers: object) => change((request) => Object.assign(request.headers, headers));

  before(async () => {
    const signer = await new DynamoDBClient({
      region: 'nowhere',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    }).config.signer();
    const prototype = Object.getPrototypeOf(signer);
    const { sign } = prototype;
    prototype.sign = function (...args: unknown[]) {
      bySdk++;
      return sign.apply(this, args);
    };
    restore = () => void (prototype.sign = sign);
  });
  after(() => restore());
  beforeEach(() => {
    bySdk = 0;
    tap = openTap(undefined, () => ({ body: {} }));
  });

  /** Signs each request that was sent once more, with the SDK's signer, which must come to the same. */
  async function expectValid(requests = tap.requests): Promise<void> {
    const counted = bySdk;
    for (const { headers, path, body } of requests) {
      const unsigned = Object.fromEntries(Object.entries(headers).filter(([name]) => !ADDED.includes(name)));
      const [, year, month, day, hour, minute, second] =
        /^(\d{4})(..)(..)T(..)(..)(..)Z$/.exec(headers['x-amz-date'] ?? '') ?? [];
      const signer = await client.config.signer();
      const signed = await signer.sign(
        { method: 'POST', path, query: {}, headers: unsigned, body },
        { signingDate: new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) },
      );
      expect(headers).to.deep.equal(signed.headers);
    }
    bySdk = counted;
  }

  it('signs as the SDK does, which it asks once for each kind of request', async () => {
    await open();
    for (const key of ['a', 'ü', '\u{1f600}', 'd']) await read(key);
    await session.table('table').partition('p').delete('a');
    expect(tap.requests).to.have.lengthOf(5);
    await expectValid();
    expect(bySdk).to.equal(2);
    expect(waysOf(session)).to.include({ wire: 5, sdk: 0 });
  });

  for (const moment of ['call', 'moment'] as const) {
    it(`signs with the credentials of each ${moment}`, async () => {
      let call = 0;
      let asked = 0;
      const credentials = async () => {
        const number = moment === 'call' ? call : ++asked;
        const keys = { accessKeyId: `AKID${number}`, secretAccessKey: `secret ${number}` };
        // Already over, so that they are asked for anew.
        return { ...keys, ...(call > 2 && { sessionToken: 'token' }), expiration: new Date(0) };
      };
      await open({ credentials });
      for (; call < 6; call++) await read();
      const used = new Set<string>();
      for (const request of tap.requests) {
        const number = /Credential=AKID(\d+)/.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
        used.add(number);
        const sessionToken = request.headers['x-amz-security-token'];
        client.config.credentials = {
          accessKeyId: `AKID${number}`,
          secretAccessKey: `secret ${number}`,
          ...(sessionToken && { sessionToken }),
        };
        await expectValid([request]);
      }
      expect(used.size).to.equal(6);
      expect(tap.requests.map(({ headers }) => 'x-amz-security-token' in headers))
        .to.include(true)
        .and.include(false);
      expect(bySdk).to.equal(moment === 'call' ? 2 : 6);
    });
  }

  it('signs with credentials that the client is given later', async () => {
    await open();
    await read();
    client.config.credentials = { accessKeyId: 'OTHER', secretAccessKey: 'other', sessionToken: 'token' };
    tap.requests.length = 0;
    await read();
    expect(tap.requests[0]?.headers['authorization']).to.match(/Credential=OTHER\//);
    expect(tap.requests[0]?.headers).to.include({ 'x-amz-security-token': 'token' });
    await expectValid();
  });

  it('signs anew on another day, and for each try', async () => {
    await open({ retryStrategy: retryAtOnce(3) });
    await read();
    client.config.systemClockOffset = 2 * DAY_MS;
    tap.answer = (_, position) => (position === 1 ? { statusCode: 500 } : { body: {} });
    await read();
    expect(tap.requests).to.have.lengthOf(3);
    const days = tap.requests.map(({ headers }) => headers['x-amz-date']?.slice(0, 8));
    expect(days[1]).to.not.equal(days[0]);
    expect(tap.requests.map(({ headers }) => headers['amz-sdk-request']?.slice(0, 9))).to.deep.equal([
      'attempt=1',
      'attempt=1',
      'attempt=2',
    ]);
    await expectValid();
  });

  it('lets the SDK correct the clock by the time that the service tells', async () => {
    await open();
    tap.answer = () => ({ body: {}, headers: { date: new Date(Date.now() + DAY_MS).toUTCString() } });
    await read();
    expect(client.config.systemClockOffset).to.be.closeTo(DAY_MS, 10_000);
    await read();
    const day = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
    expect(tap.requests[1]?.headers['x-amz-date']?.slice(0, 8)).to.equal(day);
    await expectValid();
    expect(bySdk).to.equal(1);
  });

  it('signs the headers that middleware adds, and those only that the SDK would', async () => {
    await open();
    await read();
    addHeaders({ 'X-Own': 'signed', 'x-amzn-trace-id': 'unsigned', 'proxy-own': 'unsigned' });
    for (let call = 0; call < 3; call++) await read();
    await expectValid();
    for (const { headers } of tap.requests.slice(1)) {
      expect(headers['authorization'])
        .to.match(/;x-own[;,]/)
        .and.not.match(/trace-id|proxy-own/);
    }
    expect(bySdk).to.equal(2);
  });

  it('leaves it to the SDK to tidy up what middleware adds', async () => {
    await open();
    let value = 'tidy';
    change(({ headers }) => (headers['x-own'] = value));
    await read();
    for (value of [' in front', 'at the end ', 'two  spaces', 'a\ttab', 'a\r\nline']) await read();
    await expectValid();
    expect(bySdk).to.equal(6);
    value = 'tidy again';
    await read();
    expect(bySdk).to.equal(6);
  });

  it('leaves it to the SDK where a header is there that it would set itself', async () => {
    await open();
    addHeaders({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', authorization: 'other' });
    await read();
    await read();
    expect(tap.requests[1]?.headers).to.include({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
    expect(tap.requests[1]?.headers['authorization']).to.match(/^AWS4-HMAC-SHA256 /);
    expect(bySdk).to.equal(2);
  });

  it('leaves it to the SDK where a header stands twice, in two ways of writing', async () => {
    await open();
    addHeaders({ 'X-Own': 'same', 'x-own': 'same' });
    await read();
    await read();
    expect(bySdk).to.equal(2);
  });

  it('signs a header also when it had no value in the first request', async () => {
    await open();
    const own: { value?: string } = {};
    change(({ headers }) => (headers['x-own'] = own.value));
    await read();
    own.value = 'signed';
    for (let call = 0; call < 3; call++) await read();
    expect(tap.requests[0]?.headers['authorization']).not.to.match(/;x-own[;,]/);
    await expectValid(tap.requests.slice(1));
    for (const { headers } of tap.requests.slice(1)) expect(headers['authorization']).to.match(/;x-own[;,]/);
    expect(bySdk).to.equal(2);
  });

  it('fails as the SDK does with what are no credentials', async () => {
    for (const credentials of [{}, { accessKeyId: 'a' }, undefined]) {
      await open({ credentials: (async () => credentials) as any });
      const failure: any = await read().catch((error: unknown) => error);
      const plain: any = await new Session(client, { transport: 'sdk' })
        .table('table')
        .partition('p')
        .find('k')
        .catch((error: unknown) => error);
      expect(failure).to.be.an('error').with.property('code', plain.code);
      expect(failure.cause?.message).to.equal(plain.cause?.message);
    }
    expect(tap.requests).to.deep.equal([]);
  });

  for (const [what, value] of Object.entries({
    'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d{3}/g, ''),
    'x-amz-security-token': 'token',
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    Date: 'today',
  })) {
    it(`leaves ${what} to the SDK where middleware sets it`, async () => {
      await open({ credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' } });
      addHeaders({ [what]: value });
      await read();
      await read();
      expect(bySdk).to.equal(2);
    });
  }

  it('is seen by the SDK alone, and not by a scheme or by middleware that signs', async () => {
    const { httpAuthSchemes } = new DynamoDBClient({ region: 'nowhere' }).config as any;
    const [{ signer: sdkScheme }] = httpAuthSchemes;
    const seen: object[] = [];
    class Own {
      readonly errorHandler = sdkScheme.errorHandler.bind(sdkScheme);
      async sign(request: any, identity: unknown, properties: any) {
        seen.push(properties.config);
        const signer = await properties.config.signer();
        await signer.presign(request);
        return signer.sign(request);
      }
    }
    await open({ httpAuthSchemes: httpAuthSchemes.map((scheme: object) => ({ ...scheme, signer: new Own() })) } as any);
    await read();
    await read();
    expect(seen).to.have.lengthOf(2);
    expect(seen.every((config) => config === client.config)).to.equal(true);

    await open();
    await read();
    client.middlewareStack.addRelativeTo(
      (next: any, context: any) => async (args: any) => {
        const { config } = context.__smithy_context.selectedHttpAuthScheme.httpAuthOption.signingProperties;
        seen.push(config);
        return next({ ...args, request: await (await config.signer()).sign(args.request) });
      },
      { relation: 'after', toMiddleware: 'httpSigningMiddleware' },
    );
    await read();
    expect(seen.at(-1)).to.equal(client.config);
    await expectValid();
  });

  it('lets what has requests signed be patched later', async () => {
    await open();
    await read();
    const scheme = client.config.httpAuthSchemes.find(({ schemeId }: any) => schemeId === 'aws.auth#sigv4').signer;
    const { sign } = scheme;
    let config: unknown;
    scheme.sign = (...args: any[]) => {
      ({ config } = args[2]);
      return sign.apply(scheme, args);
    };
    await read();
    expect(config).to.equal(client.config);
    await expectValid();
  });

  it('leaves values to the SDK that are no text', async () => {
    await open();
    const own: { value: unknown } = { value: '1' };
    change(({ headers }) => (headers['x-own'] = own.value));
    await read();
    own.value = null;
    await read();
    expect(tap.requests[1]?.headers['authorization']).not.to.match(/;x-own[;,]/);
  });

  it('lets a class of signers sign that the client is given later', async () => {
    await open();
    await read();
    client.config.signerConstructor = class {
      async sign(request: any) {
        return { ...request, headers: { ...request.headers, authorization: 'later' } };
      }
    };
    await read();
    expect(tap.requests[1]?.headers).to.include({ authorization: 'later' });
  });

  it('signs what middleware makes of the body', async () => {
    await open();
    await read();
    change((request) => (request.body = new TextEncoder().encode(request.body)));
    await read();
    const [first, second] = tap.requests.map(({ headers }) => headers['x-amz-content-sha256']);
    expect(second).to.equal(first);
    await expectValid();
  });

  it('leaves paths to the SDK', async () => {
    await open({ endpoint: 'http://127.0.0.1:9/some/path' });
    await read();
    await read();
    await expectValid();
    expect(bySdk).to.equal(2);
  });

  for (const [what, config] of Object.entries<(calls: string[]) => object>({
    signer: (calls) => ({
      signer: {
        sign: async (request: any) => {
          calls.push('signer');
          return { ...request, headers: { ...request.headers, authorization: 'own' } };
        },
      },
    }),
    'class of signers': (calls) => ({
      signerConstructor: class {
        async sign(request: any) {
          calls.push('class of signers');
          return { ...request, headers: { ...request.headers, authorization: 'own' } };
        }
      },
    }),
  })) {
    it(`lets a ${what} of the client's own sign`, async () => {
      const calls: string[] = [];
      await open(config(calls) as DynamoDBClientConfig);
      await read();
      await read();
      expect(calls).to.deep.equal([what, what]);
      expect(tap.requests[1]?.headers).to.include({ authorization: 'own' });
      expect(waysOf(session)).to.include({ wire: 2 });
    });
  }

  it("lets a hash function of the client's own hash", async () => {
    const { sha256: Sha256 } = new DynamoDBClient({ region: 'nowhere' }).config as any;
    let made = 0;
    class Own {
      readonly #hash: any;
      constructor(secret?: unknown) {
        made++;
        this.#hash = new Sha256(secret);
      }
      update(data: unknown) {
        this.#hash.update(data);
      }
      digest() {
        return this.#hash.digest();
      }
    }
    await open({ sha256: Own } as any);
    await read();
    const before = made;
    await read();
    expect(made).to.be.greaterThan(before);
    expect(bySdk).to.equal(2);
  });

  it('lets a signer sign that the client is given later', async () => {
    await open();
    await read();
    client.config.signer = async () => ({
      sign: async (request: any) => ({ ...request, headers: { ...request.headers, authorization: 'later' } }),
    });
    await read();
    expect(tap.requests[1]?.headers).to.include({ authorization: 'later' });
  });

  it("leaves the client's configuration as it was", async () => {
    await open();
    const { signer, credentials } = client.config;
    await read();
    await read();
    expect(client.config.signer).to.equal(signer);
    expect(client.config.credentials).to.equal(credentials);
  });
});
