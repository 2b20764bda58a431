import type { Viewer } from "@resource-manager/domain/model/actor";
import type * as domain from "@resource-manager/domain/model/audit";
import { EVERY_EVENT } from "@resource-manager/domain/model/audit";
import { PLACING_ACTIONS, ServerHistory } from "@resource-manager/domain/rules/audit-server-state";
import {
  auditChanges,
  auditedState,
  type AuditedState as DomainState,
} from "@resource-manager/domain/rules/audit-state";
import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import { sightOf } from "../../live/sight.ts";
import type { Services } from "../../services.ts";
import { ApiError } from "../api-error.ts";
import { pageSize } from "../common/connection.ts";
import type { GraphQLContext } from "../context.ts";
import { DateTimeScalar } from "../scalars.ts";
import { AuditFilter, AuditLinkInput } from "./audit.input.ts";
import { AuditChain, AuditEvent, AuditEventPage, AuditedState } from "./audit.type.ts";

/** So far back the events of one subject are folded; longer ago, fields that no later event names are not known. */
const FOLDED_MAX = 5_000;
/** Of a server, as many events of pods are read to fold them; some seconds of work, with a pause after each page. */
const PLACINGS_MAX = 200_000;
const EVENTS_AT_ONCE = 500;
const SERVER = "server:";

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

  @Query(() => AuditedState, {
    description:
      "What a pod, a team or a server was at a time, as far as events tell. Of a server (for ADMIN and AUDITOR, as it belongs to no team): whether it was cordoned, and what each pod held on it. What only the cluster knows is in no event, nor are pods that were placed before the trail begins.",
  })
  async auditedState(
    @Arg("subject", () => String, { description: "`pod:namespace/name`, `team:name` or `server:name`." })
    subject: string,
    @Arg("at", () => DateTimeScalar) at: Date,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<AuditedState> {
    const ofTeams = seenTeams(viewer);
    if (subject.startsWith(SERVER) && ofTeams === null)
      return toAuditedState(await serverState(services.ledger, subject.slice(SERVER.length), at));
    const asked = { ...EVERY_EVENT, subject, until: at, ofTeams };
    const newest = await services.ledger.auditEvents(asked, FOLDED_MAX, null);
    return toAuditedState(auditedState(newest.toReversed()));
  }
}

/** Folds the events of all pods up to then, a page at a time: which of them were placed there is in the events alone. */
async function serverState(
  ledger: Pick<Services["ledger"], "auditEventsAfter">,
  name: string,
  until: Date,
): Promise<DomainState> {
  const history = new ServerHistory(name);
  const asked = { ...EVERY_EVENT, until, actions: PLACING_ACTIONS };
  for (let [after, read] = [0, 0]; ; ) {
    const events = await ledger.auditEventsAfter(asked, EVENTS_AT_ONCE, after);
    for (const event of events) history.add(event);
    read += events.length;
    after = events.at(-1)?.sequence ?? after;
    if (events.length < EVENTS_AT_ONCE) return history.state;
    if (read >= PLACINGS_MAX)
      throw new ApiError("BAD_USER_INPUT", `at: there are more than ${PLACINGS_MAX} events of pods up to then`);
  }
}

function toAuditedState({ exists, fields, lastEvent }: DomainState): AuditedState {
  return {
    exists,
    fields: [...fields].map(([name, value]) => ({ name, value })),
    since: lastEvent?.at ?? null,
  };
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
