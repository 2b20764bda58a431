import type { Environment } from "../environment.ts";
import type { ResourceQuota } from "../kinds/resource-quota-kind.ts";
import { namespaceOf } from "../objects/meta.ts";
import type { Pod } from "../objects/pod.ts";
import { parseQuantity, type Quantity, zeroQuantity } from "../objects/quantity.ts";
import { addLists, parseList, type QuantityList, subtractLists } from "../objects/quantity-list.ts";
import type { Service } from "../objects/service.ts";
import type { Change } from "../storage/version.ts";
import { serviceCounts } from "./object-usage.ts";
import { isPodResource, podUsage } from "./pod-usage.ts";
import { hasScopes, isInScope } from "./quota-scopes.ts";

/** What is used in each namespace, kept as changes come: pods' resources and the number of objects of each kind. */
export class NamespaceUsage {
  readonly #env: Environment;
  readonly #pods = new Map<string, QuantityList>();
  readonly #counts = new Map<string, Map<string, number>>();

  constructor(env: Environment) {
    this.#env = env;
    for (const kind of env.kinds.all()) {
      if (!kind.namespaced) continue;
      const collection = env.store.collection(kind.resource);
      for (const { key } of collection.values()) this.#count(kind.resource, namespaceOf(key), 1);
      collection.listen((change) => this.#counted(kind.resource, change));
    }
    const services = env.store.collection("services");
    for (const { object } of services.values()) this.#countHeld(object as Service, 1);
    services.listen(({ type, current, previous }) => {
      if (previous !== undefined) this.#countHeld(previous.object as Service, -1);
      if (type !== "DELETED") this.#countHeld(current.object as Service, 1);
    });
    const pods = env.store.collection("pods");
    for (const version of pods.values()) this.#charge(undefined, version.object as Pod);
    pods.listen(({ type, current, previous }) =>
      this.#charge(previous?.object as Pod | undefined, type === "DELETED" ? undefined : (current.object as Pod)),
    );
  }

  /** The use that a quota limits, for each resource that it names. */
  of(quota: ResourceQuota): QuantityList {
    const namespace = quota.metadata.namespace ?? "";
    const hard = parseList(quota.spec.hard);
    const pods = hasScopes(quota) ? this.#scopedPods(quota, namespace) : (this.#pods.get(namespace) ?? new Map());
    const used = new Map<string, Quantity>();
    for (const name of hard.keys()) {
      const amount = isPodResource(name) ? pods.get(name) : this.#objects(name, namespace);
      used.set(name, amount ?? zeroQuantity);
    }
    return used;
  }

  #scopedPods(quota: ResourceQuota, namespace: string): QuantityList {
    let sum: QuantityList = new Map();
    for (const version of this.#env.store.collection("pods").range(`${namespace}/`)) {
      const pod = version.object as Pod;
      if (isInScope(quota, pod)) sum = addLists(sum, podUsage(pod));
    }
    return sum;
  }

  #objects(name: string, namespace: string): Quantity {
    const resource = name.startsWith("count/") ? name.slice("count/".length) : name;
    return parseQuantity(this.#counts.get(resource)?.get(namespace) ?? 0) ?? zeroQuantity;
  }

  #charge(before: Pod | undefined, after: Pod | undefined): void {
    const namespace = (after ?? before)?.metadata.namespace ?? "";
    if (before !== undefined && after !== undefined && !usageMayDiffer(before, after)) return;
    let usage: QuantityList = this.#pods.get(namespace) ?? new Map();
    if (before !== undefined) usage = subtractLists(usage, podUsage(before));
    if (after !== undefined) usage = addLists(usage, podUsage(after));
    if (usage.size === 0) this.#pods.delete(namespace);
    else this.#pods.set(namespace, usage);
  }

  /** What services hold beside being there. */
  #countHeld(service: Service, sign: 1 | -1): void {
    const namespace = service.metadata.namespace ?? "";
    for (const [name, amount] of serviceCounts(service)) this.#count(name, namespace, amount * sign);
  }

  #counted(resource: string, { type, current }: Change): void {
    if (type !== "MODIFIED") this.#count(resource, namespaceOf(current.key), type === "ADDED" ? 1 : -1);
  }

  #count(resource: string, namespace: string, by: number): void {
    let counts = this.#counts.get(resource);
    if (counts === undefined) {
      counts = new Map();
      this.#counts.set(resource, counts);
    }
    const count = (counts.get(namespace) ?? 0) + by;
    if (count === 0) counts.delete(namespace);
    else counts.set(namespace, count);
  }
}

/** Spares most changes the sums: only these fields count. */
export function usageMayDiffer(before: Pod, after: Pod): boolean {
  return (
    before.spec !== after.spec ||
    before.status.phase !== after.status.phase ||
    before.status.containerStatuses !== after.status.containerStatuses
  );
}
