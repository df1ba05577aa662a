import { setTimeout as wait } from 'node:timers/promises';

declare const unit: unique symbol;

/** Whole seconds since 1970-01-01T00:00:00Z, the unit of stored expiries. A type of its own, so that milliseconds do not fit. */
export type EpochSeconds = number & { readonly [unit]: 'seconds' };

/** Where the time comes from. A test gives one that stands still. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
}

/**
 * The clock of this machine as it goes. The SDK's correction moves with every answer, by up to a second, which is the
 * resolution of the service's time: too much for what is compared within milliseconds.
 */
export const machineClock: Clock = { nowMs: () => Date.now() };

/** The service tells the time in whole seconds, and its answer takes a while. */
const OFFSET_NOISE_MS = 2000;

/**
 * The clock of this machine, moved by what the SDK learned of its error from the service's answers. Its newer versions learn
 * it anew from every answer: followed to the millisecond, time would go back by up to a second now and then.
 */
export function systemClock(client: { readonly config?: { readonly systemClockOffset?: number } }): Clock {
  const offsetNow = () => client.config?.systemClockOffset ?? 0;
  let offset = offsetNow();
  return {
    nowMs() {
      const learned = offsetNow();
      if (Math.abs(learned - offset) > OFFSET_NOISE_MS) offset = learned;
      return Date.now() + offset;
    },
  };
}

export function nowSeconds(clock: Clock): EpochSeconds {
  return Math.floor(clock.nowMs() / 1000) as EpochSeconds;
}

/** Measures how long something takes: call it now, and what it returns later, for milliseconds. No clock of a test stops it. */
export function startWatch(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}

/** Runs something after a while, unless what this returns is called first. */
export function runAfter(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** Waits, or rejects with the signal's reason as soon as it fires. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, signal && { signal });
  } catch {
    throw signal?.reason;
  }
}
