import type { Pod } from "../../objects/pod.ts";
import type { Exit } from "./behaviour.ts";
import { alreadyPresent, killingEvents, startEvents } from "./container-events.ts";
import { endContainers, runningStatus, terminatedState } from "./container-status.ts";
import { observedStatus } from "./observed-status.ts";
import { notReady, ready, unreadyMessage, withPodConditions } from "./pod-conditions.ts";
import type { StepResult } from "./step.ts";

/** How containers end: by themselves, restarted or not, or because the pod is deleted. */

export function exited(pod: Pod, now: string, exit: Exit): StepResult {
  if (exit.evicted) return evicted(pod, now);
  const policy = pod.spec.restartPolicy ?? "Always";
  const restarts = policy === "Always" || (policy === "OnFailure" && exit.code !== 0);
  if (!restarts) return finished(pod, now, exit);
  const statuses = (pod.status.containerStatuses ?? []).map((status) => ({
    ...status,
    ready: false,
    started: false,
    lastState: terminatedState(status, exit, now),
    state: {
      waiting: {
        reason: "CrashLoopBackOff",
        message: `back-off restarting failed container=${status.name} pod=${fullName(pod)}`,
      },
    },
  }));
  return {
    status: {
      ...observedStatus(pod),
      containerStatuses: statuses,
      conditions: withPodConditions(pod, now, notReady("ContainersNotReady", unreadyMessage(pod))),
    },
    events: statuses.map(({ name }) => ({
      type: "Warning" as const,
      reason: "BackOff",
      message: `Back-off restarting failed container ${name} in pod ${fullName(pod)}`,
      container: name,
    })),
  };
}

function fullName({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
}

export function restarted(pod: Pod, now: string): StepResult {
  const specs = new Map(pod.spec.containers.map((one) => [one.name, one]));
  const statuses = (pod.status.containerStatuses ?? []).map((status) => {
    const container = specs.get(status.name) ?? { name: status.name };
    return runningStatus(pod, container, now, status.restartCount + 1, status.lastState);
  });
  return {
    status: { ...observedStatus(pod), containerStatuses: statuses, conditions: withPodConditions(pod, now, ready()) },
    events: startEvents(pod, alreadyPresent),
  };
}

export function stopped(pod: Pod, now: string): StepResult {
  const exit = { code: 0, reason: "Completed" };
  return {
    status: {
      ...observedStatus(pod),
      phase: "Succeeded",
      containerStatuses: endContainers(pod, now, exit),
      conditions: withPodConditions(pod, now, notReady("PodCompleted")),
    },
    events: killingEvents(pod),
  };
}

export function removed(): StepResult {
  return { remove: true };
}

function finished(pod: Pod, now: string, exit: Exit): StepResult {
  const success = exit.code === 0;
  return {
    status: {
      ...observedStatus(pod),
      phase: success ? "Succeeded" : "Failed",
      containerStatuses: endContainers(pod, now, exit),
      conditions: withPodConditions(pod, now, [
        { type: "Initialized", status: "True", reason: "PodCompleted" },
        ...notReady(success ? "PodCompleted" : "PodFailed"),
      ]),
    },
  };
}

function evicted(pod: Pod, now: string): StepResult {
  const message = "The node was low on resource: memory.";
  return {
    status: {
      ...observedStatus(pod),
      phase: "Failed",
      reason: "Evicted",
      message,
      containerStatuses: endContainers(pod, now, { code: 137, reason: "Error" }),
      conditions: withPodConditions(pod, now, [
        { type: "DisruptionTarget", status: "True", reason: "TerminationByKubelet", message },
        ...notReady("PodFailed"),
      ]),
    },
    events: [{ type: "Warning", reason: "Evicted", message }, ...killingEvents(pod)],
  };
}
