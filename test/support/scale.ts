/** True when the figures are to be run at their full size: `npm run test:long`. */
export const isLongRun = process.env['DYNASTORE_LONG'] === '1';

/** What the random choices of the long tests begin with; each prints it where it fails. */
export const SEED = Number(process.env['DYNASTORE_SEED'] ?? 1);

/** A number of repetitions: a tenth of it, and one at least, in an ordinary run. */
export function scaled(full: number): number {
  return isLongRun ? full : Math.max(1, Math.ceil(full / 10));
}
