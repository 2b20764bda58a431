import type { Actor } from "../model/actor.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { readOperationId } from "../rules/pod-input.ts";
import { EVERY_RIGHT } from "../rules/rights.ts";
import type { Admission } from "./admission.ts";
import { admitUndoOfPod, admitUndoOfTeam } from "./admit-undo.ts";
import type { CommandOutcome, UndoOutcome, UndoRequest } from "./commands.ts";
import { type Asked, auditRefusal } from "./idempotency.ts";
import { foreignNamesake, notSynced } from "./obstacles.ts";
import type { CommandPorts } from "./pod-commands.ts";
import { command as commandOnTeam } from "./team-commands.ts";
import { undoOf } from "./undo.ts";

type Answer = Result<UndoOutcome, Refusal>;

/** The way of every command on pods. */
type CommandOnPod = (
  asked: Asked,
  admit: (tx: LedgerTransaction, hash: string) => Promise<Admission>,
) => Promise<Result<CommandOutcome, Refusal>>;

/**
 * Takes a finished operation back by the opposite change: an operation of its own, that goes the way of every change of a pod or a team.
 * What it rests on is read in the transaction that records it.
 */
export async function undoOperation(
  ports: CommandPorts,
  commandOnPod: CommandOnPod,
  actor: Actor,
  request: UndoRequest,
  rights = EVERY_RIGHT,
): Promise<Answer> {
  const asked = askedToUndo(actor, request);
  const fault = readOperationId(request.operationId);
  if (fault) {
    await auditRefusal(ports.ledger, asked, fault);
    return refuse(fault);
  }
  const found = await ports.ledger.storedOperation(request.id);
  if (found !== null && found.team !== null) {
    const answer = await commandOnTeam(ports, asked, (tx) => admitUndoOfTeam(tx, { ...ports, rights }, asked, request));
    return answer.ok ? outcome(ports, request, answer.value, answer.value.changes) : answer;
  }
  const { namespace, name } = found ?? { namespace: null, name: null };
  const key = namespace === null || name === null ? null : { namespace, name };
  const obstacles = { obstacle: notSynced(ports), namesake: key && foreignNamesake(ports, key) };
  const answer = await commandOnPod(asked, (tx, hash) =>
    admitUndoOfPod(tx, { ...ports, ...obstacles, rights }, actor, request, hash),
  );
  return answer.ok ? outcome(ports, request, answer.value, answer.value.plan.changes) : answer;
}

/** A request to take an operation back, as the ledger remembers it. */
export function askedToUndo(actor: Actor, request: UndoRequest): Asked {
  return { actor, action: "undoOperation", subject: `operation:${request.id.slice(0, 64)}`, request };
}

async function outcome(
  { ledger }: CommandPorts,
  { id, dryRun }: UndoRequest,
  { operation }: Pick<UndoOutcome, "operation">,
  changes: UndoOutcome["changes"],
): Promise<Answer> {
  if (operation) return ok({ operation, dryRun, whatHappens: String(operation.facts.whatHappens), changes });
  const undone = await ledger.operation(id);
  const undo = undone && (await undoOf(undone, ledger));
  return ok({ operation, dryRun, whatHappens: undo?.possible ? undo.whatHappens : "", changes });
}
