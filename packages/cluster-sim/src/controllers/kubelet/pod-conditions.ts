import { withCondition } from "../../objects/conditions.ts";
import type { Condition } from "../../objects/meta.ts";
import type { Pod } from "../../objects/pod.ts";

const LAST_PROBE = { lastProbeTime: null };

/** Sets some of the kubelet's conditions; the others stay. */
export function withPodConditions(
  pod: Pod,
  now: string,
  changes: readonly (Pick<Condition, "type" | "status"> & Partial<Condition>)[],
): Condition[] {
  let conditions = pod.status.conditions ?? [];
  const generation = pod.metadata.generation;
  for (const change of changes) {
    const condition = {
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      ...LAST_PROBE,
      ...change,
    };
    conditions = withCondition(conditions, condition, now);
  }
  return conditions;
}

export function startedConditions(): Pick<Condition, "type" | "status">[] {
  return [
    { type: "PodReadyToStartContainers", status: "True" },
    { type: "Initialized", status: "True" },
  ];
}

export function ready(): Pick<Condition, "type" | "status">[] {
  return [
    { type: "Ready", status: "True" },
    { type: "ContainersReady", status: "True" },
  ];
}

export function notReady(
  reason: string,
  message?: string,
): (Pick<Condition, "type" | "status"> & Partial<Condition>)[] {
  const why = { reason, ...(message === undefined ? {} : { message }) };
  return [
    { type: "Ready", status: "False", ...why },
    { type: "ContainersReady", status: "False", ...why },
  ];
}

export function unreadyMessage(pod: Pod): string {
  return `containers with unready status: [${pod.spec.containers.map((one) => one.name).join(" ")}]`;
}
