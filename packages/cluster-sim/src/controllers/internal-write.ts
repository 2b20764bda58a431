import { sameJson } from "../api/same-json.ts";
import { internalWrite } from "../api/write-options.ts";
import { trackUpdate } from "../apply/managers.ts";
import type { Environment } from "../environment.ts";
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";

/**
 * A write by one of the cluster's own parts, which knows what it does: no validation, no admission. Nothing is written where
 * nothing changes or the object is gone.
 */
export function writeInternally<T extends KubeObject>(
  env: Environment,
  kind: Kind,
  key: string,
  by: { readonly manager: string; readonly subresource?: string },
  change: (old: T) => T | undefined,
): T | undefined {
  const previous = env.store.collection(kind.resource).get(key);
  if (previous === undefined) return undefined;
  const changed = change(previous.object as T);
  if (changed === undefined || sameJson(changed, previous.object)) return previous.object as T;
  const object: KubeObject = { ...changed, metadata: { ...changed.metadata } };
  trackUpdate(env, kind, object, previous.object, internalWrite(by.manager, by.subresource));
  return env.store.update(kind.resource, previous, object).object as T;
}
