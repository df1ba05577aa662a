import { Carrier } from '../record/carrier.js';
import { runAfter } from '../record/clock.js';
import type { Args, Context, Middleware, Stack } from './sdk-machinery.js';
import { NO_ANSWER, type SdkError, isCutOff, isRowBusy, mayHaveTakenEffect } from './service-error.js';

/** How often the same bytes go out again when the SDK gives up without an answer, each time after a random wait of up to this. */
const RESEND_DELAYS_MS = [0, 20, 50];
/** How often a write goes out again that met another one under way, of a transaction or of another region. */
const MAX_COLLISIONS = 10;
const COLLISION_DELAY_MS = 5;
const MAX_COLLISION_DELAY_MS = 200;

/** On the input of a command, which is one object for all tries of a call, and another for each call: those tries. */
class Watched extends Carrier {
  #tries: Tries;

  private constructor(input: object, tries: Tries) {
    super(input);
    this.#tries = tries;
  }

  static set(input: object, tries: Tries): void {
    if (#tries in input) input.#tries = tries;
    else new Watched(input, tries);
  }

  static get(input: object): Tries | undefined {
    return #tries in input ? input.#tries : undefined;
  }
}

/** What became of the tries of one request. The SDK makes several of each call, and tells of the last only. */
export class Tries {
  /** How many there were. */
  count = 0;
  /** True when one of them was answered without an error. */
  hasTakenEffect = false;
  /** True when nobody waits for them any more: those that the SDK may still have in mind are not begun. */
  isAbandoned = false;
  #isWatched = false;
  #ended = 0;
  #areSomeOpen = false;
  #resends = 0;
  #collisions = 0;

  /** Takes the tries of a command for its own from now on. */
  watch({ input }: { readonly input: object }): void {
    Watched.set(input, this);
  }

  /** True when one of them may have taken effect, or still may, without an answer that says so. */
  get isUnresolved(): boolean {
    return this.#areSomeOpen || this.#ended < this.count;
  }

  /** Learns that the client does with the middleware that watches: of a try that it has not seen, nothing was sent. */
  enter(): void {
    this.#isWatched = true;
  }

  /** True when it is known that none of them took effect, or still can. */
  get hadNoEffect(): boolean {
    return !this.isUnresolved && !this.hasTakenEffect && (this.count > 0 || this.#isWatched);
  }

  begin(): void {
    this.count++;
  }

  succeed(): void {
    this.#ended++;
    this.hasTakenEffect = true;
  }

  fail(error: SdkError): void {
    this.#ended++;
    if (mayHaveTakenEffect(error)) this.#areSomeOpen = true;
  }

  /** Takes what a call failed with: all there is to go by when a client does without the middleware that watches. */
  note(error: SdkError): void {
    if (this.count > 0 || this.#isWatched) return;
    if ((error.$metadata?.attempts ?? 1) > 1 || mayHaveTakenEffect(error)) this.#areSomeOpen = true;
  }

  /** How long to wait before the same bytes go out once more, in milliseconds; nothing when they must not. */
  nextDelayMs(error: SdkError): number | undefined {
    if (isRowBusy(error)) {
      if (this.#collisions === MAX_COLLISIONS) return undefined;
      return Math.random() * Math.min(MAX_COLLISION_DELAY_MS, COLLISION_DELAY_MS * 2 ** this.#collisions++);
    }
    const longest = this.isUnresolved || isCutOff(error) ? RESEND_DELAYS_MS[this.#resends++] : undefined;
    return longest === undefined ? undefined : Math.random() * longest;
  }
}

/** Where the tries of a call are on its way: middleware may put another input in place. */
const TRIES: unique symbol = Symbol('dynastore tries');

/** What a call goes on with whose tries are to be watched. */
export function enterTries(args: Args, context: Context): Args {
  const tries = Watched.get(args.input);
  if (tries === undefined) return args;
  tries.enter();
  // For middleware that makes its arguments anew. A context of many calls, as of a client that keeps its handlers, tells nothing.
  Object.assign(context, { [TRIES]: TRIES in context ? undefined : tries });
  return { [TRIES]: tries, ...args } as Args;
}

/** Stands below the SDK's retries, and above what reads an answer. */
export const watchTries: Middleware = (next, context) => async (args) => {
  const triesOf = (holder: object) => (holder as { readonly [TRIES]?: Tries })[TRIES];
  const tries = triesOf(args) ?? Watched.get(args.input) ?? triesOf(context);
  if (tries === undefined) return next(args);
  if (tries.isAbandoned) throw Object.assign(new Error('The signal fired before this try.'), { name: 'AbortError' });
  tries.begin();
  try {
    const result = await next(args);
    tries.succeed();
    return result;
  } catch (error) {
    tries.fail(error ?? {});
    throw error;
  }
};

/** How long one try may take that asks about a table: the answer is small, and nothing else would end the wait for an address that is silent. */
const SILENCE_MS = 5_000;

/** Ends a call with the first try that nobody answers: the SDK takes the code for none that it should try again after. */
export const endSilentTries = {
  applyToStack(stack: Pick<Stack, 'add'>): void {
    const limit: Middleware = (next) => async (args) => {
      const silence = Object.assign(new Error(`No answer within ${SILENCE_MS} ms.`), { code: NO_ANSWER });
      let forget: (() => void) | undefined;
      const silent = new Promise<never>((_, reject) => (forget = runAfter(SILENCE_MS, () => reject(silence))));
      try {
        return await Promise.race([next(args), silent]);
      } finally {
        forget?.();
      }
    };
    stack.add(limit, { step: 'deserialize', priority: 'low', name: 'dynastoreEndSilentTries', override: true });
  },
};

/** Has the tries of a command watched on the SDK's way. */
export const watchTriesPlugin = {
  applyToStack(stack: Pick<Stack, 'add'>): void {
    const enter: Middleware = (next, context) => (args) => next(enterTries(args, context));
    stack.add(enter, { step: 'initialize', priority: 'high', name: 'dynastoreEnterTries', override: true });
    stack.add(watchTries, { step: 'deserialize', priority: 'high', name: 'dynastoreTries', override: true });
  },
};
