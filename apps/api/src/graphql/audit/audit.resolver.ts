import type { Viewer } from "@resource-manager/domain/model/actor";
import type * as domain from "@resource-manager/domain/model/audit";
import { EVERY_EVENT } from "@resource-manager/domain/model/audit";
import { auditChanges, auditedState } from "@resource-manager/domain/rules/audit-state";
import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import { sightOf } from "../../live/sight.ts";
import { ApiError } from "../api-error.ts";
import { pageSize } from "../common/connection.ts";
import type { GraphQLContext } from "../context.ts";
import { DateTimeScalar } from "../scalars.ts";
import { AuditFilter, AuditLinkInput } from "./audit.input.ts";
import { AuditChain, AuditEvent, AuditEventPage, AuditedState } from "./audit.type.ts";

/** So far back the events of one subject are folded; longer ago, fields that no later event names are not known. */
const FOLDED_MAX = 5_000;

@Resolver()
export class AuditResolver {
  @Query(() => AuditEventPage, {
    description: "Those about the viewer's teams (ADMIN and AUDITOR: all), the newest first.",
  })
  async auditEvents(
    @Arg("first", () => Int, { defaultValue: 50 }) first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Arg("filter", () => AuditFilter, { nullable: true }) filter: AuditFilter | null | undefined,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<AuditEventPage> {
    const [size, asked] = [pageSize(first), { ...EVERY_EVENT, ...filter, ofTeams: seenTeams(viewer) }];
    const [events, totalCount] = await Promise.all([
      services.ledger.auditEvents(asked, size + 1, readCursor(after)),
      services.ledger.countAuditEvents(asked),
    ]);
    const nodes = events.slice(0, size).map(toAuditEvent);
    const endCursor = nodes.at(-1)?.sequence.toString() ?? null;
    return { nodes, totalCount, pageInfo: { hasNextPage: events.length > size, endCursor } };
  }

  @Query(() => AuditChain, { description: "Reads every audit event and says whether each is as it was written." })
  async auditChain(
    @Arg("expect", () => AuditLinkInput, { nullable: true }) expected: AuditLinkInput | null | undefined,
    @Ctx() { services }: GraphQLContext,
  ): Promise<AuditChain> {
    const report = await services.ledger.verifyAudit(expected ?? null);
    return { ...report, whole: report.faults.length === 0, checkedAt: services.now() };
  }

  @Query(() => AuditedState, { description: "What a pod or team was at a time, as far as its events tell." })
  async auditedState(
    @Arg("subject", () => String, { description: "`pod:namespace/name` or `team:name`." }) subject: string,
    @Arg("at", () => DateTimeScalar) at: Date,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<AuditedState> {
    const asked = { ...EVERY_EVENT, subject, until: at, ofTeams: seenTeams(viewer) };
    const newest = await services.ledger.auditEvents(asked, FOLDED_MAX, null);
    const { exists, fields, lastEvent } = auditedState(newest.toReversed());
    return {
      exists,
      fields: [...fields].map(([name, value]) => ({ name, value })),
      since: lastEvent?.at ?? null,
    };
  }
}

/** Null: everybody's. */
function seenTeams(viewer: Viewer): readonly string[] | null {
  const { teams } = sightOf(viewer);
  return teams === null ? null : [...teams];
}

function toAuditEvent(event: domain.SealedEvent): AuditEvent {
  const { sequence, id, at, action, subject, result, reason, operationId, hash } = event;
  const { kind, id: actorId, name, onBehalfOf = null, request } = event.actor;
  return {
    ...{ sequence, id, at, action, subject, result, reason, operationId, hash },
    actor: { kind, id: actorId, name, onBehalfOf },
    changes: auditChanges(event),
    requestId: request?.id ?? null,
    requestFrom: request?.from ?? null,
  };
}

function readCursor(after: string | null | undefined): number | null {
  if (after === null || after === undefined) return null;
  if (!/^\d{1,15}$/.test(after)) throw new ApiError("BAD_USER_INPUT", "after: this is no cursor of this list");
  return Number(after);
}
