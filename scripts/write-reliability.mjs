// Makes the tables of docs/reliability.md of what the tests found in their last long run.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FAULTS = ['lostAnswer', 'cutAnswer', 'error500', 'delay', 'reset', 'throttle', 'ghost', 'silence'];

export function writeReliability(root) {
  const found = JSON.parse(readFileSync(join(root, 'out/reliability/found-long.json'), 'utf8'));
  const file = join(root, 'docs/reliability.md');
  let text = readFileSync(file, 'utf8');
  for (const [name, rows] of Object.entries(found)) {
    const start = `<!-- found: ${name} -->\n`;
    const from = text.indexOf(start);
    if (from < 0) throw new Error(`docs/reliability.md has no place for '${name}'.`);
    const to = text.indexOf('<!-- end -->', from);
    const table = rows.some(({ columns }) => FAULTS.includes(columns[1])) ? byFault(rows) : list(rows);
    text = `${text.slice(0, from)}${start}\n${table}\n${text.slice(to)}`;
  }
  writeFileSync(file, text);
}

/** One line for each call, one column for each fault: how often it held, and what was promised where that is not success. */
function byFault(rows) {
  const calls = [...new Set(rows.map(({ columns }) => columns[0]))];
  const lines = calls.map((call) => {
    const cells = FAULTS.map((fault) => {
      const row = rows.find(({ columns }) => columns[0] === call && columns[1] === fault);
      if (row === undefined) return '';
      const [outcome] = row.columns[2].split(',');
      return `${row.held}/${row.runs}${outcome === 'success' ? '' : ` ${outcome}`}`;
    });
    return tableLine([call, ...cells]);
  });
  return [tableLine(['', ...FAULTS]), tableLine(['---', ...FAULTS.map(() => '---')]), ...lines, ''].join('\n');
}

/** The columns as they are, and how often it held. */
function list(rows) {
  const width = Math.max(...rows.map(({ columns, runs }) => columns.length + (runs > 0 ? 1 : 0)));
  const lines = rows.map(({ columns, held, runs }) =>
    tableLine([...columns, ...(runs > 0 ? [`${held} of ${runs}`] : [])]),
  );
  const empty = Array.from({ length: width }, () => '');
  return [tableLine(empty), tableLine(empty.map(() => '---')), ...lines, ''].join('\n');
}

const tableLine = (cells) => `| ${cells.join(' | ')} |`;
