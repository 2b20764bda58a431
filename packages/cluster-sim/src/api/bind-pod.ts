import type { Environment } from "../environment.ts";
import { findCondition, withCondition } from "../objects/conditions.ts";
import { kubeTime, type ObjectMeta } from "../objects/meta.ts";
import type { Pod } from "../objects/pod.ts";
import { trackUpdate } from "../apply/managers.ts";
import { internalWrite } from "./write-options.ts";

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
  const { message: _message, reason: _reason, ...kept } = findCondition(old.status.conditions, "PodScheduled") ?? {};
  const { generation } = old.metadata;
  const scheduled = {
    ...kept,
    type: "PodScheduled",
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: "True" as const,
    lastProbeTime: null,
  };
  const conditions = withCondition(old.status.conditions, scheduled, kubeTime(env.clock.now()));
  const pod: Pod = {
    ...old,
    metadata: { ...old.metadata, ...merged(old.metadata, binding) },
    spec: { ...old.spec, nodeName: node },
    status: { ...old.status, conditions },
  };
  trackUpdate(env, env.kinds.get("pods"), pod, old, internalWrite("kube-scheduler"));
  env.store.update("pods", previous, pod);
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
