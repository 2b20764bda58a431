import { createHash } from "node:crypto";
import type { Clock } from "../ports/clock.ts";
import type { ClusterView } from "../ports/cluster.ts";
import type { Ledger } from "../ports/ledger.ts";
import { BRAKE_WINDOW_MS, brake, type Stop } from "./brake.ts";
import type { LedgerPods } from "./ledger-pods.ts";
import type { RepairList, Selection } from "./plan.ts";

export interface StoppedPlansPorts {
  readonly ledger: Ledger;
  readonly view: ClusterView;
  readonly pods: LedgerPods;
  readonly clock: Clock;
}

const STOPPED_PLANS_MAX = 50;

/** Holds plans against the brake, and remembers those that it stopped, so that a person can confirm that very plan. */
export class StoppedPlans {
  readonly #ports: StoppedPlansPorts;
  /** What people may be asked to confirm: what each stopped plan was made of. */
  readonly #stopped = new Map<string, Selection | "AUTOMATIC">();

  constructor(ports: StoppedPlansPorts) {
    this.#ports = ports;
  }

  /** What the stopped plan was made of; undefined: no such plan waits. */
  get(planId: string): Selection | "AUTOMATIC" | undefined {
    return this.#stopped.get(planId);
  }

  forget(planId: string): void {
    this.#stopped.delete(planId);
  }

  /** Why healing by itself is stopped; null: it is not. */
  async stopOfAutomatic(automatic: RepairList): Promise<Stop | null> {
    const { suspicious } = this.#ports.view.freshness();
    if (automatic.repairs.length === 0 && suspicious === undefined) return null;
    const stop = await this.stopOf(automatic);
    if (stop !== null) this.remember(stop.planId, this.#stopped.get(stop.planId) ?? "AUTOMATIC");
    return stop;
  }

  /** Why the brake stops this plan; null: it does not. */
  async stopOf(list: RepairList): Promise<Stop | null> {
    const { ledger, view, clock, pods } = this.#ports;
    const since = new Date(clock.now().getTime() - BRAKE_WINDOW_MS);
    const recentDeletions = await ledger.healingDeletionsSince(since);
    const { suspicious } = view.freshness();
    return brake({ planId: this.idOf(list), repairs: list.repairs, recentDeletions, pods: countOf(pods), suspicious });
  }

  /** What the view is suspicious of belongs to what a person confirms. */
  idOf(list: RepairList): string {
    const { suspicious } = this.#ports.view.freshness();
    if (suspicious === undefined) return list.id;
    return createHash("sha256").update(`${list.id}\n${suspicious}`).digest("hex").slice(0, 32);
  }

  remember(planId: string, selection: Selection | "AUTOMATIC"): void {
    this.#stopped.delete(planId);
    this.#stopped.set(planId, selection);
    const [oldest] = this.#stopped.keys();
    if (this.#stopped.size > STOPPED_PLANS_MAX && oldest !== undefined) this.#stopped.delete(oldest);
  }
}

function countOf(pods: LedgerPods): number {
  let count = 0;
  for (const _ of pods.all()) count += 1;
  return count;
}
