import {
  type Amounts,
  addAmounts,
  NO_AMOUNTS,
  pickAmounts,
  subtractAmounts,
} from "@resource-manager/domain/model/amounts";
import type { PodStatus } from "@resource-manager/domain/model/pod";
import type { ServerStatus } from "@resource-manager/domain/model/server";
import type { LivePodRow } from "./pod-row.ts";
import type { LiveServerRow } from "./server-row.ts";
import { EVERYTHING } from "./sight.ts";

export interface GpuModelSums {
  readonly model: string;
  readonly servers: number;
  readonly total: number;
  readonly allocated: number;
  readonly available: number;
  /** The most free GPUs of this model on one server. */
  readonly largestBlock: number;
}

export interface OverviewSums {
  readonly capacity: Amounts;
  readonly allocatable: Amounts;
  readonly allocated: Amounts;
  readonly available: Amounts;
  readonly serversByStatus: readonly { readonly status: ServerStatus; readonly count: number }[];
  readonly podsByStatus: readonly { readonly status: PodStatus; readonly count: number }[];
  readonly gpusByModel: readonly GpuModelSums[];
}

interface ModelAccount {
  servers: number;
  total: number;
  allocated: number;
  available: number;
  /** How many servers have so many free. */
  readonly blocks: Map<number, number>;
}

const AMOUNTS = ["capacity", "allocatable", "allocated", "available"] as const;
const NO_PODS: Readonly<Record<PodStatus, number>> = {
  RUNNING: 0,
  PENDING: 0,
  FAILED: 0,
  SUCCEEDED: 0,
  TERMINATING: 0,
  UNKNOWN: 0,
};
/** GPUs whose server names no model. */
const UNNAMED_MODEL = "unknown";

/** The dashboard's sums, kept by taking the old row away and adding the new one. */
export class OverviewCounters {
  readonly #sums: Record<(typeof AMOUNTS)[number], Amounts> = {
    capacity: NO_AMOUNTS,
    allocatable: NO_AMOUNTS,
    allocated: NO_AMOUNTS,
    available: NO_AMOUNTS,
  };
  readonly #servers: Record<ServerStatus, number> = { READY: 0, NOT_READY: 0, CORDONED: 0, UNKNOWN: 0 };
  readonly #pods: Record<PodStatus, number> = { ...NO_PODS };
  readonly #podsByTeam = new Map<string, Record<PodStatus, number>>();
  readonly #models = new Map<string, ModelAccount>();
  /** Pods that wait, fail or are stuck. */
  readonly #attention = new Map<string, LivePodRow>();

  replaceServer(before: LiveServerRow | null, after: LiveServerRow | null): void {
    if (before !== null) this.#countServer(before, -1);
    if (after !== null) this.#countServer(after, 1);
  }

  replacePod(before: LivePodRow | null, after: LivePodRow | null): void {
    if (before !== null) {
      this.#countPod(before, -1);
      this.#attention.delete(before.key);
    }
    if (after !== null) {
      this.#countPod(after, 1);
      if (needsAttention(after)) this.#attention.set(after.key, after);
    }
  }

  /** Of all servers, and of the pods in sight. */
  sums(sight = EVERYTHING): OverviewSums {
    return {
      ...this.#sums,
      serversByStatus: counts(this.#servers),
      podsByStatus: counts(sight.teams === null ? this.#pods : this.#podsOf(sight.teams)),
      gpusByModel: [...this.#models].map(summary).sort((a, b) => b.total - a.total || (a.model < b.model ? -1 : 1)),
    };
  }

  /** Pods in sight that wait, fail or are stuck, the longest first. */
  attention(limit: number, sight = EVERYTHING): readonly LivePodRow[] {
    return [...this.#attention.values()]
      .filter((row) => sight.sees(row.team))
      .map((row) => ({ row, since: troubledSince(row) }))
      .sort((a, b) => a.since - b.since || (a.row.key < b.row.key ? -1 : 1))
      .slice(0, limit)
      .map(({ row }) => row);
  }

  #countPod({ team, status }: LivePodRow, by: 1 | -1): void {
    let ofTeam = this.#podsByTeam.get(team);
    if (!ofTeam) {
      ofTeam = { ...NO_PODS };
      this.#podsByTeam.set(team, ofTeam);
    }
    this.#pods[status] += by;
    ofTeam[status] += by;
  }

  #podsOf(teams: ReadonlySet<string>): Record<PodStatus, number> {
    const sum = { ...NO_PODS };
    for (const team of teams) {
      const ofTeam = this.#podsByTeam.get(team) ?? NO_PODS;
      for (const status of Object.keys(sum) as PodStatus[]) sum[status] += ofTeam[status];
    }
    return sum;
  }

  #countServer(row: LiveServerRow, sign: 1 | -1): void {
    const combine = sign === 1 ? addAmounts : subtractAmounts;
    for (const name of AMOUNTS) this.#sums[name] = combine(this.#sums[name], pickAmounts(row[name]));
    this.#servers[row.status] += sign;
    if (row.allocatable.gpus > 0 || row.allocated.gpus > 0) this.#countModel(row, sign);
  }

  #countModel(row: LiveServerRow, sign: 1 | -1): void {
    const model = row.gpuModel ?? UNNAMED_MODEL;
    const account = this.#models.get(model) ?? { servers: 0, total: 0, allocated: 0, available: 0, blocks: new Map() };
    this.#models.set(model, account);
    account.servers += sign;
    account.total += sign * row.allocatable.gpus;
    account.allocated += sign * row.allocated.gpus;
    account.available += sign * row.available.gpus;
    const free = row.available.gpus;
    const servers = (account.blocks.get(free) ?? 0) + sign;
    if (servers === 0) account.blocks.delete(free);
    else account.blocks.set(free, servers);
    if (account.servers === 0) this.#models.delete(model);
  }
}

function needsAttention(row: LivePodRow): boolean {
  return row.status === "RUNNING" ? row.reason !== null : row.status !== "SUCCEEDED";
}

/** Since when it has waited; Kubernetes does not say since when a pod fails, so its start stands for it. */
function troubledSince(row: LivePodRow): number {
  const since = row.observed?.deletionRequestedAt ?? row.observed?.startedAt ?? row.createdAt;
  return since.getTime();
}

function counts<Status extends string>(by: Readonly<Record<Status, number>>): { status: Status; count: number }[] {
  return Object.entries<number>(by).map(([status, count]) => ({ status: status as Status, count }));
}

function summary([model, account]: [string, ModelAccount]): GpuModelSums {
  const { servers, total, allocated, available, blocks } = account;
  return { model, servers, total, allocated, available, largestBlock: Math.max(0, ...blocks.keys()) };
}
