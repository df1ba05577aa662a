import { readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../support/root.js';
import { CASES } from './cases.js';
import { type Project, run } from './compiler.js';

/** Where the package is installed as by a user, for another compiler: see scripts/matrix/types.mjs. */
const { DYNASTORE_TYPES_FOLDER, DYNASTORE_TYPES_COMPILER } = process.env;

export const isInstalled: boolean = DYNASTORE_TYPES_FOLDER !== undefined;

const compiler = DYNASTORE_TYPES_COMPILER ?? join(ROOT, 'node_modules/typescript');

/** Of the compiler: `7.0.2`. */
export const VERSION: string = (
  JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8')) as { readonly version: string }
).version;

/** The folder of a program that uses the package. */
export const CONSUMER: Project = {
  folder: DYNASTORE_TYPES_FOLDER ?? join(ROOT, 'out/types'),
  tsc: join(compiler, 'bin/tsc'),
};

/** Where the package's declarations are. */
export const PACKAGE = 'node_modules/dynastore';

/** Puts the cases beside the package's declarations, which are made from its sources where it is not installed. */
export async function prepareConsumer(): Promise<void> {
  const { folder, tsc } = CONSUMER;
  if (!isInstalled) {
    const place = join(folder, PACKAGE);
    await rm(folder, { recursive: true, force: true });
    await mkdir(place, { recursive: true });
    await cp(join(ROOT, 'package.json'), join(place, 'package.json'));
    // A package of its own: within ours, its name would mean what was built last.
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const options = ['--emitDeclarationOnly', '--declarationMap', 'false', '--outDir', join(place, 'dist/esm')];
    await run(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json'), ...options]);
  }
  await rm(join(folder, 'cases'), { recursive: true, force: true });
  await cp(CASES, join(folder, 'cases'), { recursive: true });
}
