import assert from 'node:assert/strict';
import type { Competitor, CompetitorModule, Workload } from './competitor.js';
import { CHANGE, HOW_MANY, type ParcelData, parcelData } from './parcel.js';
import { StubService } from './stub-service.js';

/** A competitor whose rows are written and whose answers were found to be right. */
export interface Stage {
  /** Does one operation of a workload, again and again. */
  readonly runs: Readonly<Record<Workload, () => Promise<unknown>>>;
  /** Says what the operations from here on are. */
  prepare(workload: Workload): void;
  /** How many requests one operation takes. */
  readonly requests: Readonly<Record<Workload, number>>;
}

export async function openStage(name: string): Promise<Stage> {
  const service = new StubService();
  const module = (await import(`./competitors/${name}.js`)) as CompetitorModule;
  const competitor = module.open(service.client());
  const data = Array.from({ length: HOW_MANY }, (_, position) => parcelData(position));
  const entities = data.map((each) => competitor.prepare(each));
  await competitor.batch(entities);
  service.serveWritten([100, HOW_MANY]);

  const { number } = data[0]!;
  let position = 0;
  const runs: Record<Workload, () => Promise<unknown>> = {
    put: () => competitor.put(entities[position++ % HOW_MANY]),
    get: () => competitor.get(number),
    'query 100': () => competitor.query(),
    'query 1,000': () => competitor.query(),
    update: () => competitor.update(number, 1),
    conflict() {
      service.expect({ refusals: 1 });
      return competitor.updateInConflict(number);
    },
    'batch 1,000': () => competitor.batch(entities),
  };
  const prepare = (workload: Workload) =>
    service.expect({ pageSize: workload === 'query 1,000' ? HOW_MANY : workload === 'query 100' ? 100 : 0 });
  await check(competitor, service, data, prepare);
  const requests = await countRequests(service, runs, prepare);
  service.stopRecording();
  return { runs, prepare, requests };
}

/** What is fast must also be right. */
async function check(
  competitor: Competitor,
  service: StubService,
  data: readonly ParcelData[],
  prepare: (workload: Workload) => void,
): Promise<void> {
  const [first] = data as [ParcelData];
  assert.equal(service.written.length, HOW_MANY);
  assert.deepEqual(plain(await competitor.get(first.number)), plain(first));
  for (const [workload, size] of [
    ['query 100', 100],
    ['query 1,000', HOW_MANY],
  ] as const) {
    prepare(workload);
    assert.deepEqual((await competitor.query()).map(plain), data.slice(0, size).map(plain));
  }
  await competitor.update(first.number, 1);
  const { ConditionExpression, ReturnValues } = service.lastInput;
  const sent = JSON.stringify(service.lastInput);
  assert.equal(ReturnValues, 'ALL_NEW');
  assert.ok(ConditionExpression, 'An update has to be bound to a version.');
  assert.ok(sent.includes(CHANGE.contents) && sent.includes('{"N":"1"}'));
  service.expect({ refusals: 1 });
  await competitor.updateInConflict(first.number);
  assert.ok(JSON.stringify(service.lastInput).includes('{"N":"7"}'), 'A second try goes by the row of the conflict.');
}

/** Own properties that hold something, but for the version, which some set and some add. */
function plain({ version: _, ...rest }: ParcelData): object {
  const present = Object.entries({ ...rest, address: { ...rest.address } }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present);
}

async function countRequests(
  service: StubService,
  runs: Stage['runs'],
  prepare: Stage['prepare'],
): Promise<Record<Workload, number>> {
  const requests: Partial<Record<Workload, number>> = {};
  for (const workload of Object.keys(runs) as Workload[]) {
    service.counts.clear();
    prepare(workload);
    await runs[workload]();
    requests[workload] = [...service.counts.values()].reduce((sum, count) => sum + count, 0);
  }
  return requests as Record<Workload, number>;
}
