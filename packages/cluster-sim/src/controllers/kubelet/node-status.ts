import { withCondition } from "../../objects/conditions.ts";
import type { Condition } from "../../objects/meta.ts";
import { isNodeReady, type Node } from "../../objects/node.ts";

const PRESSURES = [
  ["MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
] as const;

export const VERSION = "v1.37.2";

/** Whether a living kubelet has something to report that the node does not say yet. */
export function isReportDue(node: Node): boolean {
  return node.status.addresses === undefined || !hasNodeInfo(node) || !isNodeReady(node);
}

/** The node as its kubelet reports it. Capacity and allocatable are left as somebody wrote them. */
export function reportedNode(node: Node, address: string, now: string, heartbeat: boolean): Node {
  let conditions = node.status.conditions ?? [];
  const report = (condition: Condition): void => {
    const before = conditions.find((one) => one.type === condition.type);
    const beat = heartbeat || before === undefined || before.status !== condition.status;
    const lastHeartbeatTime = beat ? now : (before.lastHeartbeatTime ?? now);
    conditions = withCondition(conditions, { ...condition, lastHeartbeatTime }, now);
  };
  for (const [type, reason, message] of PRESSURES) report({ type, status: "False", reason, message });
  report({
    type: "NetworkUnavailable",
    status: "False",
    reason: "RouteCreated",
    message: "RouteController created a route",
  });
  report({ type: "Ready", status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" });
  const { name } = node.metadata;
  return {
    ...node,
    status: {
      ...node.status,
      conditions,
      addresses: node.status.addresses ?? [
        { type: "InternalIP", address },
        { type: "Hostname", address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: hasNodeInfo(node) ? (node.status.nodeInfo ?? {}) : nodeInfo(node),
    },
  };
}

function hasNodeInfo(node: Node): boolean {
  return (node.status.nodeInfo?.kubeletVersion ?? "") !== "";
}

function nodeInfo(node: Node): Record<string, unknown> {
  const id = node.metadata.uid.replaceAll("-", "");
  return {
    machineID: id,
    systemUUID: node.metadata.uid,
    bootID: node.metadata.uid,
    kernelVersion: "6.1.0-40-amd64",
    osImage: "Debian GNU/Linux 12 (bookworm)",
    containerRuntimeVersion: "containerd://2.1.4",
    kubeletVersion: VERSION,
    kubeProxyVersion: "",
    operatingSystem: "linux",
    architecture: "amd64",
  };
}
