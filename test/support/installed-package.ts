import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { ROOT } from './root.js';

const run = promisify(execFile);

/** The package as a user has it: built, packed, and unpacked into a folder of its own, out of reach of our node_modules. */
export interface InstalledPackage {
  /** The paths in the package, sorted. */
  readonly files: readonly string[];
  /** Where the package lies. */
  readonly folder: string;
  /** Runs a program beside `node_modules` and resolves to what it printed. */
  run(name: string, text: string, ...nodeOptions: string[]): Promise<string>;
  /** Compiles a program, by these options; resolves to what the compiler has to say. */
  compile(name: string, text: string, compilerOptions: object): Promise<string>;
  /**
   * Bundles a program with everything but the SDK, and resolves to the text of the bundle.
   *
   * @param mainFields - which copies of packages the bundler takes, where they have several.
   */
  bundle(text: string, mainFields?: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** @param dependencies - the other packages that are installed. */
export async function installPackage(dependencies: readonly string[]): Promise<InstalledPackage> {
  await run(process.execPath, [join(ROOT, 'scripts/build.mjs')]);
  const place = await mkdtemp(join(tmpdir(), 'dynastore-package-'));
  const files = await packedFiles();
  const folder = join(place, 'node_modules/dynastore');
  for (const file of files) await cp(join(ROOT, file), join(folder, file));
  for (const name of dependencies) {
    const link = join(place, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), link, 'junction');
  }
  return {
    files,
    folder,
    async run(name, text, ...nodeOptions) {
      await writeFile(join(place, name), text);
      const { stdout } = await run(process.execPath, ['--disable-warning=Warning', ...nodeOptions, name], {
        cwd: place,
      });
      return stdout;
    },
    async compile(name, text, compilerOptions) {
      const types = { types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')] };
      await writeFile(join(place, name), text);
      await writeFile(
        join(place, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: { ...types, ...compilerOptions }, files: [name] }),
      );
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      return run(process.execPath, [tsc, '-p', place]).then(
        () => '',
        ({ stdout }: { readonly stdout: string }) => stdout,
      );
    },
    async bundle(text, mainFields = ['main', 'module']) {
      const { outputFiles } = await build({
        stdin: { contents: text, resolveDir: place },
        bundle: true,
        minify: true,
        write: false,
        platform: 'node',
        format: 'esm',
        external: ['@aws-sdk/*'],
        mainFields,
        logLevel: 'silent',
      });
      return outputFiles[0]!.text;
    },
    remove: () => rm(place, { recursive: true, force: true }),
  };
}

/** What npm would pack. Nothing is written. */
async function packedFiles(): Promise<string[]> {
  const npm = process.env['npm_execpath'];
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = npm
    ? await run(process.execPath, [npm, ...args], { cwd: ROOT })
    : await run('npm', args, { cwd: ROOT, shell: true });
  const report = JSON.parse(stdout) as Record<string, { readonly files: readonly { readonly path: string }[] }>;
  // A list up to npm 10, an object by package names since.
  return Object.values(report)[0]!
    .files.map(({ path }) => path)
    .sort();
}

export async function readJson(path: string): Promise<Record<string, any>> {
  return JSON.parse(await readFile(path, 'utf8')) as Record<string, any>;
}
