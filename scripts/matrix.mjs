// What a program that uses the package meets: packs it, installs it into temporary folders beside the oldest and the
// newest SDK it supports and one between, and runs small programs there.
//   node scripts/matrix.mjs [version of the SDK ...]
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const SDK = '@aws-sdk/client-dynamodb';
const given = process.argv.slice(2);
const SDK_VERSIONS = given.length > 0 ? given : ['3.405.0', '3.803.0', devDependencies[SDK]];
const WITHOUT_REQUIRE_ESM = '--no-experimental-require-module';
const RUNS = [
  ['wire.mjs'],
  ['program.mjs'],
  ['program.cjs'],
  [WITHOUT_REQUIRE_ESM, 'program.mjs'],
  [WITHOUT_REQUIRE_ESM, 'program.cjs'],
];

const BODY = `
  const local = await startLocal();
  const session = new Session(local.client);
  await session.createTables('shop');
  const customers = session.table('shop').partition('customers');
  await customers.put('ada', { value: 'Ada' });
  const found = await customers.get('ada');
  await local.stop();
  assert.equal(found.stringValue(), 'Ada');
  assert.equal(found.version, 1);
`;
const PROGRAMS = {
  'program.mjs': `
import assert from 'node:assert';
import { Session } from 'dynastore';
import { startLocal } from 'dynastore/testing';
${BODY}`,
  'program.cjs': `
const assert = require('node:assert');
const { Session } = require('dynastore');
const { startLocal } = require('dynastore/testing');
(async () => {${BODY}})();`,
  'wire.mjs': readFileSync(join(root, 'scripts/matrix/wire.mjs'), 'utf8'),
};

const folder = mkdtempSync(join(tmpdir(), 'dynastore-matrix-'));
let failures = 0;
try {
  const tarball = pack();
  for (const version of SDK_VERSIONS) tryWith(version, tarball);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;

function pack() {
  npm(root, 'run', 'build');
  npm(root, 'pack', '--ignore-scripts', '--pack-destination', folder);
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return join(folder, `${name}-${version}.tgz`);
}

function tryWith(sdkVersion, tarball) {
  const consumer = join(folder, sdkVersion);
  mkdirSync(consumer);
  const dependencies = { dynastore: `file:${tarball}`, [SDK]: sdkVersion, dynalite: devDependencies.dynalite };
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ private: true, dependencies }));
  npm(consumer, 'install', '--no-audit', '--no-fund');
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(consumer, name), text);
  for (const args of RUNS) {
    const what = `Node ${process.versions.node}, ${SDK} ${sdkVersion}: node ${args.join(' ')}`;
    try {
      execFileSync(process.execPath, args, { cwd: consumer, stdio: 'pipe', timeout: 60_000 });
      console.log(`ok      ${what}`);
    } catch (error) {
      failures++;
      console.log(`FAILED  ${what}\n${error.stderr || error}`);
    }
  }
}

function npm(cwd, ...args) {
  const command = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  execFileSync(command[0], [...command.slice(1), '--loglevel=error', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
