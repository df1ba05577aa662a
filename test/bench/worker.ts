// One competitor in a process of its own, with a heap and compiled code of its own. Does what its parent says.
import type { Workload } from './competitor.js';
import { openStage } from './stage.js';

export interface Order {
  readonly workload: Workload;
  /** How long to go on, in milliseconds. */
  readonly ms: number;
}

export interface Measured {
  readonly operations: number;
  /** User and system time of the process, garbage collection and compilation included. */
  readonly cpuUs: number;
}

const stage = await openStage(process.argv[2] ?? '');

process.on('message', ({ workload, ms }: Order) => {
  void measure(workload, ms).then((measured) => process.send?.(measured));
});
process.send?.({ requests: stage.requests });

async function measure(workload: Workload, ms: number): Promise<Measured> {
  stage.prepare(workload);
  const run = stage.runs[workload];
  const end = performance.now() + ms;
  const before = process.cpuUsage();
  let operations = 0;
  do {
    await run();
    operations++;
  } while (performance.now() < end);
  const { user, system } = process.cpuUsage(before);
  return { operations, cpuUs: (user + system) / operations };
}
