import { admitCreate, mutateOnCreate } from "../admission/admission.ts";
import { trackUpdate } from "../apply/managers.ts";
import type { Environment } from "../environment.ts";
import { alreadyExists, badRequest, invalid, StatusError } from "../http/status-error.ts";
import type { Kind } from "../kinds/kind.ts";
import { type KubeObject, kubeTime, objectKey } from "../objects/meta.ts";
import { metaFaults } from "../objects/meta-rules.ts";
import type { WriteOptions } from "./write-options.ts";

const GENERATED_STEM_MAX = 58;

/**
 * Makes an object, in the API server's order: defaults, mutating admission, the kind's preparation, validation, validating
 * admission, the store. `object` becomes the store's.
 */
export function createObject(
  env: Environment,
  kind: Kind,
  namespace: string | undefined,
  object: KubeObject,
  options: WriteOptions,
): KubeObject {
  const meta = object.metadata;
  if (kind.namespaced) {
    if ((meta.namespace ?? "") === "") meta.namespace = namespace ?? "";
    else if (meta.namespace !== namespace) throw namespaceMismatch();
  }
  if ((meta.resourceVersion ?? "") !== "") {
    // A plain error in the real server, so a 500 without a reason.
    throw new StatusError(500, "", "resourceVersion should not be set on objects to be created");
  }
  if ((meta.name ?? "") === "" && (meta.generateName ?? "") !== "") {
    meta.name = (meta.generateName as string).slice(0, GENERATED_STEM_MAX) + env.random.suffix(5);
  }
  meta.uid = env.random.uuid();
  meta.creationTimestamp = kubeTime(env.clock.now());
  delete meta.deletionTimestamp;
  delete meta.deletionGracePeriodSeconds;
  kind.applyDefaults?.(object);
  if (options.managedFieldsDone !== true) {
    delete meta.managedFields;
    trackUpdate(env, kind, object, undefined, options);
  }
  mutateOnCreate(env, kind, object);
  kind.prepareCreate?.(object, env, options);
  const faults = kind.validate?.(object, env) ?? [];
  faults.unshift(...metaFaults(meta, kind.namespaced, kind.nameRule ?? "subdomain"));
  if (faults.length > 0) throw invalid(kind, meta.name ?? "", faults);
  for (const text of kind.warnings?.(object) ?? []) options.warn(text);

  return env.store.transaction(() => {
    const settle = admitCreate(env, kind, object, options);
    const key = objectKey(meta.namespace, meta.name);
    const existing = env.store.collection(kind.resource).get(key)?.object;
    if (existing !== undefined) throw alreadyExists(kind, meta.name, existing.metadata.deletionTimestamp !== undefined);
    const ordered = orderMeta(object);
    if (options.dryRun) return ordered;
    settle();
    return env.store.create(kind.resource, ordered).object;
  });
}

export function namespaceMismatch(): Error {
  return badRequest("the namespace of the provided object does not match the namespace sent on the request");
}

/** metadata first, then the rest as it came: people read these objects. */
function orderMeta(object: KubeObject): KubeObject {
  const { metadata, ...rest } = object;
  return { metadata, ...rest };
}
