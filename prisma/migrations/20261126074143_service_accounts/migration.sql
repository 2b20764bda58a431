-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_ServiceAccount" (
    "ordinal" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "teamName" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "disabledAt" DATETIME,
    CONSTRAINT "ServiceAccount_teamName_fkey" FOREIGN KEY ("teamName") REFERENCES "Team" ("name") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_ServiceAccount" ("createdAt", "createdByName", "id", "name", "ordinal", "role", "teamName", "disabledAt") SELECT "createdAt", "createdByName", "id", "name", "ordinal", "role", "teamName", "closedAt" FROM "ServiceAccount";
DROP TABLE "ServiceAccount";
ALTER TABLE "new_ServiceAccount" RENAME TO "ServiceAccount";
CREATE UNIQUE INDEX "ServiceAccount_id_key" ON "ServiceAccount"("id");
CREATE UNIQUE INDEX "ServiceAccount_teamName_name_key" ON "ServiceAccount"("teamName", "name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
