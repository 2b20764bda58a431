import type { Pod, PodStatus } from "../../objects/pod.ts";

/** The status as it is, marked as written with the pod's present generation in view. */
export function observedStatus(pod: Pod): PodStatus {
  const generation = pod.metadata.generation;
  return { ...pod.status, ...(generation === undefined ? {} : { observedGeneration: generation }) };
}
