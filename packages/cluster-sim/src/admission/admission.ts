import type { WriteOptions } from "../api/write-options.ts";
import type { Environment } from "../environment.ts";
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { Pod } from "../objects/pod.ts";
import { addDefaultTolerations } from "./default-tolerations.ts";
import { applyDefaultLimits, refuseOutsideLimits } from "./limit-ranger.ts";
import { requireActiveNamespace } from "./namespace-lifecycle.ts";
import { checkPodSecurity } from "./pod-security/pod-security.ts";
import { setPriority } from "./priority.ts";
import { refuseResizeBeyondNode } from "./resize-capacity.ts";
import { chargeQuotas } from "./resource-quota.ts";
import { useServiceAccount } from "./service-account.ts";

/** Admission that fills in, in the API server's order of plugins. `object` may be changed. */
export function mutateOnCreate(env: Environment, kind: Kind, object: KubeObject): void {
  requireActiveNamespace(env, kind, object);
  if (kind.resource !== "pods") return;
  const pod = object as Pod;
  applyDefaultLimits(env, pod);
  useServiceAccount(env, kind, pod);
  setPriority(env, kind, pod);
  addDefaultTolerations(pod);
}

/** Admission that only says no. The returned function is run once the object is sure to be stored. */
export function admitCreate(env: Environment, kind: Kind, object: KubeObject, options: WriteOptions): () => void {
  if (kind.resource === "pods") {
    refuseOutsideLimits(env, kind, object as Pod);
    checkPodSecurity(env, kind, object as Pod, options.warn);
  }
  return chargeQuotas(env, kind, object, undefined);
}

/** The same for a change of the whole object. */
export function mutateOnUpdate(kind: Kind, object: KubeObject, old: KubeObject, options: WriteOptions): void {
  if (kind.resource !== "pods" || options.subresource !== undefined) return;
  const pod = object as Pod;
  const before = old as Pod;
  pod.spec = { ...pod.spec };
  if (before.spec.priority !== undefined) pod.spec.priority ??= before.spec.priority;
  if (before.spec.preemptionPolicy !== undefined) pod.spec.preemptionPolicy ??= before.spec.preemptionPolicy;
  addDefaultTolerations(pod);
}

export function admitUpdate(
  env: Environment,
  kind: Kind,
  object: KubeObject,
  old: KubeObject,
  options: WriteOptions,
): () => void {
  // A service's type may change, and what it holds with it.
  if (kind.resource === "services" && options.subresource === undefined) return chargeQuotas(env, kind, object, old);
  if (kind.resource !== "pods" || options.subresource !== "resize") return () => {};
  refuseOutsideLimits(env, kind, object as Pod);
  refuseResizeBeyondNode(env, kind, object as Pod, old as Pod);
  return chargeQuotas(env, kind, object, old);
}
