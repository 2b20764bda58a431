import { findCondition } from "../../objects/conditions.ts";
import type { KubeObject } from "../../objects/meta.ts";
import { type ContainerStatus, isTerminal, type Pod } from "../../objects/pod.ts";
import { AGE, NAME, type TableColumn, timeSince } from "../columns.ts";
import { isSidecar } from "./pod-resources.ts";

const asPod = (object: KubeObject): Pod => object as Pod;
const orNone = (text: string | undefined): string => text || "<none>";

export const podColumns: readonly TableColumn[] = [
  NAME,
  {
    name: "Ready",
    type: "string",
    description: "The aggregate readiness state of this pod for accepting traffic.",
    cell: (object) => `${readyContainers(asPod(object))}/${totalContainers(asPod(object))}`,
  },
  {
    name: "Status",
    type: "string",
    description: "The aggregate status of the containers in this pod.",
    cell: (object) => podReason(asPod(object)),
  },
  {
    name: "Restarts",
    type: "string",
    description: "The number of times the containers in this pod have been restarted.",
    cell: (object, nowMs) => restarts(asPod(object), nowMs),
  },
  AGE,
  { name: "IP", type: "string", priority: 1, cell: (object) => orNone(asPod(object).status.podIPs?.[0]?.ip) },
  { name: "Node", type: "string", priority: 1, cell: (object) => orNone(asPod(object).spec.nodeName) },
  {
    name: "Nominated Node",
    type: "string",
    priority: 1,
    cell: (object) => orNone(asPod(object).status.nominatedNodeName),
  },
  { name: "Readiness Gates", type: "string", priority: 1, cell: () => "<none>" },
];

function sidecarNames(pod: Pod): ReadonlySet<string> {
  return new Set((pod.spec.initContainers ?? []).filter(isSidecar).map((container) => container.name));
}

function totalContainers(pod: Pod): number {
  return pod.spec.containers.length + sidecarNames(pod).size;
}

function readyContainers(pod: Pod): number {
  const sidecars = sidecarNames(pod);
  const running = [
    ...(pod.status.containerStatuses ?? []),
    ...(pod.status.initContainerStatuses ?? []).filter((status) => sidecars.has(status.name)),
  ];
  return running.filter((status) => status.ready && status.state.running !== undefined).length;
}

function restarts(pod: Pod, nowMs: number): string {
  const statuses = pod.status.containerStatuses ?? [];
  const count = statuses.reduce((sum, status) => sum + status.restartCount, 0);
  const last = statuses
    .map((status) => status.lastState.terminated?.finishedAt ?? "")
    .sort()
    .at(-1);
  return count === 0 || !last ? String(count) : `${count} (${timeSince(last, nowMs)} ago)`;
}

/** What stands in the STATUS column. Source: pkg/printers/internalversion (printPod). */
export function podReason(pod: Pod): string {
  const { status } = pod;
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status.reason === "NodeLost") return "Unknown";
    if (!isTerminal(pod)) return "Terminating";
  }
  let reason = status.reason || (status.phase ?? "");
  if (findCondition(status.conditions, "PodScheduled")?.reason === "SchedulingGated") reason = "SchedulingGated";
  let error: string | undefined;
  let running = false;
  for (const container of [...(status.containerStatuses ?? [])].reverse()) {
    if (container.state.waiting?.reason) reason = container.state.waiting.reason;
    else if (container.state.terminated !== undefined) {
      reason = terminatedReason(container.state.terminated);
      if (container.state.terminated.exitCode !== 0) error = reason;
    } else if (container.ready && container.state.running !== undefined) running = true;
  }
  if (reason !== "Completed") return reason;
  if (running && findCondition(status.conditions, "Ready")?.status === "True") return "Running";
  return error ?? (running ? "NotReady" : reason);
}

function terminatedReason({
  reason,
  signal = 0,
  exitCode,
}: NonNullable<ContainerStatus["state"]["terminated"]>): string {
  return reason || (signal === 0 ? `ExitCode:${exitCode}` : `Signal:${signal}`);
}
