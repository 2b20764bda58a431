import type { Environment } from "../environment.ts";
import { withCondition } from "../objects/conditions.ts";
import { kubeTime, type ObjectMeta } from "../objects/meta.ts";
import type { Pod } from "../objects/pod.ts";

/** Puts a pod on a node: the node's name, the binding's labels and annotations and PodScheduled, in one write. */
export function bindPod(
  env: Environment,
  key: string,
  node: string,
  binding?: Pick<ObjectMeta, "labels" | "annotations">,
): void {
  const previous = env.store.collection("pods").get(key);
  if (previous === undefined) return;
  const old = previous.object as Pod;
  const scheduled = { type: "PodScheduled", status: "True" as const, lastProbeTime: null };
  const conditions = withCondition(old.status.conditions, scheduled, kubeTime(env.clock.now()));
  // As in the real server, a binding is nobody's in managedFields.
  env.store.update("pods", previous, {
    ...old,
    metadata: { ...old.metadata, ...merged(old.metadata, binding) },
    spec: { ...old.spec, nodeName: node },
    status: { ...old.status, conditions },
  });
}

function merged(
  meta: ObjectMeta,
  binding: Pick<ObjectMeta, "labels" | "annotations"> | undefined,
): Pick<ObjectMeta, "labels" | "annotations"> {
  const { labels, annotations } = binding ?? {};
  return {
    ...(labels === undefined ? {} : { labels: { ...meta.labels, ...labels } }),
    ...(annotations === undefined ? {} : { annotations: { ...meta.annotations, ...annotations } }),
  };
}
