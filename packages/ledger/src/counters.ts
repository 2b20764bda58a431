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

/** Null where it would pass the quota, of the model or in all, or there is no such team. */
export async function reserveQuota(
  db: Prisma.TransactionClient,
  team: string,
  need: Need,
  gpuModel: string | null,
): Promise<Team | null> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(need);
  if (!(await takeGpusOfModel(db, team, gpus, gpuModel))) return null;
  const row = await addToTeam(
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
  // Null means that nothing was changed, so the model's share goes back.
  if (row === null) await giveGpusOfModel(db, team, gpus, gpuModel);
  return row;
}

export async function forceReserveQuota(
  db: Prisma.TransactionClient,
  team: string,
  need: Need,
  gpuModel: string | null,
): Promise<Team> {
  const row = await addToTeam(db, team, need, 1n, Prisma.sql`TRUE`);
  if (row === null) throw new Error(`the ledger has no team ${team}`);
  await addGpusOfModel(db, team, writeNeed(need).gpus, gpuModel, Prisma.sql`TRUE`);
  return row;
}

export async function releaseQuota(
  db: Prisma.TransactionClient,
  team: string,
  held: Need,
  gpuModel: string | null,
): Promise<Team> {
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
  await giveGpusOfModel(db, team, gpus, gpuModel);
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

/** `team (model)` is the counter of one GPU model. */
export async function setUsed(db: Prisma.TransactionClient, name: string, sum: Need): Promise<Team> {
  const [, team = name, model] = /^(.+?) \((.+)\)$/.exec(name) ?? [];
  return model === undefined ? setUsedInAll(db, team, sum) : setUsedOfModel(db, team, model, sum.gpus);
}

async function setUsedOfModel(
  db: Prisma.TransactionClient,
  team: string,
  gpuModel: string,
  usedGpus: number,
): Promise<Team> {
  const key = { teamName: team, gpuModel };
  const written = { where: { teamName_gpuModel: key }, create: { ...key, usedGpus }, update: { usedGpus } };
  const row = await db.teamGpuModel.upsert({ ...written, include: { team: true } });
  return row.team;
}

async function setUsedInAll(db: Prisma.TransactionClient, team: string, sum: Need): Promise<Team> {
  const { gpus, cpuMillis, ramBytes, storageBytes, podSlots } = writeNeed(sum);
  const [row] = await db.$queryRaw<Team[]>`
    UPDATE "Team" SET "usedGpus" = ${gpus}, "usedCpuMillis" = ${cpuMillis}, "usedRamBytes" = ${ramBytes},
      "usedStorageBytes" = ${storageBytes}, "usedPodSlots" = ${podSlots}
    WHERE "name" = ${team} RETURNING *`;
  if (row === undefined) throw new Error(`the ledger has no team ${team}`);
  return row;
}

/** False where it would pass the team's quota of that model, or there is no such team. */
async function takeGpusOfModel(
  db: Prisma.TransactionClient,
  team: string,
  gpus: bigint,
  gpuModel: string | null,
): Promise<boolean> {
  return addGpusOfModel(
    db,
    team,
    gpus,
    gpuModel,
    Prisma.sql`"quotaGpus" IS NULL OR "usedGpus" + ${gpus} <= "quotaGpus"`,
  );
}

/** Counts GPUs of a model for a team; the first of a model that has no quota makes its row. */
async function addGpusOfModel(
  db: Prisma.TransactionClient,
  team: string,
  gpus: bigint,
  gpuModel: string | null,
  condition: Prisma.Sql,
): Promise<boolean> {
  if (gpuModel === null || gpus === 0n) return true;
  const changed = await db.$executeRaw`
    INSERT INTO "TeamGpuModel" ("teamName", "gpuModel", "usedGpus")
    SELECT "name", ${gpuModel}, ${gpus} FROM "Team" WHERE "name" = ${team}
    ON CONFLICT ("teamName", "gpuModel") DO UPDATE SET "usedGpus" = "usedGpus" + ${gpus} WHERE ${condition}`;
  return changed === 1;
}

async function giveGpusOfModel(
  db: Prisma.TransactionClient,
  team: string,
  gpus: bigint,
  gpuModel: string | null,
): Promise<void> {
  if (gpuModel === null || gpus === 0n) return;
  const changed = await db.$executeRaw`
    UPDATE "TeamGpuModel" SET "usedGpus" = "usedGpus" - ${gpus}
    WHERE "teamName" = ${team} AND "gpuModel" = ${gpuModel} AND "usedGpus" >= ${gpus}`;
  if (changed !== 1) throw new Error(`the team ${team} does not hold ${gpus} GPUs of the model ${gpuModel}`);
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
