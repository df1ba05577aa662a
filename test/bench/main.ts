// Measures, prints the tables of docs/performance.md, and says what moved since they were committed.
//   npm run bench -- [--quick] [--write]     CPU beside the raw client, memory, bundle and import
//   npm run bench -- latency [--quick]       calls on DynamoDB Local, one and many at a time
//   npm run bench -- growth                  more rows, more fields, more entities
//   npm run bench -- types                   how long 200 entities of 20 properties take to type-check
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { measureCpu } from './cpu.js';
import { measureMemory } from './memory.js';
import { compare, readCommitted, renderTables, writeCommitted } from './report.js';
import { SDKS } from './sdk.js';
import { measureSize } from './size.js';

const DOCUMENT = fileURLToPath(new URL('../../../../docs/performance.md', import.meta.url));

const [part = ''] = process.argv.slice(2);
const scriptOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
if (part === 'latency' || part === 'growth') runAlone(scriptOf(`${part}.js`));
else if (part === 'types') runAlone(scriptOf('../../../../test/bench/type-check.mjs'));
else await compareWithCommitted();

function runAlone(script: string): void {
  const args = ['--expose-gc', '--disable-warning=Warning', script, ...process.argv.slice(3)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}

async function compareWithCommitted(): Promise<void> {
  const isQuick = process.argv.includes('--quick');
  const [rounds, ms] = isQuick ? [5, 50] : [15, 100];
  const bySdk = [];
  for (const sdk of SDKS) bySdk.push({ sdk, cpu: await measureCpu(sdk, rounds, ms), memory: measureMemory(sdk) });
  const tables = renderTables({ bySdk, size: await measureSize(rounds) });
  console.log(`\n${tables}\n`);
  const moved = compare(readCommitted(DOCUMENT), tables);
  console.log(
    moved.length === 0 ? 'Nothing moved by a tenth.' : `Since the tables were committed:\n${moved.join('\n')}`,
  );
  if (process.argv.includes('--write')) writeCommitted(DOCUMENT, tables);
}
