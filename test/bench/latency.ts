// What a call takes on DynamoDB Local, beside the raw client in the same run: the engine is most of it.
//   node latency.js [--quick]
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { Session } from '../../lib/index.js';
import { type LocalEngine, startLocal } from '../../lib/testing/index.js';
import type { Competitor } from './competitor.js';
import { open as openDynastore } from './competitors/dynastore.js';
import { open as openRaw } from './competitors/raw.js';
import { Parcel, TABLE, parcelData } from './parcel.js';
import { table } from './report.js';

const IN_FLIGHT = [1, 8, 64] as const;
const ROWS = 100;
const CALLS = process.argv.includes('--quick') ? 300 : 2000;

const engine = await startLocal({ engine: 'dynamodb-local' });
try {
  const competitors = { raw: await stageRaw(engine), dynastore: await stageDynastore(engine) };
  const rows: string[][] = [];
  for (const inFlight of IN_FLIGHT) {
    for (const workload of ['put', 'get', 'query'] as const) {
      const cells = [workload, String(inFlight)];
      const samples = { raw: [] as number[], dynastore: [] as number[] };
      // In turns, so that a slow moment of the machine meets both.
      for (let round = 0; round < 6; round++) {
        for (const name of round % 2 === 0 ? (['raw', 'dynastore'] as const) : (['dynastore', 'raw'] as const)) {
          const taken = await time(competitors[name], workload, inFlight, CALLS / (workload === 'query' ? 20 : 5));
          // The first two rounds warm up.
          if (round > 1) samples[name].push(...taken);
        }
      }
      for (const name of ['raw', 'dynastore'] as const) {
        const sorted = samples[name].sort((a, b) => a - b);
        for (const part of [0.5, 0.99]) cells.push(`${sorted[Math.floor(part * sorted.length)]!.toFixed(1)} ms`);
      }
      rows.push(cells);
    }
  }
  console.log(table(['', 'in flight', 'raw p50', 'raw p99', 'dynastore p50', 'dynastore p99'], rows));
} finally {
  await engine.stop();
}

interface Staged {
  readonly competitor: Competitor;
  readonly entities: readonly unknown[];
}

async function stage(competitor: Competitor): Promise<Staged> {
  const entities = Array.from({ length: ROWS }, (_, position) => competitor.prepare(parcelData(position)));
  await competitor.batch(entities);
  return { competitor, entities };
}

async function stageRaw({ client }: LocalEngine): Promise<Staged> {
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'depot', KeyType: 'HASH' },
        { AttributeName: 'number', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['depot', 'number'].map((name) => ({ AttributeName: name, AttributeType: 'S' as const })),
    }),
  );
  return stage(openRaw(client));
}

async function stageDynastore({ client }: LocalEngine): Promise<Staged> {
  const options = { tableName: (name: string) => `${name}-of-dynastore` };
  await new Session(client, options).createTables(Parcel);
  return stage(openDynastore(client, options));
}

async function time(
  { competitor, entities }: Staged,
  workload: 'put' | 'get' | 'query',
  inFlight: number,
  calls: number,
): Promise<number[]> {
  const taken: number[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun < calls) {
      const position = begun++ % ROWS;
      const start = performance.now();
      if (workload === 'put') await competitor.put(entities[position]);
      else if (workload === 'get') await competitor.get(parcelData(position).number);
      else await competitor.query();
      taken.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return taken;
}
