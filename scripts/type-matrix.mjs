// What the compilers that we support make of the package: packs it, installs it into a temporary folder beside them, and
// runs the cases of test/types there with each.
//   node scripts/type-matrix.mjs [5.0.4 5.4.5 ...]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, version, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The oldest, those between that consumers stay with, and our own. */
const COMPILERS = ['5.0.4', '5.4.5', '5.9.3', '6.0.3', devDependencies.typescript];
/** What the declarations of the package and the cases name. */
const BESIDE = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/lib-dynamodb',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/terminus',
  '@types/node',
  'rxjs',
];

const asked = process.argv.slice(2);
const compilers = asked.length > 0 ? asked : COMPILERS;
const folder = mkdtempSync(join(tmpdir(), 'dynastore-types-'));
try {
  node(root, {}, 'scripts/compile.mjs', 'standard');
  npm(root, 'run', 'build');
  npm(root, 'pack', '--ignore-scripts', '--pack-destination', folder);
  const dependencies = {
    ...Object.fromEntries(BESIDE.map((each) => [each, devDependencies[each]])),
    ...Object.fromEntries(compilers.map((each) => [`typescript-${each}`, `npm:typescript@${each}`])),
    [name]: `file:${name}-${version}.tgz`,
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  npm(folder, 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps');
  for (const each of compilers) check(each);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function check(compiler) {
  const mocha = [join(root, 'node_modules/mocha/bin/mocha.js'), '--no-config', '--enable-source-maps'];
  const spec = join(root, 'out/standard/test/types/compile.test.js');
  const env = {
    MOCHA_REPORT: join(root, `out/reports/types-${compiler}.json`),
    DYNASTORE_TYPES_FOLDER: folder,
    DYNASTORE_TYPES_COMPILER: join(folder, `node_modules/typescript-${compiler}`),
  };
  try {
    node(root, env, ...mocha, '--forbid-only', '--reporter', join(root, 'scripts/reporter.mjs'), spec);
  } catch {
    process.exitCode = 1;
  }
}

function node(cwd, env, ...args) {
  execFileSync(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
}

function npm(cwd, ...args) {
  const command = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  execFileSync(command[0], [...command.slice(1), '--loglevel=error', ...args], {
    cwd,
    stdio: ['ignore', args[0] === 'run' ? 'inherit' : 'pipe', 'inherit'],
  });
}
