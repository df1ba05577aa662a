// Puts compiled modules into one file for each door of the package and a few that the doors share, so that there is one
// copy of each module, whichever door it is reached by.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

/** The doors, and what the tests of a packed package look into. */
const ENTRIES = ['lib/index', 'lib/nestjs/index', 'lib/testing/index', 'lib/session'];
const MAP_COMMENT = /\/\/# sourceMappingURL=.*\n$/;
const SHARED = { platform: 'node', target: 'node20', sourcesContent: false, logLevel: 'warning' };

/** Packages that are needed at once, and take longer to find and open than to run. */
const INLINED = ['reflect-metadata', 'ms', '@scure/base'];

/** Modules that are CommonJS in both builds stay where they are; the code names them by where that is. */
const leaveOut = {
  name: 'leave-out',
  setup({ onResolve }) {
    onResolve({ filter: /\.cjs$/ }, ({ path, resolveDir }) => ({
      path: `beside:${join(resolveDir, path)}`,
      external: true,
    }));
    onResolve({ filter: /^[^./]/ }, ({ path }) =>
      INLINED.some((name) => path === name || path.startsWith(`${name}/`)) ? undefined : { path, external: true },
    );
  },
};

/** Moves the modules of dist/esm to dist/module, and puts what they come to in their place and in that of dist/cjs. */
export async function bundle(dist) {
  const [esm, cjs, modules] = ['esm', 'cjs', 'module'].map((name) => join(dist, name));
  for (const file of modulesIn(esm)) {
    mkdirSync(dirname(join(modules, file)), { recursive: true });
    renameSync(join(esm, file), join(modules, file));
  }
  for (const file of modulesIn(cjs)) rmSync(join(cjs, file));
  for (const file of filesIn(esm, /\.cjs(\.map)?$/)) copyFileSync(join(esm, file), join(modules, file));

  const { outputFiles } = await build({
    ...SHARED,
    entryPoints: ENTRIES.map((entry) => join(modules, `${entry}.js`)),
    outbase: modules,
    outdir: esm,
    write: false,
    bundle: true,
    splitting: true,
    chunkNames: 'lib/shared-[hash]',
    format: 'esm',
    sourcemap: true,
    plugins: [leaveOut],
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  for (const [path, text] of texts) {
    if (!path.endsWith('.js')) continue;
    const map = texts.get(`${path}.map`);
    write(path, linked(text, path, modules, esm), map);
    // Test runners that load CommonJS in a realm of its own have no import() there.
    const transformed = await transform(text, { ...SHARED, format: 'cjs', supported: { 'dynamic-import': false } });
    const common = join(cjs, relative(esm, path));
    write(common, linked(transformed.code, path, modules, esm));
  }
  suitBundlers(join(modules, 'lib'));
  writeLicenses(join(dist, 'LICENSES.txt'));
}

/** Puts modules of their own in the place of those that require at need. */
function suitBundlers(lib) {
  for (const replaced of ['metadata/class-transformer-storage.cjs', 'record/number-value.cjs']) {
    rmSync(join(lib, replaced));
    rmSync(join(lib, `${replaced}.map`));
  }
  const own = fileURLToPath(new URL('module', import.meta.url));
  for (const file of filesIn(own, /\.c?js$/)) copyFileSync(join(own, file), join(lib, file));
  const value = join(lib, 'record/value.js');
  writeFileSync(value, readFileSync(value, 'utf8').replace(`'./number-value.cjs'`, `'./number-value.js'`));
}

/** What the inlined packages ask of those who pass their code on. */
function writeLicenses(file) {
  const texts = INLINED.map((name) => {
    const folder = fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url));
    const license = readdirSync(folder).find((entry) => /^license/i.test(entry));
    return `${name}\n\n${readFileSync(join(folder, license), 'utf8').trim()}\n`;
  });
  writeFileSync(file, `Parts of these packages are in the code here.\n\n${texts.join('\n---\n\n')}`);
}

/** A class that speaks of itself gets a second name, and would show it. */
const TWICE_NAMED = /^var (\w+) = class _\1\b/gm;

function withOwnNames(code) {
  return [...code.matchAll(TWICE_NAMED)].reduce(
    (text, [, name]) => text.replace(new RegExp(`(?<![\\w$.#'"\`])_${name}\\b`, 'g'), name),
    code,
  );
}

/** The code with the modules that were left out named by where they are from here. */
function linked(code, path, from, to) {
  return code.replace(/"beside:([^"]+)"/g, (_, target) => {
    const way = relative(dirname(path), join(to, relative(from, target)));
    return JSON.stringify(way.startsWith('.') ? way : `./${way}`);
  });
}

function write(path, code, map) {
  const text = withOwnNames(code.replace(MAP_COMMENT, ''));
  writeFileSync(path, map === undefined ? text : `${text}//# sourceMappingURL=${basename(path)}.map\n`);
  if (map !== undefined) writeFileSync(`${path}.map`, map);
}

const modulesIn = (folder) => filesIn(folder, /\.js(\.map)?$/);

function filesIn(folder, pattern) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
