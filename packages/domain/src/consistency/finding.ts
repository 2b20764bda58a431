import type { Amounts } from "../model/amounts.ts";
import type { PodKey } from "../model/pod.ts";

/** The kinds of disagreement that the product knows. Each has an explanation; some have a repair. */
export type FindingClass =
  | "POD_MISSING"
  | "ORPHAN"
  | "FOREIGN_POD"
  | "SPEC_DRIFT"
  | "WRONG_SERVER"
  | "STATUS_OUT_OF_DATE"
  | "STUCK_TERMINATING"
  | "ZOMBIE_PENDING"
  | "STALE_RESERVATION"
  | "COUNTER_MISMATCH"
  | "OVER_ALLOCATED"
  | "SERVER_VANISHED"
  | "QUOTA_DRIFT"
  | "NAMESPACE_MISSING"
  | "NETWORK_DRIFT"
  | "TERMINAL_HOLDS_CAPACITY";

export type Severity = "INFO" | "WARNING" | "CRITICAL";

/** One field as the ledger wishes it, as the cluster's spec says it and as the cluster's status reports it. */
export interface Difference {
  readonly field: string;
  readonly ledger: string | null;
  readonly clusterSpec: string | null;
  readonly clusterStatus: string | null;
}

/** One disagreement between ledger and cluster. `id` is the same as long as the disagreement is the same. */
export interface Finding {
  readonly id: string;
  readonly class: FindingClass;
  readonly severity: Severity;
  /** `pod:namespace/name`, `server:name`, `team:name`. */
  readonly subject: string;
  readonly pod: PodKey | null;
  readonly title: string;
  readonly explanation: string;
  readonly differences: readonly Difference[];
  /** What it holds or lacks now. */
  readonly cost: Amounts;
  readonly repair: Repair | null;
}

/** The planned fix. REAPPLY: the ledger's wish is set again in place. RETIRE: the pod is ended in the ledger, its capacity freed. */
export interface Repair {
  readonly findingId: string;
  readonly kind: "REAPPLY" | "RETIRE";
  /** The very pod, at the very version, that was looked at: a namesake or a newer wish is not repaired by this plan. */
  readonly podId: string;
  readonly podVersion: number;
  readonly title: string;
  /** What it will do, call by call. */
  readonly calls: readonly string[];
  readonly risk: string;
  /** False: only on request. */
  readonly automatic: boolean;
}
