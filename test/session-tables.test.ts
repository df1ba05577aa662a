import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Entity, Expires, Partition, Session, SortKeyPath } from '../lib/index.js';
import { NEVER_DELETED } from '../lib/metadata/table-differences.js';
import { createTable } from './support/create-table.js';
import { describeOnce } from './support/describe-once.js';
import { onEachEngine } from './support/engines.js';
import { failureOf } from './support/failure.js';
import { type Answer, stubClient } from './support/stub-client.js';

@Entity('shop')
@Partition('lasting')
@SortKeyPath('{id}')
class Lasting {
  id!: string;
}

@Entity('shop')
@Partition('expiring')
@SortKeyPath('{id}')
class Expiring {
  id!: string;
  @Expires() expiresAt?: Date;
}

@Entity({ table: 'shop', ttl: '1h' })
@Partition('passing')
@SortKeyPath('{id}')
class Passing {
  id!: string;
}

describeOnce('session, tables', () => {
  onEachEngine((engine) => {
    for (const [what, entities, mayExpire] of [
      ['entities that never expire', [Lasting], false],
      ['an entity with @Expires', [Lasting, Expiring], true],
      ['an entity with a ttl', [Lasting, Passing], true],
      ['a plain table', ['shop'], true],
    ] as const) {
      it(`${mayExpire ? 'misses' : 'does not need'} the deletion of expired rows for ${what}`, async () => {
        const table = await createTable(engine.client);
        const session = new Session(engine.client, { tableName: () => table });
        const differences = await session.verifyTables(...entities);
        // dynalite has no such thing to miss.
        const isMissed = mayExpire && engine.supports.ttl;
        expect(differences).to.deep.equal(isMissed ? [{ table, problem: NEVER_DELETED }] : []);
      });
    }

    it('creates tables on an engine whether it deletes expired rows or not', async () => {
      const session = new Session(engine.client, { tableName: (name) => `${name}-${randomUUID()}` });
      await session.createTables(Expiring, 'plain');
    });

    it('switches the deletion of expired rows on where the engine can', async () => {
      const table = await createTable(engine.client);
      const session = new Session(engine.client, { tableName: () => table });
      await session.createTables(Expiring);
      expect(await session.verifyTables(Expiring)).to.deep.equal([]);
    });
  });

  for (const [entity, commands, problems] of [
    [Lasting, ['DescribeTable'], []],
    [Expiring, ['DescribeTable', 'DescribeTimeToLive'], [NEVER_DELETED]],
  ] as const) {
    it(`asks DynamoDB to change nothing in order to look at the table of ${entity.name}`, async () => {
      const sent: string[] = [];
      const client = stubClient((command) => {
        sent.push(command);
        if (command !== 'DescribeTable') return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
        return { Table: { ...new Session(client).tableDefinition(entity)[0], TableStatus: 'ACTIVE' } };
      });
      const differences = await new Session(client).verifyTables(entity);
      expect(differences.map(({ problem }) => problem)).to.deep.equal(problems);
      expect(sent).to.deep.equal(commands);
    });
  }

  it('does not wait for ever for an address that is silent', async () => {
    let [tries, isGivenUp] = [0, false];
    const answer: Answer = (_command, _input, signal) => {
      tries++;
      signal?.addEventListener('abort', () => (isGivenUp = true));
      return new Promise(() => {});
    };
    const client = stubClient(answer, { maxAttempts: 3 });
    const error = await failureOf(() => new Session(client).verifyTables('shop'));
    expect(error).to.include({ code: 'ENVIRONMENT', retryable: true, table: 'shop', endpoint: 'http://stub.invalid' });
    expect(error.message).to.include('DynamoDB did not answer (NO_ANSWER)').and.include('http://stub.invalid');
    expect([tries, isGivenUp]).to.deep.equal([1, true]);
  }).timeout(20_000);
});
