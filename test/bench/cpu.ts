import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WORKLOADS, type Workload } from './competitor.js';
import { median } from './median.js';
import type { Sdk } from './sdk.js';
import type { Measured, Order } from './worker.js';

export const COMPETITORS = ['raw', 'document-client', 'dynastore', 'dynastore-sdk'] as const;
export type CompetitorName = (typeof COMPETITORS)[number];

export interface CpuResult {
  /** Microseconds of CPU for one operation. They hold for one machine and one hour. */
  readonly us: Readonly<Record<Workload, number>>;
  /** The same by that of the raw client: the median over rounds, in each of which both ran within seconds. */
  readonly ratio: Readonly<Record<Workload, number>>;
  readonly requests: Readonly<Record<Workload, number>>;
}

/**
 * Measures all competitors in one run: one process for each, alive all the time, which take turns in rounds, in another
 * order in each, so that a slow minute of the machine meets all of them.
 */
export async function measureCpu(sdk: Sdk, rounds: number, ms: number): Promise<Record<CompetitorName, CpuResult>> {
  const workers = new Map<CompetitorName, ChildProcess>();
  const requests = new Map<CompetitorName, CpuResult['requests']>();
  const samples = new Map<string, number[]>();
  try {
    for (const name of COMPETITORS) {
      const worker = fork(fileURLToPath(new URL('worker.js', import.meta.url)), [name], {
        execArgv: [...sdk.options],
      });
      workers.set(name, worker);
      requests.set(name, (await answerOf<{ requests: CpuResult['requests'] }>(worker)).requests);
    }
    for (let round = -1; round < rounds; round++) {
      for (const workload of WORKLOADS) {
        for (const name of shuffled(COMPETITORS)) {
          const worker = workers.get(name)!;
          // The first round warms up, and takes four times as long.
          worker.send({ workload, ms: round < 0 ? ms * 4 : ms } satisfies Order);
          const { cpuUs } = await answerOf<Measured>(worker);
          if (round >= 0) samplesOf(samples, name, workload).push(cpuUs);
        }
      }
    }
  } finally {
    for (const worker of workers.values()) worker.kill();
  }
  const sum = (name: CompetitorName, of: (own: number[], raw: number[]) => number) =>
    Object.fromEntries(
      WORKLOADS.map((workload) => [
        workload,
        of(samplesOf(samples, name, workload), samplesOf(samples, 'raw', workload)),
      ]),
    ) as Record<Workload, number>;
  return Object.fromEntries(
    COMPETITORS.map((name) => [
      name,
      {
        us: sum(name, median),
        ratio: sum(name, (own, raw) => median(own.map((us, round) => us / raw[round]!))),
        requests: requests.get(name)!,
      },
    ]),
  ) as Record<CompetitorName, CpuResult>;
}

function samplesOf(samples: Map<string, number[]>, name: CompetitorName, workload: Workload): number[] {
  const key = `${name} ${workload}`;
  const known = samples.get(key);
  if (known) return known;
  const fresh: number[] = [];
  samples.set(key, fresh);
  return fresh;
}

function answerOf<T>(worker: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null) => reject(new Error(`A worker ended with ${code}.`));
    worker.once('exit', fail);
    worker.once('message', (answer) => {
      worker.off('exit', fail);
      resolve(answer as T);
    });
  });
}

function shuffled<T>(list: readonly T[]): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(Math.floor(Math.random() * rest.length), 1)[0]!);
}
