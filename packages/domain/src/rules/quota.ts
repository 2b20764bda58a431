import { NEEDS, type Need } from "../model/amounts.ts";
import type { Refusal, RefusalOf } from "../model/refusal.ts";
import type { Result } from "../model/result.ts";
import { refuse } from "../model/result.ts";
import type { LedgerServer } from "../model/server.ts";
import type { Quota, QuotaChange, Team } from "../model/team.ts";
import { type Placement, type PlacementRequest, place } from "./placement.ts";

/** The first resource of which `need` would pass the team's quota; null when all is within it. GPUs of the server's model come last. */
export function checkQuota(team: Team, need: Need, gpuModel: string | null): RefusalOf<"QuotaExceeded"> | null {
  for (const resource of NEEDS) {
    const quota = team.quota[resource];
    if (quota === null || need[resource] <= 0) continue;
    if (team.used[resource] + need[resource] > quota) {
      return {
        kind: "QuotaExceeded",
        message: `team ${team.name} would pass its quota of ${LABELS[resource]}: ${team.used[resource]} of ${quota} used, ${need[resource]} more asked`,
        team: team.name,
        resource,
        gpuModel: null,
        quota,
        used: team.used[resource],
        need: need[resource],
      };
    }
  }
  return checkModelQuota(team, need, gpuModel);
}

/**
 * Chooses a server among those whose GPU model the team has quota left of, so that another accepted model is taken where one is used up.
 * Where only the quota stands in the way, the refusal is the quota's.
 */
export function placeWithinQuota(
  team: Team,
  servers: Iterable<LedgerServer>,
  request: PlacementRequest,
): Result<Placement, Refusal> {
  const all = [...servers];
  const within = all.filter((server) => checkModelQuota(team, request.need, server.gpuModel) === null);
  const placed = place(within, request);
  if (placed.ok || within.length === all.length) return placed;
  const anyModel = place(all, request);
  if (!anyModel.ok) return anyModel;
  const model = all.find((server) => server.name === anyModel.value.server)?.gpuModel ?? null;
  const exceeded = checkModelQuota(team, request.need, model);
  return exceeded ? refuse(exceeded) : placed;
}

/** What a team holds beyond its quota, resource by resource (`gpus`, `gpus H100` …): its quota was lowered. Empty: nothing. */
export function overQuota(team: Team): readonly OverQuota[] {
  const over: OverQuota[] = [];
  for (const resource of NEEDS) {
    const quota = team.quota[resource];
    if (quota !== null && team.used[resource] > quota) {
      over.push({ resource, gpuModel: null, quota, used: team.used[resource] });
    }
  }
  for (const [gpuModel, quota] of Object.entries(team.quota.gpusByModel)) {
    const used = team.usedByModel[gpuModel] ?? 0;
    if (used > quota) over.push({ resource: "gpus", gpuModel, quota, used });
  }
  return over;
}

export interface OverQuota {
  readonly resource: (typeof NEEDS)[number];
  /** Null: in all. */
  readonly gpuModel: string | null;
  readonly quota: number;
  readonly used: number;
}

/** The quota with a change made to it. */
export function changeQuota(quota: Quota, change: QuotaChange): Quota {
  const { gpusByModel = {}, ...limits } = change;
  const models = new Map<string, number | null>([...Object.entries(quota.gpusByModel), ...Object.entries(gpusByModel)]);
  const kept = [...models].filter((entry): entry is [string, number] => entry[1] !== null);
  return { ...quota, ...limits, gpusByModel: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function checkModelQuota(team: Team, need: Need, gpuModel: string | null): RefusalOf<"QuotaExceeded"> | null {
  const quota = gpuModel === null ? undefined : team.quota.gpusByModel[gpuModel];
  if (gpuModel === null || quota === undefined || need.gpus <= 0) return null;
  const used = team.usedByModel[gpuModel] ?? 0;
  if (used + need.gpus <= quota) return null;
  return {
    kind: "QuotaExceeded",
    message: `team ${team.name} would pass its quota of ${gpuModel} GPUs: ${used} of ${quota} used, ${need.gpus} more asked`,
    team: team.name,
    resource: "gpus",
    gpuModel,
    quota,
    used,
    need: need.gpus,
  };
}

const LABELS = {
  gpus: "GPUs",
  cpuMillis: "CPU millicores",
  ramBytes: "RAM bytes",
  storageBytes: "storage bytes",
  podSlots: "pods",
} as const satisfies Record<(typeof NEEDS)[number], string>;
