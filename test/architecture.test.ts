import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describeOnce } from './support/describe-once.js';

/** A source by its path from the root, with the paths of the sources it imports, types included. */
type Sources = ReadonlyMap<string, readonly string[]>;

/** Which room may import which, beside itself; see the picture of the house. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  record: ['errors'],
  request: ['record', 'errors'],
  metadata: ['record', 'errors'],
  transport: ['request', 'record', 'errors'],
  store: ['transport', 'request', 'record', 'errors'],
  decorators: ['metadata', 'errors'],
  repository: ['metadata', 'store', 'request', 'record', 'errors'],
  session: ['repository', 'store', 'transport', 'metadata', 'record', 'errors'],
  testing: ['session', 'repository', 'store', 'metadata', 'request', 'record', 'errors'],
  nestjs: ['session', 'repository', 'store', 'metadata', 'request', 'record', 'errors'],
  cli: ['testing', 'session', 'repository', 'store', 'metadata', 'request', 'record', 'errors'],
};
/** The door of the package names what every room has to offer. */
const DOOR = 'index';
const ROOMS = Object.keys(MAY_IMPORT);

/** The one home of a package: nothing else imports it. */
const HOMES: Readonly<Record<string, RegExp>> = {
  '@aws-sdk/util-dynamodb': /^lib\/record\//,
  '@scure/base': /^lib\/record\/base58\.ts$/,
  ms: /^lib\/record\/expiry\.ts$/,
  'class-transformer': /^lib\/metadata\/class-transformer/,
  'reflect-metadata': /^(lib\/metadata|decorators)\//,
};

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** `import ... from 'x'`, `export ... from 'x'`, `import 'x'`, `import('x')`, also of types, also over several lines. */
const IMPORT = /(?:^|[;\s(])(?:import|export)\b[^'";]*?\bfrom\s*(['"])([^'"]+)\1|\bimport\s*\(?\s*(['"])([^'"]+)\3/gm;

function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(IMPORT)].map((match) => match[2] ?? match[4]!);
}

function readSources(): Sources {
  const sources = new Map<string, readonly string[]>();
  for (const folder of ['lib', 'decorators']) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.c?ts$/.test(entry.name) || entry.name.endsWith('.d.ts')) continue;
      const path = join(entry.parentPath, entry.name);
      sources.set(
        posix(relative(ROOT, path)),
        importsOf(readFileSync(path, 'utf8')).map((name) => resolved(path, name)),
      );
    }
  }
  return sources;
}

/** A relative import as a path from the root, a package by its name. */
function resolved(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return posix(relative(ROOT, join(dirname(from), specifier))).replace(/\.(c?)js$/, '.$1ts');
}

function posix(path: string): string {
  return path.split(sep).join('/');
}

function roomOf(path: string): string | undefined {
  if (path.startsWith('decorators/')) return 'decorators';
  const [, room] = /^lib\/([a-z]+)(?:-[a-z-]+)?(?:\.c?ts|\/)/.exec(path) ?? [];
  return room;
}

function isOurs(path: string): boolean {
  return /^(lib|decorators)\//.test(path);
}

/** Every import that the table does not allow, as `from -> to`. */
function forbiddenImports(sources: Sources): string[] {
  const forbidden: string[] = [];
  for (const [path, imports] of sources) {
    const from = roomOf(path)!;
    if (from === DOOR) continue;
    for (const imported of imports.filter(isOurs)) {
      const to = roomOf(imported)!;
      if (to !== from && !MAY_IMPORT[from]?.includes(to)) forbidden.push(`${path} -> ${imported}`);
    }
  }
  return forbidden;
}

/** The first circle found, as the paths on it; none when there is none. */
function findCircle(sources: Sources): string[] {
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    trail.push(path);
    for (const imported of sources.get(path) ?? []) {
      const circle = isOurs(imported) ? visit(imported) : [];
      if (circle.length > 0) return circle;
    }
    trail.pop();
    done.add(path);
    return [];
  };
  for (const path of sources.keys()) {
    const circle = visit(path);
    if (circle.length > 0) return circle;
  }
  return [];
}

