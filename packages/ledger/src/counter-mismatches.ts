import type { CounterMismatch } from "@resource-manager/domain/ports/ledger";
import type { Prisma, PrismaClient } from "./generated/client.ts";
import { readNeed } from "./rows/amounts.ts";

/**
 * Where the counter of a server or team differs from the sum of the active allocations, each kind read in one statement. A team's
 * counter of one GPU model is named `team (model)`.
 */
export async function findCounterMismatches(db: PrismaClient): Promise<CounterMismatch[]> {
  const queries = [serverMismatches(db), teamMismatches(db), modelMismatches(db)] as const;
  const [servers, teams, models] = await db.$transaction([...queries]);
  return [
    ...servers.map((row) => readMismatch("SERVER", row)),
    ...[...teams, ...models].map((row) => readMismatch("TEAM", row)),
  ];
}

/** The same for one server or team, inside a transaction. */
export async function findCounterMismatch(
  db: Prisma.TransactionClient,
  of: CounterMismatch["of"],
  name: string,
): Promise<CounterMismatch | null> {
  const rows =
    of === "SERVER" ? await serverMismatches(db) : [...(await teamMismatches(db)), ...(await modelMismatches(db))];
  const row = rows.find((each) => each.name === name);
  return row ? readMismatch(of, row) : null;
}

type Amount = number | bigint;

interface MismatchRow {
  readonly name: string;
  readonly gpus: Amount;
  readonly cpuMillis: Amount;
  readonly ramBytes: Amount;
  readonly storageBytes: Amount;
  readonly podSlots: Amount;
  readonly sumGpus: Amount;
  readonly sumCpuMillis: Amount;
  readonly sumRamBytes: Amount;
  readonly sumStorageBytes: Amount;
  readonly sumPodSlots: Amount;
}

function readMismatch(of: CounterMismatch["of"], row: MismatchRow): CounterMismatch {
  return {
    of,
    name: row.name,
    counter: readNeed(row.gpus, row.cpuMillis, row.ramBytes, row.storageBytes, row.podSlots),
    sum: readNeed(row.sumGpus, row.sumCpuMillis, row.sumRamBytes, row.sumStorageBytes, row.sumPodSlots),
  };
}

/** Allocations on a server without a page count as a counter of zero. */
function serverMismatches(db: Pick<PrismaClient, "$queryRaw">) {
  return db.$queryRaw<MismatchRow[]>`
    WITH "sums" AS (
      SELECT "server" AS "name", SUM("heldGpus") AS "gpus", SUM("heldCpuMillis") AS "cpuMillis",
        SUM("heldRamBytes") AS "ramBytes", SUM("heldStorageBytes") AS "storageBytes", SUM("heldPodSlots") AS "podSlots"
      FROM "Allocation" WHERE "endedAt" IS NULL GROUP BY "server"
    ), "compared" AS (
      SELECT COALESCE("Server"."name", "sums"."name") AS "name",
        COALESCE("allocatedGpus", 0) AS "gpus", COALESCE("sums"."gpus", 0) AS "sumGpus",
        COALESCE("allocatedCpuMillis", 0) AS "cpuMillis", COALESCE("sums"."cpuMillis", 0) AS "sumCpuMillis",
        COALESCE("allocatedRamBytes", 0) AS "ramBytes", COALESCE("sums"."ramBytes", 0) AS "sumRamBytes",
        COALESCE("allocatedStorageBytes", 0) AS "storageBytes", COALESCE("sums"."storageBytes", 0) AS "sumStorageBytes",
        COALESCE("allocatedPodSlots", 0) AS "podSlots", COALESCE("sums"."podSlots", 0) AS "sumPodSlots"
      FROM "Server" FULL JOIN "sums" ON "sums"."name" = "Server"."name"
    )
    SELECT * FROM "compared"
    WHERE "gpus" <> "sumGpus" OR "cpuMillis" <> "sumCpuMillis" OR "ramBytes" <> "sumRamBytes"
      OR "storageBytes" <> "sumStorageBytes" OR "podSlots" <> "sumPodSlots"
    ORDER BY "name"`;
}

function teamMismatches(db: Pick<PrismaClient, "$queryRaw">) {
  return db.$queryRaw<MismatchRow[]>`
    WITH "sums" AS (
      SELECT "Pod"."teamName" AS "name", SUM("heldGpus") AS "gpus", SUM("heldCpuMillis") AS "cpuMillis",
        SUM("heldRamBytes") AS "ramBytes", SUM("heldStorageBytes") AS "storageBytes", SUM("heldPodSlots") AS "podSlots"
      FROM "Allocation" JOIN "Pod" ON "Pod"."id" = "Allocation"."podId"
      WHERE "endedAt" IS NULL GROUP BY "Pod"."teamName"
    ), "compared" AS (
      SELECT "Team"."name" AS "name",
        "usedGpus" AS "gpus", COALESCE("sums"."gpus", 0) AS "sumGpus",
        "usedCpuMillis" AS "cpuMillis", COALESCE("sums"."cpuMillis", 0) AS "sumCpuMillis",
        "usedRamBytes" AS "ramBytes", COALESCE("sums"."ramBytes", 0) AS "sumRamBytes",
        "usedStorageBytes" AS "storageBytes", COALESCE("sums"."storageBytes", 0) AS "sumStorageBytes",
        "usedPodSlots" AS "podSlots", COALESCE("sums"."podSlots", 0) AS "sumPodSlots"
      FROM "Team" LEFT JOIN "sums" ON "sums"."name" = "Team"."name"
    )
    SELECT * FROM "compared"
    WHERE "gpus" <> "sumGpus" OR "cpuMillis" <> "sumCpuMillis" OR "ramBytes" <> "sumRamBytes"
      OR "storageBytes" <> "sumStorageBytes" OR "podSlots" <> "sumPodSlots"
    ORDER BY "name"`;
}

function modelMismatches(db: Pick<PrismaClient, "$queryRaw">) {
  return db.$queryRaw<MismatchRow[]>`
    WITH "sums" AS (
      SELECT "Pod"."teamName" AS "team", "gpuModel" AS "model", SUM("heldGpus") AS "gpus"
      FROM "Allocation" JOIN "Pod" ON "Pod"."id" = "Allocation"."podId"
      WHERE "endedAt" IS NULL AND "gpuModel" IS NOT NULL AND "heldGpus" > 0 GROUP BY "Pod"."teamName", "gpuModel"
    ), "compared" AS (
      SELECT COALESCE("teamName", "team") || ' (' || COALESCE("gpuModel", "model") || ')' AS "name",
        COALESCE("usedGpus", 0) AS "gpus", COALESCE("sums"."gpus", 0) AS "sumGpus"
      FROM "TeamGpuModel" FULL JOIN "sums" ON "team" = "teamName" AND "model" = "gpuModel"
    )
    SELECT *, 0 AS "cpuMillis", 0 AS "ramBytes", 0 AS "storageBytes", 0 AS "podSlots",
      0 AS "sumCpuMillis", 0 AS "sumRamBytes", 0 AS "sumStorageBytes", 0 AS "sumPodSlots"
    FROM "compared" WHERE "gpus" <> "sumGpus" ORDER BY "name"`;
}
