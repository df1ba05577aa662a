import type { Clock } from '../record/clock.js';
import type { PageTokens } from '../record/page-token.js';
import type { Sender } from './send.js';
import type { Turns } from './turn.js';

/** What the verbs of one session share. */
export interface Store {
  readonly sender: Sender;
  readonly turns: Turns;
  readonly clock: Clock;
  /** For what is compared within milliseconds. */
  readonly machineClock: Clock;
  readonly tokens: PageTokens;
  /** Whether reads that do not say are consistent. */
  readonly consistent: boolean;
  readonly redactKeys: boolean;
}
