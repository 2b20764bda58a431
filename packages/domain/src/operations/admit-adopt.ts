import type { Actor } from "../model/actor.ts";
import type { Allocation, LedgerPod } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import { newTeam } from "../model/team.ts";
import type { PodDetails } from "../ports/cluster.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { describeCreation } from "../rules/pod-change.ts";
import { type Admission, gpuModelOf } from "./admission.ts";
import type { AdmitPorts } from "./admit-create.ts";
import { podOfRepair, recordRepair } from "./admit-repair.ts";
import { EMPTY_PLAN } from "./outcome.ts";
import { releaseAllocation } from "./release.ts";
import type { RepairRequest } from "./repair-request.ts";

/**
 * heal by ADOPT or DELETE_ORPHAN of a pod that the ledger does not know: its page is rebuilt from the object itself, and holds what
 * the pod holds. To be deleted, it enters the books as a pod that is to go, and goes the way of every deletion.
 */
export async function admitOrphan(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  actor: Actor,
  request: RepairRequest,
  hash: string,
  details: PodDetails,
): Promise<Admission> {
  const deletes = request.repair.kind === "DELETE_ORPHAN";
  const rebuilt = await rebuild(tx, ports, details, deletes);
  if (!rebuilt.ok) return rebuilt;
  const { pod, allocation, known } = rebuilt.value;
  const plan = { ...EMPTY_PLAN, server: allocation?.server ?? null, placement: pod.placement };
  if (request.dryRun) return refuse({ kind: "DryRun", admitted: { pod, operation: null, plan, repeated: false } });
  if (!(await tx.team(pod.team))) await tx.upsertTeam(newTeam(pod.team));
  if (!deletes && !(await tx.namespace(pod.namespace))) {
    await tx.upsertNamespace({ name: pod.namespace, team: pod.team, keeping: "UNTOUCHED" });
  }
  const id = ports.ids.uuid();
  const told = [
    { field: "server", value: plan.server },
    { field: "owner", value: pod.owner },
    ...describeCreation(pod.spec).map(({ field, after: value }) => ({ field, value })),
  ];
  const operation = await recordRepair(tx, ports, actor, request, hash, {
    id,
    pod,
    facts: { supersedes: null, uid: details.pod.uid, server: details.pod.server },
    before: deletes ? told : null,
    after: deletes ? null : told,
    recorded: !deletes,
  });
  const entered = { ...pod, operationId: id };
  if (known) await tx.savePod(entered);
  else if (!(await tx.insertPod(entered))) throw new Error(`pod ${pod.id}: free by look-up, taken by index`);
  if (allocation && !(await tx.reviveAllocation(allocation))) return refuse(conflict(COPY));
  if (allocation) {
    await tx.forceReserve(allocation.server, allocation.held);
    await tx.forceReserveQuota(pod.team, allocation.held, allocation.gpuModel);
  }
  return ok({ pod: entered, operation, plan, repeated: false });
}

/** heal by ADOPT of what stands in the place of a pod that the ledger knows: wish and room become those of what runs. */
export async function admitReplacement(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  actor: Actor,
  request: RepairRequest,
  hash: string,
  details: PodDetails,
): Promise<Admission> {
  const found = await podOfRepair(tx, request);
  if (!found.ok) return found;
  const pod = found.value;
  const { server, held, uid } = details.pod;
  const [old] = pod.allocations;
  if (!old || server === null || !tx.servers().has(server)) return refuse(conflict(NOT_BOUND));
  const next: Allocation = { ...old, server, gpuModel: gpuModelOf(tx, server), held, clusterUid: uid };
  const after: LedgerPod = {
    ...pod,
    spec: details.spec,
    version: pod.version + 1,
    placement: `taken where it runs: ${server}`,
    allocations: [next],
    operationId: ports.ids.uuid(),
    updatedAt: ports.clock.now(),
  };
  const plan = { ...EMPTY_PLAN, server, placement: after.placement };
  if (request.dryRun)
    return refuse({ kind: "DryRun", admitted: { pod: after, operation: null, plan, repeated: false } });
  const operation = await recordRepair(tx, ports, actor, request, hash, {
    id: after.operationId ?? "",
    pod,
    facts: { uid, server },
    before: { server: old.server, uid: old.clusterUid },
    after: { server, uid },
    recorded: true,
  });
  for (const allocation of pod.allocations) await releaseAllocation(tx, pod, allocation);
  await tx.reviveAllocation(next);
  await tx.forceReserve(server, held);
  await tx.forceReserveQuota(pod.team, held, next.gpuModel);
  await tx.savePod(after);
  return ok({ pod: after, operation, plan, repeated: false });
}

const COPY = "it is a copy of a pod that the ledger has: delete it";
const NOT_BOUND = "it is not bound to a server that the ledger knows: nothing can be held for it yet";

interface Rebuilt {
  readonly pod: LedgerPod;
  readonly allocation: Allocation | null;
  /** Its row is there, of a pod that had ended. */
  readonly known: boolean;
}

async function rebuild(
  tx: LedgerTransaction,
  { clock, ids }: AdmitPorts,
  { pod: seen, spec, version }: PodDetails,
  deletes: boolean,
): Promise<Result<Rebuilt, Refusal>> {
  const { mark } = seen;
  if (!mark) throw new Error(`pod ${seen.uid} carries no mark`);
  if (await tx.pod(seen)) return refuse(conflict("the ledger has another pod of that name: settle that one first"));
  const team = mark.team || (await tx.namespace(seen.namespace))?.team;
  if (!team) return refuse(conflict("neither its labels nor the ledger say which team it belongs to"));
  const former = await tx.podById(mark.podId);
  const isCopy = former !== null && !former.gone;
  if (isCopy && !deletes) return refuse(conflict(COPY));
  const page = seen.server === null ? undefined : tx.servers().get(seen.server);
  if (!page && (!deletes || isCopy)) return refuse(conflict(NOT_BOUND));
  const now = clock.now();
  const podId = isCopy ? ids.uuid() : mark.podId;
  const allocation = page && {
    id: isCopy ? ids.uuid() : mark.allocationId,
    podId,
    server: page.name,
    gpuModel: page.gpuModel,
    held: seen.held,
    clusterUid: seen.uid,
  };
  const pod: LedgerPod = {
    id: podId,
    namespace: seen.namespace,
    name: seen.name,
    team,
    owner: mark.owner || "unknown",
    ownerId: former?.ownerId ?? null,
    spec,
    previousSpec: null,
    desired: deletes ? "ABSENT" : "PRESENT",
    version: Math.max(version ?? 1, (former?.version ?? 0) + 1),
    gone: false,
    goneReason: null,
    placement: page ? `adopted where it runs: ${page.name}` : "adopted",
    allocations: allocation ? [allocation] : [],
    operationId: null,
    createdAt: seen.createdAt,
    updatedAt: now,
  };
  return ok({ pod, allocation: allocation ?? null, known: former !== null && !isCopy });
}

function conflict(message: string): Refusal {
  return { kind: "Conflict", message, currentVersion: null };
}
