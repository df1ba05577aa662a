import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'chai';
import { type Partition, Session } from '../lib/index.js';
import { createTable } from './support/create-table.js';
import { describeOnce } from './support/describe-once.js';
import { onEachEngine } from './support/engines.js';
import { failureOf } from './support/failure.js';
import { recordingClient } from './support/recording-client.js';
import { StoppedClock } from './support/stopped-clock.js';

describeOnce('session', () => {
  onEachEngine((engine) => {
    let name: string;
    before(async () => {
      name = await createTable(engine.client);
    });

    const works = async (partition: Partition): Promise<void> => {
      const written = await partition.put('k', {
        value: 'hello',
        fields: { n: { N: '1' }, m: { M: { a: { S: 'b' } } } },
      });
      const read = await partition.get('k', { consistent: true });
      expect(read.toJSON()).to.deep.equal(written.toJSON());
      expect(read.decodeFields()).to.deep.equal({ n: 1, m: { a: 'b' } });
      expect(await partition.list('').toArray()).to.have.length(1);
      expect(await partition.atomicDelete('k', read)).to.equal(true);
    };

    it('opens on a client, and leaves it open', async () => {
      const client = new DynamoDBClient(engine.clientConfig);
      const session = new Session(client);
      expect(session.client).to.equal(client);
      await works(session.table(name).partition('client'));
      session.close();
      await works(session.table(name).partition('client'));
      client.destroy();
    });

    it('opens on a document client, whose conversions do not touch our values', async () => {
      const client = new DynamoDBClient(engine.clientConfig);
      const document = DynamoDBDocumentClient.from(client, { marshallOptions: { convertEmptyValues: true } });
      const session = new Session(document);
      expect(session.client).to.equal(document);
      const partition = session.table(name).partition('document');
      await works(partition);
      expect((await partition.put('empty', { value: '' })).value).to.deep.equal({ S: '' });
      client.destroy();
    });

    it('opens on a configuration, and closes the client that it made', async () => {
      const session = new Session(engine.clientConfig);
      await works(session.table(name).partition('configuration'));
      let isDestroyed = false;
      const destroy = session.client.destroy.bind(session.client);
      session.client.destroy = () => {
        isDestroyed = true;
        destroy();
      };
      session.close();
      expect(isDestroyed).to.equal(true);
    });

    it('opens on nothing: what the SDK finds in its surroundings', async () => {
      const surroundings = {
        AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      };
      await inSurroundings(surroundings, async () => {
        const session = new Session();
        await works(session.table(name).partition('nothing'));
        session.close();
      });
    });

    it('maps the names of tables, and says which table it meant when that is missing', async () => {
      const session = new Session(engine.client, { tableName: (given) => `${given}-${name}` });
      expect(session.table('dev').name).to.equal(`dev-${name}`);
      expect(session.table('dev').partition('p')).to.include({ name: 'p', tableName: `dev-${name}` });
      expect(await failureOf(() => session.table('dev').partition('p').get('k'))).to.include({
        code: 'ENVIRONMENT',
        table: `dev-${name}`,
      });
    });

    it('passes on what its own tableName throws, and refuses what it makes up', async () => {
      const thrown = new Error('no such stage');
      const failing = new Session(engine.client, {
        tableName: () => {
          throw thrown;
        },
      });
      expect(await failureOf(() => failing.table('shop'))).to.equal(thrown);
      const empty = new Session(engine.client, { tableName: () => '' });
      expect(await failureOf(() => empty.table('shop'))).to.include({ code: 'INVALID_ARGUMENT', table: 'shop' });
    });

    it('reads consistently when it is told so: every read that does not say otherwise', async () => {
      const recorder = recordingClient(engine.clientConfig);
      const partition = new Session(recorder.client, { consistent: true }).table(name).partition('consistent');
      await partition.find('k');
      await partition.exists('k');
      await partition.list('').toArray();
      await partition.listPage('');
      await partition.atomicDelete('k');
      await partition.find('k', { consistent: false });
      expect(recorder.requests.map(({ input }) => input['ConsistentRead'])).to.deep.equal([
        ...Array<boolean>(5).fill(true),
        false,
      ]);
      recorder.client.destroy();
    });

    it('takes the time from its clock alone', async () => {
      const clock = new StoppedClock(Date.UTC(2001, 0, 1));
      const partition = new Session(engine.client, { clock }).table(name).partition('clock');
      expect(await partition.put('k', { ttl: '1h' })).to.include({ expires: Date.UTC(2001, 0, 1, 1) / 1000 });
      expect(await partition.exists('k', { consistent: true })).to.equal(true);
      clock.advance(3_600_000);
      expect(await partition.exists('k', { consistent: true })).to.equal(false);
    });

    it('corrects the machine’s clock by what the client learned', async () => {
      const client = new DynamoDBClient({ ...engine.clientConfig, systemClockOffset: 0 });
      client.config.systemClockOffset = 1_000_000_000;
      const pair = await new Session(client).table(name).partition('offset').put('k', { ttl: 60 });
      expect(pair.expires).to.be.closeTo(Date.now() / 1000 + 1_000_060, 30);
      client.destroy();
    });
  });
});

async function inSurroundings(variables: Readonly<Record<string, string>>, run: () => Promise<void>): Promise<void> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    await run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
