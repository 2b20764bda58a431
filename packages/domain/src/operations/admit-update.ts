import type { Actor } from "../model/actor.ts";
import { clampNeed, equalNeeds, maxNeeds, type Need, NO_NEED, needOf, subtractNeeds } from "../model/amounts.ts";
import type { Facts } from "../model/operation.ts";
import type { Allocation, LedgerPod, PodSpec } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result, refuse } from "../model/result.ts";
import type { LedgerServer } from "../model/server.ts";
import type { Team } from "../model/team.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { type Placement, place } from "../rules/placement.ts";
import { changeMode, describeChanges } from "../rules/pod-change.ts";
import { invalid, readUpdate } from "../rules/pod-input.ts";
import { isPulledAlike } from "../rules/pull-secrets.ts";
import { placeWithinQuota } from "../rules/quota.ts";
import { checkTeam } from "../rules/team-policy.ts";
import {
  type Admission,
  availability,
  gpuModelOf,
  operationUnderWay,
  takeQuota,
  teamNamed,
  type Undoing,
  undoFacts,
  undoReason,
} from "./admission.ts";
import type { AdmitPorts, Asking, Obstacles } from "./admit-create.ts";
import { noSuchPod, staleVersion } from "./admit-delete.ts";
import type { Plan, PlannedChange, UpdatePodRequest } from "./commands.ts";
import { keepWish } from "./kept-before.ts";
import { newOperation } from "./operation-state.ts";
import { EMPTY_PLAN, keepPlan } from "./outcome.ts";
import { stepsOf } from "./tables.ts";
import { whyUnseen } from "./unseen.ts";
import { extraBeyondWish } from "./update-in-place.ts";

/** Reserves what the change needs beyond what is held, before anything is touched in the cluster. */
export async function admitUpdate(
  tx: LedgerTransaction,
  ports: AdmitPorts & Obstacles & Asking,
  actor: Actor,
  request: UpdatePodRequest,
  hash: string,
): Promise<Admission> {
  if (ports.obstacle) return refuse(ports.obstacle);
  const unseen = await whyUnseen(tx, request, ports.rights, noSuchPod(request));
  if (unseen) return refuse(unseen);
  const pod = await tx.pod(request);
  if (!pod) return refuse(noSuchPod(request));
  const notPermitted = ports.rights("changePods", pod, noSuchPod(request));
  if (notPermitted) return refuse(notPermitted);
  const busy = await whyNotNow(tx, pod, request.version);
  if (busy) return refuse(busy);
  const wish = readUpdate(request, pod.spec);
  return wish.ok ? admitWish(tx, ports, actor, { ...request, pod, wish: wish.value, undoing: null }, hash) : wish;
}

/** Another wish for a pod. */
export interface NewWish extends Pick<UpdatePodRequest, "recreate" | "dryRun" | "operationId"> {
  readonly pod: LedgerPod;
  readonly wish: PodSpec;
  /** The change that this takes back; null: it is asked for by itself. */
  readonly undoing: Undoing | null;
}

