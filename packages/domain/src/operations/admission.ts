import type { Actor } from "../model/actor.ts";
import type { Need } from "../model/amounts.ts";
import { clampNeed, subtractNeeds } from "../model/amounts.ts";
import { isOver, type Operation } from "../model/operation.ts";
import type { LedgerPod } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { leftOn } from "../rules/capacity.ts";
import { checkQuota } from "../rules/quota.ts";
import type { CommandRequest, Plan } from "./commands.ts";

/** What the admitting transaction decided. `operation` is null where nothing needs to be done. */
export interface Admitted {
  readonly pod: LedgerPod;
  readonly operation: Operation | null;
  readonly plan: Plan;
  /** The same request was admitted before: its operation is answered for, nothing new was recorded. */
  readonly repeated: boolean;
}

/** Why the admitting transaction is rolled back: a refusal, or a dry run that would have been admitted. */
export type NotAdmitted = Refusal | { readonly kind: "DryRun"; readonly admitted: Admitted };

export type Admission = Result<Admitted, NotAdmitted>;

/** The operation that the same idempotency key made before; a refusal where its input was another. */
export async function findRepeated(
  tx: LedgerTransaction,
  actor: Actor,
  request: CommandRequest,
  hash: string,
): Promise<Result<Operation | null, Refusal>> {
  if (request.operationId === null || request.dryRun) return ok(null);
  const prior = await tx.operationByKey(actor.id, request.operationId);
  if (prior === null || prior.inputHash === hash) return ok(prior);
  return refuse({
    kind: "Conflict",
    message: `operation id ${request.operationId} was used before with another input`,
    currentVersion: null,
  });
}

/** Adds to the team's use, or says what passes its quota. */
export async function takeQuota(tx: LedgerTransaction, teamName: string, need: Need): Promise<Refusal | null> {
  const team = await tx.team(teamName);
  if (!team) return { kind: "NotFound", what: "NAMESPACE", message: `there is no team "${teamName}"` };
  const exceeded = checkQuota(team, need);
  if (exceeded) return exceeded;
  if (await tx.reserveQuota(teamName, need)) return null;
  throw new Error(`team ${teamName}: the rule admits what the conditional update refuses`);
}

/** The operation that is under way on this pod, if any. */
export async function operationUnderWay(tx: LedgerTransaction, pod: LedgerPod): Promise<Operation | null> {
  const latest = pod.operationId === null ? null : await tx.operation(pod.operationId);
  return latest && !isOver(latest.state) ? latest : null;
}

/** What the server has left before and after taking `more`, clamped at zero. */
export function availability(
  tx: LedgerTransaction,
  server: string,
  more: Need,
): Pick<Plan, "availableBefore" | "availableAfter"> {
  const row = tx.servers().get(server);
  if (!row) return { availableBefore: null, availableAfter: null };
  const before = leftOn(row);
  return { availableBefore: before, availableAfter: clampNeed(subtractNeeds(before, more)) };
}
