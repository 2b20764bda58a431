import type { Node } from "../../objects/node.ts";
import type { Pod } from "../../objects/pod.ts";
import { toleratesTaint } from "../../objects/tolerations.ts";
import type { Candidate } from "./filters.ts";
import { preferredWeight } from "./node-affinity.ts";
import type { NodeInfo } from "./node-info.ts";

const MAX = 100;
const AFFINITY_WEIGHT = 2;
const TAINT_WEIGHT = 3;

/**
 * How good a node is that fits: the real scheduler's LeastAllocated on CPU and memory, plus preferred affinity, less for PreferNoSchedule taints. Where two are
 * equal the first one found wins, so that a run repeats itself (the real one draws lots).
 */
export function nodeScore({ pod, requests }: Candidate, info: NodeInfo): number {
  const least = ["cpu", "memory"].map((name) => {
    const has = info.allocatable[name] ?? 0;
    const taken = (info.requested[name] ?? 0) + (requests[name] ?? 0);
    return has === 0 || taken > has ? 0 : ((has - taken) * MAX) / has;
  });
  const free = least.reduce((sum, one) => sum + one, 0) / least.length;
  return (
    free + AFFINITY_WEIGHT * preferredWeight(pod, info.node) - TAINT_WEIGHT * MAX * unwelcomeTaints(pod, info.node)
  );
}

function unwelcomeTaints(pod: Pod, node: Node): number {
  return (node.spec.taints ?? []).filter(
    (taint) => taint.effect === "PreferNoSchedule" && !toleratesTaint(pod.spec.tolerations, taint),
  ).length;
}
