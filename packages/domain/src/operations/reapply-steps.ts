import { markDifferences } from "../consistency/mark-drift.ts";
import { allocationOf, orderFor, waitForCluster } from "./pod-in-cluster.ts";
import { backoffMs, done, giveUp, type Step, type StepContext, type StepOutcome, wait } from "./step.ts";
import { UPDATE_IN_PLACE_STEPS } from "./update-in-place.ts";

/**
 * heal by REAPPLY: the ledger's wish is set again in place.
 *
 * | step   | effect                                                            | undo                             |
 * | record | the operation, in the admitting transaction                        | none: nothing in the books changed |
 * | marks  | patch of our labels and annotations, at uid and resourceVersion    | none: they are the ledger's      |
 * | image, resize, settle | see `update-in-place.ts`                            | none: nobody wants the edit back |
 */
export const REAPPLY_STEPS: readonly Step[] = [
  { name: "record", title: "Record the repair", undoable: true, run: async () => done() },
  { name: "marks", title: "Set our labels and annotations again", undoable: true, run: setMarks },
  ...UPDATE_IN_PLACE_STEPS.slice(1).map(({ undo: _, ...step }): Step => step),
];

async function setMarks(context: StepContext): Promise<StepOutcome> {
  const { pod, cluster, installationId } = context;
  const allocation = allocationOf(pod, String(context.operation.facts.allocationId));
  const read = await cluster.readPod(pod);
  if (read.kind === "unavailable") return waitForCluster(context, read);
  if (read.kind !== "ok" || read.value.uid !== allocation.clusterUid)
    return giveUp("CONFLICT", "the pod was deleted or replaced in the cluster meanwhile");
  if (markDifferences(installationId, pod, read.value).length === 0) return done("already so");
  const answer = await cluster.setMark(pod, read.value, orderFor(context, allocation));
  if (answer.kind === "ok") return done("accepted");
  if (answer.kind === "unavailable") return waitForCluster(context, answer);
  if (answer.kind === "rejected") return giveUp("CLUSTER_REFUSED", answer.message);
  return wait("somebody else edited the pod a moment ago, trying again", backoffMs(context.attempts));
}
