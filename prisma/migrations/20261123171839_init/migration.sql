-- CreateTable
CREATE TABLE "Installation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "clusterUid" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Server" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "gpuModel" TEXT,
    "status" TEXT NOT NULL,
    "admits" BOOLEAN NOT NULL,
    "vanished" BOOLEAN NOT NULL,
    "allocatableGpus" INTEGER NOT NULL,
    "allocatableCpuMillis" BIGINT NOT NULL,
    "allocatableRamBytes" BIGINT NOT NULL,
    "allocatableStorageBytes" BIGINT NOT NULL,
    "allocatablePodSlots" INTEGER NOT NULL,
    "foreignGpus" INTEGER NOT NULL,
    "foreignCpuMillis" BIGINT NOT NULL,
    "foreignRamBytes" BIGINT NOT NULL,
    "foreignStorageBytes" BIGINT NOT NULL,
    "foreignPodSlots" INTEGER NOT NULL,
    "allocatedGpus" INTEGER NOT NULL DEFAULT 0,
    "allocatedCpuMillis" BIGINT NOT NULL DEFAULT 0,
    "allocatedRamBytes" BIGINT NOT NULL DEFAULT 0,
    "allocatedStorageBytes" BIGINT NOT NULL DEFAULT 0,
    "allocatedPodSlots" INTEGER NOT NULL DEFAULT 0,
    "observedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Team" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "quotaGpus" INTEGER,
    "quotaCpuMillis" BIGINT,
    "quotaRamBytes" BIGINT,
    "quotaStorageBytes" BIGINT,
    "quotaPodSlots" INTEGER,
    "usedGpus" INTEGER NOT NULL DEFAULT 0,
    "usedCpuMillis" BIGINT NOT NULL DEFAULT 0,
    "usedRamBytes" BIGINT NOT NULL DEFAULT 0,
    "usedStorageBytes" BIGINT NOT NULL DEFAULT 0,
    "usedPodSlots" INTEGER NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "Namespace" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "teamName" TEXT NOT NULL,
    CONSTRAINT "Namespace_teamName_fkey" FOREIGN KEY ("teamName") REFERENCES "Team" ("name") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Pod" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "teamName" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "previousSpec" JSONB,
    "desired" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "gone" BOOLEAN NOT NULL,
    "goneReason" TEXT,
    "placement" TEXT NOT NULL,
    "operationId" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Pod_teamName_fkey" FOREIGN KEY ("teamName") REFERENCES "Team" ("name") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Allocation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "podId" TEXT NOT NULL,
    "server" TEXT NOT NULL,
    "heldGpus" INTEGER NOT NULL,
    "heldCpuMillis" BIGINT NOT NULL,
    "heldRamBytes" BIGINT NOT NULL,
    "heldStorageBytes" BIGINT NOT NULL,
    "heldPodSlots" INTEGER NOT NULL,
    "clusterUid" TEXT,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    CONSTRAINT "Allocation_podId_fkey" FOREIGN KEY ("podId") REFERENCES "Pod" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Operation" (
    "ordinal" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "key" TEXT,
    "inputHash" TEXT NOT NULL,
    "podId" TEXT,
    "namespace" TEXT,
    "name" TEXT,
    "state" TEXT NOT NULL,
    "steps" JSONB NOT NULL,
    "facts" JSONB NOT NULL,
    "waitingFor" TEXT,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "attempts" INTEGER NOT NULL,
    "nextAttemptAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "endedAt" DATETIME
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "sequence" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "reason" TEXT,
    "before" JSONB,
    "after" JSONB,
    "operationId" TEXT
);

-- CreateTable
CREATE TABLE "Change" (
    "sequence" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "keys" JSONB NOT NULL
);

-- CreateIndex
CREATE INDEX "Pod_gone_namespace_name_idx" ON "Pod"("gone", "namespace", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Pod_live_name_key" ON "Pod"("namespace", "name") WHERE gone = 0;

-- CreateIndex
CREATE INDEX "Allocation_podId_idx" ON "Allocation"("podId");

-- CreateIndex
CREATE INDEX "Allocation_endedAt_server_idx" ON "Allocation"("endedAt", "server");

-- CreateIndex
CREATE UNIQUE INDEX "Operation_id_key" ON "Operation"("id");

-- CreateIndex
CREATE INDEX "Operation_state_idx" ON "Operation"("state");

-- CreateIndex
CREATE INDEX "Operation_podId_idx" ON "Operation"("podId");

-- CreateIndex
CREATE UNIQUE INDEX "Operation_actorId_key_key" ON "Operation"("actorId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "AuditEvent_id_key" ON "AuditEvent"("id");

-- CreateIndex
CREATE INDEX "AuditEvent_subject_idx" ON "AuditEvent"("subject");


-- The audit trail only grows.
CREATE TRIGGER "AuditEvent_no_update" BEFORE UPDATE ON "AuditEvent" BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
CREATE TRIGGER "AuditEvent_no_delete" BEFORE DELETE ON "AuditEvent" BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END;
