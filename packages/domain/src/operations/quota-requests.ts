import { type Actor, principalOf } from "../model/actor.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { QuotaRequest } from "../model/team.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { changeQuota } from "../rules/quota.ts";
import { EVERY_RIGHT, type Rights } from "../rules/rights.ts";
import { readNote, readQuotaWish } from "../rules/team-input.ts";
import { changeable, noSuchTeam, record, type TeamAdmitted } from "./admit-team.ts";
import { type Asked, auditRefusal, findPrior, keepAnswer, keepRefusal } from "./idempotency.ts";
import type { CommandPorts } from "./pod-commands.ts";
import type { DecideQuotaRequest, QuotaRequestOutcome, RequestQuotaRequest } from "./team-requests.ts";

type Answer = Result<QuotaRequestOutcome, Refusal>;

/** Writes a wish for another quota down, for somebody to decide. The cluster has no part in it. */
export async function requestQuota(
  ports: CommandPorts,
  actor: Actor,
  request: RequestQuotaRequest,
  rights = EVERY_RIGHT,
): Promise<Answer> {
  const asked: Asked = { actor, action: "requestQuota", subject: `team:${request.team.slice(0, 63)}`, request };
  const change = readQuotaWish(request);
  if (!change.ok) return unreadable(ports, asked, change.error);
  const wish = {
    id: ports.ids.uuid(),
    team: request.team,
    change: change.value,
    reason: request.reason,
    state: "OPEN",
    requestedBy: { ...actor, ...principalOf(actor) },
    requestedAt: ports.clock.now(),
    decidedBy: null,
    decidedAt: null,
    note: null,
  } as const satisfies QuotaRequest;
  const answer = await ports.ledger.write((tx) => admitWish(tx, asked, wish, rights));
  return answer.ok ? answer : refused(ports, asked, answer.error);
}

async function admitWish(tx: LedgerTransaction, asked: Asked, wish: QuotaRequest, rights: Rights): Promise<Answer> {
  const prior = await findPrior(tx, asked);
  if (prior.kind === "OTHER_INPUT") return refuse(prior.refusal);
  if (prior.kind === "ANSWERED" && prior.answer.kind === "REFUSED") return refuse(prior.answer.refusal);
  if (prior.kind === "ANSWERED" && prior.answer.kind === "QUOTA_REQUEST") {
    return ok({ request: await known(tx, prior.answer.id), operation: null, dryRun: false });
  }
  const missing = noSuchTeam(wish.team);
  // Before it is read: what they do not see takes as long as what is not there.
  const notPermitted = rights("requestQuota", { team: wish.team, ownerId: null }, missing);
  if (notPermitted) return refuse(notPermitted);
  const team = await tx.team(wish.team);
  if (!team) return refuse(missing);
  if (team.archived)
    return refuse({ kind: "Conflict", message: `team ${team.name} is archived`, currentVersion: team.version });
  const dryRun = asked.request.dryRun;
  if (dryRun) return ok({ request: wish, operation: null, dryRun });
  await tx.saveQuotaRequest(wish);
  await keepAnswer(tx, asked, { kind: "QUOTA_REQUEST", id: wish.id });
  await audit(tx, asked, wish);
  return ok({ request: wish, operation: null, dryRun });
}

/** Approves or denies. An approval changes the team's quota in the same transaction, and its namespaces' ceilings by an operation. */
export async function decideQuotaRequest(
  ports: CommandPorts,
  actor: Actor,
  request: DecideQuotaRequest,
  rights = EVERY_RIGHT,
): Promise<Answer> {
  const subject = `quotaRequest:${request.id.slice(0, 64)}`;
  const asked: Asked = { actor, action: "decideQuotaRequest", subject, request };
  const fault = readNote(request.note, request.operationId);
  if (fault) return unreadable(ports, asked, fault);
  const decision = await ports.ledger.write((tx) => admitDecision(tx, ports, asked, request, rights));
  if (!decision.ok)
    return decision.error.kind === "DryRun" ? ok(decision.error.outcome) : refused(ports, asked, decision.error);
  const { operation, repeated } = decision.value;
  if (operation && !repeated) ports.runner.admit(operation);
  return ok(decision.value);
}

