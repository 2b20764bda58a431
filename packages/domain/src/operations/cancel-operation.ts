import type { Actor } from "../model/actor.ts";
import { isOver, type Operation, operationSubject } from "../model/operation.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { Ledger, LedgerTransaction } from "../ports/ledger.ts";
import { readOperationId } from "../rules/pod-input.ts";
import { EVERY_RIGHT, type Rights } from "../rules/rights.ts";
import { calledOffBy, cancellationOf } from "./cancellation.ts";
import type { CancelOutcome, CancelRequest } from "./commands.ts";
import { type Asked, auditRefusal, findPrior, keepAnswer, keepRefusal } from "./idempotency.ts";
import { operationToTouch } from "./rights-on-operation.ts";
import type { OperationRunner } from "./runner.ts";

/** How long the caller waits for the operation to be undone before the answer is "under way". */
const ANSWER_WITHIN_MS = 2_000;

export interface CancelPorts {
  readonly ledger: Ledger;
  readonly runner: OperationRunner;
}

type CancelAnswer = Result<CancelOutcome, Refusal>;

/** Calls an operation off: its steps are undone in reverse. Calling off what was called off already answers the same. */
export async function cancelOperation(
  ports: CancelPorts,
  actor: Actor,
  request: CancelRequest,
  rights = EVERY_RIGHT,
): Promise<CancelAnswer> {
  const asked = askedToCancel(actor, request);
  const fault = readOperationId(request.operationId);
  if (fault) {
    await auditRefusal(ports.ledger, asked, fault);
    return refuse(fault);
  }
  const admitted = await ports.ledger.write((tx) => admitCancel(tx, asked, request, rights));
  if (!admitted.ok) return refused(ports, asked, request, rights, admitted.error);
  const { operation, undoes } = admitted.value;
  if (request.dryRun) return admitted;
  ports.runner.refresh(operation.id);
  const latest = await ports.runner.waitFor(operation, ({ state }) => isOver(state), ANSWER_WITHIN_MS);
  return ok({ operation: latest, dryRun: false, undoes });
}

/** A request to call an operation off, as the ledger remembers it. */
export function askedToCancel(actor: Actor, request: CancelRequest): Asked {
  return { actor, action: "cancelOperation", subject: `operation:${request.id.slice(0, 64)}`, request };
}

async function refused(
  ports: CancelPorts,
  asked: Asked,
  request: CancelRequest,
  rights: Rights,
  refusal: Refusal,
): Promise<CancelAnswer> {
  const prior = await keepRefusal(ports.ledger, asked, refusal);
  if (prior.kind === "ANSWERED" && prior.answer.kind === "CANCELLED")
    return cancelOperation(ports, asked.actor, request, rights);
  return refuse(prior.kind === "ANSWERED" && prior.answer.kind === "REFUSED" ? prior.answer.refusal : refusal);
}

async function admitCancel(
  tx: LedgerTransaction,
  asked: Asked,
  request: CancelRequest,
  rights: Rights,
): Promise<CancelAnswer> {
  const prior = await findPrior(tx, asked);
  if (prior.kind === "OTHER_INPUT") return refuse(prior.refusal);
  if (prior.kind === "ANSWERED" && prior.answer.kind === "REFUSED") return refuse(prior.answer.refusal);
  const found = await operationToTouch(tx, request.id, rights);
  if (!found.ok) return found;
  const operation = found.value;
  const dryRun = request.dryRun;
  if (prior.kind === "ANSWERED") return ok({ operation, dryRun, undoes: undoneSteps(operation) });
  if (calledOffBy(operation) !== null) {
    await keepAnswer(tx, asked, { kind: "CANCELLED", operationId: operation.id });
    return ok({ operation, dryRun, undoes: undoneSteps(operation) });
  }
  const cancellation = cancellationOf(operation);
  if (!cancellation.possible) {
    const message = `operation ${operation.id} cannot be cancelled: ${cancellation.why}`;
    return refuse({ kind: "Conflict", message, currentVersion: null });
  }
  if (!dryRun) await callOff(tx, asked, operation);
  return ok({ operation, dryRun, undoes: cancellation.undoes });
}

async function callOff(tx: LedgerTransaction, asked: Asked, operation: Operation): Promise<void> {
  const { actor, action } = asked;
  await tx.saveOperation({ ...operation, facts: { ...operation.facts, cancelled: true, cancelledBy: actor.name } });
  await tx.audit({
    actor,
    action,
    subject: operationSubject(operation),
    result: "ACCEPTED",
    reason: null,
    before: null,
    after: null,
    operationId: operation.id,
  });
  await keepAnswer(tx, asked, { kind: "CANCELLED", operationId: operation.id });
}

/** What goes back, or went back, of an operation that was called off. */
function undoneSteps({ steps }: Operation): readonly string[] {
  return steps.filter((step) => step.state === "UNDOING" || step.state === "UNDONE").map((step) => step.title);
}
