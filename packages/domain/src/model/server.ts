import type { Amounts, Need } from "./amounts.ts";

/** Whether the cluster lets a server take pods. CORDONED wins over READY; UNKNOWN is a node that never reported. */
export type ServerStatus = "READY" | "NOT_READY" | "CORDONED" | "UNKNOWN";

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

export interface ServerCondition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string | null;
  readonly message: string | null;
  readonly since: Date | null;
}

/** A Kubernetes node as the cluster reported it. Source: the Node object. */
export interface ObservedServer {
  readonly uid: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly gpuModel: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly conditions: readonly ServerCondition[];
  readonly ready: "READY" | "NOT_READY" | "UNKNOWN";
  readonly cordoned: boolean;
  readonly capacity: Need;
  readonly allocatable: Need;
  readonly kubeletVersion: string | null;
  readonly createdAt: Date;
}

/**
 * A server's page in the ledger: what the cluster last reported, and what the ledger holds there.
 * `foreign` is the sum of requests of non-terminal pods on it that this ledger does not own.
 */
export interface LedgerServer {
  readonly name: string;
  readonly uid: string;
  readonly gpuModel: string | null;
  readonly status: ServerStatus;
  /** False where a taint keeps our pods out. */
  readonly admits: boolean;
  /** True once the cluster no longer has it; it stays while allocations are on it. */
  readonly vanished: boolean;
  readonly allocatable: Need;
  readonly foreign: Need;
  readonly allocated: Need;
  readonly observedAt: Date;
}

/** One server as people and placement see it. `available` is 0 when it is not READY or does not admit our pods. */
export interface ServerRoom {
  readonly name: string;
  readonly gpuModel: string | null;
  readonly status: ServerStatus;
  readonly admits: boolean;
  readonly allocatable: Need;
  readonly available: Need;
}

/** Amounts of one server side by side. `used` is a measurement, absent where the cluster serves no metrics. */
export interface ServerAmounts {
  readonly capacity: Amounts;
  readonly allocatable: Amounts;
  readonly allocated: Amounts;
  readonly available: Amounts;
  readonly used: Amounts | null;
}
