import type { Actor } from "../model/actor.ts";
import { equalNeeds, maxNeeds, NO_NEED, needOf, subtractNeeds } from "../model/amounts.ts";
import type { ObservedPod } from "../model/pod.ts";
import { ok, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import type { Admission } from "./admission.ts";
import type { AdmitPorts } from "./admit-create.ts";
import { podOfRepair, recordRepair } from "./admit-repair.ts";
import { keepFound } from "./kept-before.ts";
import { EMPTY_PLAN, keepPlan } from "./outcome.ts";
import type { RepairRequest } from "./repair-request.ts";
import { extraBeyondWish } from "./update-in-place.ts";

/** heal by REAPPLY: the ledger's wish is set again in the cluster, in place. Nothing in the books changes. */
export async function admitReapply(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  actor: Actor,
  request: RepairRequest,
  hash: string,
  /** The pod in the cluster, as it was last seen; null: it was not. */
  seen: ObservedPod | null,
): Promise<Admission> {
  const repaired = await podOfRepair(tx, request);
  if (!repaired.ok) return repaired;
  const pod = repaired.value;
  const [held] = pod.allocations;
  const lacking = held ? subtractNeeds(maxNeeds(held.held, needOf(pod.spec.resources)), held.held) : NO_NEED;
  if (!held || !equalNeeds(lacking, NO_NEED)) {
    const message = "the ledger does not hold what the pod wishes";
    return refuse({ kind: "Conflict", message, currentVersion: pod.version });
  }
  const plan = { ...EMPTY_PLAN, server: held.server, placement: pod.placement };
  if (request.dryRun) return refuse({ kind: "DryRun", admitted: { pod, operation: null, plan, repeated: false } });
  const id = ports.ids.uuid();
  const extra = extraBeyondWish(held, pod.spec);
  const found = seen?.uid === held.clusterUid ? keepFound(seen, pod.spec, extra, pod.version) : {};
  const operation = await recordRepair(tx, ports, actor, request, hash, {
    id,
    pod,
    facts: { allocationId: held.id, ...extra, ...keepPlan(plan), ...found },
    before: null,
    after: null,
    recorded: false,
  });
  const next = { ...pod, operationId: id, updatedAt: ports.clock.now() };
  await tx.savePod(next);
  return ok({ pod: next, operation, plan, repeated: false });
}
