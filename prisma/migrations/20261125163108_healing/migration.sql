-- CreateTable
CREATE TABLE "Finding" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "state" TEXT NOT NULL,
    "finding" JSONB NOT NULL,
    "cause" JSONB,
    "occurrences" INTEGER NOT NULL,
    "firstSeenAt" DATETIME NOT NULL,
    "since" DATETIME NOT NULL,
    "changedAt" DATETIME NOT NULL,
    "attempts" INTEGER NOT NULL,
    "nextAttemptAt" DATETIME,
    "error" TEXT,
    "repair" TEXT,
    "operationId" TEXT,
    "decidedBy" TEXT,
    "decidedWhy" TEXT
);

-- CreateTable
CREATE TABLE "HealingPass" (
    "ordinal" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "inputHash" TEXT,
    "beganAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "sequence" INTEGER NOT NULL,
    "found" INTEGER NOT NULL,
    "opened" INTEGER NOT NULL,
    "closed" INTEGER NOT NULL,
    "deletions" INTEGER NOT NULL,
    "repairs" JSONB NOT NULL,
    "planId" TEXT,
    "stopped" TEXT
);

-- CreateTable
CREATE TABLE "HealingPolicy" (
    "class" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "mode" TEXT NOT NULL,

    PRIMARY KEY ("class", "namespace")
);

-- CreateIndex
CREATE INDEX "Finding_state_changedAt_idx" ON "Finding"("state", "changedAt");

-- CreateIndex
CREATE UNIQUE INDEX "HealingPass_id_key" ON "HealingPass"("id");

-- CreateIndex
CREATE INDEX "HealingPass_beganAt_idx" ON "HealingPass"("beganAt");
