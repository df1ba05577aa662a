// Compiles the project and its tests, once for each decorator mode named, and removes what has no source any more,
// so that a test that was renamed is not run under its old name too.
//   node scripts/compile.mjs legacy standard
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const projects = { legacy: 'tsconfig.json', standard: 'tsconfig.standard.json' };

for (const mode of process.argv.slice(2)) {
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, projects[mode])], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = status ?? 1;
  removeOrphans(join(root, 'out', mode));
}

function removeOrphans(directory) {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const compiled = /^(.*)\.(c?)js(\.map)?$/.exec(join(entry.parentPath, entry.name));
    if (!entry.isFile() || !compiled) continue;
    const source = join(root, `${relative(directory, compiled[1])}.${compiled[2]}ts`);
    if (!existsSync(source)) rmSync(join(entry.parentPath, entry.name));
  }
}
