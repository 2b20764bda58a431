import type { Clock } from "@resource-manager/domain/ports/clock";

export interface BackoffTimings {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Waiting times between attempts: none before the first retry, then growing from `firstMs` to `longestMs`, each with
 * jitter, so that many clients of a server that comes back do not all arrive at once.
 */
export class Backoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #timings: BackoffTimings;
  #failures = 0;
  #wake: (() => void) | null = null;

  constructor(clock: Clock, random: () => number, timings: BackoffTimings) {
    this.#clock = clock;
    this.#random = random;
    this.#timings = timings;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Waits as long as the count of failures in a row asks, at least `leastMs`, or until woken. */
  async failed(leastMs = 0): Promise<void> {
    const delayMs = Math.max(leastMs, this.#nextMs());
    this.#failures += 1;
    if (delayMs > 0) {
      await this.#pause(delayMs);
    }
  }

  /** Ends a wait: there is news that makes another attempt worth while, or nobody waits for it any more. */
  wake(): void {
    this.#wake?.();
  }

  #nextMs(): number {
    if (this.#failures === 0) {
      return 0;
    }
    const fullMs = Math.min(this.#timings.longestMs, this.#timings.firstMs * 2 ** Math.min(this.#failures - 1, 20));
    return fullMs * (0.5 + this.#random() / 2);
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#wake = null;
        resolve();
      };
      const cancel = this.#clock.schedule(delayMs, end);
      this.#wake = end;
    });
  }
}
