import type { Healer, HealRequest, Report, ReportedFinding } from "@resource-manager/domain/consistency/healer";
import type { Healed } from "@resource-manager/domain/consistency/healing-passes";
import type { LivingComparison } from "@resource-manager/domain/consistency/living-comparison";
import type { HealingPolicy, PolicyMode } from "@resource-manager/domain/consistency/policy";
import type { Actor } from "@resource-manager/domain/model/actor";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import type { CommandRequest } from "@resource-manager/domain/operations/commands";
import type { Clock } from "@resource-manager/domain/ports/clock";
import { LatestValue } from "./live/latest-value.ts";

export interface ConsistencyOptions {
  readonly clock: Clock;
  /** The shortest time between two looks after events; they take at most a twentieth of all time, whatever the size. */
  readonly intervalMs: number;
  /** How often it looks by itself, for what no event tells of. */
  readonly scheduleMs: number;
  readonly onFault: (fault: unknown) => void;
}

const SHARE_OF_TIME = 20;
/** A finding that is younger is not written down yet: look again then. */
const FRESH_MS = 1_000;

/** Looks at ledger and cluster when asked, on a schedule and after events, and tells subscribers what changed. */
export class ConsistencyService {
  readonly healer: Healer;
  readonly #comparison: LivingComparison;
  readonly #options: ConsistencyOptions;
  readonly #readers = new Set<LatestValue<Report>>();
  #latest: Report | null = null;
  #told = "";
  #cancelLook: (() => void) | null = null;
  #cancelSchedule: () => void = () => undefined;
  #pauseMs: number;
  #isLooking = false;
  #stopped = false;

  constructor(healer: Healer, comparison: LivingComparison, options: ConsistencyOptions) {
    this.healer = healer;
    this.#comparison = comparison;
    this.#options = options;
    this.#pauseMs = options.intervalMs;
  }

  /** How many findings the last look had. */
  get findingCount(): number {
    return this.#latest?.findings.length ?? 0;
  }

  /** How many of them pass. */
  countFindings(passes: (found: ReportedFinding) => boolean): number {
    return this.#latest?.findings.filter(passes).length ?? 0;
  }

  /** Begins to look, and to heal what the policies let it: not before the cluster is known to be the right one. */
  start(): void {
    this.#comparison.onChange(() => this.changed());
    this.#schedule();
    this.changed();
  }

  /** What stands at this moment. */
  async check(): Promise<Report> {
    const report = await this.healer.report();
    this.#tell(report);
    return report;
  }

  /** The report now, and whenever something in it changed. */
  subscribe(): LatestValue<Report> {
    const reader: LatestValue<Report> = new LatestValue<Report>(() => this.#readers.delete(reader));
    const begin = (report: Report): void => {
      reader.set(report);
      if (!reader.isOver) this.#readers.add(reader);
    };
    this.check().then(begin, this.#options.onFault);
    return reader;
  }

  /** Something changed: look again soon. */
  changed(): void {
    this.#lookIn(this.#pauseMs);
  }

  async heal(actor: Actor, request: HealRequest): Promise<Result<Healed, Refusal>> {
    return this.#thenTell(this.healer.heal(actor, request));
  }

  async confirm(actor: Actor, request: CommandRequest & { planId: string }): Promise<Result<Healed, Refusal>> {
    return this.#thenTell(this.healer.confirm(actor, request));
  }

  async accept(actor: Actor, findingId: string, why: string | null): Promise<Result<ReportedFinding, Refusal>> {
    return this.#thenTell(this.healer.accept(actor, findingId, why));
  }

  async setPolicy(
    actor: Actor,
    line: Omit<HealingPolicy, "mode"> & { readonly mode: PolicyMode | null },
  ): Promise<Result<readonly HealingPolicy[], Refusal>> {
    const outcome = await this.#thenTell(this.healer.setPolicy(actor, line));
    this.changed();
    return outcome;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelLook?.();
    this.#cancelSchedule();
    this.#comparison.stop();
    for (const reader of this.#readers) void reader.return();
  }

  #schedule(): void {
    this.#cancelSchedule = this.#options.clock.schedule(this.#options.scheduleMs, () => {
      void this.#look("SCHEDULE");
      this.#schedule();
    });
  }

  #lookIn(delayMs: number): void {
    if (this.#cancelLook !== null || this.#stopped) return;
    this.#cancelLook = this.#options.clock.schedule(delayMs, () => {
      this.#cancelLook = null;
      void this.#look("EVENT");
    });
  }

  async #look(trigger: "EVENT" | "SCHEDULE"): Promise<void> {
    if (this.#isLooking || this.#stopped) return this.#lookIn(this.#pauseMs);
    const { clock, intervalMs, onFault } = this.#options;
    this.#isLooking = true;
    const begunAt = clock.now().getTime();
    try {
      this.#tell(await this.healer.look(trigger));
      this.#pauseMs = Math.max(intervalMs, (clock.now().getTime() - begunAt) * SHARE_OF_TIME);
      if (await this.healer.investigate()) this.#tell(await this.healer.report());
    } catch (fault) {
      onFault(fault);
    } finally {
      this.#isLooking = false;
    }
    if (this.healer.records.hasFresh) this.#lookIn(Math.max(FRESH_MS, this.#pauseMs));
  }

  async #thenTell<T>(outcome: Promise<T>): Promise<T> {
    const value = await outcome;
    this.#tell(await this.healer.report());
    return value;
  }

  #tell(report: Report): void {
    this.#latest = report;
    const text = JSON.stringify([report.findings, report.stopped]);
    if (text === this.#told) return;
    this.#told = text;
    for (const reader of this.#readers) reader.set(report);
  }
}
