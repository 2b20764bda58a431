import type { LedgerServer } from "@resource-manager/domain/model/server";
import type { Server } from "../generated/client.ts";
import { readNeed, writeNeed } from "./amounts.ts";

export function readServer(row: Server): LedgerServer {
  return Object.freeze({
    name: row.name,
    uid: row.uid,
    gpuModel: row.gpuModel,
    status: row.status,
    admits: row.admits,
    vanished: row.vanished,
    allocatable: readNeed(
      row.allocatableGpus,
      row.allocatableCpuMillis,
      row.allocatableRamBytes,
      row.allocatableStorageBytes,
      row.allocatablePodSlots,
    ),
    foreign: readNeed(
      row.foreignGpus,
      row.foreignCpuMillis,
      row.foreignRamBytes,
      row.foreignStorageBytes,
      row.foreignPodSlots,
    ),
    allocated: readNeed(
      row.allocatedGpus,
      row.allocatedCpuMillis,
      row.allocatedRamBytes,
      row.allocatedStorageBytes,
      row.allocatedPodSlots,
    ),
    observedAt: row.observedAt,
  });
}

/** Everything but what is allocated: only reservations change that. */
export function writeObserved(server: Omit<LedgerServer, "allocated">): Omit<Server, `allocated${string}`> {
  const allocatable = writeNeed(server.allocatable);
  const foreign = writeNeed(server.foreign);
  return {
    name: server.name,
    uid: server.uid,
    gpuModel: server.gpuModel,
    status: server.status,
    admits: server.admits,
    vanished: server.vanished,
    allocatableGpus: Number(allocatable.gpus),
    allocatableCpuMillis: allocatable.cpuMillis,
    allocatableRamBytes: allocatable.ramBytes,
    allocatableStorageBytes: allocatable.storageBytes,
    allocatablePodSlots: Number(allocatable.podSlots),
    foreignGpus: Number(foreign.gpus),
    foreignCpuMillis: foreign.cpuMillis,
    foreignRamBytes: foreign.ramBytes,
    foreignStorageBytes: foreign.storageBytes,
    foreignPodSlots: Number(foreign.podSlots),
    observedAt: server.observedAt,
  };
}
