import type { Actor } from "../model/actor.ts";
import type { FindingClass, Repair } from "./finding.ts";

/** What set a pass off: a person or program, the clock, or a change that was seen. */
export type HealingTrigger = "REQUEST" | "SCHEDULE" | "EVENT";

/** What became of one repair of a pass. STARTED: its operation goes on, or did it at once. */
export interface RepairOutcome {
  readonly repair: Repair;
  readonly class: FindingClass;
  readonly subject: string;
  readonly result: "STARTED" | "REFUSED";
  readonly message: string | null;
  readonly operationId: string | null;
}

/** One pass that healed, was stopped, or found something new. Kept as the history. */
export interface HealingPass {
  readonly id: string;
  readonly trigger: HealingTrigger;
  readonly actor: Actor;
  /** Fingerprint of what was asked, where the asker gave an idempotency key. */
  readonly inputHash: string | null;
  readonly beganAt: Date;
  /** Null: it is under way, or the process died in it. */
  readonly endedAt: Date | null;
  /** Sequence of the ledger that was compared. */
  readonly sequence: number;
  /** Findings that stood. */
  readonly found: number;
  readonly opened: number;
  readonly closed: number;
  /** Repairs that end a pod, counted by the brake from when they were planned. */
  readonly deletions: number;
  readonly repairs: readonly RepairOutcome[];
  readonly planId: string | null;
  /** Why the brake stopped it; null: it did not. */
  readonly stopped: string | null;
}
