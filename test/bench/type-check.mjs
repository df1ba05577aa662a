// How long the compiler takes for a program with many entities: 200 classes of 20 properties, and six typed calls for each.
//   node test/bench/type-check.mjs [entities] [properties]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const RUNS = 5;
const TARGET_SECONDS = 1.5;
const [entities = 200, properties = 20] = process.argv.slice(2).map(Number);

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const folder = join(root, 'out/bench-types');
const place = join(folder, 'node_modules/dynastore');

/** What a property is declared as, in turn. */
const DECLARATIONS = [
  (name) => `${name}!: string;`,
  (name) => `${name}?: number;`,
  (name) => `@Field(() => Date) ${name}!: Date;`,
  (name) => `${name}!: 'open' | 'paid' | 'sent';`,
  (name) => `${name}: string[] = [];`,
  (name) => `@Field(() => BigInt) ${name}?: bigint;`,
  (name) => `@Field(() => Line) ${name}?: Line;`,
  (name) => `@IndexField({ index: '${name}', key: 'sort', type: Number }) ${name}?: number;`,
];

/** A module with one entity: its key takes two properties, a version one more. */
function entity(number) {
  const name = `Entity${number}`;
  const own = Array.from({ length: properties - 3 }, (_, at) => DECLARATIONS[at % DECLARATIONS.length](`p${at}`));
  return `
import { Entity, Field, IndexField, Version, add, append, gte, keys, merge, or, type Session } from 'dynastore';
class Line { sku!: string; count!: number; }
@Entity('shop')
export class ${name} {
  static readonly keys = keys({
    partition: 'owner${number}/{owner}', sort: 'e${number}/{p2}/{id}', indexes: { byState: { partition: '{p3}', sort: '{p2}' } },
  });
  owner!: string;
  id!: string;
  @Version() version?: number;
  ${own.join('\n  ')}
}
export async function use${number}(session: Session, p2: Date): Promise<void> {
  const all = session.repository(${name});
  const key = { owner: 'o', p2, id: '1' };
  await all.get(key);
  await all.patch(key, { p1: add(1), p4: append('x'), p6: merge({ count: add(1) }) }, { if: { p3: 'open', p1: gte(1) } });
  await all.update(key, (draft) => void (draft.p3 = 'paid'));
  await all.list({ owner: 'o' }, { sort: { p2: gte(p2) }, where: or({ p0: 'x' }, { p6: { sku: 'y' } }) }).toArray();
  await all.index('byState').list({ p3: 'sent' }, { sort: { p2 } }).first();
  await all.getMany([key, key]);
}
`;
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(place, { recursive: true });
cpSync(join(root, 'package.json'), join(place, 'package.json'));
// A package of its own: within ours, its name would mean what was built last.
writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
run('-p', join(root, 'tsconfig.build.json'), '--emitDeclarationOnly', '--outDir', join(place, 'dist/esm'));
for (let number = 0; number < entities; number++) writeFileSync(join(folder, `entity${number}.ts`), entity(number));

for (const mode of ['standard', 'legacy']) {
  const compilerOptions = {
    ...{ target: 'ES2022', module: 'nodenext', strict: true, skipLibCheck: true, noEmit: true, types: ['node'] },
    experimentalDecorators: mode === 'legacy',
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const seconds = Array.from({ length: RUNS }, () => run('-p', folder)).sort((a, b) => a - b);
  const median = seconds[Math.floor(RUNS / 2)];
  const what = `${entities} entities of ${properties} properties, ${mode} decorators`;
  console.log(
    `Type check: ${what}: ${seconds[0].toFixed(2)} s at best, ${median.toFixed(2)} s at the median of ${RUNS} runs ` +
      `on ${availableParallelism()} cores (target: ${TARGET_SECONDS} s)`,
  );
}

/** Runs the compiler, which has nothing to say, and returns the seconds it took. */
function run(...args) {
  const start = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
  return (performance.now() - start) / 1000;
}
