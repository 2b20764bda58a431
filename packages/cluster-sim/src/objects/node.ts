import type { Condition, KubeObject } from "./meta.ts";
import type { ResourceList } from "./pod.ts";

export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

export interface NodeSpec {
  podCIDR?: string;
  podCIDRs?: string[];
  providerID?: string;
  unschedulable?: boolean;
  taints?: Taint[];
}

export interface NodeStatus {
  capacity?: ResourceList;
  allocatable?: ResourceList;
  conditions?: Condition[];
  addresses?: { type: string; address: string }[];
  nodeInfo?: Record<string, unknown>;
  phase?: string;
  [field: string]: unknown;
}

export interface Node extends KubeObject {
  spec: NodeSpec;
  status: NodeStatus;
}

export function isNodeReady(node: Node): boolean {
  return node.status.conditions?.some((c) => c.type === "Ready" && c.status === "True") ?? false;
}
