import { waitForCluster } from "./pod-in-cluster.ts";
import { backoffMs, done, type StepContext, type StepOutcome, wait } from "./step.ts";

/**
 * Asks the cluster to delete exactly this pod. Done once it accepted that, or once it has no pod of that uid. A 409 says either
 * that the uid is another one's by now, or that the object changed in between: a read tells which.
 */
export async function deleteByUid(context: StepContext, uid: string): Promise<StepOutcome> {
  const answer = await context.cluster.deletePod(context.pod, uid);
  switch (answer.kind) {
    case "ok":
      return done("deletion accepted");
    case "notFound":
      return done("it was gone already");
    case "unavailable":
      return waitForCluster(context, answer);
    case "rejected":
      return wait(`the cluster refuses the deletion: ${answer.message}`, backoffMs(context.attempts));
    case "alreadyExists":
    case "conflict":
      return isStillThere(context, uid);
  }
}

async function isStillThere(context: StepContext, uid: string): Promise<StepOutcome> {
  const read = await context.cluster.readPod(context.pod);
  if (read.kind === "unavailable") return waitForCluster(context, read);
  const gone = read.kind === "notFound" || (read.kind === "ok" && read.value.uid !== uid);
  return gone
    ? done("it was gone already")
    : wait("the pod changed a moment ago, trying again", backoffMs(context.attempts));
}