/** As `admitUpdate`, for a wish that was read, of a pod that may be changed now. */
export async function admitWish(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  actor: Actor,
  request: NewWish,
  hash: string,
): Promise<Admission> {
  const { pod, wish, undoing } = request;
  const team = await teamNamed(tx, pod.team);
  const unfit = wish.image === pod.spec.image ? null : checkTeam(team, wish.image);
  if (unfit) return refuse(unfit);
  const changes = describeChanges(pod.spec, wish, isPulledAlike(team.pullSecrets, pod.spec.image, wish.image));
  const mode = changeMode(changes);
  if (mode === "NONE") return ok({ pod, operation: null, plan: EMPTY_PLAN, repeated: false });
  if (mode === "RECREATE" && !request.recreate && !request.dryRun) return refuse(recreationNotAgreed(changes));

  const reserve = mode === "RECREATE" ? reserveRecreation : reserveInPlace;
  const reserved = await reserve(tx, ports, { pod, team }, wish);
  if (!reserved.ok) return reserved;
  const { placement, more, allocations, facts } = reserved.value;
  const plan: Plan = {
    server: placement.server,
    placement: placement.reason,
    recreates: mode === "RECREATE",
    changes,
    ...availability(tx, placement.server, more),
  };
  const now = ports.clock.now();
  const id = ports.ids.uuid();
  const next: LedgerPod = {
    ...pod,
    spec: wish,
    previousSpec: pod.spec,
    version: pod.version + 1,
    placement: placement.reason,
    allocations,
    operationId: id,
    updatedAt: now,
  };
  const kept = { ...keepWish(pod.spec, wish, next.version), ...keepPlan(plan), ...undoFacts(undoing) };
  const from = { kind: "UPDATE_POD" as const, facts: { mode, ...facts, ...kept } };
  const { namespace, name } = pod;
  const operation = newOperation(
    { ...from, id, actor, key: request.operationId, inputHash: hash, podId: pod.id, namespace, name, now },
    stepsOf(from),
    1,
  );
  if (request.dryRun)
    return refuse({ kind: "DryRun", admitted: { pod: next, operation: null, plan, repeated: false } });
  await tx.insertOperation(operation);
  await tx.savePod(next);
  const was = pod.allocations[0]?.server ?? null;
  const told =
    was === plan.server ? changes : [...changes, { field: "server", before: was, after: plan.server } as const];
  await tx.audit({
    actor,
    action: "updatePod",
    subject: `pod:${namespace}/${name}`,
    result: "ACCEPTED",
    reason: undoReason(undoing),
    before: told.map((change) => ({ field: change.field, value: change.before })),
    after: told.map((change) => ({ field: change.field, value: change.after })),
    operationId: id,
  });
  return ok({ pod: next, operation, plan, repeated: false });
}

/** A pod and the team that it counts for. */
export interface Owned {
  readonly pod: LedgerPod;
  readonly team: Team;
}

export interface Reserved {
  readonly placement: Placement;
  /** What the plan's server gives beyond what the pod holds there. */
  readonly more: Need;
  readonly allocations: readonly Allocation[];
  readonly facts: Facts;
}

/** `version`: the one that the caller saw; null: whichever. */
export async function whyNotNow(
  tx: LedgerTransaction,
  pod: LedgerPod,
  version: number | null,
): Promise<Refusal | null> {
  const conflict = (message: string): Refusal => ({ kind: "Conflict", message, currentVersion: pod.version });
  if (version !== null && version !== pod.version) return staleVersion(pod);
  if (pod.desired === "ABSENT") return conflict("the pod is being deleted");
  const underWay = await operationUnderWay(tx, pod);
  if (underWay) return conflict(`an operation on it is under way (${underWay.kind}, ${underWay.id})`);
  if (pod.allocations.length === 0) return conflict("the pod has ended: delete it and create it anew");
  return null;
}

function recreationNotAgreed(changes: readonly PlannedChange[]): Refusal {
  const fields = changes.filter((change) => !change.inPlace).map((change) => change.field);
  const message = `changing ${fields.join(", ")} deletes the pod and makes it anew, its processes are lost: agree with recreate: true`;
  return invalid([{ path: "recreate", message }]);
}

async function reserveInPlace(
  tx: LedgerTransaction,
  _: AdmitPorts,
  { pod, team }: Owned,
  wish: PodSpec,
): Promise<Result<Reserved, Refusal>> {
  const held = heldBy(pod);
  const extra = extraBeyondWish(held, pod.spec);
  const need = needOf(wish.resources);
  const grown = {
    ...need,
    cpuMillis: need.cpuMillis + extra.extraCpuMillis,
    ramBytes: need.ramBytes + extra.extraRamBytes,
  };
  const target = maxNeeds(held.held, grown);
  const more = subtractNeeds(target, held.held);
  const { server, gpuModel } = held;
  const refusal = await takeMore(tx, team, { server, gpuModel, more }, tx.servers().values());
  if (refusal) return refuse(refusal);
  const allocation = { ...held, held: target };
  await tx.saveAllocation(allocation);
  const placement = { server: held.server, reason: pod.placement };
  return ok({ placement, more, allocations: [allocation], facts: { allocationId: held.id, ...extra } });
}

