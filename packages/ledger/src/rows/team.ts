import type { PullSecret } from "@resource-manager/domain/model/pull-secret";
import type {
  Quota,
  QuotaChange,
  QuotaRequest,
  Team,
  TeamNamespace,
  TeamPage,
} from "@resource-manager/domain/model/team";
import type { Namespace, QuotaRequest as QuotaRequestRow, TeamGpuModel, Team as TeamRow } from "../generated/client.ts";
import { readAmount, readNeed, writeAmount } from "./amounts.ts";
import type { Cell } from "./sql.ts";

/** With a team comes what it has and holds of each GPU model. */
export const WITH_GPU_MODELS = { gpuModels: { orderBy: { gpuModel: "asc" } } } as const;

export function readTeam(row: TeamRow & { readonly gpuModels: readonly TeamGpuModel[] }): Team {
  const limited = row.gpuModels.filter((model) => model.quotaGpus !== null);
  const used = row.gpuModels.filter((model) => model.usedGpus > 0);
  return {
    name: row.name,
    description: row.description,
    quota: {
      gpus: readLimit(row.quotaGpus),
      cpuMillis: readLimit(row.quotaCpuMillis),
      ramBytes: readLimit(row.quotaRamBytes),
      storageBytes: readLimit(row.quotaStorageBytes),
      podSlots: readLimit(row.quotaPodSlots),
      gpusByModel: Object.fromEntries(limited.map((model) => [model.gpuModel, model.quotaGpus ?? 0])),
    },
    used: readNeed(row.usedGpus, row.usedCpuMillis, row.usedRamBytes, row.usedStorageBytes, row.usedPodSlots),
    usedByModel: Object.fromEntries(used.map((model) => [model.gpuModel, model.usedGpus])),
    defaults: {
      cpuMillis: readAmount(row.defaultCpuMillis),
      ramBytes: readAmount(row.defaultRamBytes),
      storageBytes: readLimit(row.defaultStorageBytes),
    },
    // Only `writeTeam` writes this column.
    allowedImages: (row.allowedImages ?? []) as string[],
    archived: row.archived,
    version: row.version,
    operationId: row.operationId,
    pullSecrets: readPullSecrets(row.pullSecrets),
  };
}

/** Only `writePullSecrets` writes this column. */
export function readPullSecrets(column: TeamRow["pullSecrets"]): readonly PullSecret[] {
  const secrets = (column ?? []) as unknown as readonly ReturnType<typeof writePullSecrets>[number][];
  return secrets.map((secret) => ({
    ...{ ...secret, createdAt: new Date(secret.createdAt), rotatedAt: new Date(secret.rotatedAt) },
  }));
}

export function writePullSecrets(secrets: readonly PullSecret[]) {
  return secrets.map((secret) => ({
    ...{ ...secret, createdAt: secret.createdAt.toISOString(), rotatedAt: secret.rotatedAt.toISOString() },
  }));
}

/** Everything of a team's row but what is used, and its pull secrets; its GPU models have rows of their own. */
export function writeTeam(team: TeamPage) {
  return {
    name: team.name,
    description: team.description,
    ...writeQuota(team.quota),
    defaultCpuMillis: writeAmount(team.defaults.cpuMillis),
    defaultRamBytes: writeAmount(team.defaults.ramBytes),
    defaultStorageBytes: writeLimit(team.defaults.storageBytes),
    allowedImages: [...team.allowedImages],
    archived: team.archived,
    version: team.version,
    operationId: team.operationId,
  } satisfies Record<Exclude<keyof TeamRow, `used${string}` | "pullSecrets">, Cell>;
}

export function readNamespace(row: Namespace): TeamNamespace {
  return { name: row.name, team: row.teamName, keeping: row.keeping };
}

export function readQuotaRequest(row: QuotaRequestRow): QuotaRequest {
  const { decidedByKind: kind, decidedById: id, decidedByName: name } = row;
  return {
    id: row.id,
    team: row.teamName,
    // Only `writeQuotaRequest` writes this column.
    change: row.change as QuotaChange,
    reason: row.reason,
    state: row.state,
    requestedBy: { kind: row.requestedByKind, id: row.requestedById, name: row.requestedByName },
    requestedAt: row.requestedAt,
    decidedBy: kind !== null && id !== null && name !== null ? { kind, id, name } : null,
    decidedAt: row.decidedAt,
    note: row.note,
  };
}

export function writeQuotaRequest(request: QuotaRequest) {
  const { gpusByModel, ...limits } = request.change;
  return {
    id: request.id,
    teamName: request.team,
    change: { ...limits, ...(gpusByModel ? { gpusByModel: { ...gpusByModel } } : {}) },
    reason: request.reason,
    state: request.state,
    requestedByKind: request.requestedBy.kind,
    requestedById: request.requestedBy.id,
    requestedByName: request.requestedBy.name,
    requestedAt: request.requestedAt,
    decidedByKind: request.decidedBy?.kind ?? null,
    decidedById: request.decidedBy?.id ?? null,
    decidedByName: request.decidedBy?.name ?? null,
    decidedAt: request.decidedAt,
    note: request.note,
  } satisfies Record<Exclude<keyof QuotaRequestRow, "ordinal">, Cell>;
}

function writeQuota(quota: Quota): Pick<TeamRow, Extract<keyof TeamRow, `quota${string}`>> {
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
