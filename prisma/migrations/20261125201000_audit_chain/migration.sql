-- AlterTable
ALTER TABLE "AuditEvent" ADD COLUMN "onBehalfOf" TEXT;
ALTER TABLE "AuditEvent" ADD COLUMN "requestId" TEXT;
ALTER TABLE "AuditEvent" ADD COLUMN "requestFrom" TEXT;
ALTER TABLE "AuditEvent" ADD COLUMN "previousHash" TEXT NOT NULL DEFAULT '';
ALTER TABLE "AuditEvent" ADD COLUMN "hash" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "AuditCheckpoint" (
    "sequence" INTEGER NOT NULL PRIMARY KEY,
    "hash" TEXT NOT NULL,
    "events" INTEGER NOT NULL,
    "at" DATETIME NOT NULL
);

-- What was there before gets its place in the chain once, when the ledger is opened; nothing that has one is changed again.
DROP TRIGGER "AuditEvent_no_update";
CREATE TRIGGER "AuditEvent_no_update" BEFORE UPDATE ON "AuditEvent" WHEN OLD."hash" <> '' BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
-- Only what a checkpoint stands for may go.
DROP TRIGGER "AuditEvent_no_delete";
CREATE TRIGGER "AuditEvent_no_delete" BEFORE DELETE ON "AuditEvent" WHEN NOT EXISTS (SELECT 1 FROM "AuditCheckpoint" WHERE "sequence" >= OLD."sequence") BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END;
CREATE TRIGGER "AuditCheckpoint_no_update" BEFORE UPDATE ON "AuditCheckpoint" BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
CREATE TRIGGER "AuditCheckpoint_no_delete" BEFORE DELETE ON "AuditCheckpoint" BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
