import type { ContainerStatus, Pod, PodStatus } from "../../objects/pod.ts";
import { absentImage } from "./behaviour.ts";
import { aboutFirstContainer, alreadyPresent, killingEvents, startEvents } from "./container-events.ts";
import { endContainers, runningStatus, terminatedState, waitingStatus } from "./container-status.ts";
import { observedStatus } from "./observed-status.ts";
import { notReady, ready, unreadyMessage, withPodConditions } from "./pod-conditions.ts";
import type { StepResult } from "./step.ts";

/** What a kubelet does where an image cannot be had, or is changed. */

const STOPPED = { code: 0, reason: "Completed" };
const CHANGED = "definition changed, will be restarted";

export function pullFails(pod: Pod, now: string): StepResult {
  const image = absentImage(pod) ?? "";
  const message = pullError(image);
  return {
    status: waitingForImage(pod, now, "ErrImagePull", message),
    events: [
      { type: "Normal", reason: "Pulling", message: `Pulling image "${image}"`, ...aboutFirstContainer(pod) },
      {
        type: "Warning",
        reason: "Failed",
        message: `Failed to pull image "${image}": ${message}`,
        ...aboutFirstContainer(pod),
      },
      { type: "Warning", reason: "Failed", message: "Error: ErrImagePull", ...aboutFirstContainer(pod) },
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
      { type: "Warning", reason: "BackOff", message: `Back-off pulling image "${image}"`, ...aboutFirstContainer(pod) },
      { type: "Warning", reason: "Failed", message: "Error: ImagePullBackOff", ...aboutFirstContainer(pod) },
    ],
  };
}

export function stoppedForAbsentImage(pod: Pod, now: string): StepResult {
  const ended = endContainers(pod, now, STOPPED);
  const failed = pullFails({ ...pod, status: { ...pod.status, containerStatuses: ended } }, now);
  return {
    ...failed,
    events: [...killingEvents(pod, CHANGED), ...(failed.events ?? [])],
  };
}

export function restartedWithImage(pod: Pod, now: string): StepResult {
  const images = new Map(pod.spec.containers.map((one) => [one.name, one.image]));
  const statuses = (pod.status.containerStatuses ?? []).map((status) =>
    images.get(status.name) === status.image ? status : restartOne(pod, status, now, STOPPED),
  );
  return {
    status: {
      ...observedStatus(pod),
      phase: "Running",
      containerStatuses: statuses,
      conditions: withPodConditions(pod, now, ready()),
    },
    events: [...killingEvents(pod, CHANGED), ...startEvents(pod, alreadyPresent)],
  };
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
    ...observedStatus(pod),
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

function pullError(image: string): string {
  return `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
}
