import type { Clock } from "../ports/clock.ts";
import type { Ledger } from "../ports/ledger.ts";
import { type EvidencePorts, investigate } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { type FindingLife, foldLives, type RepairProgress } from "./finding-life.ts";
import type { LivingComparison } from "./living-comparison.ts";

export interface RecordPorts extends EvidencePorts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly comparison: LivingComparison;
}

/** A disagreement that is gone after so short a time was the view's lag: nothing is written down of it. */
export const SETTLED_AFTER_MS = 1_000;
const INVESTIGATIONS_MAX = 50;

/** The findings' lives, in memory and in the ledger. */
export class FindingRecords {
  readonly #ports: RecordPorts;
  readonly #lives = new Map<string, FindingLife>();
  /** Since when findings stand that are not written down yet. */
  readonly #fresh = new Map<string, number>();

  constructor(ports: RecordPorts) {
    this.#ports = ports;
  }

  async load(): Promise<void> {
    for (const life of await this.#ports.ledger.findingLives()) this.#lives.set(life.id, life);
  }

  get(id: string): FindingLife | undefined {
    return this.#lives.get(id);
  }

  all(): Iterable<FindingLife> {
    return this.#lives.values();
  }

  /** Findings stand that are too young to be written down: look again soon. */
  get hasFresh(): boolean {
    return this.#fresh.size > 0;
  }

  /** Writes down what became of the findings. `all`: the young ones too. Answers those that came up and those that ended. */
  async fold(findings: readonly Finding[], all = false): Promise<{ opened: FindingLife[]; closed: FindingLife[] }> {
    const { clock, comparison } = this.#ports;
    const settled = all ? this.#takeAll(findings) : this.#settled(findings);
    const inFlux = new Set<string>();
    for (const { namespace, name } of comparison.open.values()) inFlux.add(`pod:${namespace}/${name}`);
    const progress = await this.#progress();
    const changed = foldLives({ lives: this.#lives, findings: settled, now: clock.now(), inFlux, progress });
    const opened = changed.filter((life) => life.state === "OPEN" && this.#lives.get(life.id)?.state !== "OPEN");
    const closed = changed.filter((life) => life.state === "REPAIRED" || life.state === "RESOLVED");
    await this.save(changed);
    return { opened, closed };
  }

  async save(lives: readonly FindingLife[]): Promise<void> {
    if (lives.length === 0) return;
    await this.#ports.ledger.write(async (tx) => {
      for (const life of lives) await tx.saveFinding(life);
    });
    for (const life of lives) this.#lives.set(life.id, life);
  }

  /** Looks for the likely actors of findings that stand and have none yet. True: some were found. */
  async investigate(standing: ReadonlySet<string>): Promise<boolean> {
    const unknown = [...standing]
      .map((id) => this.#lives.get(id))
      .filter((life) => life !== undefined && life.cause === null)
      .slice(0, INVESTIGATIONS_MAX);
    const now = this.#ports.clock.now();
    const causes = await Promise.all(unknown.map((life) => life && investigate(this.#ports, life.finding, now)));
    const found = unknown.flatMap((life, index) => {
      // It may have gone on meanwhile.
      const current = life && this.#lives.get(life.id);
      const cause = causes[index];
      return current && cause ? [{ ...current, cause }] : [];
    });
    await this.save(found);
    return found.length > 0;
  }

  #takeAll(findings: readonly Finding[]): readonly Finding[] {
    this.#fresh.clear();
    return findings;
  }

  #settled(findings: readonly Finding[]): readonly Finding[] {
    const nowMs = this.#ports.clock.now().getTime();
    const ids = new Set(findings.map(({ id }) => id));
    for (const id of this.#fresh.keys()) if (!ids.has(id)) this.#fresh.delete(id);
    return findings.filter(({ id }) => {
      const life = this.#lives.get(id);
      if (life && life.state !== "REPAIRED" && life.state !== "RESOLVED") return true;
      const since = this.#fresh.get(id) ?? nowMs;
      this.#fresh.set(id, since);
      if (nowMs - since < SETTLED_AFTER_MS) return false;
      this.#fresh.delete(id);
      return true;
    });
  }

  async #progress(): Promise<(operationId: string) => RepairProgress> {
    const { ledger, comparison } = this.#ports;
    const ended = new Map<string, RepairProgress>();
    for (const { state, operationId } of this.#lives.values()) {
      if (state !== "REPAIRING" || operationId === null || comparison.open.has(operationId)) continue;
      const operation = await ledger.operation(operationId);
      const failed = operation?.error?.message ?? "its operation is not in the ledger";
      ended.set(operationId, operation?.state === "DONE" ? "DONE" : { failed });
    }
    return (operationId) => ended.get(operationId) ?? "OPEN";
  }
}
