import type { Clock } from "@resource-manager/domain/ports/clock";
import { LatestValue } from "./latest-value.ts";

export interface SampledTopicOptions<Value> {
  readonly clock: Clock;
  /** The shortest time between two values. */
  readonly intervalMs: number;
  readonly sample: () => Value;
}

/** A value that is made anew when something changed, for all its readers at once, and not more often than the interval allows. */
export class SampledTopic<Value> {
  readonly #options: SampledTopicOptions<Value>;
  readonly #readers = new Set<LatestValue<Value>>();
  #cancelTimer: (() => void) | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(options: SampledTopicOptions<Value>) {
    this.#options = options;
  }

  /** The value now, and at each change. */
  subscribe(): LatestValue<Value> {
    const reader: LatestValue<Value> = new LatestValue<Value>(() => this.#readers.delete(reader));
    reader.set(this.#options.sample());
    this.#readers.add(reader);
    return reader;
  }

  changed(): void {
    if (this.#cancelTimer !== null || this.#readers.size === 0) return;
    const { clock, intervalMs } = this.#options;
    const sinceMs = clock.now().getTime() - this.#lastAt;
    const waitMs = Math.min(Math.max(intervalMs - sinceMs, 0), intervalMs);
    this.#cancelTimer = clock.schedule(waitMs, () => this.#tell());
  }

  stop(): void {
    this.#cancelTimer?.();
    for (const reader of this.#readers) void reader.return();
  }

  #tell(): void {
    const { clock, sample } = this.#options;
    this.#cancelTimer = null;
    this.#lastAt = clock.now().getTime();
    if (this.#readers.size === 0) return;
    const value = sample();
    for (const reader of this.#readers) reader.set(value);
  }
}
