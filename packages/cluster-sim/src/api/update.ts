import { admitUpdate, mutateOnUpdate } from "../admission/admission.ts";
import { trackUpdate } from "../apply/managers.ts";
import type { Environment } from "../environment.ts";
import { badRequest, conflict, invalid, notFound, OBJECT_MODIFIED } from "../http/status-error.ts";
import type { Kind, UpdateStrategy } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import { metaFaults, metaUpdateFaults } from "../objects/meta-rules.ts";
import type { Version } from "../storage/version.ts";
import { namespaceMismatch } from "./create.ts";
import { sameJson } from "./same-json.ts";
import type { WriteOptions } from "./write-options.ts";

export interface Update {
  /** The object's key in the store. */
  readonly key: string;
  readonly strategy: Partial<UpdateStrategy> | undefined;
  /** Set by a PUT: the uid of what it puts must be the stored object's. In a patch a wrong uid is a change of an immutable field. */
  readonly uid?: string | undefined;
  /** Gets the stored object, which it must not touch, and returns the new one. A resourceVersion in it is a precondition. */
  change(old: KubeObject): KubeObject;
}

/** Changes an object. What ends up the same as before is not written. */
export function updateObject(env: Environment, kind: Kind, update: Update, options: WriteOptions): KubeObject {
  const { strategy } = update;
  const previous = requireVersion(env, kind, update.key);
  const old = previous.object;
  if ((update.uid ?? "") !== "" && update.uid !== old.metadata.uid) throw uidConflict(kind, old, update.uid as string);
  const draft = update.change(old);
  const object: KubeObject = { ...draft, metadata: { ...draft.metadata } };
  checkIdentity(kind, object, old);
  kind.applyDefaults?.(object);
  mutateOnUpdate(kind, object, old, options);
  const version = object.metadata.resourceVersion ?? "";
  if (version !== "" && version !== "0" && version !== old.metadata.resourceVersion) {
    throw conflict(kind, old.metadata.name, OBJECT_MODIFIED);
  }
  keepSystemFields(object, old);
  strategy?.prepareUpdate?.(object, old, env, options);
  const faults = [
    ...metaFaults(object.metadata, kind.namespaced, kind.nameRule ?? "subdomain"),
    ...metaUpdateFaults(object.metadata, old.metadata),
    ...(strategy?.validateUpdate?.(object, old, env) ?? []),
  ];
  if (faults.length > 0) throw invalid(kind, old.metadata.name, faults);
  for (const text of strategy?.warnings?.(object) ?? []) options.warn(text);
  return env.store.transaction(() => {
    const settle = admitUpdate(env, kind, object, old, options);
    if (options.managedFieldsDone !== true) trackUpdate(env, kind, object, old, options);
    return save(env, kind, previous, object, options, settle);
  });
}

export function requireVersion(env: Environment, kind: Kind, key: string): Version {
  const version = env.store.collection(kind.resource).get(key);
  if (version === undefined) throw notFound(kind, key.slice(key.indexOf("/") + 1));
  return version;
}

function uidConflict(kind: Kind, old: KubeObject, uid: string): Error {
  const { name, namespace } = old.metadata;
  const key = ["/registry", kind.plural, ...(namespace === undefined ? [] : [namespace]), name].join("/");
  const why = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
  return conflict(kind, name, why);
}

function checkIdentity(kind: Kind, object: KubeObject, old: KubeObject): void {
  const { metadata: meta } = object;
  const { metadata: oldMeta } = old;
  if (kind.namespaced) {
    if ((meta.namespace ?? "") === "") meta.namespace = oldMeta.namespace ?? "";
    else if (meta.namespace !== oldMeta.namespace) throw namespaceMismatch();
  }
  if ((meta.name ?? "") === "") {
    throw badRequest(`the name of the object (${oldMeta.name} based on URL) was undeterminable: name must be provided`);
  }
  if (meta.name !== oldMeta.name) {
    throw badRequest(`the name of the object (${meta.name}) does not match the name on the URL (${oldMeta.name})`);
  }
}

/** What no client can change: silently put back, as rest.BeforeUpdate does. */
function keepSystemFields(object: KubeObject, old: KubeObject): void {
  const { metadata: meta } = object;
  const { metadata: oldMeta } = old;
  if (oldMeta.generation === undefined) delete meta.generation;
  else meta.generation = oldMeta.generation;
  if ((meta.uid ?? "") === "") meta.uid = oldMeta.uid;
  meta.resourceVersion = oldMeta.resourceVersion;
  meta.creationTimestamp = oldMeta.creationTimestamp;
  if (oldMeta.deletionTimestamp !== undefined) meta.deletionTimestamp = oldMeta.deletionTimestamp;
  if (oldMeta.deletionGracePeriodSeconds !== undefined && meta.deletionGracePeriodSeconds === undefined) {
    meta.deletionGracePeriodSeconds = oldMeta.deletionGracePeriodSeconds;
  }
}

function save(
  env: Environment,
  kind: Kind,
  previous: Version,
  object: KubeObject,
  options: WriteOptions,
  settle: () => void,
): KubeObject {
  const old = previous.object;
  if (sameJson(object, old)) return old;
  if (options.dryRun) return object;
  settle();
  const { metadata: meta } = object;
  // The last finalizer of a deleted object is gone, and nobody is waiting for its grace period: it goes.
  const graceOver = (old.metadata.deletionGracePeriodSeconds ?? 0) === 0;
  const mayGo = kind.whileTerminating?.(object) === undefined;
  if (old.metadata.deletionTimestamp !== undefined && (meta.finalizers ?? []).length === 0 && graceOver && mayGo) {
    env.store.remove(kind.resource, previous);
    return object;
  }
  return env.store.update(kind.resource, previous, object).object;
}
