import { markDifferences } from "../consistency/mark-drift.ts";
import type { Allocation, ObservedPod } from "../model/pod.ts";
import type { ClusterAnswer } from "../ports/cluster.ts";
import { allocationOf, orderFor, waitForCluster } from "./pod-in-cluster.ts";
import { alreadySo, backoffMs, done, giveUp, type Step, type StepContext, type StepOutcome, wait } from "./step.ts";
import { extraOf, hasSize, SETTLE } from "./update-in-place.ts";

/**
 * heal by REAPPLY: the ledger's wish is set again in place.
 *
 * | step    | effect                                                            | undo                               |
 * | record  | the operation, in the admitting transaction                       | none: nothing in the books changed |
 * | reapply | patches of our labels and annotations, of the image, and of CPU and RAM through the resize subresource: each only where it differs, at uid and resourceVersion | none: nobody wants the edit back |
 * | settle  | see `update-in-place.ts`                                          | none                               |
 */
export const REAPPLY_STEPS: readonly Step[] = [
  { name: "record", title: "Record the repair", undoable: true, run: async () => done() },
  {
    name: "reapply",
    title: "Set our labels, the image, CPU and RAM again where they differ",
    undoable: true,
    run: reapply,
  },
  SETTLE,
];

async function reapply(context: StepContext): Promise<StepOutcome> {
  const allocation = allocationOf(context.pod, String(context.operation.facts.allocationId));
  const shown = asShown(context, allocation);
  if (shown !== null) {
    const patched = await patchAll(context, allocation, shown);
    // That nothing differs is not believed of a view that may lag; what differs is patched at the very version that was seen.
    if (patched !== "ALREADY_SO") return patched;
  }
  const read = await context.cluster.readPod(context.pod);
  if (read.kind === "unavailable") return waitForCluster(context, read);
  if (read.kind !== "ok" || read.value.uid !== allocation.clusterUid) return replaced();
  const patched = await patchAll(context, allocation, read.value);
  return patched === "ALREADY_SO" ? alreadySo() : patched;
}

/** The pod as the view shows it: on the first attempt, where the view is fresh. Later attempts have reason to read. */
function asShown({ view, pod, resumed, attempts }: StepContext, allocation: Allocation): ObservedPod | null {
  if (resumed || attempts > 1 || !view.synced || view.freshness().stale) return null;
  const shown = view.pod(pod);
  return shown !== undefined && shown.uid === allocation.clusterUid ? shown : null;
}

/** Patches what differs, one after the other, each at the version that the one before left. */
async function patchAll(
  context: StepContext,
  allocation: Allocation,
  from: ObservedPod,
): Promise<StepOutcome | "ALREADY_SO"> {
  let seen = from;
  for (const patch of [setMarks, setImage, setSize]) {
    const answer = await patch(context, allocation, seen);
    if (answer === null) continue;
    if (answer.kind !== "ok") return failed(context, answer);
    seen = answer.value;
  }
  return seen === from ? "ALREADY_SO" : done("accepted");
}

type Patch = (
  context: StepContext,
  allocation: Allocation,
  seen: ObservedPod,
) => Promise<ClusterAnswer<ObservedPod>> | null;

const setMarks: Patch = (context, allocation, seen) => {
  const { cluster, installationId, pod } = context;
  if (markDifferences(installationId, pod, seen).length === 0) return null;
  return cluster.setMark(pod, seen, orderFor(context, allocation));
};

const setImage: Patch = ({ cluster, pod }, _, seen) =>
  seen.image === pod.spec.image ? null : cluster.setImage(pod, seen, pod.spec.image);

const setSize: Patch = (context, _, seen) => {
  const { cluster, pod } = context;
  const { cpuMillis, ramBytes } = pod.spec.resources;
  return hasSize(seen, pod.spec, extraOf(context)) ? null : cluster.resizePod(pod, seen, { cpuMillis, ramBytes });
};

function failed(context: StepContext, answer: Exclude<ClusterAnswer<ObservedPod>, { kind: "ok" }>): StepOutcome {
  if (answer.kind === "unavailable") return waitForCluster(context, answer);
  if (answer.kind === "rejected") return giveUp("CLUSTER_REFUSED", answer.message);
  if (answer.kind === "notFound") return replaced();
  return wait("somebody else edited the pod a moment ago, trying again", backoffMs(context.attempts));
}

function replaced(): StepOutcome {
  return giveUp("CONFLICT", "the pod was deleted or replaced in the cluster meanwhile");
}
