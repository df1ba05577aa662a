/** Counts the tests of the suite around it that pass, and prints the number after the last: `Bad inputs refused: 120`. */
export function printCount(what: string): void {
  let passed = 0;
  afterEach(function () {
    if (this.currentTest?.state === 'passed') passed++;
  });
  after(() => console.log(`    ${what}: ${passed}`));
}
