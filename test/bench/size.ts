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
  return { bundle: sum(true), later: sum(false), importMs: measureImport(runs) };
}

/** In a new process each time, in turns with one that imports nothing. */
function measureImport(runs: number): number {
  const importing = (what: string) => {
    const program = `
      await import('@aws-sdk/client-dynamodb');
      const before = process.cpuUsage();
      ${what}
      const { user, system } = process.cpuUsage(before);
      console.log((user + system) / 1000);`;
    const args = ['--disable-warning=Warning', '--input-type=module', '--eval', program];
    return Number(
      execFileSync(process.execPath, args, { encoding: 'utf8', cwd: fileURLToPath(new URL('.', import.meta.url)) }),
    );
  };
  const samples = Array.from({ length: runs }, () => {
    const nothing = importing('');
    return importing(`await import(${JSON.stringify(doorOf('esm'))});`) - nothing;
  });
  return median(samples);
}
