// Sums up the JSON reports of all mocha runs.
//   node .ci/summary.mjs [step that failed ...]
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const REPORTS = 'out/reports';
const floor = Number(readFileSync(new URL('floor', import.meta.url), 'utf8'));
const problems = process.argv.slice(2).map((step) => `Failed: ${step}`);
let passed = 0;
let failed = 0;

for (const name of existsSync(REPORTS) ? readdirSync(REPORTS).sort() : []) {
  try {
    const { stats, failures, pending } = JSON.parse(readFileSync(`${REPORTS}/${name}`, 'utf8'));
    passed += stats.passes;
    failed += stats.failures;
    problems.push(...failures.map((test) => `Failed test: ${test.fullTitle}`));
    problems.push(...pending.map((test) => `Pending test: ${test.fullTitle}`));
    console.log(`${name}: ${stats.passes} passed, ${stats.failures} failed, ${Math.round(stats.duration / 1000)} s`);
  } catch (error) {
    problems.push(`Unreadable report ${name}: ${error.message}`);
  }
}
if (!(passed >= floor)) problems.push(`Fewer tests passed than the floor in .ci/floor, ${floor}.`);

for (const problem of problems) console.log(problem);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = problems.length > 0 || failed > 0 ? 1 : 0;
