import type { ContainerStatus, Pod } from "../../objects/pod.ts";
import { startEvents } from "./container-events.ts";
import { initStatuses, runningStatus, waitingStatus } from "./container-status.ts";
import { observedStatus } from "./observed-status.ts";
import { notReady, ready, startedConditions, unreadyMessage, withPodConditions } from "./pod-conditions.ts";
import type { KubeletContext, StepResult } from "./step.ts";

/** How a kubelet starts a pod. Each transition goes from one believable state to the next. */

export function creating(pod: Pod, now: string, context: KubeletContext): StepResult {
  return {
    status: {
      ...observedStatus(pod),
      phase: "Pending",
      conditions: withPodConditions(pod, now, [
        { type: "PodReadyToStartContainers", status: "True" },
        { type: "Initialized", status: "True" },
        ...notReady("ContainersNotReady", unreadyMessage(pod)),
      ]),
      hostIP: context.hostIp,
      hostIPs: [{ ip: context.hostIp }],
      startTime: now,
      containerStatuses: pod.spec.containers.map((container) => waitingStatus(container, "ContainerCreating")),
    },
  };
}

export function started(pod: Pod, now: string, context: KubeletContext): StepResult {
  const ip = pod.spec.hostNetwork === true ? context.hostIp : context.podIp;
  const inits = initStatuses(pod, now);
  const counts = restartCounts(pod);
  return {
    status: {
      ...observedStatus(pod),
      phase: "Running",
      conditions: withPodConditions(pod, now, [...startedConditions(), ...ready()]),
      podIP: ip,
      podIPs: [{ ip }],
      ...(inits === undefined ? {} : { initContainerStatuses: inits }),
      containerStatuses: pod.spec.containers.map((container) =>
        runningStatus(pod, container, now, counts.get(container.name) ?? 0, lastStates(pod).get(container.name) ?? {}),
      ),
    },
    events: startEvents(pod, context.pullImage),
  };
}

/** Running and Ready, with the present generation in view: after a change of the spec, or when the node is back. */
export function confirmed(pod: Pod, now: string): StepResult {
  return {
    status: { ...observedStatus(pod), conditions: withPodConditions(pod, now, [...startedConditions(), ...ready()]) },
  };
}

function restartCounts(pod: Pod): Map<string, number> {
  return new Map(
    (pod.status.containerStatuses ?? []).map((status) => [
      status.name,
      status.restartCount + (status.lastState.terminated === undefined ? 0 : 1),
    ]),
  );
}

function lastStates(pod: Pod): Map<string, ContainerStatus["lastState"]> {
  return new Map((pod.status.containerStatuses ?? []).map((status) => [status.name, status.lastState]));
}
