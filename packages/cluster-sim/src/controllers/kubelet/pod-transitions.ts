import type { ContainerStatus, Pod, PodStatus } from "../../objects/pod.ts";
import type { Exit } from "./behaviour.ts";
import { absentImage } from "./behaviour.ts";
import { initStatuses, runningStatus, terminatedState, waitingStatus } from "./container-status.ts";
import { notReady, ready, startedConditions, unreadyMessage, withPodConditions } from "./pod-conditions.ts";
import type { KubeletContext, StepEvent, StepResult } from "./step.ts";

/** The changes that a kubelet makes to a pod's status, each from one believable state to the next. */

export function creating(pod: Pod, now: string, context: KubeletContext): StepResult {
  return {
    status: {
      ...base(pod),
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
      ...base(pod),
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

export function pullFails(pod: Pod, now: string): StepResult {
  const image = absentImage(pod) ?? "";
  const message = pullError(image);
  return {
    status: waitingForImage(pod, now, "ErrImagePull", message),
    events: [
      { type: "Normal", reason: "Pulling", message: `Pulling image "${image}"`, ...first(pod) },
      { type: "Warning", reason: "Failed", message: `Failed to pull image "${image}": ${message}`, ...first(pod) },
      { type: "Warning", reason: "Failed", message: "Error: ErrImagePull", ...first(pod) },
    ],
  };
}

export function imageBackoff(pod: Pod, now: string): StepResult {
  const image = absentImage(pod) ?? "";
  return {
    status: waitingForImage(
      pod,
      now,
      "ImagePullBackOff",
      `Back-off pulling image "${image}": ErrImagePull: ${pullError(image)}`,
    ),
    events: [
      { type: "Warning", reason: "BackOff", message: `Back-off pulling image "${image}"`, ...first(pod) },
      { type: "Warning", reason: "Failed", message: "Error: ImagePullBackOff", ...first(pod) },
    ],
  };
}

export function stoppedForAbsentImage(pod: Pod, now: string): StepResult {
  const ended = endContainers(pod, now, { code: 0, reason: "Completed" });
  const failed = pullFails({ ...pod, status: { ...pod.status, containerStatuses: ended } }, now);
  return {
    ...failed,
    events: [...killingEvents(pod, "definition changed, will be restarted"), ...(failed.events ?? [])],
  };
}

export function restartedWithImage(pod: Pod, now: string): StepResult {
  const images = new Map(pod.spec.containers.map((one) => [one.name, one.image]));
  const statuses = (pod.status.containerStatuses ?? []).map((status) =>
    images.get(status.name) === status.image ? status : restartOne(pod, status, now, { code: 0, reason: "Completed" }),
  );
  return {
    status: {
      ...base(pod),
      phase: "Running",
      containerStatuses: statuses,
      conditions: withPodConditions(pod, now, ready()),
    },
    events: [...killingEvents(pod, "definition changed, will be restarted"), ...startEvents(pod, alreadyPresent)],
  };
}

export function readyAgain(pod: Pod, now: string): StepResult {
  return { status: { ...base(pod), conditions: withPodConditions(pod, now, [...startedConditions(), ...ready()]) } };
}

export function observed(pod: Pod, now: string): StepResult {
  return { status: { ...base(pod), conditions: withPodConditions(pod, now, [...startedConditions(), ...ready()]) } };
}

export function exited(pod: Pod, now: string, exit: Exit): StepResult {
  if (exit.evicted) return evicted(pod, now);
  const policy = pod.spec.restartPolicy ?? "Always";
  const restarts = policy === "Always" || (policy === "OnFailure" && exit.code !== 0);
  if (!restarts) return finished(pod, now, exit);
  const statuses = (pod.status.containerStatuses ?? []).map((status) => {
    const message = `back-off restarting failed container=${status.name} pod=${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
    return {
      ...status,
      ready: false,
      started: false,
      lastState: terminatedState(status, exit, now),
      state: { waiting: { reason: "CrashLoopBackOff", message } },
    };
  });
  return {
    status: {
      ...base(pod),
      containerStatuses: statuses,
      conditions: withPodConditions(pod, now, notReady("ContainersNotReady", unreadyMessage(pod))),
    },
    events: statuses.map(({ name, state }) => ({
      type: "Warning" as const,
      reason: "BackOff",
      message: `Back-off ${state.waiting.message.slice("back-off ".length)}`
        .replace("Back-off restarting failed container=", "Back-off restarting failed container ")
        .replace(" pod=", " in pod "),
      container: name,
    })),
  };
}

export function restarted(pod: Pod, now: string): StepResult {
  const specs = new Map(pod.spec.containers.map((one) => [one.name, one]));
  const statuses = (pod.status.containerStatuses ?? []).map((status) => {
    const container = specs.get(status.name) ?? { name: status.name };
    return runningStatus(pod, container, now, status.restartCount + 1, status.lastState);
  });
  return {
    status: { ...base(pod), containerStatuses: statuses, conditions: withPodConditions(pod, now, ready()) },
    events: startEvents(pod, alreadyPresent),
  };
}

export function stopped(pod: Pod, now: string): StepResult {
  const exit = { code: 0, reason: "Completed" };
  return {
    status: {
      ...base(pod),
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
      ...base(pod),
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
      ...base(pod),
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

function base(pod: Pod): PodStatus {
  const generation = pod.metadata.generation;
  return { ...pod.status, ...(generation === undefined ? {} : { observedGeneration: generation }) };
}

function endContainers(pod: Pod, now: string, exit: { code: number; reason: string }): ContainerStatus[] {
  return (pod.status.containerStatuses ?? []).map((status) =>
    status.state.running === undefined
      ? status
      : { ...status, ready: false, started: false, state: terminatedState(status, exit, now) },
  );
}

function restartOne(
  pod: Pod,
  status: ContainerStatus,
  now: string,
  exit: { code: number; reason: string },
): ContainerStatus {
  const container = pod.spec.containers.find((one) => one.name === status.name) ?? { name: status.name };
  return runningStatus(pod, container, now, status.restartCount + 1, terminatedState(status, exit, now));
}

function waitingForImage(pod: Pod, now: string, reason: string, message: string): PodStatus {
  const statuses = new Map((pod.status.containerStatuses ?? []).map((status) => [status.name, status]));
  return {
    ...base(pod),
    conditions: withPodConditions(pod, now, [
      { type: "PodReadyToStartContainers", status: "True" },
      { type: "Initialized", status: "True" },
      ...notReady("ContainersNotReady", unreadyMessage(pod)),
    ]),
    containerStatuses: pod.spec.containers.map((container) => {
      const before = statuses.get(container.name);
      const fresh = waitingStatus(container, reason, message);
      if (before === undefined) return fresh;
      const lastState =
        before.state.terminated === undefined ? before.lastState : { terminated: before.state.terminated };
      return { ...fresh, restartCount: before.restartCount, lastState };
    }),
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

function pullError(image: string): string {
  return `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
}

function first(pod: Pod): { container?: string } {
  const name = pod.spec.containers[0]?.name;
  return name === undefined ? {} : { container: name };
}

const alreadyPresent = (): "present" => "present";

function startEvents(pod: Pod, pullImage: KubeletContext["pullImage"]): StepEvent[] {
  return pod.spec.containers.flatMap(({ name, image = "" }) => {
    const say = (reason: string, message: string): StepEvent => ({ type: "Normal", reason, message, container: name });
    const pull =
      pullImage(image) === "present"
        ? [say("Pulled", `Container image "${image}" already present on machine`)]
        : [say("Pulling", `Pulling image "${image}"`), say("Pulled", `Successfully pulled image "${image}"`)];
    return [...pull, say("Created", "Container created"), say("Started", "Container started")];
  });
}

function killingEvents(pod: Pod, why?: string): StepEvent[] {
  return pod.spec.containers.map(({ name }) => ({
    type: "Normal" as const,
    reason: "Killing",
    message: why === undefined ? `Stopping container ${name}` : `Container ${name} ${why}`,
    container: name,
  }));
}
