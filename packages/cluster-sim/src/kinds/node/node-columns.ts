import { findCondition } from "../../objects/conditions.ts";
import type { KubeObject } from "../../objects/meta.ts";
import type { Node } from "../../objects/node.ts";
import { AGE, NAME, type TableColumn } from "../columns.ts";

const asNode = (object: KubeObject): Node => object as Node;
const ROLE = "node-role.kubernetes.io/";

export const nodeColumns: readonly TableColumn[] = [
  NAME,
  {
    name: "Status",
    type: "string",
    description: "The status of the node",
    cell: (object) => nodeStatus(asNode(object)),
  },
  { name: "Roles", type: "string", description: "The roles of the node", cell: (object) => roles(asNode(object)) },
  AGE,
  { name: "Version", type: "string", cell: (object) => info(asNode(object), "kubeletVersion") },
  { name: "Internal-IP", type: "string", priority: 1, cell: (object) => address(asNode(object), "InternalIP") },
  { name: "External-IP", type: "string", priority: 1, cell: (object) => address(asNode(object), "ExternalIP") },
  { name: "OS-Image", type: "string", priority: 1, cell: (object) => info(asNode(object), "osImage") || "<unknown>" },
  { name: "Kernel-Version", type: "string", priority: 1, cell: (object) => kernel(asNode(object)) },
  {
    name: "Container-Runtime",
    type: "string",
    priority: 1,
    cell: (object) => info(asNode(object), "containerRuntimeVersion") || "<unknown>",
  },
];

function nodeStatus(node: Node): string {
  const ready = findCondition(node.status.conditions, "Ready")?.status;
  const status = ready === undefined ? "Unknown" : ready === "True" ? "Ready" : "NotReady";
  return node.spec.unschedulable === true ? `${status},SchedulingDisabled` : status;
}

function roles(node: Node): string {
  const names = Object.keys(node.metadata.labels ?? {})
    .filter((label) => label.startsWith(ROLE) && label.length > ROLE.length)
    .map((label) => label.slice(ROLE.length));
  return names.sort().join(",") || "<none>";
}

function address(node: Node, type: string): string {
  return node.status.addresses?.find((one) => one.type === type)?.address ?? "<none>";
}

function kernel(node: Node): string {
  const architecture = info(node, "architecture");
  const version = info(node, "kernelVersion") || "<unknown>";
  return architecture === "" ? version : `${version} (${architecture})`;
}

function info(node: Node, field: string): string {
  return String(node.status.nodeInfo?.[field] ?? "");
}
