import type { Amounts } from "../model/amounts.ts";
import type { PodKey } from "../model/pod.ts";

/** The kinds of disagreement that the product knows. Each has an explanation; some have repairs. */
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
  | "PULL_SECRET_DRIFT"
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
  /** `pod:namespace/name`, `server:name`, `team:name`, `namespace:name`. */
  readonly subject: string;
  readonly pod: PodKey | null;
  readonly namespace: string | null;
  /** The server that it is about, where there is one. */
  readonly server: string | null;
  readonly title: string;
  readonly explanation: string;
  readonly differences: readonly Difference[];
  /** What it holds or lacks now. */
  readonly cost: Amounts;
  /** Since when, as far as the objects themselves tell; null: since it was first seen. */
  readonly since: Date | null;
  /** The repair that `heal` applies when nothing else is chosen; null: a person has to choose, or there is none. */
  readonly repair: Repair | null;
  /** All repairs to choose from, `repair` among them. */
  readonly repairs: readonly Repair[];
}

/**
 * RETIRE: the pod is ended in the ledger, its capacity freed · REAPPLY: the ledger's wish for a pod or a namespace is set again in place ·
 * RECREATE: the pod is made anew · ADOPT: the cluster's pod is taken into the ledger as it is · DELETE_ORPHAN: it is taken into the
 * ledger and deleted there and in the cluster · RECOUNT: a counter is set to the sum of its allocations ·
 * RELEASE: capacity is freed without the proof that the pod is gone · CREATE_NAMESPACE: the namespace is made again.
 */
export type RepairKind =
  | "RETIRE"
  | "REAPPLY"
  | "RECREATE"
  | "ADOPT"
  | "DELETE_ORPHAN"
  | "RECOUNT"
  | "RELEASE"
  | "CREATE_NAMESPACE";

/** The planned fix, for the very objects, at the very versions, that were looked at. */
export interface Repair {
  readonly findingId: string;
  readonly kind: RepairKind;
  /** The ledger's pod; a namesake is not repaired by this plan. Null: it is about none. */
  readonly podId: string | null;
  /** The ledger's version of its wish; a newer wish is not repaired by this plan. */
  readonly podVersion: number | null;
  /** The cluster's object. */
  readonly uid: string | null;
  /** Its resourceVersion, where an edit in between would make the plan another one. */
  readonly resourceVersion: string | null;
  readonly title: string;
  /** What it will do, call by call. */
  readonly calls: readonly string[];
  readonly risk: string;
  /** How it can be taken back; null: it cannot. */
  readonly undo: string | null;
  /** It ends a pod in the ledger or in the cluster: counted by the brake. */
  readonly deletes: boolean;
}
