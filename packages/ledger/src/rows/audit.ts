import type { AuditFilter, AuditRecord, SealedEvent } from "@resource-manager/domain/model/audit";
import type { TeamNamespace } from "@resource-manager/domain/model/team";
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

/** `namespaces`: of all teams. */
export function whereAudit(filter: AuditFilter, namespaces: readonly TeamNamespace[]): Prisma.AuditEventWhereInput {
  const { actor, actions, subject, team, ofTeams, results, since, until } = filter;
  const all: Prisma.AuditEventWhereInput[] = [];
  if (actor !== null) all.push({ OR: [{ actorId: actor }, { actorName: actor }, { onBehalfOf: actor }] });
  if (actions !== null) all.push({ action: { in: [...actions] } });
  if (subject !== null) all.push({ subject });
  if (results !== null) all.push({ result: { in: [...results] } });
  if (since !== null) all.push({ at: { gte: since } });
  if (until !== null) all.push({ at: { lte: until } });
  // Of a team that is none of theirs no more is asked for than of one that there is not.
  if (team !== null) all.push(aboutTeams(ofTeams?.includes(team) === false ? [] : [team], namespaces));
  if (ofTeams !== null) all.push(aboutTeams(ofTeams, namespaces));
  return { AND: all };
}

function aboutTeams(teams: readonly string[], namespaces: readonly TeamNamespace[]): Prisma.AuditEventWhereInput {
  const theirs = namespaces.filter(({ team }) => teams.includes(team));
  return {
    OR: [
      { subject: { in: [...teams.map((team) => `team:${team}`), ...theirs.map(({ name }) => `namespace:${name}`)] } },
      ...theirs.map(({ name }) => ({ subject: { startsWith: `pod:${name}/` } })),
    ],
  };
}

/** Without a value the column is NULL, not JSON's null. */
function asJsonText(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
