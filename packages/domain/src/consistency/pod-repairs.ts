import { type LedgerPod, type ObservedPod, podKeyText } from "../model/pod.ts";
import type { RepairPlan } from "./make-finding.ts";

/** Ends the pod in the ledger. The view may lag: that the pod is absent is read from the API server before. */
export function retire(pod: LedgerPod): RepairPlan {
  return {
    ...ofLedger(pod),
    kind: "RETIRE",
    title: "End it in the ledger and free its capacity",
    calls: [`GET pod ${podKeyText(pod)}: it must be absent`, "free its allocation once it is proven gone"],
    risk: "none for the cluster; if the pod is wanted, make it again",
    undo: "undo its operation: the pod is made anew where there is room; one that turns up after all is found as an orphan",
    deletes: true,
  };
}

/** Makes the pod anew. `seen`: what stands in its place and has our mark is deleted by uid before. */
export function recreate(pod: LedgerPod, seen: ObservedPod | null): RepairPlan {
  const key = podKeyText(pod);
  const remove = seen ? [`DELETE pod ${key} with uid ${seen.uid}`] : [];
  return {
    ...ofLedger(pod),
    kind: "RECREATE",
    uid: seen?.uid ?? null,
    title: "Make it again as the ledger has it",
    calls: [
      `POST pod ${key} (dry run)`,
      ...remove,
      `GET pod ${key}: the old one must be gone from its server`,
      `POST pod ${key}`,
    ],
    risk: seen
      ? "its processes and what they hold in memory and on its disk are lost"
      : "whoever deleted it on purpose finds it running again",
    undo: "delete it",
    deletes: seen !== null,
  };
}

/** Sets fields of the wish again, in place. */
export function reapply(pod: LedgerPod, seen: ObservedPod, calls: readonly string[]): RepairPlan {
  const restarts = calls.some((call) => call.endsWith("image"));
  return {
    ...ofLedger(pod),
    kind: "REAPPLY",
    uid: seen.uid,
    resourceVersion: seen.resourceVersion,
    title: "Set it back to what the ledger has",
    calls,
    risk: restarts ? "the new image restarts the container" : "whoever edited it on purpose finds the edit gone",
    undo: "undo its operation: what was set by hand then counts as asked for; our own labels stay",
    deletes: false,
  };
}

/** Frees what an unreachable server may still use. */
export function release(pod: LedgerPod, server: string): RepairPlan {
  return {
    ...ofLedger(pod),
    kind: "RELEASE",
    title: "Free its capacity without the proof that it is gone",
    calls: [],
    risk: `if its containers still run on ${server}, its GPUs are promised twice once ${server} is back`,
    undo: "if the pod comes back, it is found as an orphan and can be adopted",
    deletes: true,
  };
}

/** Takes what stands in the pod's place as the pod. */
export function adoptReplacement(pod: LedgerPod, seen: ObservedPod): RepairPlan {
  return {
    ...ofLedger(pod),
    kind: "ADOPT",
    uid: seen.uid,
    resourceVersion: seen.resourceVersion,
    title: "Take it as it is: the ledger holds its room where it runs",
    calls: [`GET pod ${podKeyText(seen)}`, "move its allocation to it"],
    risk: "the ledger's wish becomes what runs now",
    undo: "recreate it",
    deletes: false,
  };
}

export function adoptOrphan(seen: ObservedPod): RepairPlan {
  return {
    ...ofCluster(seen),
    kind: "ADOPT",
    resourceVersion: seen.resourceVersion,
    title: "Take it into the ledger, as its annotations and its spec tell",
    calls: [`GET pod ${podKeyText(seen)}`, "write pod, allocation and counters"],
    risk: "its team's use grows by what it holds, past its quota if need be",
    undo: "delete the pod",
    deletes: false,
  };
}

export function deleteOrphan(seen: ObservedPod): RepairPlan {
  return {
    ...ofCluster(seen),
    kind: "DELETE_ORPHAN",
    title: "Delete it in the cluster",
    calls: [
      `GET pod ${podKeyText(seen)}`,
      `DELETE pod ${podKeyText(seen)} with uid ${seen.uid}`,
      "free its capacity once it is proven gone",
    ],
    risk: "its processes and what they hold in memory and on its disk are lost",
    undo: "undo its operation: the pod is made anew as its object told; what its processes held stays lost",
    deletes: true,
  };
}

function ofLedger(pod: LedgerPod) {
  return { podId: pod.id, podVersion: pod.version, uid: null, resourceVersion: null };
}

function ofCluster(seen: ObservedPod) {
  return { podId: null, podVersion: null, uid: seen.uid, resourceVersion: null };
}
