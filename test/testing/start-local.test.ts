import {
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { startLocal } from '../../lib/testing/index.js';
import { createTable } from '../support/create-table.js';
import { onEachEngine } from '../support/engines.js';

describe('testing/start-local', () => {
  for (const options of [null, 5, 'dynalite', new Map(), { engine: ['dynalite'] }, { engine: 'sqlite' }, { port: 1 }]) {
    it(`refuses ${JSON.stringify(options)}`, async () => {
      const failure: unknown = await startLocal(options as object).catch((error: unknown) => error);
      expect(failure).to.have.property('code', 'INVALID_ARGUMENT');
    });
  }

  onEachEngine((engine) => {
    const accepted = (sent: Promise<unknown>): Promise<boolean> =>
      sent.then(
        () => true,
        () => false,
      );

    it('tells whether there are transactions', async () => {
      const TableName = await createTable(engine.client);
      const Item = { id: { S: 'a' }, name: { S: 'b' } };
      const write = new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item } }] });
      const read = new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: Item } }] });
      expect(await accepted(engine.client.send(write))).to.equal(engine.supports.transactions);
      expect(await accepted(engine.client.send(read))).to.equal(engine.supports.transactions);
    });

    it('tells whether there is a TTL to switch on', async () => {
      const TableName = await createTable(engine.client);
      const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true };
      const update = new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification });
      expect(await accepted(engine.client.send(update))).to.equal(engine.supports.ttl);
      if (!engine.supports.ttl) return;
      const { TimeToLiveDescription } = await engine.client.send(new DescribeTimeToLiveCommand({ TableName }));
      expect(TimeToLiveDescription?.AttributeName).to.equal('expires');
    });

    it('tells whether a refused write brings the row', async () => {
      const TableName = await createTable(engine.client);
      const Item = { id: { S: 'a' }, name: { S: 'b' }, version: { N: '7' } };
      await engine.client.send(new PutItemCommand({ TableName, Item }));
      const refused = await engine.client
        .send(
          new PutItemCommand({
            TableName,
            Item,
            ConditionExpression: 'attribute_not_exists(id)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        )
        .catch((error: unknown) => error as { readonly name: string; readonly Item?: unknown });
      expect(refused).to.have.property('name', 'ConditionalCheckFailedException');
      expect((refused as { readonly Item?: unknown }).Item).to.deep.equal(
        engine.supports.returnsRowOnRefusal ? Item : undefined,
      );
    });

    it('tells whether there are streams', async () => {
      const TableName = await createTable(engine.client);
      const { TableDescription } = await engine.client
        .send(
          new CreateTableCommand({
            TableName: `${TableName}-streamed`,
            BillingMode: 'PAY_PER_REQUEST',
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
          }),
        )
        .catch(() => ({ TableDescription: undefined }));
      expect(typeof TableDescription?.LatestStreamArn === 'string').to.equal(engine.supports.streams);
    });

    it('stops more than once, and starts anew with nothing in it', async () => {
      const first = await startLocal({ engine: engine.name });
      await createTable(first.client, { name: 'one' });
      await Promise.all([first.stop(), first.stop()]);
      await first.stop();
      expect(await accepted(fetch(first.endpoint))).to.equal(false);
    }).timeout(60_000);
  });
});
