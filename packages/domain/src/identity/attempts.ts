import type { Clock } from "../ports/clock.ts";

export interface AttemptLimit {
  readonly max: number;
  readonly withinMs: number;
}

/** Keys that are remembered. Beyond it the oldest are forgotten. */
const KEYS_MAX = 20_000;

/** How often something was tried lately, by whatever key. An attempt counts from its beginning, so that many at once do not slip through. */
export class Attempts {
  readonly #clock: Pick<Clock, "now">;
  readonly #limit: AttemptLimit;
  readonly #times = new Map<string, readonly number[]>();

  constructor(clock: Pick<Clock, "now">, limit: AttemptLimit) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Counts one. Null: it may be made; else when the next one may be. */
  take(key: string): Date | null {
    const now = this.#clock.now().getTime();
    const { max, withinMs } = this.#limit;
    const recent = (this.#times.get(key) ?? []).filter((time) => now - time < withinMs);
    const [first = now] = recent;
    if (recent.length >= max) return new Date(first + withinMs);
    // Written anew, so that the order of the map is that of the last attempts.
    this.#times.delete(key);
    this.#times.set(key, [...recent, now]);
    const [oldest] = this.#times.keys();
    if (this.#times.size > KEYS_MAX && oldest !== undefined) this.#times.delete(oldest);
    return null;
  }

  /** Takes back the newest: it went well. Those before it still count, or whoever has one password could guess others' for ever. */
  giveBack(key: string): void {
    const times = this.#times.get(key);
    if (times) this.#times.set(key, times.slice(0, -1));
  }

  /** What was counted before is no sign of somebody who guesses. */
  forget(key: string): void {
    this.#times.delete(key);
  }
}
