import type { Actor } from "../model/actor.ts";
import { equalNeeds, maxNeeds, NO_NEED, needOf, subtractNeeds } from "../model/amounts.ts";
import type { PodKey } from "../model/pod.ts";
import { ok, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { type Admission, operationUnderWay } from "./admission.ts";
import type { AdmitPorts } from "./admit-create.ts";
import { noSuchPod } from "./admit-delete.ts";
import type { CommandRequest } from "./commands.ts";
import { newOperation } from "./operation-state.ts";
import { EMPTY_PLAN, keepPlan } from "./outcome.ts";
import { stepsOf } from "./tables.ts";
import { extraBeyondWish } from "./update-in-place.ts";

/** Sets the ledger's wish again in the cluster, in place: the same steps as an update that changes nothing in the books. */
export async function admitReapply(
  tx: LedgerTransaction,
  { clock, ids }: AdmitPorts,
  actor: Actor,
  key: PodKey,
  request: CommandRequest,
  hash: string,
): Promise<Admission> {
  const pod = await tx.pod(key);
  if (!pod) return refuse(noSuchPod(key));
  const underWay = await operationUnderWay(tx, pod);
  if (underWay) {
    const message = `an operation on it is under way (${underWay.kind}, ${underWay.id})`;
    return refuse({ kind: "Conflict", message, currentVersion: pod.version });
  }
  const [held] = pod.allocations;
  const lacking = held ? subtractNeeds(maxNeeds(held.held, needOf(pod.spec.resources)), held.held) : NO_NEED;
  if (!held || !equalNeeds(lacking, NO_NEED)) {
    return refuse({
      kind: "Conflict",
      message: "the ledger does not hold what the pod wishes",
      currentVersion: pod.version,
    });
  }
  const now = clock.now();
  const id = ids.uuid();
  const plan = { ...EMPTY_PLAN, server: held.server, placement: pod.placement };
  const from = {
    kind: "UPDATE_POD" as const,
    facts: { mode: "IN_PLACE", allocationId: held.id, ...extraBeyondWish(held, pod.spec), ...keepPlan(plan) },
  };
  const { namespace, name } = pod;
  const rest = { id, actor, key: request.operationId, inputHash: hash, podId: pod.id, namespace, name, now };
  const operation = newOperation({ ...from, ...rest }, stepsOf(from), 1);
  const next = { ...pod, operationId: id, updatedAt: now };
  if (request.dryRun) return refuse({ kind: "DryRun", admitted: { pod, operation: null, plan, repeated: false } });
  await tx.insertOperation(operation);
  await tx.savePod(next);
  await tx.audit({
    actor,
    action: "heal.reapply",
    subject: `pod:${namespace}/${name}`,
    result: "ACCEPTED",
    reason: "the cluster's pod differed from the ledger",
    before: null,
    after: null,
    operationId: id,
  });
  return ok({ pod: next, operation, plan, repeated: false });
}
