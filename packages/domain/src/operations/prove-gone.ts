import type { PodKey } from "../model/pod.ts";
import { waitForCluster } from "./pod-in-cluster.ts";
import { done, type StepContext, type StepOutcome, wait } from "./step.ts";

const RECHECK_MS = 5_000;

/**
 * Proof that the pod with this uid is gone: the cluster has no pod of that uid, and the server on which it ran is Ready or no
 * longer exists (a kubelet that does not answer may still run its containers). The view alone may lag behind a
 * create, so absence is read from the API server.
 */
export async function proveGone(context: StepContext, key: PodKey, uid: string, server: string): Promise<StepOutcome> {
  const seen = context.view.pod(key);
  if (seen?.uid === uid) return wait(whyStillThere(context, server), RECHECK_MS);
  const answer = await context.cluster.readPod(key);
  if (answer.kind === "unavailable") return waitForCluster(context, answer);
  if (answer.kind === "ok" && answer.value.uid === uid) return wait(whyStillThere(context, server), RECHECK_MS);
  if (answer.kind !== "ok" && answer.kind !== "notFound")
    return wait(`cannot read ${key.namespace}/${key.name}`, RECHECK_MS);
  if (!context.view.synced || context.view.freshness().stale) {
    return wait("the view of the cluster is stale: it cannot vouch for the server", RECHECK_MS);
  }
  const node = context.view.server(server);
  if (node && node.ready !== "READY") {
    return wait(`${server} is not ready: its containers may still run, so their capacity stays held`, RECHECK_MS);
  }
  return done(node ? `gone from ${server}` : `gone, and ${server} is no longer in the cluster`);
}

function whyStillThere(context: StepContext, server: string): string {
  const node = context.view.server(server);
  if (node && node.ready !== "READY") return `${server} is not ready and cannot confirm that the pod ended`;
  return "the pod is shutting down";
}
