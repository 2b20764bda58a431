import type { Actor } from "../model/actor.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { TeamNamespace } from "../model/team.ts";
import type { CounterMismatch, LedgerTransaction } from "../ports/ledger.ts";
import { recordRepair } from "./admit-repair.ts";
import { admitKeepNamespaces } from "./admit-team.ts";
import type { RepairDone } from "./commands.ts";
import { type Asked, findPrior } from "./idempotency.ts";
import { inputHash } from "./input-hash.ts";
import type { CommandPorts } from "./pod-commands.ts";
import { askedToRepair, type RepairRequest } from "./repair-request.ts";
import { command } from "./team-commands.ts";

/** heal by RECOUNT: a counter becomes the sum of its allocations, in one transaction. */
export async function recount(
  ports: CommandPorts,
  actor: Actor,
  request: RepairRequest,
): Promise<Result<RepairDone, Refusal>> {
  return ports.ledger.write(async (tx): Promise<Result<RepairDone, Refusal>> => {
    const asked = askedToRepair(actor, request);
    const prior = await doneBefore(tx, asked);
    if (prior) return prior;
    const mismatch = await mismatchOf(tx, request.subject);
    if (!mismatch) return refuse(settled("the counter is right by now"));
    if (request.dryRun) return ok({ operation: null });
    const { counter: before, sum: after } = mismatch;
    await tx.setCounter(mismatch);
    const parts = { id: ports.ids.uuid(), pod: null, facts: {}, before, after, recorded: true };
    return ok({ operation: await recordRepair(tx, ports, actor, request, hashOf(asked), parts) });
  });
}

/**
 * heal by CREATE_NAMESPACE, and by REAPPLY of what keeps a namespace in order. One that we keep goes the way of keepNamespaces: made, closed and limited again, by a durable operation. One
 * that we leave untouched is only made: one call that does nothing where it is there, then its record.
 */
export async function restoreNamespace(
  ports: CommandPorts,
  actor: Actor,
  request: RepairRequest,
): Promise<Result<RepairDone, Refusal>> {
  const name = nameOf(request.subject);
  const found = await ports.cluster.namespaces();
  if (found.kind !== "ok") return refuse(away("message" in found ? found.message : found.kind));
  const seen = found.value.find((namespace) => namespace.name === name);
  if (seen?.terminating) return refuse(settled(`the namespace ${name} is still being deleted`));
  const owned = (await ports.ledger.namespaces()).find((namespace) => namespace.name === name);
  if (!owned) return refuse(settled(`no team has the namespace ${name} by now`));
  const asked = askedToRepair(actor, request);
  if (owned.keeping === "UNTOUCHED") return makeUntouched(ports, actor, request, owned);
  const kept = await command(ports, asked, (tx) => admitKeepNamespaces(tx, ports, asked, { name: owned.team }, name));
  return kept.ok ? ok({ operation: kept.value.operation }) : kept;
}

async function makeUntouched(
  ports: CommandPorts,
  actor: Actor,
  request: RepairRequest,
  { name, team }: TeamNamespace,
): Promise<Result<RepairDone, Refusal>> {
  if (request.dryRun) return ok({ operation: null });
  const asked = askedToRepair(actor, request);
  const prior = await ports.ledger.write(async (tx) => ({ found: await doneBefore(tx, asked) }));
  if (prior.found) return prior.found;
  const made = await ports.cluster.ensureNamespace(name, team);
  if (made.kind !== "ok") return refuse(away("message" in made ? made.message : made.kind));
  return ports.ledger.write(async (tx) => {
    const parts = { id: ports.ids.uuid(), pod: null, facts: {}, before: null, after: null, recorded: true };
    return ok({ operation: await recordRepair(tx, ports, actor, request, hashOf(asked), parts) });
  });
}

/** What the same idempotency key was answered before; null: it is new. Refusals of these repairs are not kept: they may pass later. */
async function doneBefore(tx: LedgerTransaction, asked: Asked): Promise<Result<RepairDone, Refusal> | null> {
  const prior = await findPrior(tx, asked);
  if (prior.kind === "OPERATION") return ok({ operation: prior.operation });
  return prior.kind === "OTHER_INPUT" ? refuse(prior.refusal) : null;
}

function hashOf({ action, request }: Asked): string {
  return inputHash(action, request);
}

function mismatchOf(tx: LedgerTransaction, subject: string): Promise<CounterMismatch | null> {
  return tx.counterMismatch(subject.startsWith("server:") ? "SERVER" : "TEAM", nameOf(subject));
}

/** `server:name` is about `name`. */
function nameOf(subject: string): string {
  return subject.slice(subject.indexOf(":") + 1);
}

function settled(message: string): Refusal {
  return { kind: "Conflict", message, currentVersion: null };
}

function away(message: string): Refusal {
  return { kind: "ClusterUnavailable", message };
}
