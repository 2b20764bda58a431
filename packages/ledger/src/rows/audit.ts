import type { AuditRecord } from "@resource-manager/domain/model/audit";
import type { AuditEvent } from "../generated/client.ts";

export function readAudit(row: AuditEvent): AuditRecord {
  return {
    at: row.at,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    action: row.action,
    subject: row.subject,
    result: row.result,
    reason: row.reason,
    before: row.before,
    after: row.after,
    operationId: row.operationId,
  };
}
