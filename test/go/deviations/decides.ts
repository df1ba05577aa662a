import type { Stage } from './stage.js';

/** Declares the test of one fault of the Go library; a suite runs it with a stage of its own. */
export interface DeviationTest {
  /** The number that the fault has, in the recordings and in docs/go-differences.md. */
  readonly id: string;
  /** What we do, a sentence. */
  readonly sentence: string;
  readonly run: (stage: Stage) => Promise<void>;
}
