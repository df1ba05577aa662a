import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Entity, Expires, Partition, Session, SortKeyPath } from '../lib/index.js';
import { NEVER_DELETED } from '../lib/metadata/table-differences.js';
import { createTable } from './support/create-table.js';
import { describeOnce } from './support/describe-once.js';
import { onEachEngine } from './support/engines.js';

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
});
