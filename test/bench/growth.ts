// How cost grows with rows, with fields and with entities; the time to check the types of many entities, too.
//   node --expose-gc growth.js
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Entity, Field, Partition, Session, SortKeyPath, Version } from '../../lib/index.js';
import { Parcel, parcel, parcelData } from './parcel.js';
import { table } from './report.js';
import { StubService } from './stub-service.js';

const collect = (globalThis as { gc?: () => void }).gc!;
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

console.log([await growRows(), await growFields(), growEntities(), growTypes()].join('\n\n'));

/** A list read with `for await`: each page is let go before the next but one is read. */
async function growRows(): Promise<string> {
  const rows: string[][] = [];
  for (const count of [100, 1_000, 10_000, 100_000]) {
    const service = new StubService();
    const parcels = new Session(service.client()).repository(Parcel);
    await parcels.putMany(Array.from({ length: 100 }, (_, position) => parcel(parcelData(position))));
    service.serveWritten([100]);
    service.stopRecording();
    service.expect({ pageSize: 100, pages: count / 100 });
    collect();
    const before = process.memoryUsage().heapUsed;
    const start = process.cpuUsage();
    let [seen, peak] = [0, 0];
    for await (const each of parcels.list({ depot: parcelData(0).depot })) {
      if (each.version !== undefined && ++seen % Math.max(100, count / 10) > 0) continue;
      collect();
      peak = Math.max(peak, process.memoryUsage().heapUsed - before);
    }
    const { user, system } = process.cpuUsage(start);
    rows.push(
      [count, seen, `${((user + system) / count).toFixed(1)} us`, `${(peak / 1024).toFixed(0)} KiB`].map(String),
    );
  }
  return table(['rows in a list', 'seen', 'CPU for each, collections included', 'most that is held'], rows);
}

/** An entity with many properties, written and read again. */
async function growFields(): Promise<string> {
  const rows: string[][] = [];
  for (const count of [5, 20, 50, 100, 200]) {
    const Class = makeClass(`Wide${count}`, count);
    const service = new StubService();
    const wide = new Session(service.client()).repository(Class as never) as any;
    const entity = Object.assign(new Class(), { group: 'g', number: '1' }, values(count));
    await wide.putMany([entity]);
    service.serveWritten([1]);
    service.stopRecording();
    const time = async (run: () => Promise<unknown>): Promise<number> => {
      for (let warmUp = 0; warmUp < 500; warmUp++) await run();
      const start = process.cpuUsage();
      for (let calls = 0; calls < 1000; calls++) await run();
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    const put = await time(() => wide.put(entity));
    const get = await time(() => wide.get({ group: 'g', number: '1' }));
    rows.push([String(count), ...[put, get].flatMap((us) => [`${us.toFixed(0)} us`, `${(us / count).toFixed(1)} us`])]);
  }
  return table(['fields', 'put', 'for each field', 'get', 'for each field'], rows);
}

/** The first use of classes: their metadata is made and checked then, and compared with that of others on the table. */
function growEntities(): string {
  const rows: string[][] = [];
  for (const count of [1, 10, 100, 500]) {
    const classes = Array.from({ length: count }, (_, position) => makeClass(`Entity${position}of${count}`, 10));
    const session = new Session(new StubService().client());
    const start = process.cpuUsage();
    for (const Class of classes) session.repository(Class as never);
    const { user, system } = process.cpuUsage(start);
    const ms = (user + system) / 1000;
    rows.push([String(count), `${ms.toFixed(1)} ms`, `${(ms / count).toFixed(2)} ms`]);
  }
  return table(['entities of one table', 'first use', 'for each'], rows);
}

/** What the compiler takes for files with many entities and a call of each. */
function growTypes(): string {
  const rows: string[][] = [];
  const folder = mkdtempSync(join(ROOT, 'out', 'types-'));
  try {
    for (const count of [1, 100, 500]) {
      writeFileSync(join(folder, 'entities.ts'), typesProgram(count));
      const config = { extends: join(ROOT, 'tsconfig.base.json'), compilerOptions: { noEmit: true, rootDir: ROOT } };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, files: ['entities.ts'] }));
      const start = performance.now();
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'inherit' });
      rows.push([String(count), `${((performance.now() - start) / 1000).toFixed(1)} s`]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return table(['entities in a file', 'type check, the library included'], rows);
}

function typesProgram(count: number): string {
  const entity = (position: number) => `
@Entity('table')
@Partition('e${position}/{group}')
@SortKeyPath('n/{number}')
class E${position} {
  group!: string;
  number!: string;
  @Field(() => Date) at!: Date;
  @Version() version?: number;
}
export const list${position} = session.repository(E${position}).list({ group: 'g' }, { sort: { number: beginsWith('1') } });`;
  const names = 'Entity, Field, Partition, Session, SortKeyPath, Version, beginsWith';
  const door = join(ROOT, 'lib/index.js');
  return [
    `import { ${names} } from ${JSON.stringify(door)};`,
    'const session = new Session();',
    ...Array.from({ length: count }, (_, position) => entity(position)),
  ].join('\n');
}

type Decorate = (target: object, property: string) => void;

/** A class made at run time, with the decorators called as compilers call the older ones. */
function makeClass(name: string, fields: number): new () => object {
  const Class = { [name]: class {} }[name]!;
  for (const property of ['group', 'number', ...Object.keys(values(fields))]) {
    const type = typeof (values(fields)[property] ?? '') === 'number' ? Number : String;
    (Field(() => type) as unknown as Decorate)(Class.prototype, property);
  }
  (Version() as unknown as Decorate)(Class.prototype, 'version');
  type DecorateClass = (target: object) => void;
  (SortKeyPath('{number}') as unknown as DecorateClass)(Class);
  (Partition(`${name}/{group}`) as unknown as DecorateClass)(Class);
  (Entity('wide') as unknown as DecorateClass)(Class);
  return Class;
}

function values(count: number): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, position) => [
      `field${position}`,
      position % 2 === 0 ? `text ${position}` : position,
    ]),
  );
}
