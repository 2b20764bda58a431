import type { Need } from "@resource-manager/domain/model/amounts";
import type { Prisma } from "./generated/client.ts";
import { writeNeed } from "./rows/amounts.ts";

/**
 * The counters of servers and teams. Each change is one conditional UPDATE, so that no interleaving of clients can pass a limit.
 * Only a resource of which something is needed is held to its limit: a server that is over-allocated in RAM can still give a pod
 * that needs none. Whatever would make a counter negative is a bug and throws, so that it cannot hide room that is not there.
 */
export async function reserve(db: Prisma.TransactionClient, server: string, need: Need): Promise<boolean> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(need);
  const changed = await db.$executeRaw`
    UPDATE "Server" SET
      "allocatedGpus" = "allocatedGpus" + ${gpus},
      "allocatedCpuMillis" = "allocatedCpuMillis" + ${cpuMillis},
      "allocatedRamBytes" = "allocatedRamBytes" + ${ramBytes},
      "allocatedStorageBytes" = "allocatedStorageBytes" + ${storageBytes},
      "allocatedPodSlots" = "allocatedPodSlots" + ${podSlots}
    WHERE "name" = ${server} AND "status" = 'READY' AND "admits" = 1 AND "vanished" = 0
      AND (${gpus} = 0 OR "allocatedGpus" + "foreignGpus" + ${gpus} <= "allocatableGpus")
      AND (${cpuMillis} = 0 OR "allocatedCpuMillis" + "foreignCpuMillis" + ${cpuMillis} <= "allocatableCpuMillis")
      AND (${ramBytes} = 0 OR "allocatedRamBytes" + "foreignRamBytes" + ${ramBytes} <= "allocatableRamBytes")
      AND (${storageBytes} = 0
        OR "allocatedStorageBytes" + "foreignStorageBytes" + ${storageBytes} <= "allocatableStorageBytes")
      AND (${podSlots} = 0 OR "allocatedPodSlots" + "foreignPodSlots" + ${podSlots} <= "allocatablePodSlots")`;
  return changed === 1;
}

export async function forceReserve(db: Prisma.TransactionClient, server: string, need: Need): Promise<void> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(need);
  const changed = await db.$executeRaw`
    UPDATE "Server" SET
      "allocatedGpus" = "allocatedGpus" + ${gpus},
      "allocatedCpuMillis" = "allocatedCpuMillis" + ${cpuMillis},
      "allocatedRamBytes" = "allocatedRamBytes" + ${ramBytes},
      "allocatedStorageBytes" = "allocatedStorageBytes" + ${storageBytes},
      "allocatedPodSlots" = "allocatedPodSlots" + ${podSlots}
    WHERE "name" = ${server}`;
  if (changed !== 1) throw new Error(`the ledger has no page for the server ${server}`);
}

export async function release(db: Prisma.TransactionClient, server: string, held: Need): Promise<void> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(held);
  const changed = await db.$executeRaw`
    UPDATE "Server" SET
      "allocatedGpus" = "allocatedGpus" - ${gpus},
      "allocatedCpuMillis" = "allocatedCpuMillis" - ${cpuMillis},
      "allocatedRamBytes" = "allocatedRamBytes" - ${ramBytes},
      "allocatedStorageBytes" = "allocatedStorageBytes" - ${storageBytes},
      "allocatedPodSlots" = "allocatedPodSlots" - ${podSlots}
    WHERE "name" = ${server}
      AND "allocatedGpus" >= ${gpus} AND "allocatedCpuMillis" >= ${cpuMillis} AND "allocatedRamBytes" >= ${ramBytes}
      AND "allocatedStorageBytes" >= ${storageBytes} AND "allocatedPodSlots" >= ${podSlots}`;
  if (changed !== 1)
    throw new Error(`the server ${server} does not hold what is to be released: ${JSON.stringify(held)}`);
}

export async function reserveQuota(db: Prisma.TransactionClient, team: string, need: Need): Promise<boolean> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(need);
  const changed = await db.$executeRaw`
    UPDATE "Team" SET
      "usedGpus" = "usedGpus" + ${gpus},
      "usedCpuMillis" = "usedCpuMillis" + ${cpuMillis},
      "usedRamBytes" = "usedRamBytes" + ${ramBytes},
      "usedStorageBytes" = "usedStorageBytes" + ${storageBytes},
      "usedPodSlots" = "usedPodSlots" + ${podSlots}
    WHERE "name" = ${team}
      AND (${gpus} = 0 OR "quotaGpus" IS NULL OR "usedGpus" + ${gpus} <= "quotaGpus")
      AND (${cpuMillis} = 0 OR "quotaCpuMillis" IS NULL OR "usedCpuMillis" + ${cpuMillis} <= "quotaCpuMillis")
      AND (${ramBytes} = 0 OR "quotaRamBytes" IS NULL OR "usedRamBytes" + ${ramBytes} <= "quotaRamBytes")
      AND (${storageBytes} = 0 OR "quotaStorageBytes" IS NULL OR "usedStorageBytes" + ${storageBytes} <= "quotaStorageBytes")
      AND (${podSlots} = 0 OR "quotaPodSlots" IS NULL OR "usedPodSlots" + ${podSlots} <= "quotaPodSlots")`;
  return changed === 1;
}

export async function forceReserveQuota(db: Prisma.TransactionClient, team: string, need: Need): Promise<void> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(need);
  const changed = await db.$executeRaw`
    UPDATE "Team" SET
      "usedGpus" = "usedGpus" + ${gpus},
      "usedCpuMillis" = "usedCpuMillis" + ${cpuMillis},
      "usedRamBytes" = "usedRamBytes" + ${ramBytes},
      "usedStorageBytes" = "usedStorageBytes" + ${storageBytes},
      "usedPodSlots" = "usedPodSlots" + ${podSlots}
    WHERE "name" = ${team}`;
  if (changed !== 1) throw new Error(`the ledger has no team ${team}`);
}

export async function releaseQuota(db: Prisma.TransactionClient, team: string, held: Need): Promise<void> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(held);
  const changed = await db.$executeRaw`
    UPDATE "Team" SET
      "usedGpus" = "usedGpus" - ${gpus},
      "usedCpuMillis" = "usedCpuMillis" - ${cpuMillis},
      "usedRamBytes" = "usedRamBytes" - ${ramBytes},
      "usedStorageBytes" = "usedStorageBytes" - ${storageBytes},
      "usedPodSlots" = "usedPodSlots" - ${podSlots}
    WHERE "name" = ${team}
      AND "usedGpus" >= ${gpus} AND "usedCpuMillis" >= ${cpuMillis} AND "usedRamBytes" >= ${ramBytes}
      AND "usedStorageBytes" >= ${storageBytes} AND "usedPodSlots" >= ${podSlots}`;
  if (changed !== 1) throw new Error(`the team ${team} does not hold what is to be released: ${JSON.stringify(held)}`);
}
