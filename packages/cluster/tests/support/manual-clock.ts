import type { Clock } from "@resource-manager/domain/ports/clock";

/** A clock that moves when told, and fires what is due on the way, in order. */
export class ManualClock implements Clock {
  #nowMs = Date.parse("2026-01-01T00:00:00Z");
  #timers: { readonly atMs: number; readonly fire: () => void }[] = [];

  now(): Date {
    return new Date(this.#nowMs);
  }

  schedule(delayMs: number, fire: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, fire };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pending(): number {
    return this.#timers.length;
  }

  /** Milliseconds until the next timer; null where there is none. */
  get nextMs(): number | null {
    return this.#timers.length === 0 ? null : Math.min(...this.#timers.map(({ atMs }) => atMs)) - this.#nowMs;
  }

  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      const due = this.#timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) {
        break;
      }
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#nowMs = due.atMs;
      due.fire();
    }
    this.#nowMs = endMs;
  }
}
