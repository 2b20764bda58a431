import { needOf } from "../model/amounts.ts";
import { awaitSchedule, createInCluster } from "./create-steps.ts";
import { deleteByUid } from "./delete-by-uid.ts";
import { allocationOf, creationOf, waitForCluster } from "./pod-in-cluster.ts";
import { proveGone } from "./prove-gone.ts";
import { releaseAllocation, retirePod, trimAllocation } from "./release.ts";
import { done, giveUp, type Step, type StepContext, type StepOutcome } from "./step.ts";
import { wishBefore } from "./update-in-place.ts";

/**
 * updatePod by recreation: GPUs, storage, env, command, ports.
 *
 * | step       | effect                                                             | undo                          |
 * | reserve    | new wish and a second allocation: what it needs beyond the old one on the same server, or all of it on another | old wish, second allocation ended |
 * | validate   | dry run of the new pod, so that a refusal comes before anything is lost | none                      |
 * | delete-old | DELETE of the old pod by uid                                       | none: from here it only goes forward |
 * | prove-old  | waits for the proof; the old allocation ends, the new one takes its place | none                   |
 * | create, schedule | see `create-steps.ts`                                        | delete the new pod            |
 */
export const UPDATE_RECREATE_STEPS: readonly Step[] = [
  {
    name: "reserve",
    title: "Reserve for old and new in the ledger",
    undoable: true,
    run: async () => done(),
    undo: restore,
  },
  { name: "validate", title: "Ask the cluster whether it would take the new pod", undoable: true, run: validate },
  { name: "delete-old", title: "Delete the old pod", undoable: false, run: deleteOld },
  { name: "prove-old", title: "Prove that the old pod is gone", undoable: false, run: proveOld },
  createInCluster,
  awaitSchedule,
];

/** Where the old pod is gone already, there is nothing to go back to: the pod ends, and its record says why. */
async function restore(context: StepContext): Promise<StepOutcome> {
  const now = context.clock.now();
  return {
    kind: "done",
    message: "reservation released",
    commit: async (tx, pod) => {
      if (pod.gone) return;
      const extra = pod.allocations.find((allocation) => allocation.id === context.operation.facts.allocationId);
      if (extra) await releaseAllocation(tx, pod, extra);
      const rest = pod.allocations.filter((allocation) => allocation !== extra);
      const back = { ...pod, spec: wishBefore(context), previousSpec: null, allocations: rest, updatedAt: now };
      if (rest.length > 0) return tx.savePod(back);
      await retirePod(tx, back, `its recreation failed: ${context.operation.error?.message ?? "cancelled"}`, now);
    },
  };
}

async function validate(context: StepContext): Promise<StepOutcome> {
  const allocation = allocationOf(context.pod, String(context.operation.facts.allocationId));
  const answer = await context.cluster.createPod(await creationOf(context, allocation), { dryRun: true });
  if (answer.kind === "unavailable") return waitForCluster(context, answer);
  if (answer.kind === "rejected") return giveUp("CLUSTER_REFUSED", answer.message);
  if (answer.kind === "notFound") return giveUp("CLUSTER_REFUSED", "the namespace does not exist in the cluster");
  return done("the cluster would take it");
}

async function deleteOld(context: StepContext): Promise<StepOutcome> {
  const { oldUid } = context.operation.facts;
  if (typeof oldUid !== "string") return done("the cluster had no such pod");
  return deleteByUid(context, oldUid);
}

async function proveOld(context: StepContext): Promise<StepOutcome> {
  const { oldUid, oldServer, oldAllocationId, allocationId } = context.operation.facts;
  const proof =
    typeof oldUid === "string" ? await proveGone(context, context.pod, oldUid, String(oldServer)) : done("nothing ran");
  if (proof.kind !== "done") return proof;
  return {
    ...proof,
    commit: async (tx, pod) => {
      const old = pod.allocations.find((allocation) => allocation.id === oldAllocationId);
      if (old) await releaseAllocation(tx, pod, old);
      const next = allocationOf(pod, String(allocationId));
      await trimAllocation(tx, pod, next, needOf(pod.spec.resources));
      await tx.savePod({ ...pod, previousSpec: null, updatedAt: context.clock.now() });
    },
  };
}
