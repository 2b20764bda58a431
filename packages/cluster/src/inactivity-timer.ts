import type { Clock } from "@resource-manager/domain/ports/clock";

/** Fires once when nothing was heard for `limitMs`. */
export class InactivityTimer {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #fire: () => void;
  #heardAt: number;
  #cancel: () => void;

  constructor(clock: Clock, limitMs: number, fire: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#fire = fire;
    this.#heardAt = clock.now().getTime();
    this.#cancel = clock.schedule(limitMs, () => this.#check());
  }

  heard(): void {
    this.#heardAt = this.#clock.now().getTime();
  }

  stop(): void {
    this.#cancel();
  }

  /** One timer that is looked at when it ends costs less than a new one for every line. */
  #check(): void {
    const leftMs = this.#heardAt + this.#limitMs - this.#clock.now().getTime();
    if (leftMs <= 0) {
      this.#fire();
    } else {
      this.#cancel = this.#clock.schedule(leftMs, () => this.#check());
    }
  }
}
