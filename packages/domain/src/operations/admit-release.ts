import type { Actor } from "../model/actor.ts";
import { ok, refuse } from "../model/result.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import type { Admission } from "./admission.ts";
import type { AdmitPorts } from "./admit-create.ts";
import { staleVersion } from "./admit-delete.ts";
import { recordRepair } from "./admit-repair.ts";
import { EMPTY_PLAN } from "./outcome.ts";
import { retirePod } from "./release.ts";
import type { RepairRequest } from "./repair-request.ts";

/**
 * heal by RELEASE: an admin frees what a pod holds without the proof that it is gone, because its server does not come back. A
 * deletion that waits for the proof ends by that.
 */
export async function admitRelease(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  actor: Actor,
  request: RepairRequest,
  hash: string,
): Promise<Admission> {
  const pod = request.repair.podId === null ? null : await tx.podById(request.repair.podId);
  if (!pod || pod.gone) return refuse({ kind: "NotFound", what: "POD", message: "the pod has ended meanwhile" });
  if (pod.version !== request.repair.podVersion) return refuse(staleVersion(pod));
  const plan = { ...EMPTY_PLAN, server: pod.allocations[0]?.server ?? null };
  if (request.dryRun) return refuse({ kind: "DryRun", admitted: { pod, operation: null, plan, repeated: false } });
  const operation = await recordRepair(tx, ports, actor, request, hash, {
    id: ports.ids.uuid(),
    pod,
    facts: {},
    before: { held: pod.allocations.map(({ server, held }) => ({ server, held })) },
    after: null,
    recorded: true,
  });
  await retirePod(tx, pod, `its capacity was released by ${actor.name}`, ports.clock.now());
  return ok({ pod: { ...pod, gone: true, allocations: [] }, operation, plan, repeated: false });
}
