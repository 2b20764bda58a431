import { isTerminal, type Pod } from "../../objects/pod.ts";

export const SCHEDULER = "default-scheduler";

/** A pod that is this scheduler's business: without a node, alive, asking for it, and held by nothing. */
export function needsScheduling(pod: Pod): boolean {
  return (
    !pod.spec.nodeName &&
    pod.metadata.deletionTimestamp === undefined &&
    !isTerminal(pod) &&
    pod.spec.schedulerName === SCHEDULER &&
    (pod.spec.schedulingGates ?? []).length === 0
  );
}
