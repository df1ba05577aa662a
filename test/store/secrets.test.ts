import { inspect } from 'node:util';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import {
  Entity,
  Field,
  Partition,
  Session,
  type SessionOptions,
  SortKeyPath,
  Version,
  add,
  isDynastoreError,
  readWithStartKey,
} from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { type FaultyClient, openFaultyClient } from '../support/faulty-client.js';
import { SEED } from '../support/scale.js';

/** Fifty texts that nobody writes by chance, by what they stand for. */
const canaries = (kind: string, count: number) =>
  Array.from({ length: count }, (_, index) => `canary-${kind}-${index}-${(index * 7919 + 104729).toString(36)}`);
const VALUES = canaries('value', 12);
const FIELDS = canaries('field', 6);
const MEMBERS = canaries('member', 12);
const KEYS = canaries('key', 8);
const CREDENTIALS = canaries('credential', 2);
const TOKEN_SECRETS = canaries('secret-of-tokens', 3);
const TOKENS = canaries('token', 7);
/** Never in anything that is printed. */
const DATA = [...VALUES, ...FIELDS, ...MEMBERS, ...CREDENTIALS, ...TOKEN_SECRETS, ...TOKENS];

@Entity({
  table: 'secrets',
  strict: true,
  schema: {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) =>
        (value as { note?: string }).note === MEMBERS[7] ? { issues: [{ message: `bad: ${MEMBERS[7]}` }] } : { value },
    },
  },
})
@Partition('{owner}')
@SortKeyPath('{id}')
class Secret {
  owner!: string;
  id!: string;
  @Field() note: string = '';
  @Field(() => Number) size?: number;
  @Version() version?: number;
}

/** Everything that a program could print of a failure. */
function printed(error: unknown): string {
  const texts = [inspect(error, { depth: 20, breakLength: Infinity }), String(error), JSON.stringify(error)];
  for (let each: unknown = error; each instanceof Error; each = each.cause) texts.push(each.message, each.stack ?? '');
  return texts.join('\n');
}

