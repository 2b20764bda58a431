import type { Amounts, Need } from "./amounts.ts";

export type PodStatus = "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "TERMINATING" | "UNKNOWN";
export type RestartPolicy = "ALWAYS" | "ON_FAILURE" | "NEVER";

export interface PodKey {
  readonly namespace: string;
  readonly name: string;
}

export interface EnvVar {
  readonly name: string;
  readonly value: string;
}

/** What an owner asked for: the wish. Changing anything but image, CPU and RAM recreates the pod. */
export interface PodSpec {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly EnvVar[];
  readonly ports: readonly number[];
  readonly resources: Amounts;
  readonly restartPolicy: RestartPolicy;
  /** Models that the owner accepts; empty: any. */
  readonly gpuModels: readonly string[];
  /** The server that the owner insists on; null: the planner chooses. */
  readonly server: string | null;
}

/** What the owner wants of the pod's existence. ABSENT: deletion was asked for. */
export type DesiredState = "PRESENT" | "ABSENT";

/** The resources that the ledger holds on one server for one pod until the pod is proven gone. */
export interface Allocation {
  readonly id: string;
  readonly podId: string;
  readonly server: string;
  /** The server's GPU model at the time, by which its team's quota is counted; null where it has none. */
  readonly gpuModel: string | null;
  readonly held: Need;
  /** The uid of the cluster's pod that this allocation stands for; null until the cluster accepted it. */
  readonly clusterUid: string | null;
}

/**
 * A pod in the ledger. `gone` pods keep their row as the record of what happened; a name is free again once its pod is gone.
 * `version` rises with every change of wish, for optimistic concurrency.
 */
export interface LedgerPod extends PodKey {
  readonly id: string;
  readonly team: string;
  /** The name of the one who asked for it, as people and the cluster know it. */
  readonly owner: string;
  /** Who that is; null: not known, as of a pod that was adopted by its marks alone. */
  readonly ownerId: string | null;
  readonly spec: PodSpec;
  /** The wish that an unfinished update replaced, so that it can go back; null when no update is under way. */
  readonly previousSpec: PodSpec | null;
  readonly desired: DesiredState;
  readonly version: number;
  readonly gone: boolean;
  /** Why it ended, once gone: deleted, refused, undone … */
  readonly goneReason: string | null;
  /** Why the planner chose the server. */
  readonly placement: string;
  /** Its active allocations: one, or two while a recreation moves it between servers; none once gone. */
  readonly allocations: readonly Allocation[];
  readonly operationId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type ResizeState = "NONE" | "IN_PROGRESS" | "DEFERRED" | "INFEASIBLE";

/** Marks by which this installation knows its own pods again. Source: labels and annotations. */
export interface PodMark {
  readonly installationId: string;
  readonly podId: string;
  readonly allocationId: string;
  readonly team: string;
  readonly owner: string;
}

/** What a container's spec says that nobody can change in place. Env values are secrets: they are compared, never shown. */
export interface ContainerFacts {
  readonly command: readonly string[];
  readonly env: readonly EnvVar[];
  readonly ports: readonly number[];
}

/** A pod as the cluster reported it, projected to what the product reads. */
export interface ObservedPod extends PodKey {
  readonly uid: string;
  readonly resourceVersion: string;
  /** Null: not made by a Resource Manager. A mark with another installationId is foreign, too. */
  readonly mark: PodMark | null;
  /** Our marks that are left, by their short names, where somebody took some of them off; null: the mark is whole, or there is none. */
  readonly brokenMark: Readonly<Record<string, string>> | null;
  readonly server: string | null;
  readonly image: string;
  /** What its kubelet reports to run; null until it does. */
  readonly runningImage: string | null;
  /** Kept for pods that carry a mark of ours, whole or broken. */
  readonly container: ContainerFacts | null;
  readonly status: PodStatus;
  /** Kubernetes' own word: ImagePullBackOff, Unschedulable, OOMKilled, Evicted …; null when there is nothing to say. */
  readonly reason: string | null;
  readonly message: string | null;
  readonly restarts: number;
  /** Requests that the scheduler counts: containers, sidecars, init containers, overhead. */
  readonly effective: Need;
  /** max(desired, allocated, actual) while a resize runs; else the same as `effective`. */
  readonly held: Need;
  readonly resize: ResizeState;
  readonly resizeMessage: string | null;
  /** Succeeded or Failed: it holds nothing in the scheduler's eyes. */
  readonly terminal: boolean;
  readonly unschedulableSince: Date | null;
  readonly deletionRequestedAt: Date | null;
  readonly createdAt: Date;
  readonly scheduledAt: Date | null;
  readonly startedAt: Date | null;
  readonly readyAt: Date | null;
}

export interface PodEvent {
  readonly type: "NORMAL" | "WARNING";
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly source: string;
  readonly firstSeenAt: Date | null;
  readonly lastSeenAt: Date | null;
}

/** `namespace/name`, the key under which caches and feeds know a pod. */
export function podKeyText(key: PodKey): string {
  return `${key.namespace}/${key.name}`;
}
