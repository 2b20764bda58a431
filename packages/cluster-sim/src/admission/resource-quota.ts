import type { Environment } from "../environment.ts";
import { forbidden } from "../http/status-error.ts";
import type { Kind } from "../kinds/kind.ts";
import type { ResourceQuota } from "../kinds/resource-quota-kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { Container, Pod } from "../objects/pod.ts";
import { compareQuantities, type Quantity, zeroQuantity } from "../objects/quantity.ts";
import {
  addLists,
  formatList,
  maskList,
  parseList,
  printList,
  type QuantityList,
  subtractLists,
} from "../objects/quantity-list.ts";
import { objectUsage } from "../quota/object-usage.ts";
import { charge, isPodResource, podUsage } from "../quota/pod-usage.ts";
import { isInScope } from "../quota/quota-scopes.ts";

/** Of these each container of a pod has to say how much it wants, where they are limited. */
const MUST_BE_SAID = ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

/**
 * Refuses what a namespace's quotas have no room for. The returned function charges it, once it is sure to be stored.
 * Source: apiserver/pkg/admission/plugin/resourcequota/controller.go (CheckRequest).
 */
export function chargeQuotas(
  env: Environment,
  kind: Kind,
  object: KubeObject,
  old: KubeObject | undefined,
): () => void {
  const namespace = object.metadata.namespace ?? "";
  const quotas = [...env.store.collection("resourcequotas").range(`${namespace}/`)];
  if (!kind.namespaced || quotas.length === 0) return () => {};
  const charges: (() => void)[] = [];
  for (const version of quotas) {
    const quota = version.object as ResourceQuota;
    const usage = usageUnder(kind, quota, object, old);
    if (usage === undefined) continue;
    const used = parseList(quota.status.used);
    const requested = maskList(usage, Object.keys(quota.status.hard ?? {}));
    const total = addLists(used, requested);
    refuseExceeded(kind, object, quota, requested, used, total);
    if (requested.size === 0) continue;
    charges.push(() => {
      env.store.update("resourcequotas", version, { ...quota, status: { ...quota.status, used: formatList(total) } });
    });
  }
  return () => {
    for (const one of charges) one();
  };
}

/** What this object adds under this quota, or undefined where the quota is not about it. */
function usageUnder(
  kind: Kind,
  quota: ResourceQuota,
  object: KubeObject,
  old: KubeObject | undefined,
): QuantityList | undefined {
  const hard = Object.keys(quota.status.hard ?? {});
  if (kind.resource !== "pods") return added(objectUsage(kind, object), old && objectUsage(kind, old), hard);
  const pod = object as Pod;
  const names = hard.filter(isPodResource);
  if (names.length === 0 || !isInScope(quota, pod)) return undefined;
  refuseUnsaid(kind, pod, quota, names);
  return added(podUsage(pod), old && podUsage(old as Pod), names);
}

/** What is used now beyond what was used before, of these resources. */
function added(now: QuantityList, before: QuantityList | undefined, names: readonly string[]): QuantityList {
  const difference = maskList(before === undefined ? now : subtractLists(now, before), names);
  return new Map([...difference].filter(([, quantity]) => quantity.nano > 0n));
}

function refuseUnsaid(kind: Kind, pod: Pod, quota: ResourceQuota, names: readonly string[]): void {
  const needed = names.filter((name) => MUST_BE_SAID.includes(name)).sort();
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const missing = needed.flatMap((name) => {
    const silent = containers.filter((container) => !said(container).has(name)).map((container) => container.name);
    return silent.length === 0 ? [] : [`${name} for: ${[...new Set(silent)].sort().join(",")}`];
  });
  if (missing.length === 0) return;
  throw forbidden(kind, pod.metadata.name, `failed quota: ${quota.metadata.name}: must specify ${missing.join("; ")}`);
}

function said(container: Container): ReadonlySet<string> {
  const usage = new Map<string, Quantity>();
  charge(usage, parseList(container.resources?.requests), parseList(container.resources?.limits));
  return new Set(usage.keys());
}

function refuseExceeded(
  kind: Kind,
  object: KubeObject,
  quota: ResourceQuota,
  requested: QuantityList,
  used: QuantityList,
  total: QuantityList,
): void {
  const hard = parseList(quota.status.hard);
  const exceeded = [...requested.keys()].filter(
    (name) => compareQuantities(total.get(name) ?? zeroQuantity, hard.get(name) ?? zeroQuantity) > 0,
  );
  if (exceeded.length === 0) return;
  const parts = [
    `exceeded quota: ${quota.metadata.name}`,
    `requested: ${printList(maskList(requested, exceeded))}`,
    `used: ${printList(maskList(used, exceeded))}`,
    `limited: ${printList(maskList(hard, exceeded))}`,
  ];
  throw forbidden(kind, object.metadata.name, parts.join(", "));
}
