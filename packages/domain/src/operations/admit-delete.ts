import type { Actor } from "../model/actor.ts";
import { addNeeds, clampNeed, NO_NEED } from "../model/amounts.ts";
import type { LedgerPod } from "../model/pod.ts";
import { ok, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { leftOn } from "../rules/capacity.ts";
import { describeCreation } from "../rules/pod-change.ts";
import { type Admission, operationUnderWay, type Undoing, undoFacts, undoReason } from "./admission.ts";
import type { AdmitPorts, Asking } from "./admit-create.ts";
import type { DeletePodRequest, Plan } from "./commands.ts";
import { DELETE_POD_STEPS } from "./delete-pod.ts";
import { newOperation } from "./operation-state.ts";
import { EMPTY_PLAN, keepPlan } from "./outcome.ts";
import { whyUnseen } from "./unseen.ts";

/** Records that the pod is to go, and cancels what is under way on it. A second deletion joins the first. */
export async function admitDelete(
  tx: LedgerTransaction,
  { clock, ids, rights }: AdmitPorts & Asking,
  actor: Actor,
  request: DeletePodRequest,
  hash: string,
  undoing: Undoing | null = null,
): Promise<Admission> {
  const unseen = await whyUnseen(tx, request, rights, noSuchPod(request));
  if (unseen) return refuse(unseen);
  const pod = await tx.pod(request);
  if (!pod || (request.podId !== undefined && request.podId !== pod.id)) return refuse(noSuchPod(request));
  const notPermitted = rights("changePods", pod, noSuchPod(request));
  if (notPermitted) return refuse(notPermitted);
  if (request.version !== null && request.version !== pod.version) return refuse(staleVersion(pod));
  const underWay = await operationUnderWay(tx, pod);
  const plan = planDeletion(tx, pod);
  // A deletion with a key of its own is recorded even so, or its repetition could not be told from a new one.
  const joins = request.operationId === null || request.operationId === underWay?.key;
  if (underWay?.kind === "DELETE_POD" && joins && !request.dryRun)
    return ok({ pod, operation: underWay, plan, repeated: true });

  const now = clock.now();
  const id = ids.uuid();
  const facts = { supersedes: underWay?.id ?? null, ...keepPlan(plan), ...undoFacts(undoing) };
  const { namespace, name, id: podId } = pod;
  const operation = newOperation(
    { id, kind: "DELETE_POD", actor, key: request.operationId, inputHash: hash, podId, namespace, name, facts, now },
    DELETE_POD_STEPS,
    1,
  );
  const going: LedgerPod = { ...pod, desired: "ABSENT", version: pod.version + 1, operationId: id, updatedAt: now };
  const admitted = { pod: going, operation, plan, repeated: false };
  if (request.dryRun) return refuse({ kind: "DryRun", admitted: { ...admitted, operation: null } });
  await tx.insertOperation(operation);
  if (underWay) {
    await tx.saveOperation({ ...underWay, facts: { ...underWay.facts, cancelled: true, supersededBy: id } });
  }
  await tx.savePod(going);
  await tx.audit({
    actor,
    action: "deletePod",
    subject: `pod:${namespace}/${name}`,
    result: "ACCEPTED",
    reason: undoReason(undoing),
    before: describeCreation(pod.spec).map(({ field, after: value }) => ({ field, value })),
    after: null,
    operationId: id,
  });
  return ok(admitted);
}

export function noSuchPod(key: { namespace: string; name: string }) {
  return { kind: "NotFound", what: "POD", message: `there is no pod "${key.name}" in ${key.namespace}` } as const;
}

export function staleVersion(pod: LedgerPod) {
  return {
    kind: "Conflict",
    message: `the pod was changed meanwhile: it is at version ${pod.version}`,
    currentVersion: pod.version,
  } as const;
}

function planDeletion(tx: LedgerTransaction, pod: LedgerPod): Plan {
  const held = pod.allocations.reduce((sum, allocation) => addNeeds(sum, allocation.held), NO_NEED);
  const server = pod.allocations[0]?.server ?? null;
  const row = server === null ? undefined : tx.servers().get(server);
  const before = row ? leftOn(row) : null;
  return {
    ...EMPTY_PLAN,
    server,
    changes: [{ field: "pod", before: `${pod.namespace}/${pod.name}`, after: null, inPlace: false }],
    availableBefore: before,
    availableAfter: before ? clampNeed(addNeeds(before, held)) : null,
  };
}
