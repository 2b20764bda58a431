import type { WriteOptions } from "../api/write-options.ts";
import type { Environment } from "../environment.ts";
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { Pod } from "../objects/pod.ts";
import { requireActiveNamespace } from "./namespace-lifecycle.ts";
import { addDefaultTolerations } from "./default-tolerations.ts";
import { setPriority } from "./priority.ts";
import { useServiceAccount } from "./service-account.ts";

/** Admission that fills in: in the API server's order of plugins. */
export function mutateOnCreate(env: Environment, kind: Kind, object: KubeObject, _options: WriteOptions): void {
  requireActiveNamespace(env, kind, object);
  if (kind.resource !== "pods") return;
  const pod = object as Pod;
  useServiceAccount(env, kind, pod);
  setPriority(env, kind, pod);
  addDefaultTolerations(pod);
}

/** Admission that only says no. The returned function is run once the object is sure to be stored. */
export function admitCreate(_env: Environment, _kind: Kind, _object: KubeObject, _options: WriteOptions): () => void {
  return () => {};
}

export function mutateOnUpdate(
  _env: Environment,
  _kind: Kind,
  _object: KubeObject,
  _old: KubeObject,
  _options: WriteOptions,
): void {}

export function admitUpdate(
  _env: Environment,
  _kind: Kind,
  _object: KubeObject,
  _old: KubeObject,
  _options: WriteOptions,
): () => void {
  return () => {};
}
