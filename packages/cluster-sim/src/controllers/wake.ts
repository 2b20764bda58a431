import type { Clock } from "../clock.ts";

/** Runs something once, a moment after the first of any number of calls. */
export class Wake {
  readonly #clock: Clock;
  readonly #run: () => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  in(delayMs: number): void {
    if (this.#cancel !== undefined) return;
    this.#cancel = this.#clock.setTimer(delayMs, () => {
      this.#cancel = undefined;
      this.#run();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
