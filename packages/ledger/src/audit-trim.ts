import type { Actor } from "@resource-manager/domain/model/actor";
import type { AuditCheckpoint, AuditEntry } from "@resource-manager/domain/model/audit";
import { TRIM_ACTION } from "@resource-manager/domain/rules/audit-chain";
import { Prisma } from "./generated/client.ts";
import { insertInto } from "./rows/sql.ts";

/**
 * Cuts off the events at the beginning of the trail that are older than `before`. A checkpoint keeps the hash on which the rest builds, and
 * an event at the end of the trail tells of it, so that a cut which nobody ordered is found. Null: there is nothing so old.
 */
export async function trimAudit(
  db: Prisma.TransactionClient,
  { actor, before, now }: { readonly actor: Actor; readonly before: Date; readonly now: Date },
  audit: (entry: AuditEntry) => Promise<void>,
): Promise<AuditCheckpoint | null> {
  const firstKept = await db.auditEvent.findFirst({ where: { at: { gte: before } }, orderBy: { sequence: "asc" } });
  const old = firstKept === null ? {} : { sequence: { lt: firstKept.sequence } };
  const last = await db.auditEvent.findFirst({ where: old, orderBy: { sequence: "desc" } });
  if (last === null) return null;
  const { sequence, hash } = last;
  const events = await db.auditEvent.count({ where: { sequence: { lte: sequence } } });
  const checkpoint: AuditCheckpoint = { sequence, hash, events, at: now };
  await db.$executeRaw(insertInto("AuditCheckpoint", { sequence, hash, events, at: now }));
  await audit({
    actor,
    action: TRIM_ACTION,
    subject: "audit:trail",
    result: "DONE",
    reason: `events before ${before.toISOString()} were cut off`,
    before: null,
    after: { through: sequence, hash, events },
    operationId: null,
  });
  await db.$executeRaw(Prisma.sql`DELETE FROM "AuditEvent" WHERE "sequence" <= ${sequence}`);
  return checkpoint;
}
