import type { ServerStatus } from "@resource-manager/domain/model/server";
import { type RowQuery, RowTable, type RowTableDefinition, SORTED_ON_THE_SPOT_MAX } from "./row-table.ts";
import type { LiveServerRow } from "./server-row.ts";

export type ServerOrderName =
  | "AVAILABLE_CPU"
  | "AVAILABLE_GPUS"
  | "AVAILABLE_RAM"
  | "AVAILABLE_STORAGE"
  | "GPU_MODEL"
  | "NAME"
  | "PODS"
  | "STATUS";
export type ServerFacet = "gpuModel" | "status";
export type ServerTable = RowTable<LiveServerRow, ServerOrderName, ServerFacet>;
export type ServerQuery = RowQuery<LiveServerRow, ServerFacet>;

/** Which servers; what is left out, null or an empty list does not matter. */
export interface ServerCriteria {
  readonly gpuModels?: readonly string[] | null | undefined;
  readonly status?: readonly ServerStatus[] | null | undefined;
  /** At least this many available GPUs. */
  readonly availableGpus?: number | null | undefined;
  /** Part of the name, any case. */
  readonly search?: string | null | undefined;
}

/** Those that need somebody's eye come first. */
const STATUS_RANK: Readonly<Record<ServerStatus, number>> = { NOT_READY: 0, UNKNOWN: 1, CORDONED: 2, READY: 3 };

const DEFINITION: RowTableDefinition<LiveServerRow, ServerOrderName, ServerFacet> = {
  keyOf: (row) => row.name,
  orders: {
    AVAILABLE_CPU: (row) => row.available.cpuMillis,
    AVAILABLE_GPUS: (row) => row.available.gpus,
    AVAILABLE_RAM: (row) => row.available.ramBytes,
    AVAILABLE_STORAGE: (row) => row.available.storageBytes,
    GPU_MODEL: (row) => row.gpuModel ?? "",
    NAME: (row) => row.name,
    PODS: (row) => row.podCount,
    STATUS: (row) => STATUS_RANK[row.status],
  },
  facets: { gpuModel: (row) => row.gpuModel, status: (row) => row.status },
};

export function serverTable(): ServerTable {
  return new RowTable(DEFINITION, SORTED_ON_THE_SPOT_MAX);
}

export function serverQuery(criteria: ServerCriteria): ServerQuery {
  const { gpuModels, status, availableGpus, search } = criteria;
  const picks = new Map<ServerFacet, ReadonlySet<string>>();
  if (gpuModels?.length) picks.set("gpuModel", new Set(gpuModels));
  if (status?.length) picks.set("status", new Set(status));
  const text = search?.trim().toLowerCase() ?? "";
  const least = availableGpus ?? 0;
  if (text === "" && least <= 0) return { picks, test: null };
  return { picks, test: (row) => row.available.gpus >= least && row.name.toLowerCase().includes(text) };
}
