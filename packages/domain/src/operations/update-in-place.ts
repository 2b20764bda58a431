import { clampNeed, type Need, needOf, subtractNeeds } from "../model/amounts.ts";
import type { Allocation, ObservedPod, PodSpec } from "../model/pod.ts";
import type { Cluster, ClusterAnswer, ObjectVersion } from "../ports/cluster.ts";
import { allocationOf, waitForCluster } from "./pod-in-cluster.ts";
import { trimAllocation } from "./release.ts";
import { alreadySo, backoffMs, done, giveUp, type Step, type StepContext, type StepOutcome, wait } from "./step.ts";

const RECHECK_MS = 5_000;

/** Waits until the kubelet has applied what was patched, then trims the hold to what is wished. */
export const SETTLE: Step = {
  name: "settle",
  title: "Wait until the server has applied it",
  undoable: true,
  looks: true,
  run: settle,
};

/**
 * updatePod in place: image, CPU and RAM.
 *
 * | step    | effect                                                            | undo                                  |
 * | reserve | new wish, allocation topped up to max(old, new), in the admitting transaction | old wish, old hold         |
 * | image   | patch of the image, at uid and resourceVersion                    | patch back                            |
 * | resize  | patch through the resize subresource                              | patch back                            |
 * | settle  | none: waits until the kubelet applied it (Deferred and Infeasible shown), then trims the hold to the new need | none |
 */
export const UPDATE_IN_PLACE_STEPS: readonly Step[] = [
  {
    name: "reserve",
    title: "Reserve the larger of old and new in the ledger",
    undoable: true,
    run: async () => done(),
    undo: restore,
  },
  {
    name: "image",
    title: "Change the image",
    undoable: true,
    run: (context) => setImage(context, context.pod.spec),
    undo: (context) => goBack(context, setImage),
  },
  {
    name: "resize",
    title: "Resize CPU and RAM in place",
    undoable: true,
    run: (context) => resize(context, context.pod.spec),
    undo: (context) => goBack(context, resize),
  },
  SETTLE,
];

/** A pod that is being deleted needs no way back: it keeps the larger hold until it is proven gone. */
async function goBack(
  context: StepContext,
  set: (context: StepContext, wish: PodSpec) => Promise<StepOutcome>,
): Promise<StepOutcome> {
  return isSuperseded(context) ? done("it is being deleted") : set(context, wishBefore(context));
}

async function restore(context: StepContext): Promise<StepOutcome> {
  const before = wishBefore(context);
  if (isSuperseded(context)) return done("it is being deleted");
  return {
    kind: "done",
    message: "the old wish stands again",
    commit: async (tx, pod) => {
      const [allocation] = pod.allocations;
      if (pod.gone || !allocation) return;
      await trimAllocation(tx, pod, allocation, needWithExtra(context, allocation, before));
      await tx.savePod({ ...pod, spec: before, previousSpec: null, updatedAt: context.clock.now() });
    },
  };
}

async function setImage(context: StepContext, wish: PodSpec): Promise<StepOutcome> {
  return patch(context, {
    isThere: (seen) => seen.image === wish.image,
    send: (cluster, at) => cluster.setImage(context.pod, at, wish.image),
  });
}

async function resize(context: StepContext, wish: PodSpec): Promise<StepOutcome> {
  const { cpuMillis, ramBytes } = wish.resources;
  const extra = extraOf(context);
  return patch(context, {
    isThere: (seen) => hasSize(seen, wish, extra),
    send: (cluster, at) => cluster.resizePod(context.pod, at, { cpuMillis, ramBytes }),
  });
}

/** Whether the pod asks for the CPU and RAM of the wish, and what the cluster made it larger by. */
export function hasSize(
  { effective }: ObservedPod,
  { resources }: PodSpec,
  extra: { readonly cpuMillis: number; readonly ramBytes: number },
): boolean {
  return (
    effective.cpuMillis === resources.cpuMillis + extra.cpuMillis &&
    effective.ramBytes === resources.ramBytes + extra.ramBytes
  );
}

interface Patch {
  isThere(seen: ObservedPod): boolean;
  send(cluster: Cluster, at: ObjectVersion): Promise<ClusterAnswer<ObservedPod>>;
}

/** Reads, and patches only what differs, at the version read: an edit in between is seen, not run over. */
async function patch(context: StepContext, { isThere, send }: Patch): Promise<StepOutcome> {
  const read = await context.cluster.readPod(context.pod);
  if (read.kind === "unavailable") return waitForCluster(context, read);
  if (read.kind === "notFound") return endedMeanwhile(context);
  if (read.kind !== "ok") return wait("the pod cannot be read now", backoffMs(context.attempts));
  if (read.value.uid !== boundUid(context)) return endedMeanwhile(context);
  if (isThere(read.value)) return alreadySo();
  const answer = await send(context.cluster, read.value);
  if (answer.kind === "ok") return done("accepted");
  if (answer.kind === "unavailable") return waitForCluster(context, answer);
  if (answer.kind === "conflict")
    return wait("somebody else edited the pod a moment ago, trying again", backoffMs(context.attempts));
  if (answer.kind === "rejected") return refused(context, answer.message);
  return endedMeanwhile(context);
}

