/** 2026-01-02T03:04:05.678Z: not a whole second, so that rounding shows. */
export const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** A clock that moves when it is told to. */
export class StoppedClock {
  #nowMs: number;

  constructor(nowMs: number = START_MS) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }

  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}
