import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { Session } from '../../lib/index.js';
import { createTable } from '../support/create-table.js';
import { describeOnce } from '../support/describe-once.js';
import { onEachEngine } from '../support/engines.js';
import { StoppedClock } from '../support/stopped-clock.js';
import { openStage } from './deviations/stage.js';
import { V2 } from './deviations/v2.js';
import { type JsonObject, itemOf, readDeviationsOfV2, readScenariosOfV2 } from './fixtures.js';

/** Rows that the later library wrote, or met; each as often as it differs. */
const ROWS = new Map(
  readScenariosOfV2().flatMap(({ id, setup, calls }) => {
    const after = calls.map(({ expect: { rowAfter } }) => rowAfter);
    const rows = [...setup.map(({ item }) => item), ...after].filter((row): row is JsonObject => !!row);
    return rows.map((row) => [JSON.stringify(row), { id, row }] as const);
  }),
);

/** Not compared, and why. */
const SKIPPED: Readonly<Record<string, string>> = {
  'v2-023-number-sort-key': 'our sort keys are text, as those of the first library; a number can be no key of a call',
};

const IDS = readDeviationsOfV2().map((id) => id.slice(0, 3));

describeOnce('go/v2', () => {
  const rowsRead = new Set<JsonObject>();
  const decided = new Set<string>();
  after(() =>
    console.log(
      `Go's later library: ${rowsRead.size} rows read, ${decided.size} of ${IDS.length} faults decided and tested.`,
    ),
  );

  it('tests every fault that was recorded, and no other', () => {
    expect(V2.map(({ id }) => id)).to.deep.equal(IDS);
  });

  it('tells of every fault in docs/go-differences.md', () => {
    const text = readFileSync(new URL('../../../../docs/go-differences.md', import.meta.url), 'utf8');
    expect([...text.matchAll(/^\| (V\d\d) +\|/gm)].map(([, id]) => id)).to.deep.equal(IDS);
  });

  onEachEngine((engine) => {
    let table: string;
    before(async () => {
      table = await createTable(engine.client);
    });

    for (const { id, row } of ROWS.values()) {
      if (Object.hasOwn(SKIPPED, id)) continue;
      it(`reads the row that the later library has: ${id}, key ${JSON.stringify(row['name'])}`, async () => {
        // A partition of its own: some recordings have several states of one row.
        const partition = new Session(engine.client, { clock: new StoppedClock() })
          .table(table)
          .partition(randomUUID());
        const { id: _, name, version, payload, expires, ...fields } = itemOf(row);
        const Item = { ...itemOf(row), id: { S: partition.name } };
        await engine.client.send(new PutItemCommand({ TableName: table, Item }));
        const found = await partition.get(name!.S!, { includeExpired: true });
        expect(found.versionText).to.equal(version!.N);
        expect(found.value).to.deep.equal(payload);
        expect(found.expires).to.equal(expires && Number(expires.N));
        expect(found.fields).to.deep.equal(fields);
        rowsRead.add(row);
      });
    }

    for (const { id, sentence, run } of V2) {
      it(`${id}: ${sentence}`, async () => {
        const stage = await openStage(engine);
        try {
          await run(stage);
          decided.add(id);
        } finally {
          stage.close();
        }
      });
    }
  });
});
