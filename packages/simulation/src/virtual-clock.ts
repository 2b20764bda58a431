import type { Clock } from "@resource-manager/domain/ports/clock";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
}

/** A clock that only moves when told to, and fires what falls due in order. */
export class VirtualClock implements Clock {
  #nowMs = Date.UTC(2026, 0, 1);
  #order = 0;
  #timers: Timer[] = [];

  now(): Date {
    return new Date(this.#nowMs);
  }

  schedule(delayMs: number, fire: () => void): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, fire };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves to the next timer that is due within `withinMs` and fires it. False: there is none. */
  step(withinMs: number): boolean {
    const limit = this.#nowMs + withinMs;
    const [next] = this.#timers
      .filter((timer) => timer.atMs <= limit)
      .sort((a, b) => a.atMs - b.atMs || a.order - b.order);
    if (!next) return false;
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.fire();
    return true;
  }

  /** Time passes with nothing happening. */
  moveTo(atMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }
}
