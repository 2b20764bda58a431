import type { Actor } from "../model/actor.ts";
import { needOf } from "../model/amounts.ts";
import type { Allocation, LedgerPod, PodSpec } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, refuse } from "../model/result.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { describeCreation } from "../rules/pod-change.ts";
import { placeWithinQuota } from "../rules/quota.ts";
import type { Rights } from "../rules/rights.ts";
import { checkTeam, stillBeingMade, withDefaults } from "../rules/team-policy.ts";
import {
  type Admission,
  availability,
  gpuModelOf,
  takeQuota,
  teamNamed,
  type Undoing,
  undoFacts,
  undoReason,
} from "./admission.ts";
import type { CreatePodRequest, Plan } from "./commands.ts";
import { CREATE_POD_STEPS } from "./create-pod.ts";
import { newOperation } from "./operation-state.ts";
import { keepPlan } from "./outcome.ts";

export interface AdmitPorts {
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * What stands against a new change, as the view of the cluster has it. It is no answer to a request that was admitted before:
 * that one exists, and gets its operation's answer.
 */
export interface Obstacles {
  readonly obstacle: Refusal | null;
}

/** What the one who asks may do. */
export interface Asking {
  readonly rights: Rights;
}

/** A pod that is to be made. */
export interface NewPod extends Pick<CreatePodRequest, "namespace" | "name" | "dryRun" | "operationId"> {
  /** As typed: what is left out becomes the team's default. Null: the wish has all of it. */
  readonly resources: CreatePodRequest["resources"] | null;
  readonly owner: string;
  /** Null: not known. */
  readonly ownerId: string | null;
  /** The deletion that this takes back; null: it is asked for by itself. */
  readonly undoing: Undoing | null;
}

/** Reserves first: the pod, its allocation, the counters, the operation and the audit event commit together, or nothing does. */
export async function admitCreate(
  tx: LedgerTransaction,
  { clock, ids, obstacle, rights }: AdmitPorts & Obstacles & Asking,
  actor: Actor,
  request: NewPod,
  asked: PodSpec,
  hash: string,
): Promise<Admission> {
  const { namespace: namespaceName, name, owner, ownerId, undoing } = request;
  const namespace = await tx.namespace(namespaceName);
  const missing = { kind: "NotFound", what: "NAMESPACE", message: `there is no namespace "${namespaceName}"` } as const;
  if (!namespace) return refuse(missing);
  // Before the obstacle, which tells of pods that are there.
  const notPermitted = rights("changePods", { team: namespace.team, ownerId }, missing);
  if (notPermitted) return refuse(notPermitted);
  if (obstacle) return refuse(obstacle);
  if (await tx.pod(request)) {
    return refuse({
      kind: "NameTaken",
      message: `${namespaceName} already has a pod "${name}"`,
      namespace: namespaceName,
      name,
    });
  }
  const team = await teamNamed(tx, namespace.team);
  const unfit = namespace.keeping === "NEW" ? stillBeingMade(namespace) : checkTeam(team, asked.image);
  if (unfit) return refuse(unfit);
  const spec = request.resources === null ? asked : withDefaults(asked, request.resources, team.defaults);
  const need = needOf(spec.resources);
  const placing = { need, server: spec.server, gpuModels: spec.gpuModels };
  const placed = placeWithinQuota(team, tx.servers().values(), placing);
  if (!placed.ok) return placed;
  const { server, reason } = placed.value;
  const gpuModel = gpuModelOf(tx, server);
  const overQuota = await takeQuota(tx, team, need, gpuModel);
  if (overQuota) return refuse(overQuota);

  const changes = describeCreation(spec);
  const plan: Plan = { server, placement: reason, recreates: false, changes, ...availability(tx, server, need) };
  if (!(await tx.reserve(server, need)))
    throw new Error(`server ${server}: the rule admits what the conditional update refuses`);

  const now = clock.now();
  const [podId, allocationId, operationId] = [ids.uuid(), ids.uuid(), ids.uuid()];
  const allocation: Allocation = { id: allocationId, podId, server, gpuModel, held: need, clusterUid: null };
  const pod: LedgerPod = {
    id: podId,
    namespace: namespaceName,
    name,
    team: namespace.team,
    owner,
    ownerId,
    spec,
    previousSpec: null,
    desired: "PRESENT",
    version: 1,
    gone: false,
    goneReason: null,
    placement: reason,
    allocations: [allocation],
    operationId,
    createdAt: now,
    updatedAt: now,
  };
  const facts = { allocationId, version: pod.version, ...keepPlan(plan), ...undoFacts(undoing) };
  const operation = newOperation(
    {
      id: operationId,
      kind: "CREATE_POD",
      actor,
      key: request.operationId,
      inputHash: hash,
      podId,
      namespace: namespaceName,
      name,
      facts,
      now,
    },
    CREATE_POD_STEPS,
    1,
  );
  const admitted = { pod, operation, plan, repeated: false };
  if (request.dryRun) return refuse({ kind: "DryRun", admitted: { ...admitted, operation: null } });
  await tx.insertOperation(operation);
  if (!(await tx.insertPod(pod))) throw new Error(`pod ${namespaceName}/${name}: free by look-up, taken by index`);
  await tx.insertAllocation(allocation);
  await tx.audit({
    actor,
    action: "createPod",
    subject: `pod:${namespaceName}/${name}`,
    result: "ACCEPTED",
    reason: undoReason(undoing),
    before: null,
    after: [{ field: "server", value: server }, ...changes.map(({ field, after: value }) => ({ field, value }))],
    operationId,
  });
  return ok(admitted);
}
