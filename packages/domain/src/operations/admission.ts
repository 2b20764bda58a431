import type { Need } from "../model/amounts.ts";
import { clampNeed, subtractNeeds } from "../model/amounts.ts";
import { type Facts, isOver, type Operation } from "../model/operation.ts";
import type { LedgerPod } from "../model/pod.ts";
import type { ReceiptAnswer } from "../model/receipt.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { Team } from "../model/team.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { leftOn } from "../rules/capacity.ts";
import { checkQuota } from "../rules/quota.ts";
import type { Plan } from "./commands.ts";
import { type Asked, findPrior, keepAnswer } from "./idempotency.ts";
import { inputHash } from "./input-hash.ts";
import { EMPTY_PLAN, keptPlan } from "./outcome.ts";

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

/** The finished operation that a change takes back. */
export interface Undoing {
  readonly operation: Operation;
  readonly whatHappens: string;
}

/** What the operation of an undo keeps of it; nothing where a change is asked for by itself. */
export function undoFacts(undoing: Undoing | null): Facts {
  return undoing ? { undoes: undoing.operation.id, whatHappens: undoing.whatHappens } : {};
}

/** How the audit tells an undo from a change that was asked for by itself. */
export function undoReason(undoing: Undoing | null): string | null {
  return undoing && `undo of ${undoing.operation.kind}, operation ${undoing.operation.id}: ${undoing.whatHappens}`;
}

/**
 * Admits a request unless the same idempotency key was answered before: then it gets that answer, and `admit` is not asked.
 * `admit` gets the hash of the input, which the operation keeps.
 */
export async function admitOnce(
  tx: LedgerTransaction,
  asked: Asked,
  admit: (hash: string) => Promise<Admission>,
): Promise<Admission> {
  const prior = await findPrior(tx, asked);
  switch (prior.kind) {
    case "OTHER_INPUT":
      return refuse(prior.refusal);
    case "ANSWERED":
      return answerAgain(tx, prior.answer);
    case "OPERATION": {
      const { operation } = prior;
      const pod = await podOf(tx, operation.podId);
      return ok({ pod, operation, plan: keptPlan(operation), repeated: true });
    }
    case "NEW": {
      const admission = await admit(inputHash(asked.action, asked.request));
      if (admission.ok && admission.value.operation === null)
        await keepAnswer(tx, asked, { kind: "UNCHANGED", podId: admission.value.pod.id });
      return admission;
    }
  }
}

async function answerAgain(tx: LedgerTransaction, answer: ReceiptAnswer): Promise<Admission> {
  if (answer.kind === "REFUSED") return refuse(answer.refusal);
  if (answer.kind !== "UNCHANGED") throw new Error(`a pod's change has the receipt of another request: ${answer.kind}`);
  const pod = await podOf(tx, answer.podId);
  return ok({ pod, operation: null, plan: EMPTY_PLAN, repeated: true });
}

async function podOf(tx: LedgerTransaction, podId: string | null): Promise<LedgerPod> {
  const pod = podId === null ? null : await tx.podById(podId);
  if (!pod) throw new Error(`the ledger has lost the pod ${podId}`);
  return pod;
}

/** Adds to the team's use, or says what passes its quota. */
export async function takeQuota(
  tx: LedgerTransaction,
  team: Team,
  need: Need,
  gpuModel: string | null,
): Promise<Refusal | null> {
  const exceeded = checkQuota(team, need, gpuModel);
  if (exceeded) return exceeded;
  if (await tx.reserveQuota(team.name, need, gpuModel)) return null;
  throw new Error(`team ${team.name}: the rule admits what the conditional update refuses`);
}

/** A pod's or namespace's team. It throws when the ledger lost it: that is a bug. */
export async function teamNamed(tx: LedgerTransaction, name: string): Promise<Team> {
  const team = await tx.team(name);
  if (!team) throw new Error(`the ledger has lost the team ${name}`);
  return team;
}

/** The model of a server's GPUs, as its page has it now. */
export function gpuModelOf(tx: LedgerTransaction, server: string): string | null {
  return tx.servers().get(server)?.gpuModel ?? null;
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