describeOnce('secrets', () => {
  onEachEngine((engine) => {
    let table: string;
    let faulty: FaultyClient;
    let closing: (() => void)[];
    before(async () => {
      table = await createTable(engine.client);
      faulty = await openFaultyClient(engine.clientConfig, SEED);
    });
    beforeEach(() => (closing = []));
    afterEach(() => closing.forEach((close) => close()));
    after(() => faulty.close());

    /** A client with credentials that are canaries. */
    const clientWith = (config: DynamoDBClientConfig = {}) => {
      // The id of an access key is no secret, and names the database of DynamoDB Local.
      const [secretAccessKey, sessionToken] = CREDENTIALS as [string, string];
      const credentials = { accessKeyId: 'local', secretAccessKey, sessionToken };
      const client = new DynamoDBClient({ ...engine.clientConfig, credentials, maxAttempts: 1, ...config });
      closing.push(() => client.destroy());
      return client;
    };

    /** Calls that fail, each in another way. */
    async function failures(options: SessionOptions): Promise<[string, unknown][]> {
      const tokens = { secret: TOKEN_SECRETS };
      const session = new Session(clientWith(), { pageTokens: tokens, tableName: () => table, ...options });
      const lost = new Session(faulty.client, { pageTokens: tokens, tableName: () => table, ...options });
      const rows = session.table('t').partition(KEYS[0]!);
      const secrets = session.repository(Secret);
      const secret = (more: Partial<Secret>) => Object.assign(new Secret(), { owner: KEYS[1], id: KEYS[2], ...more });

      const old = await rows.put(KEYS[3]!, { value: VALUES[0]!, fields: { hue: { S: FIELDS[0]! } } });
      await rows.put(KEYS[3]!, { value: VALUES[1]!, fields: { hue: { S: FIELDS[1]! } } });
      await rows.put(KEYS[4]!, { value: VALUES[2]! });
      const loaded = await secrets.put(secret({ note: MEMBERS[0]! }));
      await secrets.put(secret({ note: MEMBERS[1]! }));
      await engine.client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            id: { S: KEYS[0]! },
            name: { S: KEYS[5]! },
            version: { S: VALUES[3]! },
            payload: { M: { size: { S: MEMBERS[2]! } } },
            expires: { S: VALUES[4]! },
          },
        }),
      );
      await engine.client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            id: { S: KEYS[1]! },
            name: { S: KEYS[6]! },
            version: { N: '1' },
            payload: { M: { size: { S: MEMBERS[3]! }, note: { S: MEMBERS[4]! } } },
          },
        }),
      );
      const page = await rows.listPage('', { limit: 1 });
      const losing = (key: string, run: () => Promise<unknown>) => {
        faulty.proxy.injectAt(key, ...Array<'lostAnswer'>(12).fill('lostAnswer'));
        return run();
      };
      const down = new Session(clientWith({ endpoint: 'http://127.0.0.1:9' }), options)
        .table(table)
        .partition(KEYS[0]!);
      const nowhere = session.table('t');
      const calls: Readonly<Record<string, () => unknown>> = {
        'a conflict': () => rows.atomicPut(KEYS[3]!, { value: VALUES[5]!, previous: old }),
        'a row that is there': () => rows.atomicPut(KEYS[3]!, { value: VALUES[5]! }),
        'a stale removal': () => rows.atomicDelete(KEYS[3]!, old),
        'a missing row': () => rows.get(`${KEYS[7]!}`),
        'a row that cannot be read': () => rows.get(KEYS[5]!),
        'a list that cannot be read': () => rows.list('').toArray(),
        'a value that cannot be decoded': async () => (await rows.get(KEYS[4]!)).bytesValue(),
        'a bad value': () => rows.put(KEYS[4]!, { value: { N: VALUES[6]! } as never }),
        'a value of no type': () => rows.put(KEYS[4]!, { value: { [VALUES[7]!]: VALUES[7]! } as never }),
        'half a surrogate pair': () => rows.put(KEYS[4]!, { value: `${VALUES[8]!}\ud800` }),
        'a reserved field': () => rows.put(KEYS[4]!, { fields: { payload: { S: FIELDS[2]! } } }),
        'a field of no type': () => rows.put(KEYS[4]!, { fields: { hue: FIELDS[3]! as never } }),
        'a row that is too large': () => rows.put(KEYS[4]!, { value: VALUES[9]!.repeat(30_000) }),
        'a page token of another list': () => rows.listPage('x', readWithStartKey(page.lastKey ?? '')),
        'a forged page token': () => rows.listPage('', readWithStartKey(TOKENS[0]!)),
        'a long page token': () => rows.listPage('', readWithStartKey(TOKENS[1]!.repeat(2000))),
        'a go token': () => rows.listPage('', readWithStartKey(Buffer.from(TOKENS[2]!).toString('base64url'))),
        'an unknown option': () => rows.put(KEYS[4]!, { secret: VALUES[10]! } as never),
        'no answer at all': () =>
          losing(KEYS[4]!, () => lost.table('t').partition(KEYS[0]!).put(KEYS[4]!, { value: VALUES[11]! })),
        'a throttled write': () => {
          faulty.proxy.injectAt(KEYS[4]!, 'throttle', 'throttle', 'throttle');
          return lost.table('t').partition(KEYS[0]!).put(KEYS[4]!, { value: VALUES[11]! });
        },
        'an endpoint that is down': () => down.put(KEYS[4]!, { value: VALUES[11]! }),
        'a missing table': () =>
          new Session(clientWith(), options).table('no-such-table').put('p', 'k', { value: VALUES[0]! }),
        'a batch on a missing table': () =>
          new Session(clientWith(), options)
            .table('no-such-table')
            .partition(KEYS[0]!)
            .putMany([{ key: KEYS[4]!, value: VALUES[0]! }]),
        'an entity’s conflict': () => secrets.save(Object.assign(loaded, { note: MEMBERS[5]! })),
        'an entity that is there': () => secrets.create(secret({ note: MEMBERS[5]! })),
        'an entity that cannot be read': () => secrets.get({ owner: KEYS[1]!, id: KEYS[6]! }),
        'entities that cannot be read': () => secrets.list({ owner: KEYS[1]! }).toArray(),
        'an entity with a property of a wrong type': () => secrets.put(secret({ size: MEMBERS[6] as never })),
        'an entity that does not fit its schema': () => secrets.put(secret({ note: MEMBERS[7]! })),
        'an unknown property': () => secrets.put(Object.assign(secret({}), { nott: MEMBERS[8]! })),
        'a patch of a wrong type': () => secrets.patch({ owner: KEYS[1]!, id: KEYS[2]! }, { note: add(1) as never }),
        'a patch with a wrong value': () =>
          secrets.patch({ owner: KEYS[1]!, id: KEYS[2]! }, { size: MEMBERS[9]! as never }),
        'a condition that is refused': () =>
          secrets.patch({ owner: KEYS[1]!, id: KEYS[2]! }, { size: 1 }, { if: { note: MEMBERS[10]! } }),
        'a condition of a wrong type': () =>
          secrets.list({ owner: KEYS[1]! }, { where: { size: MEMBERS[11]! as never } }).toArray(),
        'a bad name of a table': () => nowhere.partition(''),
      };
      const failed: [string, unknown][] = [];
      for (const [what, run] of Object.entries(calls)) {
        try {
          await run();
        } catch (error) {
          failed.push([what, error]);
          continue;
        }
        throw new Error(`${what} was to fail.`);
      }
      return failed;
    }

    /** What a program prints by itself, while something runs. */
    async function printedBy(run: () => Promise<unknown>): Promise<string> {
      const { stdout, stderr } = process;
      const written: string[] = [];
      const restore = [stdout, stderr].map((stream) => {
        const { write } = stream;
        stream.write = ((chunk: unknown) => written.push(String(chunk)) > 0) as typeof stream.write;
        return () => (stream.write = write);
      });
      try {
        await run();
      } finally {
        for (const undo of restore) undo();
      }
      return written.join('');
    }

    it('of data, credentials and tokens are in no error, printed in any way, and nothing is logged', async () => {
      let failed: [string, unknown][] = [];
      const logged = await printedBy(async () => (failed = await failures({})));
      expect(failed).to.have.lengthOf(35);
      for (const [what, error] of failed) {
        expect(isDynastoreError(error), what).to.equal(true);
        for (const canary of DATA) expect(printed(error), `${canary} in ${what}`).not.to.include(canary);
      }
      for (const canary of [...DATA, ...KEYS]) expect(logged).not.to.include(canary);
    });

    it('of keys are in no error either, where the session redacts them', async () => {
      for (const [what, error] of await failures({ redactKeys: true })) {
        for (const canary of [...DATA, ...KEYS]) expect(printed(error), `${canary} in ${what}`).not.to.include(canary);
      }
    });

    it('would be found: keys are in errors of a session that does not redact them', async () => {
      const found = (await failures({})).filter(([, error]) => KEYS.some((canary) => printed(error).includes(canary)));
      expect(found.length).to.be.above(20);
    });

    it('of credentials and tokens are in nothing that a hook sees', async () => {
      const seen: unknown[] = [];
      const hooks = {
        requestBuilt: (...given: unknown[]) => void seen.push(given),
        responseReceived: (...given: unknown[]) => void seen.push(given),
      };
      await failures({ hooks });
      const text = inspect(seen, { depth: 20, maxArrayLength: Infinity, maxStringLength: Infinity });
      expect(text).to.include(VALUES[0]);
      for (const canary of [...CREDENTIALS, ...TOKEN_SECRETS, ...TOKENS]) expect(text).not.to.include(canary);
    });
  });
});
