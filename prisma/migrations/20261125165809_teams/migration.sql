-- AlterTable
ALTER TABLE "Allocation" ADD COLUMN "gpuModel" TEXT;

-- AlterTable
ALTER TABLE "Operation" ADD COLUMN "team" TEXT;

-- CreateTable
CREATE TABLE "TeamGpuModel" (
    "teamName" TEXT NOT NULL,
    "gpuModel" TEXT NOT NULL,
    "quotaGpus" INTEGER,
    "usedGpus" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("teamName", "gpuModel"),
    CONSTRAINT "TeamGpuModel_teamName_fkey" FOREIGN KEY ("teamName") REFERENCES "Team" ("name") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "QuotaRequest" (
    "ordinal" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "teamName" TEXT NOT NULL,
    "change" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "requestedByKind" TEXT NOT NULL,
    "requestedById" TEXT NOT NULL,
    "requestedByName" TEXT NOT NULL,
    "requestedAt" DATETIME NOT NULL,
    "decidedByKind" TEXT,
    "decidedById" TEXT,
    "decidedByName" TEXT,
    "decidedAt" DATETIME,
    "note" TEXT,
    CONSTRAINT "QuotaRequest_teamName_fkey" FOREIGN KEY ("teamName") REFERENCES "Team" ("name") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Namespace" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "teamName" TEXT NOT NULL,
    "keeping" TEXT NOT NULL DEFAULT 'NEW',
    CONSTRAINT "Namespace_teamName_fkey" FOREIGN KEY ("teamName") REFERENCES "Team" ("name") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_Namespace" ("name", "teamName") SELECT "name", "teamName" FROM "Namespace";
DROP TABLE "Namespace";
ALTER TABLE "new_Namespace" RENAME TO "Namespace";
CREATE INDEX "Namespace_teamName_idx" ON "Namespace"("teamName");
CREATE TABLE "new_Team" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "description" TEXT NOT NULL DEFAULT '',
    "quotaGpus" INTEGER,
    "quotaCpuMillis" BIGINT,
    "quotaRamBytes" BIGINT,
    "quotaStorageBytes" BIGINT,
    "quotaPodSlots" INTEGER,
    "usedGpus" INTEGER NOT NULL DEFAULT 0,
    "usedCpuMillis" BIGINT NOT NULL DEFAULT 0,
    "usedRamBytes" BIGINT NOT NULL DEFAULT 0,
    "usedStorageBytes" BIGINT NOT NULL DEFAULT 0,
    "usedPodSlots" INTEGER NOT NULL DEFAULT 0,
    "defaultCpuMillis" BIGINT NOT NULL DEFAULT 1000,
    "defaultRamBytes" BIGINT NOT NULL DEFAULT 1073741824,
    "defaultStorageBytes" BIGINT,
    "allowedImages" JSONB,
    "archived" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "operationId" TEXT
);
INSERT INTO "new_Team" ("name", "quotaCpuMillis", "quotaGpus", "quotaPodSlots", "quotaRamBytes", "quotaStorageBytes", "usedCpuMillis", "usedGpus", "usedPodSlots", "usedRamBytes", "usedStorageBytes") SELECT "name", "quotaCpuMillis", "quotaGpus", "quotaPodSlots", "quotaRamBytes", "quotaStorageBytes", "usedCpuMillis", "usedGpus", "usedPodSlots", "usedRamBytes", "usedStorageBytes" FROM "Team";
DROP TABLE "Team";
ALTER TABLE "new_Team" RENAME TO "Team";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "QuotaRequest_id_key" ON "QuotaRequest"("id");

-- CreateIndex
CREATE INDEX "QuotaRequest_state_idx" ON "QuotaRequest"("state");


-- What is held now, by the model of its server.
UPDATE "Allocation" SET "gpuModel" = (SELECT "gpuModel" FROM "Server" WHERE "Server"."name" = "Allocation"."server")
  WHERE "endedAt" IS NULL;
INSERT INTO "TeamGpuModel" ("teamName", "gpuModel", "usedGpus")
  SELECT "Pod"."teamName", "Allocation"."gpuModel", SUM("heldGpus")
  FROM "Allocation" JOIN "Pod" ON "Pod"."id" = "Allocation"."podId"
  WHERE "endedAt" IS NULL AND "heldGpus" > 0 AND "gpuModel" IS NOT NULL
  GROUP BY "Pod"."teamName", "Allocation"."gpuModel";
