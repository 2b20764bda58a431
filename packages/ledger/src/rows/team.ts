import type { Quota, Team } from "@resource-manager/domain/model/team";
import type { Team as TeamRow } from "../generated/client.ts";
import { readAmount, readNeed, writeAmount } from "./amounts.ts";

export function readTeam(row: TeamRow): Team {
  return {
    name: row.name,
    quota: {
      gpus: readLimit(row.quotaGpus),
      cpuMillis: readLimit(row.quotaCpuMillis),
      ramBytes: readLimit(row.quotaRamBytes),
      storageBytes: readLimit(row.quotaStorageBytes),
      podSlots: readLimit(row.quotaPodSlots),
    },
    used: readNeed(row.usedGpus, row.usedCpuMillis, row.usedRamBytes, row.usedStorageBytes, row.usedPodSlots),
  };
}

export function writeQuota(quota: Quota): Pick<TeamRow, Extract<keyof TeamRow, `quota${string}`>> {
  return {
    quotaGpus: quota.gpus === null ? null : Number(writeAmount(quota.gpus)),
    quotaCpuMillis: writeLimit(quota.cpuMillis),
    quotaRamBytes: writeLimit(quota.ramBytes),
    quotaStorageBytes: writeLimit(quota.storageBytes),
    quotaPodSlots: quota.podSlots === null ? null : Number(writeAmount(quota.podSlots)),
  };
}

function readLimit(value: number | bigint | null): number | null {
  return value === null ? null : readAmount(value);
}

function writeLimit(limit: number | null): bigint | null {
  return limit === null ? null : writeAmount(limit);
}
