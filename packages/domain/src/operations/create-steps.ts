import { maxNeeds } from "../model/amounts.ts";
import type { Allocation, LedgerPod, ObservedPod } from "../model/pod.ts";
import type { ClusterAnswer } from "../ports/cluster.ts";
import type { LedgerTransaction } from "../ports/ledger.ts";
import { deleteByUid } from "./delete-by-uid.ts";
import { allocationOf, creationOf, standsFor, waitForCluster } from "./pod-in-cluster.ts";
import { proveGone } from "./prove-gone.ts";
import { trimAllocation } from "./release.ts";
import { schedulerPatienceMs } from "./scheduler-patience.ts";
import { backoffMs, done, giveUp, type Step, type StepContext, type StepOutcome, wait } from "./step.ts";

/** How long a create tries to reach a cluster that does not answer before it is undone. */
export const CREATE_PATIENCE_MS = 60_000;
const BIND_RECHECK_MS = 5_000;
/** An API server gives up on a request after 60 s by default: twice that long after the last one, none can land any more. */
const IN_FLIGHT_MAX_MS = 120_000;

/**
 * | step     | effect                                   | undo                                     | leaves in the ledger     |
 * | create   | POST of the pod, or adoption after a lost answer | delete by uid, prove gone (POST again first if one may be in flight) | facts.uid, allocation's uid |
 * | schedule | none: waits until the scheduler bound it | none                                     | nothing                  |
 */
export const createInCluster: Step = {
  name: "create",
  title: "Create the pod in the cluster",
  undoable: true,
  run: create,
  undo: abandon,
};

export const awaitSchedule: Step = {
  name: "schedule",
  title: "Wait until the scheduler has bound it to its server",
  undoable: true,
  run: schedule,
};

async function create(context: StepContext): Promise<StepOutcome> {
  const allocation = allocationOf(context.pod, newAllocationId(context));
  const answer = await context.cluster.createPod(await creationOf(context, allocation));
  switch (answer.kind) {
    case "ok":
      return accepted(allocation, answer.value);
    case "alreadyExists":
      return adopt(context, allocation);
    case "rejected":
    case "conflict":
    case "notFound":
      return (await landedBefore(context, allocation)) ?? refusedByCluster(answer);
    case "unavailable":
      return (answer.effectUnknown ? null : await landedBefore(context, allocation)) ?? unreachable(context, answer);
  }
}

/**
 * A namespace's quota is asked before the name is: where a pod of ours whose answer was lost fills it, the POST that should have been told
 * of that pod is refused by the quota instead. So whoever may have sent one before looks. Null: there is none.
 */
async function landedBefore(context: StepContext, allocation: Allocation): Promise<StepOutcome | null> {
  if (!context.resumed && context.operation.facts.sent !== true) return null;
  const read = await context.cluster.readPod(context.pod);
  return read.kind === "ok" && standsFor(read.value, context, allocation.id) ? accepted(allocation, read.value) : null;
}

/** 409: either our own POST whose answer was lost, or a namesake that is not ours. */
async function adopt(context: StepContext, allocation: Allocation): Promise<StepOutcome> {
  const { namespace, name } = context.pod;
  const answer = await context.cluster.readPod(context.pod);
  if (answer.kind === "unavailable") return waitForCluster(context, answer);
  if (answer.kind !== "ok") return wait("the name was taken a moment ago, trying again", backoffMs(context.attempts));
  if (standsFor(answer.value, context, allocation.id)) return accepted(allocation, answer.value);
  return giveUp("NAME_TAKEN", `the cluster already has a pod ${namespace}/${name} that this ledger did not make`);
}

function accepted(allocation: Allocation, observed: ObservedPod): StepOutcome {
  return {
    kind: "done",
    message: `accepted as ${observed.uid}`,
    facts: { uid: observed.uid },
    commit: (tx, pod) => bindAllocation(tx, pod, allocation.id, observed),
  };
}

/** Ties the allocation to the cluster's pod, topped up to what the API server made of it (sidecars, LimitRange defaults). */
async function bindAllocation(tx: LedgerTransaction, pod: LedgerPod, id: string, observed: ObservedPod): Promise<void> {
  const bound = { ...allocationOf(pod, id), clusterUid: observed.uid };
  await tx.saveAllocation(bound);
  await trimAllocation(tx, pod, bound, maxNeeds(bound.held, observed.effective));
}

function refusedByCluster(answer: Extract<ClusterAnswer<never>, { kind: "rejected" | "conflict" | "notFound" }>) {
  if (answer.kind === "notFound") return giveUp("CLUSTER_REFUSED", "the namespace does not exist in the cluster");
  return giveUp("CLUSTER_REFUSED", answer.message);
}

