import type { Actor } from "../model/actor.ts";
import type { Facts, Operation } from "../model/operation.ts";
import type { LedgerPod } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { operationUnderWay } from "./admission.ts";
import type { AdmitPorts } from "./admit-create.ts";
import { staleVersion } from "./admit-delete.ts";
import { healSteps } from "./heal-tables.ts";
import { newOperation } from "./operation-state.ts";
import type { RepairRequest } from "./repair-request.ts";

/** The very pod, at the very version, that was looked at, with nothing under way on it. */
export async function podOfRepair(
  tx: LedgerTransaction,
  { repair }: RepairRequest,
): Promise<Result<LedgerPod, Refusal>> {
  const pod = repair.podId === null ? null : await tx.podById(repair.podId);
  if (!pod || pod.gone) return refuse({ kind: "NotFound", what: "POD", message: "the pod has ended meanwhile" });
  if (pod.version !== repair.podVersion) return refuse(staleVersion(pod));
  const underWay = await operationUnderWay(tx, pod);
  if (!underWay) return ok(pod);
  const message = `an operation on it is under way (${underWay.kind}, ${underWay.id})`;
  return refuse({ kind: "Conflict", message, currentVersion: pod.version });
}

export interface NewRepair {
  readonly id: string;
  readonly pod: LedgerPod | null;
  readonly facts: Facts;
  readonly before: unknown;
  readonly after: unknown;
  /** All of it is done by the transaction that records it. */
  readonly recorded: boolean;
}

/** Records the operation of a repair and its audit event. */
export async function recordRepair(
  tx: LedgerTransaction,
  { clock }: AdmitPorts,
  actor: Actor,
  request: RepairRequest,
  hash: string,
  { id, pod, facts, before, after, recorded }: NewRepair,
): Promise<Operation> {
  const now = clock.now();
  const kind = "HEAL" as const;
  const all: Facts = { repair: request.repair.kind, finding: request.repair.findingId, ...facts };
  const key = request.pod ?? { namespace: null, name: null };
  const { namespace, name } = key;
  const from = { id, kind, actor, key: request.operationId, inputHash: hash, podId: pod?.id ?? null };
  const begun = newOperation({ ...from, namespace, name, facts: all, now }, healSteps(all), 1);
  const operation: Operation = recorded ? { ...begun, state: "DONE", endedAt: now } : begun;
  await tx.insertOperation(operation);
  await tx.audit({
    actor,
    action: `heal.${request.repair.kind}`,
    subject: request.subject,
    result: recorded ? "DONE" : "ACCEPTED",
    reason: request.repair.title,
    before,
    after,
    operationId: id,
  });
  return operation;
}
