import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { COMPETITORS, type CompetitorName } from './cpu.js';
import type { HeapResult } from './heap.js';
import type { Sdk } from './sdk.js';

const FLAGS = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512'];

/** What a page of 1,000 entities allocates, and what of it is kept while they are held. */
export function measureMemory(sdk: Sdk): Record<CompetitorName, HeapResult> {
  const script = fileURLToPath(new URL('heap.js', import.meta.url));
  const measure = (name: CompetitorName) =>
    JSON.parse(
      execFileSync(process.execPath, [...FLAGS, ...sdk.options, script, name], { encoding: 'utf8' }),
    ) as HeapResult;
  return Object.fromEntries(COMPETITORS.map((name) => [name, measure(name)])) as Record<CompetitorName, HeapResult>;
}
