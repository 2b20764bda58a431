import type { Need } from "@resource-manager/domain/model/amounts";
import { Prisma, type Server, type Team } from "./generated/client.ts";
import { writeNeed } from "./rows/amounts.ts";

/*
 * The counters of servers and teams. Each change is one conditional UPDATE, so that no interleaving of clients can pass a limit.
 * Only a resource of which something is needed is held to its limit: a server that is over-allocated in RAM can still give
 * a pod that needs none. What would make a counter negative is a bug and throws, so that it cannot show room that is not there.
 * Every function answers with the row as it is afterwards.
 */

/** Null where the server has no room for it, or takes no pods. */
export async function reserve(db: Prisma.TransactionClient, server: string, need: Need): Promise<Server | null> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(need);
  return addToServer(
    db,
    server,
    need,
    1n,
    Prisma.sql`"status" = 'READY' AND "admits" = 1 AND "vanished" = 0
      AND (${gpus} = 0 OR "allocatedGpus" + "foreignGpus" + ${gpus} <= "allocatableGpus")
      AND (${cpuMillis} = 0 OR "allocatedCpuMillis" + "foreignCpuMillis" + ${cpuMillis} <= "allocatableCpuMillis")
      AND (${ramBytes} = 0 OR "allocatedRamBytes" + "foreignRamBytes" + ${ramBytes} <= "allocatableRamBytes")
      AND (${storageBytes} = 0
        OR "allocatedStorageBytes" + "foreignStorageBytes" + ${storageBytes} <= "allocatableStorageBytes")
      AND (${podSlots} = 0 OR "allocatedPodSlots" + "foreignPodSlots" + ${podSlots} <= "allocatablePodSlots")`,
  );
}

export async function forceReserve(db: Prisma.TransactionClient, server: string, need: Need): Promise<Server> {
  const row = await addToServer(db, server, need, 1n, Prisma.sql`TRUE`);
  if (row === null) throw new Error(`the ledger has no page for the server ${server}`);
  return row;
}

export async function release(db: Prisma.TransactionClient, server: string, held: Need): Promise<Server> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(held);
  const row = await addToServer(
    db,
    server,
    held,
    -1n,
    Prisma.sql`"allocatedGpus" >= ${gpus} AND "allocatedCpuMillis" >= ${cpuMillis} AND "allocatedRamBytes" >= ${ramBytes}
      AND "allocatedStorageBytes" >= ${storageBytes} AND "allocatedPodSlots" >= ${podSlots}`,
  );
  if (row === null) throw new Error(`the server ${server} does not hold what is released: ${JSON.stringify(held)}`);
  return row;
}

/** Null where it would pass the quota, or there is no such team. */
export async function reserveQuota(db: Prisma.TransactionClient, team: string, need: Need): Promise<Team | null> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(need);
  return addToTeam(
    db,
    team,
    need,
    1n,
    Prisma.sql`(${gpus} = 0 OR "quotaGpus" IS NULL OR "usedGpus" + ${gpus} <= "quotaGpus")
      AND (${cpuMillis} = 0 OR "quotaCpuMillis" IS NULL OR "usedCpuMillis" + ${cpuMillis} <= "quotaCpuMillis")
      AND (${ramBytes} = 0 OR "quotaRamBytes" IS NULL OR "usedRamBytes" + ${ramBytes} <= "quotaRamBytes")
      AND (${storageBytes} = 0 OR "quotaStorageBytes" IS NULL OR "usedStorageBytes" + ${storageBytes} <= "quotaStorageBytes")
      AND (${podSlots} = 0 OR "quotaPodSlots" IS NULL OR "usedPodSlots" + ${podSlots} <= "quotaPodSlots")`,
  );
}

export async function forceReserveQuota(db: Prisma.TransactionClient, team: string, need: Need): Promise<Team> {
  const row = await addToTeam(db, team, need, 1n, Prisma.sql`TRUE`);
  if (row === null) throw new Error(`the ledger has no team ${team}`);
  return row;
}

export async function releaseQuota(db: Prisma.TransactionClient, team: string, held: Need): Promise<Team> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(held);
  const row = await addToTeam(
    db,
    team,
    held,
    -1n,
    Prisma.sql`"usedGpus" >= ${gpus} AND "usedCpuMillis" >= ${cpuMillis} AND "usedRamBytes" >= ${ramBytes}
      AND "usedStorageBytes" >= ${storageBytes} AND "usedPodSlots" >= ${podSlots}`,
  );
  if (row === null) throw new Error(`the team ${team} does not hold what is released: ${JSON.stringify(held)}`);
  return row;
}

/** Sets a counter whatever it was. */
export async function setAllocated(db: Prisma.TransactionClient, server: string, sum: Need): Promise<Server> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(sum);
  const [row] = await db.$queryRaw<Server[]>`
    UPDATE "Server" SET "allocatedGpus" = ${gpus}, "allocatedCpuMillis" = ${cpuMillis}, "allocatedRamBytes" = ${ramBytes},
      "allocatedStorageBytes" = ${storageBytes}, "allocatedPodSlots" = ${podSlots}
    WHERE "name" = ${server} RETURNING *`;
  if (row === undefined) throw new Error(`the ledger has no page for the server ${server}`);
  return row;
}

export async function setUsed(db: Prisma.TransactionClient, team: string, sum: Need): Promise<Team> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(sum);
  const [row] = await db.$queryRaw<Team[]>`
    UPDATE "Team" SET "usedGpus" = ${gpus}, "usedCpuMillis" = ${cpuMillis}, "usedRamBytes" = ${ramBytes},
      "usedStorageBytes" = ${storageBytes}, "usedPodSlots" = ${podSlots}
    WHERE "name" = ${team} RETURNING *`;
  if (row === undefined) throw new Error(`the ledger has no team ${team}`);
  return row;
}

async function addToServer(
  db: Prisma.TransactionClient,
  server: string,
  amounts: Need,
  sign: 1n | -1n,
  condition: Prisma.Sql,
): Promise<Server | null> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(amounts);
  const [row] = await db.$queryRaw<Server[]>`
    UPDATE "Server" SET
      "allocatedGpus" = "allocatedGpus" + ${sign * gpus},
      "allocatedCpuMillis" = "allocatedCpuMillis" + ${sign * cpuMillis},
      "allocatedRamBytes" = "allocatedRamBytes" + ${sign * ramBytes},
      "allocatedStorageBytes" = "allocatedStorageBytes" + ${sign * storageBytes},
      "allocatedPodSlots" = "allocatedPodSlots" + ${sign * podSlots}
    WHERE "name" = ${server} AND ${condition}
    RETURNING *`;
  return row ?? null;
}

async function addToTeam(
  db: Prisma.TransactionClient,
  team: string,
  amounts: Need,
  sign: 1n | -1n,
  condition: Prisma.Sql,
): Promise<Team | null> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(amounts);
  const [row] = await db.$queryRaw<Team[]>`
    UPDATE "Team" SET
      "usedGpus" = "usedGpus" + ${sign * gpus},
      "usedCpuMillis" = "usedCpuMillis" + ${sign * cpuMillis},
      "usedRamBytes" = "usedRamBytes" + ${sign * ramBytes},
      "usedStorageBytes" = "usedStorageBytes" + ${sign * storageBytes},
      "usedPodSlots" = "usedPodSlots" + ${sign * podSlots}
    WHERE "name" = ${team} AND ${condition}
    RETURNING *`;
  return row ?? null;
}
