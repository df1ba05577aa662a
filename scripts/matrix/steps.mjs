// What the parts of the matrix have in common: a temporary folder, the packed package, and attempts of which each is told.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const { name, version, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs a part in a temporary folder, which goes afterwards. */
export function inFolder(part, run) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-${part}-`));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds and packs the package, and returns what a program depends on to have it. */
export function pack(folder) {
  npm(root, 'run', 'build');
  npm(root, 'pack', '--ignore-scripts', '--pack-destination', folder);
  return { [name]: `file:${join(folder, `${name}-${version}.tgz`)}` };
}

/** Scripts of packages are not run: one of those that are installed here reports the installation to a third party. */
export function install(home, packages) {
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies: packages }));
  npm(home, 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps');
}

/** Says how an attempt went, and returns whether it went well. A failure fails the program, and lets the other attempts go on. */
export function attempt(what, run) {
  try {
    run();
    console.log(`ok      ${what}`);
    return true;
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAILED  ${what}`);
    if (error.stdout || error.stderr) console.log(`${error.stdout ?? ''}${error.stderr ?? ''}`);
    else if (error.status === undefined) console.log(error);
    return false;
  }
}

/** Runs a program without a word, unless it fails. */
export function quietly(cwd, ...args) {
  execFileSync(process.execPath, ['--disable-warning=Warning', ...args], { cwd, stdio: 'pipe', timeout: 120_000 });
}

/** Runs a program that shows what it does. */
export function openly(cwd, args, { env = {}, execPath = process.execPath } = {}) {
  execFileSync(execPath, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
}

/** Runs mocha, the project's own, and keeps its report beside the others. */
export function mocha(cwd, report, specs, { env = {}, execPath } = {}) {
  const program = [join(root, 'node_modules/mocha/bin/mocha.js'), '--no-config', '--forbid-only', '--timeout', '20000'];
  const own = ['--require', join(root, 'scripts/seed.mjs'), '--reporter', join(root, 'scripts/reporter.mjs')];
  openly(cwd, ['--disable-warning=Warning', '--enable-source-maps', ...program, ...own, ...specs], {
    execPath,
    env: { ...env, MOCHA_REPORT: join(root, `out/reports/${report}.json`) },
  });
}

export function npm(cwd, ...args) {
  const command = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  execFileSync(command[0], [...command.slice(1), '--loglevel=error', ...args], {
    cwd,
    // What npm has to say of its progress is for nobody; what a script says that it runs is.
    stdio: ['ignore', args[0] === 'run' ? 'inherit' : 'pipe', 'inherit'],
  });
}
