import type { Environment } from "../environment.ts";
import { conflict } from "../http/status-error.ts";
import type { Kind } from "../kinds/kind.ts";
import { type KubeObject, kubeTime } from "../objects/meta.ts";
import type { Version } from "../storage/version.ts";
import { requireVersion } from "./update.ts";

export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly propagationPolicy?: "Orphan" | "Background" | "Foreground";
}

export interface Deletion {
  /** False where the object stays for its grace period or its finalizers. */
  readonly gone: boolean;
  readonly object: KubeObject;
}

/** Source: apiserver/pkg/registry/rest/delete.go (BeforeDelete) and registry/store.go (Delete). */
export function deleteObject(env: Environment, kind: Kind, key: string, options: DeleteOptions): Deletion {
  const previous = requireVersion(env, kind, key);
  const old = previous.object;
  checkPreconditions(kind, old, options);
  const held = kind.whileTerminating?.(old);
  if (held !== undefined) return terminate(env, kind, previous, held, options);
  const marked = mark(env, kind, old, options);
  const changed = marked === undefined ? old : marked;
  const waiting =
    (changed.metadata.deletionGracePeriodSeconds ?? 0) > 0 || (changed.metadata.finalizers ?? []).length > 0;
  if (options.dryRun) return { gone: !waiting, object: changed };
  if (waiting) {
    if (changed === old) return { gone: false, object: old };
    return { gone: false, object: env.store.update(kind.resource, previous, changed).object };
  }
  // The real server writes the deletion time first where there is a grace period to end, so that watchers see it.
  return env.store.transaction(() => {
    const last = changed === old ? previous : env.store.update(kind.resource, previous, changed);
    return { gone: true, object: env.store.remove(kind.resource, last).object };
  });
}

function terminate(
  env: Environment,
  kind: Kind,
  previous: Version,
  held: KubeObject,
  options: DeleteOptions,
): Deletion {
  if (previous.object.metadata.deletionTimestamp !== undefined) return { gone: false, object: previous.object };
  const marked = { ...held, metadata: { ...held.metadata, deletionTimestamp: kubeTime(env.clock.now()) } };
  if (options.dryRun) return { gone: false, object: marked };
  return { gone: false, object: env.store.update(kind.resource, previous, marked).object };
}

function checkPreconditions(kind: Kind, object: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion, name } = object.metadata;
  // The kind, not the plural, stands in these two messages of the real server.
  const subject = { ...kind, plural: kind.kind };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    const why = `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict(subject, name, why);
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw conflict(subject, name, why);
  }
}

/** The object with its deletion written on it, or undefined where nothing has to be written. */
function mark(env: Environment, kind: Kind, old: KubeObject, options: DeleteOptions): KubeObject | undefined {
  const asked =
    options.gracePeriodSeconds !== undefined && options.gracePeriodSeconds < 0 ? 1 : options.gracePeriodSeconds;
  const meta = old.metadata;
  if (meta.deletionTimestamp !== undefined) return shorten(env, old, asked);
  const grace = kind.gracePeriodSeconds?.(old, asked);
  const finalizers = withPropagation(meta.finalizers ?? [], options.propagationPolicy);
  if (grace === undefined && finalizers.length === 0) return undefined;
  const seconds = grace ?? 0;
  return {
    ...old,
    metadata: {
      ...meta,
      ...(finalizers.length === 0 ? {} : { finalizers }),
      ...(meta.generation === undefined ? {} : { generation: meta.generation + 1 }),
      deletionTimestamp: kubeTime(env.clock.now() + seconds * 1000),
      deletionGracePeriodSeconds: seconds,
    },
  };
}

/** An orphaning or foreground deletion waits for the garbage collector, by a finalizer. */
function withPropagation(finalizers: readonly string[], policy: DeleteOptions["propagationPolicy"]): string[] {
  const others = finalizers.filter((one) => policy === undefined || (one !== "orphan" && one !== "foregroundDeletion"));
  if (policy === "Orphan") return [...others, "orphan"];
  return policy === "Foreground" ? [...others, "foregroundDeletion"] : others;
}

/** A deletion under way can only be made shorter. */
function shorten(env: Environment, old: KubeObject, asked: number | undefined): KubeObject | undefined {
  const meta = old.metadata;
  const current = meta.deletionGracePeriodSeconds ?? 0;
  if (asked === undefined || current === 0 || asked >= current) return undefined;
  const since = Date.parse(meta.deletionTimestamp as string) - current * 1000;
  const end = since + asked * 1000;
  const late = end < env.clock.now();
  return {
    ...old,
    metadata: {
      ...meta,
      deletionTimestamp: kubeTime(late ? env.clock.now() : end),
      deletionGracePeriodSeconds: late && asked !== 0 ? 1 : asked,
    },
  };
}
