import { addNeeds, NEEDS, type Need, NO_NEED } from "@resource-manager/domain/model/amounts";
import { isTerminal, keyOf, type NodeFacts, type PodFacts, type Verdict } from "./facts.ts";

/** On every server and for each resource, the requests of all non-terminal pods fit into what is allocatable. */
export function proveCapacity(nodes: readonly NodeFacts[], pods: readonly PodFacts[]): Verdict {
  const used = requestsByNode(pods);
  const differences: string[] = [];
  for (const node of nodes) {
    const sum = used.get(node.name) ?? NO_NEED;
    for (const resource of NEEDS) {
      if (sum[resource] <= node.allocatable[resource]) continue;
      differences.push(
        `${node.name}: ${resource} requested ${sum[resource]}, allocatable ${node.allocatable[resource]}`,
      );
    }
  }
  const known = new Set(nodes.map((node) => node.name));
  for (const pod of pods) {
    if (pod.node === null || isTerminal(pod) || known.has(pod.node)) continue;
    differences.push(`${keyOf(pod)} is on ${pod.node}, and there is no such server`);
  }
  return { check: "no server is over-allocated", looked: nodes.length, differences };
}

/** What the non-terminal pods of each server request together. */
export function requestsByNode(pods: readonly PodFacts[]): Map<string, Need> {
  const used = new Map<string, Need>();
  for (const pod of pods) {
    if (pod.node === null || isTerminal(pod)) continue;
    used.set(pod.node, addNeeds(used.get(pod.node) ?? NO_NEED, pod.requests));
  }
  return used;
}
