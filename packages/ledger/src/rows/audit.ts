import type { AuditFilter, AuditRecord, SealedEvent } from "@resource-manager/domain/model/audit";
import type { AuditEvent, Prisma } from "../generated/client.ts";

export function readAudit(row: AuditEvent): AuditRecord {
  const { requestId, requestFrom, onBehalfOf } = row;
  return {
    at: row.at,
    actor: {
      kind: row.actorKind,
      id: row.actorId,
      name: row.actorName,
      ...(onBehalfOf === null ? {} : { onBehalfOf }),
      ...(requestId === null ? {} : { request: { id: requestId, from: requestFrom ?? "" } }),
    },
    action: row.action,
    subject: row.subject,
    result: row.result,
    reason: row.reason,
    before: row.before,
    after: row.after,
    operationId: row.operationId,
  };
}

export function readSealed(row: AuditEvent): SealedEvent {
  const { sequence, id, previousHash, hash } = row;
  return { ...readAudit(row), sequence, id, previousHash, hash };
}

export function writeSealed({ actor, before, after, ...event }: SealedEvent) {
  return {
    ...event,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    onBehalfOf: actor.onBehalfOf ?? null,
    requestId: actor.request?.id ?? null,
    requestFrom: actor.request?.from ?? null,
    before: asJsonText(before),
    after: asJsonText(after),
  } satisfies Record<keyof AuditEvent, unknown>;
}

/** `namespaces`: those of the team that the filter names. */
export function whereAudit(filter: AuditFilter, namespaces: readonly string[]): Prisma.AuditEventWhereInput {
  const { actor, actions, subject, team, results, since, until } = filter;
  const all: Prisma.AuditEventWhereInput[] = [];
  if (actor !== null) all.push({ OR: [{ actorId: actor }, { actorName: actor }, { onBehalfOf: actor }] });
  if (actions !== null) all.push({ action: { in: [...actions] } });
  if (subject !== null) all.push({ subject });
  if (results !== null) all.push({ result: { in: [...results] } });
  if (since !== null) all.push({ at: { gte: since } });
  if (until !== null) all.push({ at: { lte: until } });
  if (team !== null) {
    const pods = namespaces.map((namespace) => ({ subject: { startsWith: `pod:${namespace}/` } }));
    all.push({ OR: [{ subject: `team:${team}` }, ...pods] });
  }
  return { AND: all };
}

/** Without a value the column is NULL, not JSON's null. */
function asJsonText(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
