import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { median } from './median.js';

/** As it is packed: what a bundler takes, and what Node loads. */
const doorOf = (build: string) => fileURLToPath(new URL(`../../../../dist/${build}/lib/index.js`, import.meta.url));
const ENTRY = `export { Session, Entity, Partition, SortKeyPath, Field, Version } from ${JSON.stringify(doorOf('module'))};`;
const SDK = ['@aws-sdk/*', '@smithy/*'];

export interface Size {
  /** What a program bundles from the start, minified and gzipped, in bytes. */
  readonly bundle: number;
  /** What is loaded when it is used, and not before. */
  readonly later: number;
  /** CPU of importing the package in milliseconds, over that of the SDK. */
  readonly importMs: number;
  /** That of the SDK: milliseconds hold for one machine, and this is its scale. */
  readonly sdkImportMs: number;
}

export async function measureSize(runs: number): Promise<Size> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    outdir: 'bundle',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: [...SDK, 'class-transformer', 'class-transformer/*'],
    logLevel: 'error',
  });
  const sizes = outputFiles.map(({ path, contents }) => ({
    isFirst: /[/\\]stdin\.js$/.test(path),
    bytes: gzipSync(contents, { level: 9 }).length,
  }));
  const sum = (isFirst: boolean) =>
    sizes.filter((each) => each.isFirst === isFirst).reduce((bytes, each) => bytes + each.bytes, 0);
  return { bundle: sum(true), later: sum(false), ...measureImport(runs) };
}

/** In a new process each time, in turns with one that imports nothing. */
function measureImport(runs: number): Pick<Size, 'importMs' | 'sdkImportMs'> {
  const importing = (what: string) => {
    const program = `
      const start = process.cpuUsage();
      await import('@aws-sdk/client-dynamodb');
      const before = process.cpuUsage();
      ${what}
      const after = process.cpuUsage();
      const ms = (from, to) => (to.user + to.system - from.user - from.system) / 1000;
      console.log(JSON.stringify([ms(start, before), ms(before, after)]));`;
    const args = ['--disable-warning=Warning', '--input-type=module', '--eval', program];
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', cwd })) as [number, number];
  };
  const samples = Array.from({ length: runs }, () => {
    const [sdk, nothing] = importing('');
    const [, own] = importing(`await import(${JSON.stringify(doorOf('esm'))});`);
    return { sdk, own: own - nothing };
  });
  return { importMs: median(samples.map(({ own }) => own)), sdkImportMs: median(samples.map(({ sdk }) => sdk)) };
}
