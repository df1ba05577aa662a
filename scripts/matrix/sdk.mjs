// What a program that uses the package meets: packs it, installs it into temporary folders beside the oldest and the
// newest SDK it supports and one between, and runs small programs there.
//   node scripts/matrix/sdk.mjs [version of the SDK ...]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, devDependencies, inFolder, install, pack, quietly, root } from './steps.mjs';

const SDK = '@aws-sdk/client-dynamodb';
const asked = process.argv.slice(2);
const SDK_VERSIONS = asked.length > 0 ? asked : ['3.405.0', '3.803.0', devDependencies[SDK]];
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
  'wire.mjs': readFileSync(join(root, 'scripts/matrix/sdk-wire.mjs'), 'utf8'),
};

inFolder('sdk', (folder) => {
  const dynastore = pack(folder);
  for (const version of SDK_VERSIONS) {
    const home = join(folder, version);
    mkdirSync(home);
    install(home, { ...dynastore, [SDK]: version, dynalite: devDependencies.dynalite });
    for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(home, name), text);
    for (const args of RUNS) attempt(`${SDK} ${version}: node ${args.join(' ')}`, () => quietly(home, ...args));
  }
});
