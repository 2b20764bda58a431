import { createHash } from "node:crypto";
import { isSidecar } from "../../kinds/pod/pod-resources.ts";
import type { Container, ContainerState, ContainerStatus, Pod } from "../../objects/pod.ts";

/** Containers that run: the pod's own and its sidecars. */
export function runningContainers(pod: Pod): Container[] {
  return pod.spec.containers;
}

export function containerId(pod: Pod, container: string, restartCount: number): string {
  const digest = createHash("sha256").update(`${pod.metadata.uid}/${container}/${restartCount}`).digest("hex");
  return `containerd://${digest}`;
}

const imageIds = new Map<string, string>();

export function imageId(image: string): string {
  const known = imageIds.get(image);
  if (known !== undefined) return known;
  const id = digestOf(image);
  if (imageIds.size > 1_000) imageIds.clear();
  imageIds.set(image, id);
  return id;
}

function digestOf(image: string): string {
  const repository = image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  return `${repository}@sha256:${createHash("sha256").update(image).digest("hex")}`;
}

export function waitingStatus(container: Container, reason: string, message?: string): ContainerStatus {
  return {
    name: container.name,
    state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image: container.image ?? "",
    imageID: "",
    started: false,
  };
}

/** A container that has just started; what it ran as before goes into lastState. */
export function runningStatus(
  pod: Pod,
  container: Container,
  startedAt: string,
  restartCount: number,
  lastState: ContainerState,
): ContainerStatus {
  return {
    name: container.name,
    state: { running: { startedAt } },
    lastState,
    ready: true,
    restartCount,
    image: container.image ?? "",
    imageID: imageId(container.image ?? ""),
    containerID: containerId(pod, container.name, restartCount),
    started: true,
    ...(container.resources?.requests === undefined ? {} : { allocatedResources: container.resources.requests }),
    resources: container.resources ?? {},
  };
}

export function terminatedState(
  status: ContainerStatus,
  exit: { readonly code: number; readonly reason: string },
  finishedAt: string,
): ContainerState {
  const startedAt = status.state.running?.startedAt;
  return {
    terminated: {
      exitCode: exit.code,
      reason: exit.reason,
      ...(startedAt === undefined ? {} : { startedAt }),
      finishedAt,
      ...(status.containerID === undefined ? {} : { containerID: status.containerID }),
    },
  };
}

/** Init containers are over at once; sidecars go on running. */
export function initStatuses(pod: Pod, now: string): ContainerStatus[] | undefined {
  return pod.spec.initContainers?.map((container) => {
    const running = runningStatus(pod, container, now, 0, {});
    if (isSidecar(container)) return running;
    return { ...running, started: false, state: terminatedState(running, { code: 0, reason: "Completed" }, now) };
  });
}

/** All containers that run, ended. */
export function endContainers(pod: Pod, now: string, exit: { code: number; reason: string }): ContainerStatus[] {
  return (pod.status.containerStatuses ?? []).map((status) =>
    status.state.running === undefined
      ? status
      : { ...status, ready: false, started: false, state: terminatedState(status, exit, now) },
  );
}
