import {
  type ConsistencyPorts,
  checkConsistency,
  type Healed,
  type HealRequest,
  heal,
  type Report,
} from "@resource-manager/domain/consistency/consistency";
import type { Actor } from "@resource-manager/domain/model/actor";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import type { Clock } from "@resource-manager/domain/ports/clock";
import { LatestValue } from "./live/latest-value.ts";

export interface ConsistencyOptions {
  readonly clock: Clock;
  /** The shortest time between two comparisons of its own; they take at most a twentieth of all time, whatever the size. */
  readonly intervalMs: number;
  readonly onFault: (fault: unknown) => void;
}

const SHARE_OF_TIME = 20;

/** Compares ledger and cluster when asked, and by itself after changes, so that counts and subscriptions have something to show. */
export class ConsistencyService {
  readonly #ports: ConsistencyPorts;
  readonly #options: ConsistencyOptions;
  readonly #readers = new Set<LatestValue<Report>>();
  #latest: Report | null = null;
  #running: Promise<Report> | null = null;
  #next: Promise<Report> | null = null;
  #cancelTimer: (() => void) | null = null;
  #pauseMs: number;
  #stopped = false;

  constructor(ports: ConsistencyPorts, options: ConsistencyOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#pauseMs = options.intervalMs;
  }

  /** How many findings the last comparison had. */
  get findingCount(): number {
    return this.#latest?.findings.length ?? 0;
  }

  /**
   * Compares now. Who asks while a comparison is under way gets the next one, shared with all others who do: the one under way may
   * have read before what the asker has just changed.
   */
  check(): Promise<Report> {
    if (this.#running === null) return this.#begin();
    this.#next ??= this.#running.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    return this.#next;
  }

  /** The report now, and whenever its findings changed. */
  subscribe(): LatestValue<Report> {
    const reader: LatestValue<Report> = new LatestValue<Report>(() => this.#readers.delete(reader));
    const begin = (report: Report): void => {
      reader.set(report);
      if (!reader.isOver) this.#readers.add(reader);
    };
    this.check().then(begin, this.#options.onFault);
    return reader;
  }

  /** Something changed: compare again soon. */
  changed(): void {
    if (this.#cancelTimer !== null || this.#stopped) return;
    this.#cancelTimer = this.#options.clock.schedule(this.#pauseMs, () => {
      this.#cancelTimer = null;
      this.check().catch(this.#options.onFault);
    });
  }

  heal(actor: Actor, request: HealRequest): Promise<Result<Healed, Refusal>> {
    return heal(this.#ports, actor, request);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
    for (const reader of this.#readers) void reader.return();
  }

  #begin(): Promise<Report> {
    this.#next = null;
    const running = this.#check().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  async #check(): Promise<Report> {
    const { clock, intervalMs } = this.#options;
    const begunAt = clock.now().getTime();
    const report = await checkConsistency(this.#ports);
    this.#pauseMs = Math.max(intervalMs, (clock.now().getTime() - begunAt) * SHARE_OF_TIME);
    const before = this.#latest;
    this.#latest = report;
    if (before === null || JSON.stringify(before.findings) !== JSON.stringify(report.findings)) {
      for (const reader of this.#readers) reader.set(report);
    }
    return report;
  }
}
