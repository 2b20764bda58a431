import type { Container, Pod, ResourceRequirements } from "../../objects/pod.ts";
import { addLists, maxLists, parseList, type QuantityList } from "../../objects/quantity-list.ts";
import { isSidecar } from "./pod-resources.ts";

/**
 * Exact requests or limits of a whole pod: containers and sidecars together, or the largest step of the init containers.
 * Source: component-helpers/resource (PodRequests, PodLimits).
 */
export function podAmounts(pod: Pod, which: keyof ResourceRequirements, useStatus: boolean): QuantityList {
  const statuses = new Map(useStatus ? (pod.status.containerStatuses ?? []).map((one) => [one.name, one]) : []);
  let sum: QuantityList = new Map();
  for (const container of pod.spec.containers) {
    let amounts: QuantityList = parseList(container.resources?.[which]);
    const status = statuses.get(container.name);
    if (status !== undefined) {
      amounts = maxLists(amounts, parseList(status.resources?.[which]));
      if (which === "requests") amounts = maxLists(amounts, parseList(status.allocatedResources));
    }
    sum = addLists(sum, amounts);
  }
  let sidecars: QuantityList = new Map();
  let largest: QuantityList = new Map();
  for (const container of pod.spec.initContainers ?? []) {
    const amounts = parseList((container as Container).resources?.[which]);
    if (isSidecar(container)) {
      sum = addLists(sum, amounts);
      sidecars = addLists(sidecars, amounts);
      largest = maxLists(largest, sidecars);
    } else {
      largest = maxLists(largest, addLists(amounts, sidecars));
    }
  }
  const total = maxLists(sum, largest);
  return pod.spec.overhead === undefined ? total : addLists(total, parseList(pod.spec.overhead));
}
