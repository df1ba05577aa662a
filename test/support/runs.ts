/** How many values a law is tried with: in the ordinary run, or in the long one (`npm run test:long`). */
export function runs(ordinary: number, long: number): number {
  return process.env['DYNASTORE_LONG'] === '1' ? long : ordinary;
}
