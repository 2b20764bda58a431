import type { ClusterConnection } from "./cluster-connection.ts";
import { type Condition, conditionOf, type Node, type Pod } from "./kubernetes-objects.ts";

/** Writes what the node controller writes about a node whose kubelet fell silent, without its grace period. */
export async function silenceNode(connection: ClusterConnection, name: string): Promise<void> {
  const node = (await connection.request("GET", `/api/v1/nodes/${name}`)).json as Node;
  if (conditionOf(node, "Ready")?.status === "Unknown") return;
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const others = (node.status.conditions ?? []).filter((condition) => !keptByKubelet.includes(condition.type));
  const unknown = keptByKubelet.map((type) => ({
    type,
    status: "Unknown",
    reason: "NodeStatusUnknown",
    message: "Kubelet stopped posting node status.",
    lastHeartbeatTime: conditionOf(node, type)?.lastHeartbeatTime ?? now,
    lastTransitionTime: now,
  }));
  // A conflict means that somebody wrote in between: the caller looks again anyway.
  await patchStatus(connection, `/api/v1/nodes/${name}`, node, [...others, ...unknown] as Condition[]);
}

/** Its pods are not Ready any more: the node controller's other half. Answers how many still had to be changed. */
export async function markPodsNotReady(connection: ClusterConnection, nodeName: string): Promise<number> {
  const query = { fieldSelector: `spec.nodeName=${nodeName}` };
  const { items } = (await connection.request("GET", "/api/v1/pods", { query })).json as { items: Pod[] };
  const ready = items.filter((pod) => conditionOf(pod, "Ready")?.status === "True");
  for (const pod of ready) {
    const conditions = (pod.status.conditions ?? []).map((condition) =>
      condition.type === "Ready"
        ? {
            ...condition,
            status: "False" as const,
            lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
          }
        : condition,
    );
    await patchStatus(
      connection,
      `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`,
      pod,
      conditions,
    );
  }
  return ready.length;
}

/** Ready is lost and the scheduler has been told. */
export function kubeletIsGone(node: Node): boolean {
  return conditionOf(node, "Ready")?.status !== "True" && hasTaint(node, "node.kubernetes.io/unreachable");
}

/** Ready, and the scheduler has been told. */
export function kubeletIsBack(node: Node): boolean {
  return (
    conditionOf(node, "Ready")?.status === "True" &&
    !hasTaint(node, "node.kubernetes.io/unreachable") &&
    !hasTaint(node, "node.kubernetes.io/not-ready")
  );
}

const keptByKubelet = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

function hasTaint(node: Node, key: string): boolean {
  return node.spec.taints?.some((taint) => taint.key === key) === true;
}

async function patchStatus(
  connection: ClusterConnection,
  path: string,
  read: { readonly metadata: { readonly uid: string; readonly resourceVersion: string } },
  conditions: readonly Condition[],
): Promise<void> {
  const { uid, resourceVersion } = read.metadata;
  await connection.request("PATCH", `${path}/status`, {
    body: { metadata: { uid, resourceVersion }, status: { conditions } },
    contentType: "application/merge-patch+json",
  });
}
