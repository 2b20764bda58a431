import { preferredWeight } from "./node-affinity.ts";
import type { Candidate } from "./filters.ts";
import type { NodeInfo } from "./node-info.ts";

const MAX = 100;
const AFFINITY_WEIGHT = 2;

/**
 * How good a node is that fits: the real scheduler's LeastAllocated on CPU and memory, plus preferred affinity. Where two are
 * equal the first one found wins, so that a run repeats itself (the real one draws lots).
 */
export function nodeScore({ pod, requests }: Candidate, info: NodeInfo): number {
  const least = ["cpu", "memory"].map((name) => {
    const has = info.allocatable[name] ?? 0;
    const taken = (info.requested[name] ?? 0) + (requests[name] ?? 0);
    return has === 0 || taken > has ? 0 : ((has - taken) * MAX) / has;
  });
  const free = least.reduce((sum, one) => sum + one, 0) / least.length;
  return free + AFFINITY_WEIGHT * preferredWeight(pod, info.node);
}
