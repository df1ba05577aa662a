// Installs a folder's packages from its lock file, when they are not there or older than it.
//   node scripts/install.mjs [folder]
// Plain Node and nothing else: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(root, process.argv[2] ?? '.');

// npm writes this file last.
const installed = statSync(join(folder, 'node_modules/.package-lock.json'), { throwIfNoEntry: false });
const locked = statSync(join(folder, 'package-lock.json'));

if (!installed || installed.mtimeMs < locked.mtimeMs) {
  console.log(`Installing the packages of ${folder === root ? 'this project' : process.argv[2]} (npm ci) ...`);
  const npm = process.env.npm_execpath;
  const { status } = npm
    ? spawnSync(process.execPath, [npm, 'ci', '--loglevel=error'], { cwd: folder, stdio: 'inherit' })
    : spawnSync('npm', ['ci', '--loglevel=error'], { cwd: folder, stdio: 'inherit', shell: true });
  process.exitCode = status ?? 1;
}
