import type { Clock } from "@resource-manager/domain/ports/clock";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Time that only passes when a test says so. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): Date {
    return new Date(this.#now);
  }

  schedule(delayMs: number, fire: () => void): () => void {
    const timer = { at: this.#now + delayMs, order: this.#order, fire };
    this.#order += 1;
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass and fires what falls due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fire();
    }
    this.#now = end;
  }
}
