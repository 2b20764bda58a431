import type { Amounts } from "../../kinds/pod/pod-resources.ts";
import type { Pod } from "../../objects/pod.ts";
import { toleratesTaint, untoleratedTaint } from "../../objects/tolerations.ts";
import { nodeAffinityAllows } from "./node-affinity.ts";
import type { NodeInfo } from "./node-info.ts";

/** Why a node is no good for a pod. `resolvable`: it might be if other pods went. */
export interface Misfit {
  readonly reasons: readonly string[];
  readonly resolvable: boolean;
}

const UNSCHEDULABLE_TAINT = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

/** A pod on its way to a node. */
export interface Candidate {
  readonly pod: Pod;
  readonly requests: Amounts;
  readonly hostPorts: readonly string[];
}

/** The first filter that refuses the node, in the real scheduler's order; undefined where the pod fits. */
export function misfit({ pod, requests, hostPorts }: Candidate, info: NodeInfo): Misfit | undefined {
  const { node } = info;
  if (pod.spec.nodeName && pod.spec.nodeName !== node.metadata.name) {
    return unresolvable("node(s) didn't match the requested node name");
  }
  if (node.spec.unschedulable === true && !toleratesTaint(pod.spec.tolerations, UNSCHEDULABLE_TAINT)) {
    return unresolvable("node(s) were unschedulable");
  }
  if (untoleratedTaint(node.spec.taints, pod.spec.tolerations) !== undefined) {
    return unresolvable("node(s) had untolerated taint(s)");
  }
  if (!nodeAffinityAllows(pod, node)) return unresolvable("node(s) didn't match Pod's node affinity/selector");
  if (hostPorts.some((port) => info.hostPorts.has(port))) {
    return { reasons: ["node(s) didn't have free ports for the requested pod ports"], resolvable: true };
  }
  return resourceMisfit(requests, info);
}

function unresolvable(reason: string): Misfit {
  return { reasons: [reason], resolvable: false };
}

function resourceMisfit(requests: Amounts, info: NodeInfo): Misfit | undefined {
  let reasons: string[] | undefined;
  let resolvable = true;
  if (info.pods.size + 1 > (info.allocatable.pods ?? 0)) reasons = ["Too many pods"];
  for (const name in requests) {
    const need = requests[name] ?? 0;
    const has = info.allocatable[name] ?? 0;
    if (need === 0 || need <= has - (info.requested[name] ?? 0)) continue;
    reasons ??= [];
    reasons.push(`Insufficient ${name}`);
    if (need > has) resolvable = false;
  }
  return reasons === undefined ? undefined : { reasons, resolvable };
}
