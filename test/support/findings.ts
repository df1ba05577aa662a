import { mkdirSync, writeFileSync } from 'node:fs';
import { isLongRun } from './scale.js';

// What the tests find out about reliability: out/reliability/found.json, from which docs/reliability.md is written.

interface Finding {
  readonly columns: readonly string[];
  held: number;
  runs: number;
}

const FINDINGS = Symbol.for('dynastore.test.findings');
const holder = globalThis as { [FINDINGS]?: Map<string, Map<string, Finding>> };
const tables = (holder[FINDINGS] ??= new Map<string, Map<string, Finding>>());

/** Counts one run of what the columns describe, before it is asserted: what does not hold is counted, too. */
export function note(table: string, columns: readonly string[], isHeld: boolean): void {
  const row = findingFor(table, columns);
  row.runs++;
  if (isHeld) row.held++;
}

/** Measures rather than counts: the last column is what was found. */
export function noteFigure(table: string, columns: readonly string[]): void {
  findingFor(table, columns);
}

function findingFor(table: string, columns: readonly string[]): Finding {
  const rows = tables.get(table) ?? new Map<string, Finding>();
  tables.set(table, rows);
  const row = rows.get(columns.join('|')) ?? { columns, held: 0, runs: 0 };
  rows.set(columns.join('|'), row);
  return row;
}

after(() => {
  if (tables.size === 0) return;
  const found = Object.fromEntries([...tables].map(([table, rows]) => [table, [...rows.values()]]));
  mkdirSync('out/reliability', { recursive: true });
  writeFileSync(`out/reliability/found${isLongRun ? '-long' : ''}.json`, JSON.stringify(found, null, 1));
});