/** The second allocation: what is needed beyond the old one on the same server, or all of it on another. */
export async function reserveRecreation(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  { pod, team }: Owned,
  wish: PodSpec,
): Promise<Result<Reserved, Refusal>> {
  const old = heldBy(pod);
  const need = needOf(wish.resources);
  const extra = clampNeed(subtractNeeds(need, old.held));
  const here = placeWithinQuota(team, tx.servers().values(), { need: extra, server: old.server, gpuModels: [] });
  const elsewhere =
    here.ok || wish.server !== null
      ? here
      : placeWithinQuota(team, tx.servers().values(), { need, server: null, gpuModels: wish.gpuModels });
  if (!elsewhere.ok) return refuse(here.ok ? elsewhere.error : here.error);
  const { server } = elsewhere.value;
  const held = here.ok ? extra : need;
  const gpuModel = here.ok ? old.gpuModel : gpuModelOf(tx, server);
  const reason = here.ok ? `stays on ${server}` : elsewhere.value.reason;
  return reserveBeside(
    tx,
    ports,
    { pod, team },
    { placement: { server, reason }, held, gpuModel },
    tx.servers().values(),
  );
}

/**
 * The second allocation of a pod that leaves its server: all of what it needs, on another one.
 * @param servers with what this transaction reserved before
 */
export async function reserveMove(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  owned: Owned,
  servers: readonly LedgerServer[],
): Promise<Result<Reserved, Refusal>> {
  const { pod, team } = owned;
  const { spec } = pod;
  const need = needOf(spec.resources);
  const others = servers.filter(({ name }) => name !== heldBy(pod).server);
  const placed = placeWithinQuota(team, others, { need, server: spec.server, gpuModels: spec.gpuModels });
  if (!placed.ok) return placed;
  const gpuModel = gpuModelOf(tx, placed.value.server);
  return reserveBeside(tx, ports, owned, { placement: placed.value, held: need, gpuModel }, others);
}

async function reserveBeside(
  tx: LedgerTransaction,
  ports: AdmitPorts,
  { pod, team }: Owned,
  { placement, held, gpuModel }: { placement: Placement; held: Need; gpuModel: string | null },
  servers: Iterable<LedgerServer>,
): Promise<Result<Reserved, Refusal>> {
  const old = heldBy(pod);
  const { server } = placement;
  const refusal = await takeMore(tx, team, { server, gpuModel, more: held }, servers);
  if (refusal) return refuse(refusal);
  const next: Allocation = { id: ports.ids.uuid(), podId: pod.id, server, gpuModel, held, clusterUid: null };
  await tx.insertAllocation(next);
  const facts = { allocationId: next.id, oldAllocationId: old.id, oldUid: old.clusterUid, oldServer: old.server };
  return ok({ placement, more: held, allocations: [old, next], facts });
}

async function takeMore(
  tx: LedgerTransaction,
  team: Team,
  { server, gpuModel, more }: { server: string; gpuModel: string | null; more: Need },
  servers: Iterable<LedgerServer>,
): Promise<Refusal | null> {
  if (equalNeeds(more, NO_NEED)) return null;
  const placed = place(servers, { need: more, server, gpuModels: [] });
  if (!placed.ok) return placed.error;
  const overQuota = await takeQuota(tx, team, more, gpuModel);
  if (overQuota) return overQuota;
  if (await tx.reserve(server, more)) return null;
  throw new Error(`server ${server}: the rule admits what the conditional update refuses`);
}

function heldBy(pod: LedgerPod): Allocation {
  const [held] = pod.allocations;
  if (!held) throw new Error(`pod ${pod.id} holds nothing`);
  return held;
}
