import type { Allocation, LedgerPod, PodSpec } from "@resource-manager/domain/model/pod";
import type { Allocation as AllocationRow, Pod as PodRow, Prisma } from "../generated/client.ts";
import { readNeed, writeNeed } from "./amounts.ts";
import type { Cell } from "./sql.ts";

/** The older one first. */
export const ALLOCATION_ORDER: Prisma.AllocationOrderByWithRelationInput[] = [{ createdAt: "asc" }, { id: "asc" }];

/** With a pod come its active allocations. */
export const WITH_ALLOCATIONS = {
  allocations: { where: { endedAt: null }, orderBy: ALLOCATION_ORDER },
} satisfies Prisma.PodInclude;

export function readPod(row: Omit<PodRow, "spec" | "previousSpec"> & WithSpecs & WithAllocations): LedgerPod {
  return {
    id: row.id,
    namespace: row.namespace,
    name: row.name,
    team: row.teamName,
    owner: row.owner,
    ownerId: row.ownerId,
    // Only `writePod` writes these two columns.
    spec: row.spec as unknown as PodSpec,
    previousSpec: row.previousSpec as unknown as PodSpec | null,
    desired: row.desired,
    version: row.version,
    gone: row.gone,
    goneReason: row.goneReason,
    placement: row.placement,
    allocations: row.allocations.map(readAllocation),
    operationId: row.operationId,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

interface WithSpecs {
  readonly spec: Prisma.JsonValue | Prisma.InputJsonObject;
  readonly previousSpec: Prisma.JsonValue | Prisma.InputJsonObject | null;
}

interface WithAllocations {
  readonly allocations: readonly AllocationRow[];
}

export function writePod(pod: LedgerPod) {
  return {
    id: pod.id,
    namespace: pod.namespace,
    name: pod.name,
    teamName: pod.team,
    owner: pod.owner,
    ownerId: pod.ownerId,
    spec: writeSpec(pod.spec),
    previousSpec: pod.previousSpec === null ? null : writeSpec(pod.previousSpec),
    desired: pod.desired,
    version: pod.version,
    gone: pod.gone,
    goneReason: pod.goneReason,
    placement: pod.placement,
    operationId: pod.operationId,
    createdAt: pod.createdAt,
    updatedAt: pod.updatedAt,
  } satisfies Record<keyof PodRow, Cell>;
}

export function writeAllocation(allocation: Allocation) {
  const held = writeNeed(allocation.held);
  return {
    id: allocation.id,
    podId: allocation.podId,
    server: allocation.server,
    gpuModel: allocation.gpuModel,
    heldGpus: held.gpus,
    heldCpuMillis: held.cpuMillis,
    heldRamBytes: held.ramBytes,
    heldStorageBytes: held.storageBytes,
    heldPodSlots: held.podSlots,
    clusterUid: allocation.clusterUid,
  } satisfies Record<Exclude<keyof AllocationRow, "createdAt" | "endedAt">, Cell>;
}

function readAllocation(row: AllocationRow): Allocation {
  return {
    id: row.id,
    podId: row.podId,
    server: row.server,
    gpuModel: row.gpuModel,
    held: readNeed(row.heldGpus, row.heldCpuMillis, row.heldRamBytes, row.heldStorageBytes, row.heldPodSlots),
    clusterUid: row.clusterUid,
  };
}

function writeSpec(spec: PodSpec): Prisma.InputJsonObject {
  return {
    image: spec.image,
    command: [...spec.command],
    env: spec.env.map(({ name, value }) => ({ name, value })),
    ports: [...spec.ports],
    resources: {
      gpus: spec.resources.gpus,
      cpuMillis: spec.resources.cpuMillis,
      ramBytes: spec.resources.ramBytes,
      storageBytes: spec.resources.storageBytes,
    },
    restartPolicy: spec.restartPolicy,
    gpuModels: [...spec.gpuModels],
    server: spec.server,
  };
}