describeOnce('architecture', () => {
  const sources = readSources();
  const planted = (path: string, ...imports: string[]): Sources =>
    new Map([...sources, [path, [...(sources.get(path) ?? []), ...imports]]]);

  it('has a rule for every source', () => {
    const homeless = [...sources.keys()].filter((path) => ![...ROOMS, DOOR].includes(roomOf(path) ?? ''));
    expect(homeless).to.deep.equal([]);
    expect(sources.size).to.be.above(60);
  });

  it('resolves every import to a source that is there', () => {
    const lost = [...sources].flatMap(([path, imports]) =>
      imports
        .filter((name) => isOurs(name) && !sources.has(name) && !name.endsWith('.d.ts'))
        .map((name) => `${path} -> ${name}`),
    );
    expect(lost).to.deep.equal([]);
  });

  it('imports downwards only, types too', () => {
    expect(forbiddenImports(sources)).to.deep.equal([]);
  });

  it('has no circle', () => {
    expect(findCircle(sources)).to.deep.equal([]);
  });

  it('imports each package from its one home', () => {
    const strays = [...sources].flatMap(([path, imports]) =>
      imports
        .filter((name) => HOMES[name] !== undefined && !HOMES[name].test(path))
        .map((name) => `${path} -> ${name}`),
    );
    expect(strays).to.deep.equal([]);
  });

  const UPWARD: readonly [string, string][] = [
    ['lib/errors.ts', 'lib/record/clock.ts'],
    ['lib/record/key.ts', 'lib/request/read.ts'],
    ['lib/request/read.ts', 'lib/store/store.ts'],
    ['lib/request/read.ts', 'lib/metadata/keys.ts'],
    ['lib/metadata/keys.ts', 'lib/request/read.ts'],
    ['lib/metadata/keys.ts', 'decorators/field.ts'],
    ['lib/request/read.ts', 'lib/transport/wire.ts'],
    ['lib/transport/wire.ts', 'lib/store/send.ts'],
    ['lib/store/table.ts', 'lib/metadata/keys.ts'],
    ['lib/store/table.ts', 'lib/repository/conflict.ts'],
    ['decorators/field.ts', 'lib/store/table.ts'],
    ['lib/repository/conflict.ts', 'lib/transport/wire.ts'],
    ['lib/repository/conflict.ts', 'lib/session.ts'],
    ['lib/repository/conflict.ts', 'decorators/field.ts'],
    ['lib/session.ts', 'decorators/entity.ts'],
    ['lib/session-options.ts', 'lib/index.ts'],
    ['lib/testing/start-local.ts', 'decorators/entity.ts'],
    ['lib/testing/start-local.ts', 'lib/index.ts'],
  ];
  for (const [from, to] of UPWARD) {
    it(`finds an import planted from ${from} to ${to}`, () => {
      expect(forbiddenImports(planted(from, to))).to.deep.equal([`${from} -> ${to}`]);
    });
  }

  it('finds a planted circle within a room, and across rooms', () => {
    expect(findCircle(planted('lib/record/key.ts', 'lib/record/kv-pair.ts'))).to.include('lib/record/kv-pair.ts');
    expect(findCircle(planted('lib/errors.ts', 'lib/store/table.ts'))).to.include('lib/errors.ts');
    expect(findCircle(planted('lib/errors.ts', 'lib/errors.ts'))).to.deep.equal(['lib/errors.ts', 'lib/errors.ts']);
  });

  const SPELLINGS: Readonly<Record<string, string>> = {
    'of values': "import { a } from './x.js';",
    'of types': "import type { A } from './x.js';",
    'of some types': "import { type A, b } from './x.js';",
    'over several lines': "import {\n  a,\n  b,\n} from './x.js';",
    'of everything': "import * as x from './x.js';",
    'of a default': 'import x from "./x.js";',
    'for its effect': "import './x.js';",
    'at run time': "const x = await import('./x.js');",
    'as a type within a type': "type A = import('./x.js').A;",
    'that exports on': "export { a } from './x.js';",
    'that exports types on': "export type { A } from './x.js';",
    'that exports everything on': "export * from './x.js';",
    'behind another one': "import { a } from './y.js'; import { b } from './x.js';",
  };
  for (const [what, text] of Object.entries(SPELLINGS)) {
    it(`sees an import ${what}`, () => {
      expect(importsOf(text)).to.include('./x.js');
    });
  }

  it('takes no import from a comment', () => {
    expect(importsOf("// import { a } from './x.js';\n/** import { b } from './x.js'; */\nconst c = 1;")).to.deep.equal(
      [],
    );
  });
});