function unreachable(
  context: StepContext,
  answer: Extract<ClusterAnswer<never>, { kind: "unavailable" }>,
): StepOutcome {
  const triedMs = triedForMs(context);
  // A recreation has deleted the old pod by now: it only goes forward.
  if (context.operation.kind === "CREATE_POD" && triedMs >= CREATE_PATIENCE_MS) {
    return giveUp(
      "CLUSTER_UNAVAILABLE",
      `the cluster did not answer for ${CREATE_PATIENCE_MS / 1000} s: ${answer.message}`,
    );
  }
  const sent = answer.effectUnknown || context.operation.facts.sent === true;
  return { ...waitForCluster(context, answer), facts: { sent } };
}

/**
 * Undo. When a POST may still be in flight, POSTing again until 201 or 409 makes sure that there is a pod to delete by uid:
 * a 404 proves nothing, because the POST may land later.
 */
async function abandon(context: StepContext): Promise<StepOutcome> {
  const allocationId = newAllocationId(context);
  const allocation = allocationOf(context.pod, allocationId);
  const known = uidOf(context);
  if (known === null && !mayBeInFlight(context)) return done("nothing was sent to the cluster");
  const uid = known ?? (await settleInFlight(context, allocation));
  if (typeof uid !== "string") return uid;
  const deleted = await deleteByUid(context, uid);
  if (deleted.kind !== "done") return deleted;
  const proof = await proveGone(context, context.pod, uid, allocation.server);
  return proof.kind === "wait" ? { ...proof, facts: { uid } } : proof;
}

async function settleInFlight(context: StepContext, allocation: Allocation): Promise<string | StepOutcome> {
  const answer = await context.cluster.createPod(await creationOf(context, allocation));
  if (answer.kind === "ok") return answer.value.uid;
  // One that the cluster refused for now has no effect: a quota may refuse it for as long as nobody raises it.
  if (answer.kind === "unavailable" && answer.effectUnknown) return waitForCluster(context, answer);
  const read = await context.cluster.readPod(context.pod);
  if (read.kind === "unavailable") return waitForCluster(context, read);
  if (read.kind === "ok") {
    return standsFor(read.value, context, allocation.id)
      ? read.value.uid
      : done("its name is a pod's that is not ours");
  }
  if (read.kind === "notFound" && triedForMs(context) >= IN_FLIGHT_MAX_MS)
    return done("the cluster has no such pod of ours");
  return wait("for a lost request to land or to expire", backoffMs(context.attempts));
}

function triedForMs(context: StepContext): number {
  return context.clock.now().getTime() - context.triedSince.getTime();
}

function mayBeInFlight(context: StepContext): boolean {
  const code = context.operation.error?.code;
  if (code === "CLUSTER_REFUSED" || code === "NAME_TAKEN")
    return context.resumed || context.operation.facts.sent === true;
  return context.resumed || context.operation.facts.sent !== false;
}

function uidOf(context: StepContext): string | null {
  const uid = context.operation.facts.uid;
  return typeof uid === "string" ? uid : null;
}

/** The allocation for the pod that this operation makes. */
function newAllocationId(context: StepContext): string {
  const id = context.operation.facts.allocationId;
  if (typeof id !== "string") throw new Error(`operation ${context.operation.id} names no allocation`);
  return id;
}

async function schedule(context: StepContext): Promise<StepOutcome> {
  const uid = uidOf(context);
  const seen = context.view.pod(context.pod);
  if (seen && seen.uid === uid) return scheduleOf(context, seen);
  const answer = await context.cluster.readPod(context.pod);
  if (answer.kind === "unavailable") return waitForCluster(context, answer);
  if (answer.kind === "ok" && answer.value.uid === uid) return scheduleOf(context, answer.value);
  return done("deleted by somebody else before it was scheduled");
}

function scheduleOf(context: StepContext, seen: ObservedPod): StepOutcome {
  if (seen.server !== null) return done(`bound to ${seen.server}`);
  if (seen.terminal || seen.deletionRequestedAt !== null) return done("ended before it was scheduled");
  const reason = seen.message ?? seen.reason ?? "the scheduler has not looked at it yet";
  if (!seen.unschedulableSince) return wait(`for the scheduler: ${reason}`, BIND_RECHECK_MS);
  // By our own clock, since we first saw it: the cluster's may differ by any amount.
  const now = context.clock.now().getTime();
  const { unschedulableSeenAt } = context.operation.facts;
  const seenAt = typeof unschedulableSeenAt === "number" ? unschedulableSeenAt : now;
  const { server } = allocationOf(context.pod, newAllocationId(context));
  const leftMs = schedulerPatienceMs(context.view, server, seen.effective) - (now - seenAt);
  if (leftMs <= 0) return giveUp("INSUFFICIENT_CAPACITY", `the scheduler found no place: ${reason}`);
  return wait(`for the scheduler: ${reason}`, Math.min(leftMs, BIND_RECHECK_MS), { unschedulableSeenAt: seenAt });
}
