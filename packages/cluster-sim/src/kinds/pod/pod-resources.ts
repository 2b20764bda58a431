import type { Container, Pod, ResourceList } from "../../objects/pod.ts";
import { addQuantities, formatQuantity, parseQuantity, type Quantity, quantityAmount } from "../../objects/quantity.ts";

/** Amounts by resource name: CPU in thousandths of a core, everything else in whole units. */
export type Amounts = Record<string, number>;

/**
 * What a pod asks of its node, as the scheduler counts it: containers and sidecars together, or the largest step of the
 * init containers where that is more, plus overhead. While a resize is under way, the larger of wish and what is held.
 * Source: k8s.io/component-helpers/resource (PodRequests).
 */
export function podRequests(pod: Pod): Amounts {
  const statuses = new Map((pod.status.containerStatuses ?? []).map((status) => [status.name, status]));
  const infeasible = (pod.status.conditions ?? []).some(
    (one) => one.type === "PodResizePending" && one.status === "True" && one.reason === "Infeasible",
  );
  const sum: Amounts = {};
  for (const container of pod.spec.containers) {
    const status = statuses.get(container.name);
    const wish = infeasible && status?.allocatedResources ? {} : toAmounts(container.resources?.requests);
    add(sum, max(wish, max(toAmounts(status?.allocatedResources), toAmounts(status?.resources?.requests))));
  }
  const init: Amounts = {};
  const sidecars: Amounts = {};
  for (const container of pod.spec.initContainers ?? []) {
    const wish = toAmounts(container.resources?.requests);
    if (isSidecar(container)) {
      add(sum, wish);
      add(sidecars, wish);
      maximise(init, sidecars);
    } else {
      const step = { ...sidecars };
      add(step, wish);
      maximise(init, step);
    }
  }
  maximise(sum, init);
  add(sum, toAmounts(pod.spec.overhead));
  return sum;
}

export function isSidecar(container: Container): boolean {
  return container.restartPolicy === "Always";
}

export function toAmounts(list: ResourceList | undefined): Amounts {
  const amounts: Amounts = {};
  for (const name in list) amounts[name] = quantityAmount(name, list[name]);
  return amounts;
}

function add(into: Amounts, amounts: Amounts): void {
  for (const name in amounts) into[name] = (into[name] ?? 0) + (amounts[name] ?? 0);
}

function max(a: Amounts, b: Amounts): Amounts {
  const result = { ...a };
  maximise(result, b);
  return result;
}

function maximise(into: Amounts, amounts: Amounts): void {
  for (const name in amounts) into[name] = Math.max(into[name] ?? 0, amounts[name] ?? 0);
}

/** Guaranteed, Burstable or BestEffort. Source: kubernetes/pkg/apis/core/v1/helper/qos. */
export function qosClass(pod: Pod): string {
  const requests = new Map<string, Quantity>();
  const limits = new Map<string, Quantity>();
  let guaranteed = true;
  const collect = (into: Map<string, Quantity>, list: ResourceList | undefined): Set<string> => {
    const found = new Set<string>();
    for (const name of ["cpu", "memory"]) {
      const quantity = parseQuantity(list?.[name] ?? "0");
      if (quantity === undefined || quantity.nano <= 0n) continue;
      found.add(name);
      const before = into.get(name);
      into.set(name, before === undefined ? quantity : addQuantities(before, quantity));
    }
    return found;
  };
  for (const container of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]) {
    collect(requests, container.resources?.requests);
    if (collect(limits, container.resources?.limits).size < 2) guaranteed = false;
  }
  if (requests.size === 0 && limits.size === 0) return "BestEffort";
  const equal =
    requests.size === limits.size && [...requests].every(([name, one]) => limits.get(name)?.nano === one.nano);
  return guaranteed && equal ? "Guaranteed" : "Burstable";
}

/** The sum of two lists, exact, in canonical text. */
export function addResourceLists(a: ResourceList, b: ResourceList | undefined): ResourceList {
  const sum = { ...a };
  for (const [name, text] of Object.entries(b ?? {})) {
    const quantity = parseQuantity(text);
    const before = parseQuantity(sum[name] ?? "");
    if (quantity === undefined) continue;
    sum[name] = formatQuantity(before === undefined ? quantity : addQuantities(before, quantity));
  }
  return sum;
}
