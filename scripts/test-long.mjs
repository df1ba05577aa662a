// Runs laws and figures at their full size.
//   npm run test:long [-- seed] [laws | figures] [--write]
// The seed decides what the random choices are (default: 1). With --write the tables of docs/reliability.md are made anew of
// what the figures came to.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeReliability } from './write-reliability.mjs';

const FIGURES = [
  ...['laws/linearizable', 'store/faults', 'store/write-ids', 'store/hostile'],
  ...['repository/contention', 'repository/blind-load', 'repository/entity-faults'],
];

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const seed = args.find((arg) => /^\d+$/.test(arg));
const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
const { status } = spawnSync(
  process.execPath,
  [
    mocha,
    ...['--no-config', '--require', 'scripts/seed.mjs', '--timeout', '0'],
    ...['--node-option', 'enable-source-maps', '--node-option', 'disable-warning=Warning'],
    ...(args.includes('figures') ? [] : ['out/standard/test/laws/*.test.js']),
    ...(args.includes('laws') ? [] : FIGURES.map((name) => `out/standard/test/${name}.test.js`)),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, DYNASTORE_LONG: '1', ...(seed !== undefined && { DYNASTORE_SEED: seed }) },
  },
);
if (status === 0 && args.includes('--write')) writeReliability(root);
process.exitCode = status ?? 1;
