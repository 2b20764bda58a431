import type { Pod } from "../../objects/pod.ts";
import type { Misfit } from "./filters.ts";

/** What was found when no node was good. Nodes that the pod's pinning left out are counted, not listed. */
export interface Diagnosis {
  readonly nodes: number;
  readonly misfits: readonly Misfit[];
  /** Set where the pod is pinned to named nodes. */
  readonly pinned: boolean;
}

/** Source: kubernetes/pkg/scheduler/framework/types.go (FitError) and plugins/defaultpreemption. */
export function unschedulableMessage(pod: Pod, diagnosis: Diagnosis): string {
  if (diagnosis.nodes === 0) return "no nodes available to schedule pods";
  const reasons = new Map<string, number>();
  const count = (reason: string, by = 1): void => void reasons.set(reason, (reasons.get(reason) ?? 0) + by);
  for (const misfit of diagnosis.misfits) for (const reason of misfit.reasons) count(reason);
  const absent = diagnosis.nodes - diagnosis.misfits.length;
  if (diagnosis.pinned && absent > 0) count("node(s) didn't satisfy plugin(s) [NodeAffinity]", absent);
  const head = `0/${diagnosis.nodes} nodes are available:`;
  return `${head} ${histogram(reasons)}. ${preemptionMessage(pod, diagnosis, absent)}`;
}

function preemptionMessage(pod: Pod, diagnosis: Diagnosis, absent: number): string {
  if (pod.spec.preemptionPolicy === "Never") return "preemption: not eligible due to preemptionPolicy=Never.";
  const resolvable = diagnosis.misfits.filter((misfit) => misfit.resolvable).length;
  const reasons = new Map<string, number>();
  if (resolvable > 0) reasons.set("No preemption victims found for incoming pod", resolvable);
  const helpless = diagnosis.misfits.length - resolvable + absent;
  if (helpless > 0) reasons.set("Preemption is not helpful for scheduling", helpless);
  return `preemption: 0/${diagnosis.nodes} nodes are available: ${histogram(reasons)}.`;
}

function histogram(reasons: ReadonlyMap<string, number>): string {
  return [...reasons]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join(", ");
}
