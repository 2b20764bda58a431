import type { Actor } from "../model/actor.ts";
import type { LedgerPod } from "../model/pod.ts";
import { ok, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { type Admission, availability, teamNamed } from "./admission.ts";
import type { AdmitPorts } from "./admit-create.ts";
import { podOfRepair, recordRepair } from "./admit-repair.ts";
import { reserveRecreation } from "./admit-update.ts";
import type { Plan } from "./commands.ts";
import { keepPlan } from "./outcome.ts";
import type { RepairRequest } from "./repair-request.ts";

/**
 * heal by RECREATE: the steps of a recreation with the same wish. It reserves anew (on the same server where that is still
 * there, else on another), and the old room is freed once the old pod is proven gone.
 */
export async function admitRecreate(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  actor: Actor,
  request: RepairRequest,
  hash: string,
  /** Where the pod stands that has our mark and is to go; null: none does. */
  standsOn: string | null,
): Promise<Admission> {
  const found = await podOfRepair(tx, request);
  if (!found.ok) return found;
  const pod = found.value;
  const [held] = pod.allocations;
  if (!held || pod.desired === "ABSENT") {
    return refuse({ kind: "Conflict", message: "the pod is being deleted, or has ended", currentVersion: pod.version });
  }
  const team = await teamNamed(tx, pod.team);
  const reserved = await reserveRecreation(tx, ports, { pod, team }, pod.spec);
  if (!reserved.ok) return reserved;
  const { placement, more, allocations, facts } = reserved.value;
  const plan: Plan = {
    server: placement.server,
    placement: placement.reason,
    recreates: true,
    changes: [],
    ...availability(tx, placement.server, more),
  };
  const id = ports.ids.uuid();
  const now = ports.clock.now();
  const next: LedgerPod = {
    ...pod,
    previousSpec: pod.spec,
    version: pod.version + 1,
    placement: placement.reason,
    allocations,
    operationId: id,
    updatedAt: now,
  };
  if (request.dryRun)
    return refuse({ kind: "DryRun", admitted: { pod: next, operation: null, plan, repeated: false } });
  const { uid } = request.repair;
  const instead = uid === null ? {} : { oldUid: uid, oldServer: standsOn ?? held.server };
  const operation = await recordRepair(tx, ports, actor, request, hash, {
    id,
    pod,
    facts: { ...facts, ...instead, ...keepPlan(plan) },
    before: { server: held.server },
    after: { server: placement.server },
    recorded: false,
  });
  await tx.savePod(next);
  return ok({ pod: next, operation, plan, repeated: false });
}