type Decision = Result<
  QuotaRequestOutcome & Pick<TeamAdmitted, "repeated">,
  Refusal | { readonly kind: "DryRun"; readonly outcome: QuotaRequestOutcome }
>;

async function admitDecision(
  tx: LedgerTransaction,
  ports: CommandPorts,
  asked: Asked,
  { id, approve, note }: DecideQuotaRequest,
  rights: Rights,
): Promise<Decision> {
  const prior = await findPrior(tx, asked);
  if (prior.kind === "OTHER_INPUT") return refuse(prior.refusal);
  if (prior.kind === "ANSWERED" && prior.answer.kind === "REFUSED") return refuse(prior.answer.refusal);
  if (prior.kind === "OPERATION" || prior.kind === "ANSWERED") {
    const operation = prior.kind === "OPERATION" ? prior.operation : null;
    return ok({ request: await known(tx, id), operation, dryRun: false, repeated: true });
  }
  const open = await tx.quotaRequest(id);
  const missing = { kind: "NotFound", what: "QUOTA_REQUEST", message: `there is no quota request ${id}` } as const;
  if (!open) return refuse(missing);
  const notPermitted = rights("decideQuota", { team: open.team, ownerId: open.requestedBy.id }, missing);
  if (notPermitted) return refuse(notPermitted);
  if (open.state !== "OPEN") {
    const message = `it is ${open.state.toLowerCase()} already, by ${open.decidedBy?.name ?? "somebody"}`;
    return refuse({ kind: "Conflict", message, currentVersion: null });
  }
  const decided = {
    ...open,
    state: approve ? "APPROVED" : "DENIED",
    decidedBy: asked.actor,
    decidedAt: ports.clock.now(),
    note,
  } as const satisfies QuotaRequest;
  const { dryRun } = asked.request;
  let operation: TeamAdmitted["operation"] = null;
  if (approve) {
    const applied = await apply(tx, ports, asked, open);
    if (!applied.ok) {
      if (applied.error.kind !== "DryRun") return refuse(applied.error);
      return refuse({ kind: "DryRun", outcome: { request: decided, operation: null, dryRun } });
    }
    operation = applied.value.operation;
  }
  if (dryRun) return refuse({ kind: "DryRun", outcome: { request: decided, operation: null, dryRun } });
  await tx.saveQuotaRequest(decided);
  if (operation === null) await keepAnswer(tx, asked, { kind: "QUOTA_REQUEST", id });
  await audit(tx, asked, decided);
  return ok({ request: decided, operation, dryRun, repeated: false });
}

async function apply(tx: LedgerTransaction, ports: CommandPorts, asked: Asked, wish: QuotaRequest) {
  const found = await changeable(tx, wish.team, null);
  if (!found.ok) return found;
  const before = found.value;
  const page = { ...before, quota: changeQuota(before.quota, wish.change) };
  const ofTeam = { ...asked, subject: `team:${wish.team}` };
  return record(tx, ports, ofTeam, { kind: "UPDATE_TEAM", before, page, namespaces: [], namespace: null });
}

async function known(tx: LedgerTransaction, id: string): Promise<QuotaRequest> {
  const request = await tx.quotaRequest(id);
  if (!request) throw new Error(`the ledger has lost the quota request ${id}`);
  return request;
}

async function audit(tx: LedgerTransaction, { actor, action }: Asked, request: QuotaRequest): Promise<void> {
  await tx.audit({
    actor,
    action,
    subject: `team:${request.team}`,
    result: "ACCEPTED",
    reason: request.note ?? request.reason,
    before: null,
    after: { quotaRequest: request.id, state: request.state, change: request.change },
    operationId: null,
  });
}

async function refused(ports: CommandPorts, asked: Asked, refusal: Refusal): Promise<Answer> {
  await keepRefusal(ports.ledger, asked, refusal);
  return refuse(refusal);
}

async function unreadable(ports: CommandPorts, asked: Asked, fault: Refusal): Promise<Answer> {
  await auditRefusal(ports.ledger, asked, fault);
  return refuse(fault);
}
