import type { Need } from "@resource-manager/domain/model/amounts";

/** A server, as the cluster's own API tells it. */
export interface NodeFacts {
  readonly name: string;
  readonly allocatable: Need;
  /** Null where it has no GPU label. */
  readonly gpuModel: string | null;
  /** Ready, not cordoned, no taint that our pods do not tolerate, and not a control-plane node. */
  readonly takesPods: boolean;
}

/** A pod, as the cluster's own API tells it. */
export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string | null;
  readonly phase: string;
  readonly image: string;
  /** What the scheduler counts, with its pod slot. */
  readonly requests: Need;
  /** Null: no pod of this installation. */
  readonly allocationId: string | null;
}

/** A pod, as our API tells it. */
export interface LedgerFacts {
  readonly namespace: string;
  readonly name: string;
  readonly status: string;
  readonly image: string;
  /** The server that holds its allocation. */
  readonly server: string | null;
  readonly requested: Need;
  /** The cluster's pod that the product believes is this one. */
  readonly uid: string | null;
}

/** What became of one request for a pod. Times are of one monotonic clock, in milliseconds. */
export interface CreateRecord {
  readonly name: string;
  readonly need: Need;
  readonly gpuModels: readonly string[];
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly outcome:
    | { readonly kind: "accepted" }
    /** `code` is our API's: INSUFFICIENT_CAPACITY and so on. */
    | { readonly kind: "refused"; readonly code: string; readonly message: string };
  /** Whether its deletion was asked for and accepted. */
  readonly deleted: boolean;
  /** Whether its deletion had to wait until it ran, as it did in the trace. */
  readonly ranBeforeDeletion: boolean;
  /** When the cluster first showed it Running. */
  readonly runningAt: number | undefined;
}

/** A check that was made: how many things it looked at, and each difference in one line. */
export interface Verdict {
  readonly check: string;
  readonly looked: number;
  readonly differences: readonly string[];
}

export const keyOf = (pod: { readonly namespace: string; readonly name: string }): string =>
  `${pod.namespace}/${pod.name}`;

/** A pod that has ended holds nothing. */
export const isTerminal = (pod: PodFacts): boolean => pod.phase === "Succeeded" || pod.phase === "Failed";
