import { NEEDS, type Need } from "../model/amounts.ts";
import type { RefusalOf } from "../model/refusal.ts";
import type { Team } from "../model/team.ts";

/** The first resource of which `need` would pass the team's quota; null when all is within it. */
export function checkQuota(team: Team, need: Need): RefusalOf<"QuotaExceeded"> | null {
  for (const resource of NEEDS) {
    const quota = team.quota[resource];
    if (quota === null || need[resource] <= 0) continue;
    if (team.used[resource] + need[resource] > quota) {
      return {
        kind: "QuotaExceeded",
        message: `team ${team.name} would pass its quota of ${LABELS[resource]}: ${team.used[resource]} of ${quota} used, ${need[resource]} more asked`,
        team: team.name,
        resource,
        quota,
        used: team.used[resource],
        need: need[resource],
      };
    }
  }
  return null;
}

const LABELS = {
  gpus: "GPUs",
  cpuMillis: "CPU millicores",
  ramBytes: "RAM bytes",
  storageBytes: "storage bytes",
  podSlots: "pods",
} as const satisfies Record<(typeof NEEDS)[number], string>;
