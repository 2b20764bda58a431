import type { HistoryAmounts, HistoryValues } from "./history-model.ts";

/** Whole numbers, because SQLite stores small ones in few bytes: hundredths of GPUs, millicores, MiB. */
const COLUMNS = [
  "allocatable_gpus",
  "allocatable_cpu",
  "allocatable_ram",
  "allocatable_storage",
  "allocated_gpus",
  "allocated_cpu",
  "allocated_ram",
  "allocated_storage",
  "used_cpu",
  "used_ram",
] as const;

export const POINT_COLUMNS = COLUMNS.join(", ");

/** A row of means; `at` is its slot. */
export type PointRow = { readonly at: number } & Readonly<Record<(typeof COLUMNS)[number], number | null>>;

const MIB = 2 ** 20;
const GPU_PARTS = 100;

/** In the order of the columns. */
export function packed({ allocatable, allocated, used }: HistoryValues): (number | null)[] {
  return [
    ...packedAmounts(allocatable),
    ...packedAmounts(allocated),
    used && Math.round(used.cpuMillis),
    used && Math.round(used.ramBytes / MIB),
  ];
}

export function unpacked(row: PointRow): HistoryValues {
  const { used_cpu: cpu, used_ram: ram } = row;
  return {
    allocatable:
      row.allocatable_gpus === null
        ? null
        : amounts(row.allocatable_gpus, row.allocatable_cpu, row.allocatable_ram, row.allocatable_storage),
    allocated: amounts(row.allocated_gpus, row.allocated_cpu, row.allocated_ram, row.allocated_storage),
    used: cpu === null || ram === null ? null : { cpuMillis: Math.round(cpu), ramBytes: Math.round(ram * MIB) },
  };
}

function packedAmounts(of: HistoryAmounts | null): (number | null)[] {
  if (of === null) return [null, null, null, null];
  const { gpus, cpuMillis, ramBytes, storageBytes } = of;
  const parts = [gpus * GPU_PARTS, cpuMillis, ramBytes / MIB, storageBytes / MIB];
  return parts.map((part) => Math.round(part));
}

function amounts(gpus: number | null, cpu: number | null, ram: number | null, storage: number | null): HistoryAmounts {
  return {
    gpus: Math.round(gpus ?? 0) / GPU_PARTS,
    cpuMillis: Math.round(cpu ?? 0),
    ramBytes: Math.round((ram ?? 0) * MIB),
    storageBytes: Math.round((storage ?? 0) * MIB),
  };
}
