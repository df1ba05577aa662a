import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { StoppedClock } from '../support/stopped-clock.js';
import { expectedResult, expectedRow } from './decisions.js';
import { type Call, itemOf, jsonOf, readScenarios, readTables } from './fixtures.js';
import { expectResult } from './recorded-result.js';
import { openSession } from './recorded-session.js';
import { Replay } from './replay.js';

describeOnce('go/golden-behaviour', () => {
  onEachEngine((engine) => {
    const prefix = `${randomUUID()}-`;
    const counts = { scenarios: 0, calls: 0, rows: 0 };
    const tableName = (name: string) => `${prefix}${name}`;

    before(() => createTables(engine.client, tableName));
    after(() => {
      const { scenarios, calls, rows } = counts;
      console.log(
        `Golden behaviour on ${engine.name}: ${scenarios} scenarios, ${calls} calls, ${rows} rows afterwards.`,
      );
    });

    for (const scenario of readScenarios()) {
      it(`comes to what Go comes to: ${scenario.id}, ${scenario.title}`, async () => {
        for (const { table, item } of scenario.setup) {
          await engine.client.send(new PutItemCommand({ TableName: tableName(table), Item: itemOf(item) }));
        }
        const session = openSession(scenario, engine, [], { clock: new StoppedClock(), tableName });
        const replay = new Replay(session, scenario);
        counts.scenarios++;
        for (const [index, call] of scenario.calls.entries()) {
          const outcome = await replay.run(call);
          expectResult(outcome, expectedResult(scenario.id, index, call));
          counts.calls++;
          const rowAfter = expectedRow(scenario.id, index, call);
          if (rowAfter === undefined) continue;
          expect(await readRow(engine.client, tableName(scenario.table), call)).to.deep.equal(jsonOf(rowAfter));
          counts.rows++;
        }
        if (session.client !== engine.client) session.close();
      });
    }
  });
});

async function createTables(client: DynamoDBClient, tableName: (name: string) => string): Promise<void> {
  for (const table of readTables()) {
    const TableName = tableName(table.TableName as string);
    await client.send(new CreateTableCommand({ ...table, TableName }));
    while ((await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus !== 'ACTIVE');
  }
}

/** The row that a call was about, without the marks of our writes; `null` when there is none. */
async function readRow(client: DynamoDBClient, TableName: string, { partition, key }: Call): Promise<unknown> {
  const Key = { id: { S: partition }, name: { S: key! } };
  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  const own = Object.entries(Item ?? {}).filter(([name]) => !/^_w(?:x|[0-9A-Za-z]{6})$/.test(name));
  return Item === undefined ? null : jsonOf(Object.fromEntries(own));
}