/** While going back, a refusal cannot be given up on: the hold stays until it works. */
function refused(context: StepContext, message: string): StepOutcome {
  if (context.operation.state === "UNDOING")
    return wait(`the cluster refuses: ${message}`, backoffMs(context.attempts));
  return giveUp("CLUSTER_REFUSED", message);
}

function endedMeanwhile(context: StepContext): StepOutcome {
  if (context.operation.state === "UNDOING") return done("the pod is no longer there");
  return giveUp("CONFLICT", "the pod was deleted or replaced in the cluster meanwhile");
}

async function settle(context: StepContext): Promise<StepOutcome> {
  const seen = context.view.pod(context.pod);
  if (!seen || seen.uid !== boundUid(context)) return endedMeanwhile(context);
  const awaited = seen.terminal ? null : whatIsAwaited(context, seen);
  const edited = awaited?.kind === "wait" && (await isEditedMeanwhile(context, seen));
  if (awaited && !edited) return awaited;
  const allocationId = context.pod.allocations[0]?.id;
  return {
    kind: "done",
    message: seen.terminal ? "the pod has ended" : edited ? "somebody else changed the pod meanwhile" : "applied",
    commit: async (tx, pod) => {
      const allocation = allocationId ? allocationOf(pod, allocationId) : null;
      if (allocation) await trimAllocation(tx, pod, allocation, needWithExtra(context, allocation, pod.spec));
      await tx.savePod({ ...pod, previousSpec: null, updatedAt: context.clock.now() });
    },
  };
}

/**
 * What was patched is no longer what the pod asks for: it would be waited for in vain. The edit is not fought over; the consistency
 * query shows it. The view may lag, so the API server is asked.
 */
async function isEditedMeanwhile(context: StepContext, seen: ObservedPod): Promise<boolean> {
  if (asksForWish(context, seen)) return false;
  const read = await context.cluster.readPod(context.pod);
  return read.kind === "ok" && read.value.uid === seen.uid && !asksForWish(context, read.value);
}

function asksForWish(context: StepContext, seen: ObservedPod): boolean {
  const { spec } = context.pod;
  return seen.image === spec.image && hasSize(seen, spec, extraOf(context));
}

function whatIsAwaited(context: StepContext, seen: ObservedPod): StepOutcome | null {
  const { spec } = context.pod;
  const extra = extraOf(context);
  if (seen.resize === "INFEASIBLE") {
    return giveUp("INSUFFICIENT_CAPACITY", `the server cannot do it: ${seen.resizeMessage ?? "it is too small"}`);
  }
  if (seen.resize === "DEFERRED")
    return wait(`the server defers it: ${seen.resizeMessage ?? "no room now"}`, RECHECK_MS);
  if (seen.image !== spec.image) return wait("for the cluster to show the new image", RECHECK_MS);
  const applied =
    seen.held.cpuMillis === spec.resources.cpuMillis + extra.cpuMillis &&
    seen.held.ramBytes === spec.resources.ramBytes + extra.ramBytes;
  return seen.resize === "IN_PROGRESS" || !applied ? wait("for the server to apply it", RECHECK_MS) : null;
}

/**
 * What the cluster made the pod larger by than its wish (sidecars, overhead): held since its creation, and kept through a resize.
 */
export function extraBeyondWish(
  allocation: Allocation,
  wish: PodSpec,
): { extraCpuMillis: number; extraRamBytes: number } {
  const { cpuMillis, ramBytes } = clampNeed(subtractNeeds(allocation.held, needOf(wish.resources)));
  return { extraCpuMillis: cpuMillis, extraRamBytes: ramBytes };
}

export function extraOf(context: StepContext): { cpuMillis: number; ramBytes: number } {
  const { extraCpuMillis, extraRamBytes } = context.operation.facts;
  return { cpuMillis: Number(extraCpuMillis ?? 0), ramBytes: Number(extraRamBytes ?? 0) };
}

function needWithExtra(context: StepContext, allocation: Allocation, wish: PodSpec): Need {
  const extra = extraOf(context);
  return {
    ...allocation.held,
    cpuMillis: wish.resources.cpuMillis + extra.cpuMillis,
    ramBytes: wish.resources.ramBytes + extra.ramBytes,
  };
}

function isSuperseded(context: StepContext): boolean {
  return typeof context.operation.facts.supersededBy === "string";
}

function boundUid(context: StepContext): string | null {
  return context.pod.allocations[0]?.clusterUid ?? null;
}

/** The wish that the update replaced. */
export function wishBefore(context: StepContext): PodSpec {
  return context.pod.previousSpec ?? context.pod.spec;
}
