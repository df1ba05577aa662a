// Measures, prints the tables of docs/performance.md, and says what moved since they were committed.
//   npm run bench -- [--quick] [--write]
import { fileURLToPath } from 'node:url';
import { measureCpu } from './cpu.js';
import { measureMemory } from './memory.js';
import { compare, readCommitted, renderTables, writeCommitted } from './report.js';
import { measureSize } from './size.js';

const DOCUMENT = fileURLToPath(new URL('../../../../docs/performance.md', import.meta.url));
const isQuick = process.argv.includes('--quick');

const cpu = await measureCpu(isQuick ? 5 : 15, isQuick ? 50 : 100);
const memory = measureMemory();
const size = await measureSize(isQuick ? 5 : 15);
const tables = renderTables({ cpu, memory, size });

console.log(`\n${tables}\n`);
const moved = compare(readCommitted(DOCUMENT), tables);
console.log(
  moved.length === 0 ? 'Nothing moved by more than 10 %.' : `Since the tables were committed:\n${moved.join('\n')}`,
);
if (process.argv.includes('--write')) writeCommitted(DOCUMENT, tables);
