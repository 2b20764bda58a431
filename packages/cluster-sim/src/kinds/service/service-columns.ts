import type { KubeObject } from "../../objects/meta.ts";
import type { Service, ServicePort } from "../../objects/service.ts";
import { AGE, NAME, type TableColumn } from "../columns.ts";
import { entriesText } from "../load-balancer-status.ts";

const specOf = (object: KubeObject): Service["spec"] => (object as Service).spec;

export const serviceColumns: readonly TableColumn[] = [
  NAME,
  { name: "Type", type: "string", cell: (object) => specOf(object).type },
  { name: "Cluster-IP", type: "string", cell: (object) => specOf(object).clusterIPs?.[0] ?? "<none>" },
  { name: "External-IP", type: "string", cell: (object) => externalText(object as Service) },
  {
    name: "Port(s)",
    type: "string",
    cell: (object) => (specOf(object).ports ?? []).map(portText).join(",") || "<none>",
  },
  AGE,
  { name: "Selector", type: "string", priority: 1, cell: (object) => labelsText(specOf(object).selector ?? {}) },
];

/** Source: pkg/printers/internalversion (getServiceExternalIP). */
function externalText({ spec, status }: Service): string {
  const own = spec.externalIPs ?? [];
  if (spec.type === "ExternalName") return spec.externalName ?? "";
  if (spec.type !== "LoadBalancer") return own.join(",") || "<none>";
  const balancer = entriesText(status.loadBalancer.ingress ?? []);
  return [...(balancer === "" ? [] : [balancer]), ...own].join(",") || "<pending>";
}

function portText({ port, nodePort, protocol }: ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return parts.sort().join(",") || "<none>";
}
