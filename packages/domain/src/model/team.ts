import type { Need } from "./amounts.ts";

/** What a team may hold at most; null: no limit for that resource. `pods` counts pods. */
export interface Quota {
  readonly gpus: number | null;
  readonly cpuMillis: number | null;
  readonly ramBytes: number | null;
  readonly storageBytes: number | null;
  readonly podSlots: number | null;
}

/** A tenant. `used` is the sum of what its pods hold (its allocations; a pod that moves counts max(old, new) once per server). */
export interface Team {
  readonly name: string;
  readonly quota: Quota;
  readonly used: Need;
}

/** One Kubernetes namespace of a team. A namespace that no team has is unknown to the product. */
export interface TeamNamespace {
  readonly name: string;
  readonly team: string;
}
