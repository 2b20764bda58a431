import type { Actor } from "./actor.ts";
import type { Need } from "./amounts.ts";
import type { PullSecret } from "./pull-secret.ts";

/** What a team may hold at most; null: no limit for that resource. `pods` counts pods. */
export interface Quota {
  readonly gpus: number | null;
  readonly cpuMillis: number | null;
  readonly ramBytes: number | null;
  readonly storageBytes: number | null;
  readonly podSlots: number | null;
  /** GPUs of single models, beside `gpus` in all. A model that is not named has no limit of its own. */
  readonly gpusByModel: GpusByModel;
}

export type GpusByModel = Readonly<Record<string, number>>;

export const NO_QUOTA: Quota = {
  gpus: null,
  cpuMillis: null,
  ramBytes: null,
  storageBytes: null,
  podSlots: null,
  gpusByModel: {},
};

/** What a new pod of the team gets of what its request leaves out. Null: no storage. */
export interface PodDefaults {
  readonly cpuMillis: number;
  readonly ramBytes: number;
  readonly storageBytes: number | null;
}

export const FIRST_POD_DEFAULTS: PodDefaults = { cpuMillis: 1_000, ramBytes: 2 ** 30, storageBytes: null };

/**
 * A tenant. `used` is the sum of what its pods hold (its allocations; a pod that moves counts max(old, new) once per server).
 * An archived team keeps its record and its namespaces, and gets no new pods.
 */
export interface Team {
  readonly name: string;
  readonly description: string;
  readonly quota: Quota;
  readonly used: Need;
  /** GPUs that its pods hold, by the model of their servers. */
  readonly usedByModel: GpusByModel;
  readonly defaults: PodDefaults;
  /** Patterns of images that its pods may run; empty: any. See `rules/image-policy.ts`. */
  readonly allowedImages: readonly string[];
  readonly archived: boolean;
  /** Rises with every change of the above but what is used. */
  readonly version: number;
  readonly operationId: string | null;
  /** By their registries. They are written one by one, and are not part of the version. */
  readonly pullSecrets: readonly PullSecret[];
}

/** What is written of a team: everything but what reservations count, and what is written by itself. */
export type TeamPage = Omit<Team, "used" | "usedByModel" | "pullSecrets">;

/** A team as it begins. */
export function newTeam(name: string, changes: Partial<Omit<TeamPage, "name">> = {}): TeamPage {
  return {
    name,
    description: "",
    quota: NO_QUOTA,
    defaults: FIRST_POD_DEFAULTS,
    allowedImages: [],
    archived: false,
    version: 1,
    operationId: null,
    ...changes,
  };
}

/**
 * How a namespace came to its team, and so what we may do to it. NEW: not made in the cluster yet, it takes no pods. MADE: by us.
 * ADOPTED: it existed, and was put in order on request. UNTOUCHED: it existed; pods are made in it, nothing else is changed.
 */
export type NamespaceKeeping = "NEW" | "MADE" | "ADOPTED" | "UNTOUCHED";

/** One Kubernetes namespace of a team. A namespace that no team has is unknown to the product. */
export interface TeamNamespace {
  readonly name: string;
  readonly team: string;
  readonly keeping: NamespaceKeeping;
}

/** Changes of a quota: what is left out stays, null takes the limit away. */
export interface QuotaChange extends Partial<Omit<Quota, "gpusByModel">> {
  readonly gpusByModel?: Readonly<Record<string, number | null>>;
}

export type QuotaRequestState = "OPEN" | "APPROVED" | "DENIED";

/** A team's wish for another quota, and what became of it. */
export interface QuotaRequest {
  readonly id: string;
  readonly team: string;
  readonly change: QuotaChange;
  readonly reason: string;
  readonly state: QuotaRequestState;
  readonly requestedBy: Actor;
  readonly requestedAt: Date;
  readonly decidedBy: Actor | null;
  readonly decidedAt: Date | null;
  /** What the one who decided had to say. */
  readonly note: string | null;
}
