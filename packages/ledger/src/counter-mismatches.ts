import type { CounterMismatch } from "@resource-manager/domain/ports/ledger";
import type { Prisma, PrismaClient } from "./generated/client.ts";
import { readNeed } from "./rows/amounts.ts";

/** Where the counter of a server or team differs from the sum of the active allocations, each kind read in one statement. */
export async function findCounterMismatches(db: PrismaClient): Promise<CounterMismatch[]> {
  const [servers, teams] = await db.$transaction([serverMismatches(db), teamMismatches(db)]);
  return [...servers.map((row) => readMismatch("SERVER", row)), ...teams.map((row) => readMismatch("TEAM", row))];
}

/** The same for one server or team, inside a transaction. */
export async function findCounterMismatch(
  db: Prisma.TransactionClient,
  of: CounterMismatch["of"],
  name: string,
): Promise<CounterMismatch | null> {
  const rows = await (of === "SERVER" ? serverMismatches(db) : teamMismatches(db));
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
