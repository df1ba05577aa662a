import { mkdirSync, writeFileSync } from 'node:fs';
import { isLongRun } from './scale.js';

// What the tests find out about reliability, as tables for docs/reliability.md.

interface Finding {
  readonly columns: readonly string[];
  held: number;
  runs: number;
}

const FINDINGS = Symbol.for('dynastore.test.findings');
const holder = globalThis as { [FINDINGS]?: Map<string, Map<string, Finding>> };
const tables = (holder[FINDINGS] ??= new Map<string, Map<string, Finding>>());

/** Counts one run of what the columns describe, before it is asserted: what does not hold shows in the table, too. */
export function note(table: string, columns: readonly string[], isHeld: boolean): void {
  const rows = tables.get(table) ?? new Map<string, Finding>();
  tables.set(table, rows);
  const row = rows.get(columns.join('|')) ?? { columns, held: 0, runs: 0 };
  rows.set(columns.join('|'), row);
  row.runs++;
  if (isHeld) row.held++;
}

/** Measures rather than counts: the last column is what was found. */
export function noteFigure(table: string, columns: readonly string[]): void {
  const rows = tables.get(table) ?? new Map<string, Finding>();
  tables.set(table, rows);
  rows.set(columns.slice(0, -1).join('|'), { columns, held: 0, runs: 0 });
}

after(() => {
  if (tables.size === 0) return;
  const text = [...tables].map(([table, rows]) => {
    const lines = [...rows.values()].map(({ columns, held, runs }) =>
      [...columns, ...(runs > 0 ? [`${held} of ${runs}`] : [])].join(' | '),
    );
    return `<!-- ${table} -->\n${lines.map((line) => `| ${line} |\n`).join('')}<!-- end -->\n`;
  });
  mkdirSync('out/reports', { recursive: true });
  writeFileSync(`out/reports/reliability${isLongRun ? '-long' : ''}.md`, text.join('\n'));
});
