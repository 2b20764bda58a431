-- AlterTable
ALTER TABLE "Pod" ADD COLUMN "ownerId" TEXT;

-- CreateTable
CREATE TABLE "Membership" (
    "teamName" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "since" DATETIME NOT NULL,

    PRIMARY KEY ("teamName", "userId"),
    CONSTRAINT "Membership_teamName_fkey" FOREIGN KEY ("teamName") REFERENCES "Team" ("name") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Membership_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ServiceAccount" (
    "ordinal" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "teamName" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "closedAt" DATETIME,
    CONSTRAINT "ServiceAccount_teamName_fkey" FOREIGN KEY ("teamName") REFERENCES "Team" ("name") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_ApiToken" (
    "ordinal" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "secretHash" TEXT NOT NULL,
    "createdByKind" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME,
    "revokedAt" DATETIME,
    "teams" JSONB,
    "serviceAccountId" TEXT,
    CONSTRAINT "ApiToken_serviceAccountId_fkey" FOREIGN KEY ("serviceAccountId") REFERENCES "ServiceAccount" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_ApiToken" ("createdAt", "createdById", "createdByKind", "createdByName", "expiresAt", "id", "lastUsedAt", "name", "ordinal", "revokedAt", "scope", "secretHash") SELECT "createdAt", "createdById", "createdByKind", "createdByName", "expiresAt", "id", "lastUsedAt", "name", "ordinal", "revokedAt", "scope", "secretHash" FROM "ApiToken";
DROP TABLE "ApiToken";
ALTER TABLE "new_ApiToken" RENAME TO "ApiToken";
CREATE UNIQUE INDEX "ApiToken_id_key" ON "ApiToken"("id");
CREATE UNIQUE INDEX "ApiToken_secretHash_key" ON "ApiToken"("secretHash");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "Membership_userId_idx" ON "Membership"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "ServiceAccount_id_key" ON "ServiceAccount"("id");

-- CreateIndex
CREATE UNIQUE INDEX "ServiceAccount_open_name_key" ON "ServiceAccount"("teamName", "name") WHERE closedAt IS NULL;

-- Whoever asked for a pod owns it; a token asked for the one who made it.
UPDATE "Pod" SET "ownerId" = (
    SELECT COALESCE((SELECT "createdById" FROM "ApiToken" WHERE "ApiToken"."id" = "Operation"."actorId"), "Operation"."actorId")
    FROM "Operation" WHERE "Operation"."podId" = "Pod"."id" AND "Operation"."kind" = 'CREATE_POD' ORDER BY "Operation"."ordinal" LIMIT 1
);
