import { podAmounts } from "../kinds/pod/pod-amounts.ts";
import { isTerminal, type Pod } from "../objects/pod.ts";
import { parseQuantity, type Quantity } from "../objects/quantity.ts";
import type { QuantityList } from "../objects/quantity-list.ts";
import { isExtendedResource, isHugePages } from "../objects/resource-names.ts";

const ONE = parseQuantity("1") as Quantity;

/** What a pod is charged for. One that has finished is only counted. Source: kubernetes/pkg/quota/v1/evaluator/core. */
export function podUsage(pod: Pod): Map<string, Quantity> {
  const usage = new Map<string, Quantity>([["count/pods", ONE]]);
  if (isTerminal(pod)) return usage;
  usage.set("pods", ONE);
  charge(usage, podAmounts(pod, "requests", true), podAmounts(pod, "limits", true));
  return usage;
}

export function charge(usage: Map<string, Quantity>, requests: QuantityList, limits: QuantityList): void {
  for (const [name, quantity] of requests) {
    const plain = name === "cpu" || name === "memory" || name === "ephemeral-storage" || isHugePages(name);
    if (plain) usage.set(name, quantity);
    if (plain || isExtendedResource(name)) usage.set(`requests.${name}`, quantity);
  }
  for (const [name, quantity] of limits) {
    if (name === "cpu" || name === "memory" || name === "ephemeral-storage") usage.set(`limits.${name}`, quantity);
  }
}

/** Whether a quota on this resource is about pods. */
export function isPodResource(name: string): boolean {
  if (name === "pods" || name === "count/pods" || name.startsWith("limits.")) return true;
  if (name === "cpu" || name === "memory" || name === "ephemeral-storage" || isHugePages(name)) return true;
  return name.startsWith("requests.") && name !== "requests.storage";
}
