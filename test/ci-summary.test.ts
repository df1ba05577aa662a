import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeOnce } from './support/describe-once.js';
import { ROOT } from './support/root.js';

const FLOOR = Number(readFileSync(join(ROOT, '.ci/floor'), 'utf8'));

/** A report of mocha, as far as it is read. */
function report(passes: number, failed: readonly string[] = [], skipped: readonly string[] = []): string {
  const titled = (titles: readonly string[]) => titles.map((fullTitle) => ({ fullTitle }));
  const stats = { passes, failures: failed.length, duration: 1500 };
  return JSON.stringify({ stats, failures: titled(failed), pending: titled(skipped) });
}

describeOnce('ci-summary', () => {
  let place: string;
  beforeEach(() => (place = mkdtempSync(join(tmpdir(), 'dynastore-summary-'))));
  afterEach(() => rmSync(place, { recursive: true }));

  function sumUp(
    reports: Readonly<Record<string, string>>,
    ...failedSteps: string[]
  ): { code: number; lines: string[] } {
    mkdirSync(join(place, 'out/reports'), { recursive: true });
    for (const [name, text] of Object.entries(reports)) writeFileSync(join(place, 'out/reports', name), text);
    const program = [join(ROOT, '.ci/summary.mjs'), ...failedSteps];
    const { status, stdout } = spawnSync(process.execPath, program, { cwd: place, encoding: 'utf8' });
    return { code: status!, lines: stdout.trimEnd().split('\n') };
  }

  it('adds up all runs, and ends with the sum', () => {
    const { code, lines } = sumUp({ 'a.json': report(FLOOR - 2), 'b.json': report(2) });
    expect(code).to.equal(0);
    expect(lines).to.deep.equal([
      `a.json: ${FLOOR - 2} passed, 0 failed, 2 s`,
      'b.json: 2 passed, 0 failed, 2 s',
      `${FLOOR} passed, 0 failed`,
    ]);
  });

  const FAILURES: Readonly<Record<string, [Readonly<Record<string, string>>, string[], string, string]>> = {
    'a failed test': [{ 'a.json': report(FLOOR, ['x y']) }, [], 'Failed test: x y', `${FLOOR} passed, 1 failed`],
    'a pending test': [{ 'a.json': report(FLOOR, [], ['x y']) }, [], 'Pending test: x y', `${FLOOR} passed, 0 failed`],
    'a sum under the floor': [
      { 'a.json': report(FLOOR - 1) },
      [],
      `Fewer tests passed than the floor in .ci/floor, ${FLOOR}.`,
      `${FLOOR - 1} passed, 0 failed`,
    ],
    'a failed step': [
      { 'a.json': report(FLOOR) },
      ['npm run lint'],
      'Failed: npm run lint',
      `${FLOOR} passed, 0 failed`,
    ],
    'no report at all': [{}, [], `Fewer tests passed than the floor in .ci/floor, ${FLOOR}.`, '0 passed, 0 failed'],
    'a report that was cut off': [
      { 'a.json': report(FLOOR), 'b.json': '{' },
      [],
      'Unreadable report b.json',
      `${FLOOR} passed, 0 failed`,
    ],
  };
  for (const [what, [reports, steps, problem, sum]] of Object.entries(FAILURES)) {
    it(`fails with ${what}, and still ends with the sum`, () => {
      const { code, lines } = sumUp(reports, ...steps);
      expect(code).to.equal(1);
      expect(lines.at(-2)).to.contain(problem);
      expect(lines.at(-1)).to.equal(sum);
    });
  }
});
