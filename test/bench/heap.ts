// Run in a process of its own, with --expose-gc and a young generation so large that nothing is collected within a page:
//   node --expose-gc --min-semi-space-size=512 --max-semi-space-size=512 heap.js <competitor>
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { HOW_MANY } from './parcel.js';
import { openStage } from './stage.js';

const PAGES = 100;

/** Bytes for one entity. */
export interface HeapResult {
  /** Allocated while a page of 1,000 is read. */
  readonly allocated: number;
  /** Kept by an entity that is held. */
  readonly retained: number;
}

const stage = await openStage(process.argv[2] ?? '');
const collect = (globalThis as { gc?: () => void }).gc!;
const readPage = () => stage.runs['query 1,000']() as Promise<readonly unknown[]>;

stage.prepare('query 1,000');
for (let warmUp = 0; warmUp < 5; warmUp++) await readPage();

let collections = 0;
new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ['gc'] });
const samples: number[] = [];
for (let tries = 0; samples.length < 5; tries++) {
  if (tries > 50) throw new Error('Garbage was collected within each page.');
  collect();
  // The observer is told a little later.
  await wait(10);
  collections = 0;
  const before = process.memoryUsage().heapUsed;
  await readPage();
  const allocated = process.memoryUsage().heapUsed - before;
  await wait(10);
  if (collections === 0) samples.push(allocated / HOW_MANY);
}

const held: unknown[] = [];
collect();
const before = process.memoryUsage().heapUsed;
for (let page = 0; page < PAGES; page++) held.push(await readPage());
collect();
const retained = (process.memoryUsage().heapUsed - before) / (PAGES * HOW_MANY);
if (held.length !== PAGES) throw new Error('Pages were let go.');
console.log(JSON.stringify({ allocated: samples.sort((a, b) => a - b)[2]!, retained } satisfies HeapResult));
