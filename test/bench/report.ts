import { readFileSync, writeFileSync } from 'node:fs';
import { WORKLOADS, type Workload } from './competitor.js';
import type { CompetitorName, CpuResult } from './cpu.js';
import type { HeapResult } from './heap.js';
import type { Sdk } from './sdk.js';
import type { Size } from './size.js';

export interface Results {
  readonly bySdk: readonly SdkResults[];
  readonly size: Size;
}

interface SdkResults {
  readonly sdk: Sdk;
  readonly cpu: Readonly<Record<CompetitorName, CpuResult>>;
  readonly memory: Readonly<Record<CompetitorName, HeapResult>>;
}

/** Which bar a number has to clear, and which it should. */
interface Bar {
  readonly must: number;
  readonly goal: number;
}

const CPU_BARS: Readonly<Partial<Record<Workload, Bar>>> = {
  put: { must: 0.5, goal: 0.35 },
  get: { must: 0.5, goal: 0.35 },
  'query 100': { must: 0.33, goal: 0.25 },
  'query 1,000': { must: 0.27, goal: 0.2 },
  update: { must: 0.4, goal: 0.3 },
  'batch 1,000': { must: 0.35, goal: 0.3 },
};

/** What an entity of a page may allocate, and keep, by that of the raw client. */
const MEMORY_BARS = { allocated: { must: '0.20', goal: '' }, kept: { must: '1.08', goal: '1.05' } };

const LABELS: Readonly<Record<CompetitorName, string>> = {
  raw: 'client-dynamodb, converted by hand',
  'document-client': 'DynamoDBDocumentClient',
  dynastore: '**dynastore**',
  'dynastore-sdk': "dynastore, `transport: 'sdk'`",
};
const NAMES = Object.keys(LABELS) as CompetitorName[];
const BAR_LABELS: Readonly<Record<keyof Bar, string>> = { must: 'must be at most', goal: 'goal' };
const KINDS = Object.keys(BAR_LABELS) as (keyof Bar)[];

/** The tables as Markdown: what is committed, and what is printed. */
export function renderTables({ bySdk, size }: Results): string {
  const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
  const sizeTable = table(
    ['size', 'dynastore', BAR_LABELS.must, BAR_LABELS.goal],
    [
      ['bundle without the SDK, minified and gzipped', kib(size.bundle), '20 KiB', '13 KiB'],
      ['loaded later, where it is used', kib(size.later), '', ''],
      ['CPU of the import, over the SDK', `${size.importMs.toFixed(0)} ms`, '20 ms', '12 ms'],
      ['CPU of the import of the SDK, for comparison', `${size.sdkImportMs.toFixed(0)} ms`, '', ''],
    ],
  );
  return [...bySdk.map(renderCpu), ...bySdk.map(renderMemory), sizeTable].join('\n\n');
}

function renderCpu({ sdk, cpu }: SdkResults): string {
  const bars = (kind: keyof Bar) => WORKLOADS.map((workload) => CPU_BARS[workload]?.[kind].toFixed(2) ?? '');
  return table(
    [`CPU time by that of the raw client, ${sdk.label}`, ...WORKLOADS],
    [
      ...NAMES.map((name) => [LABELS[name], ...WORKLOADS.map((workload) => cpu[name].ratio[workload].toFixed(2))]),
      ...(sdk.hasBars ? KINDS.map((kind) => [BAR_LABELS[kind], ...bars(kind)]) : []),
      ['requests', ...WORKLOADS.map((workload) => String(cpu.dynastore.requests[workload]))],
    ],
  );
}

function renderMemory({ sdk, memory }: SdkResults): string {
  const { raw } = memory;
  const { allocated: bars, kept } = MEMORY_BARS;
  return table(
    [`page of 1,000 entities, ${sdk.label}`, 'allocated for each', 'allocated by raw', 'kept by each', 'kept by raw'],
    [
      ...NAMES.map((name) => {
        const { allocated, retained } = memory[name];
        return [
          LABELS[name],
          `${(allocated / 1024).toFixed(1)} KiB`,
          (allocated / raw.allocated).toFixed(2),
          `${Math.round(retained)} B`,
          (retained / raw.retained).toFixed(2),
        ];
      }),
      ...(sdk.hasBars ? KINDS.map((kind) => [BAR_LABELS[kind], '', bars[kind], '', kept[kind]]) : []),
    ],
  );
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const BEGIN = '<!-- npm run bench -->';
const END = '<!-- end -->';

/** The tables that were committed. */
export function readCommitted(path: string): string {
  const text = readFileSync(path, 'utf8');
  return text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)).trim();
}

export function writeCommitted(path: string, tables: string): void {
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, `${text.slice(0, text.indexOf(BEGIN))}${BEGIN}\n\n${tables}\n\n${text.slice(text.indexOf(END))}`);
}

/** What moved by more than a tenth since the tables were committed, one line each. */
export function compare(committed: string, now: string): string[] {
  const [before, after] = [cellsOf(committed), cellsOf(now)];
  return [...after].flatMap(([what, value]) => {
    const known = before.get(what);
    if (known === undefined || known === 0) return [];
    const change = value / known - 1;
    if (Math.abs(change) < 0.1) return [];
    return [`${what}: ${known} -> ${value} (${change > 0 ? '+' : ''}${(100 * change).toFixed(0)} %)`];
  });
}

/** Every number in the tables by row and column. */
function cellsOf(tables: string): Map<string, number> {
  const cells = new Map<string, number>();
  for (const block of tables.split('\n\n')) {
    const [head, , ...rows] = block.split('\n').map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    for (const [label, ...values] of rows) {
      if (label === undefined || Object.values(BAR_LABELS).includes(label)) continue;
      values.forEach((value, column) => {
        const number = parseFloat(value);
        if (Number.isFinite(number)) cells.set(`${label}, ${head?.[column + 1]} (${head?.[0]})`, number);
      });
    }
  }
  return cells;
}
