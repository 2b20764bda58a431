import { deleteByUid } from "./delete-by-uid.ts";
import { proveGone } from "./prove-gone.ts";
import { retirePod } from "./release.ts";
import { done, type Step, type StepContext, type StepOutcome, wait } from "./step.ts";

/**
 * deletePod. It only goes forward: a deletion that the cluster accepted cannot be taken back.
 *
 * | step       | effect                                                              | leaves in the ledger          |
 * | record     | desired = ABSENT; an unfinished operation on the pod is cancelled    | in the admitting transaction  |
 * | settle     | none: waits until that operation has ended                          | nothing                       |
 * | delete     | DELETE by uid                                                        | facts.uid, facts.server       |
 * | prove-gone | waits for the proof, then frees the capacity                         | allocation ended, pod retired |
 */
export const DELETE_POD_STEPS: readonly Step[] = [
  { name: "record", title: "Record that it is to go", undoable: false, run: async () => done() },
  { name: "settle", title: "Let an unfinished operation on it end", undoable: false, looks: true, run: settle },
  { name: "delete", title: "Delete the pod in the cluster", undoable: false, run: deleteFromCluster },
  {
    name: "prove-gone",
    title: "Prove that it is gone, then free its capacity",
    undoable: false,
    looks: true,
    run: proveAndRelease,
  },
];

async function settle(context: StepContext): Promise<StepOutcome> {
  if (context.operation.facts.supersedes === null || context.operation.facts.settled === true) return done();
  return wait("for the unfinished operation on this pod to end", 1_000);
}

async function deleteFromCluster(context: StepContext): Promise<StepOutcome> {
  const { pod } = context;
  if (pod.gone) return done("nothing is left to delete");
  const uid = uidToDelete(context);
  if (uid === null) return done("the cluster has no such pod of ours");
  const server = pod.allocations[0]?.server ?? context.view.pod(pod)?.server ?? null;
  const deleted = await deleteByUid(context, uid);
  return deleted.kind === "done" ? { ...deleted, facts: { uid, server } } : deleted;
}

async function proveAndRelease(context: StepContext): Promise<StepOutcome> {
  if (context.pod.gone) return done("its capacity was released before");
  const { uid, server } = context.operation.facts;
  const proof =
    typeof uid === "string" && typeof server === "string" ? await proveGone(context, context.pod, uid, server) : done();
  if (proof.kind !== "done") return proof;
  return { ...proof, commit: (tx, pod) => retirePod(tx, pod, "deleted", context.clock.now()) };
}

/** The uid that the ledger bound, or of a pod that carries our mark for this pod. */
function uidToDelete(context: StepContext): string | null {
  const bound = context.pod.allocations.find((allocation) => allocation.clusterUid !== null)?.clusterUid;
  if (bound) return bound;
  const seen = context.view.pod(context.pod);
  const ours = seen?.mark?.podId === context.pod.id && seen.mark.installationId === context.installationId;
  return seen && ours ? seen.uid : null;
}
