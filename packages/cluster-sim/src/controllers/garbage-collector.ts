import { deleteObject } from "../api/delete.ts";
import { requireVersion } from "../api/update.ts";
import type { Environment } from "../environment.ts";
import type { Kind } from "../kinds/kind.ts";
import { type KubeObject, type OwnerReference, objectKey } from "../objects/meta.ts";
import type { Change } from "../storage/version.ts";
import { writeInternally } from "./internal-write.ts";
import { Wake } from "./wake.ts";

const BY = { manager: "kube-controller-manager" };
export const ORPHAN = "orphan";
export const FOREGROUND = "foregroundDeletion";

interface Place {
  readonly kind: Kind;
  readonly key: string;
}

/** Deletes what is owned by objects that are gone, and sees to deletions that orphan or wait for what is owned. */
export class GarbageCollector {
  readonly #env: Environment;
  readonly #wake: Wake;
  /** What names an owner, by the owner's uid. */
  readonly #dependents = new Map<string, Map<string, Place>>();
  readonly #due = new Map<string, Place>();

  constructor(env: Environment) {
    this.#env = env;
    this.#wake = new Wake(env.clock, () => this.#collect());
    for (const kind of env.kinds.all()) {
      // Events have no owners, and there are many.
      if (kind.resource === "events") continue;
      const collection = env.store.collection(kind.resource);
      for (const { key, object } of collection.values()) this.#added(kind, key, object);
      collection.listen((change) => this.#changed(kind, change));
    }
  }

  stop(): void {
    this.#wake.stop();
  }

  #changed(kind: Kind, { type, current, previous }: Change): void {
    const { key, object } = current;
    const before = previous?.object.metadata.ownerReferences;
    const now = type === "DELETED" ? undefined : object.metadata.ownerReferences;
    if (before !== now) {
      for (const { uid } of before ?? []) this.#dependents.get(uid)?.delete(`${kind.resource}/${key}`);
    }
    if (type === "DELETED") this.#ownerGone(object.metadata.uid);
    else if (before !== now || type === "ADDED" || isHeld(object)) this.#added(kind, key, object);
  }

  #added(kind: Kind, key: string, object: KubeObject): void {
    const place = { kind, key };
    const owners = object.metadata.ownerReferences ?? [];
    for (const { uid } of owners) {
      const dependents = this.#dependents.get(uid) ?? new Map<string, Place>();
      dependents.set(`${kind.resource}/${key}`, place);
      this.#dependents.set(uid, dependents);
    }
    if (owners.some((owner) => this.#isAbsent(owner, object)) || isHeld(object)) this.#look(place);
  }

  #ownerGone(uid: string): void {
    for (const place of this.#dependents.get(uid)?.values() ?? []) this.#look(place);
    if (this.#dependents.get(uid)?.size === 0) this.#dependents.delete(uid);
  }

  #look(place: Place): void {
    this.#due.set(`${place.kind.resource}/${place.key}`, place);
    this.#wake.in(this.#env.timings.garbageCollectionMs);
  }

  #collect(): void {
    const places = [...this.#due.values()];
    this.#due.clear();
    this.#env.store.transaction(() => {
      for (const place of places) this.#settle(place);
    });
  }

  #settle({ kind, key }: Place): void {
    const object = this.#env.store.collection(kind.resource).get(key)?.object;
    if (object === undefined) return;
    if (object.metadata.deletionTimestamp !== undefined) {
      this.#finishDeletion(kind, key, object);
      return;
    }
    const owners = object.metadata.ownerReferences ?? [];
    const absent = owners.filter((owner) => this.#isAbsent(owner, object));
    if (absent.length === 0) return;
    if (absent.length === owners.length)
      deleteObject(this.#env, kind, key, { dryRun: false, propagationPolicy: "Background" });
    else this.#dropOwners(kind, key, new Set(absent.map((owner) => owner.uid)));
  }

  /** The finalizers by which a deletion waits for the dependents: let go of them, or see them gone first. */
  #finishDeletion(kind: Kind, key: string, object: KubeObject): void {
    const finalizers = object.metadata.finalizers ?? [];
    const dependents = [...(this.#dependents.get(object.metadata.uid)?.values() ?? [])];
    if (finalizers.includes(ORPHAN)) {
      for (const place of dependents) this.#dropOwners(place.kind, place.key, new Set([object.metadata.uid]));
      this.#dropFinalizer(kind, key, ORPHAN);
    } else if (finalizers.includes(FOREGROUND)) {
      for (const place of dependents) {
        const dependent = this.#env.store.collection(place.kind.resource).get(place.key)?.object;
        if (dependent === undefined || dependent.metadata.deletionTimestamp !== undefined) continue;
        deleteObject(this.#env, place.kind, place.key, { dryRun: false, propagationPolicy: "Background" });
      }
      const left = [...(this.#dependents.get(object.metadata.uid)?.values() ?? [])].some(
        (place) => this.#env.store.collection(place.kind.resource).get(place.key) !== undefined,
      );
      if (left) this.#look({ kind, key });
      else this.#dropFinalizer(kind, key, FOREGROUND);
    }
  }

  #dropOwners(kind: Kind, key: string, uids: ReadonlySet<string>): void {
    writeInternally<KubeObject>(this.#env, kind, key, BY, (object) => {
      const { ownerReferences = [], ...metadata } = object.metadata;
      const kept = ownerReferences.filter((owner) => !uids.has(owner.uid));
      return { ...object, metadata: kept.length === 0 ? metadata : { ...metadata, ownerReferences: kept } };
    });
  }

  #dropFinalizer(kind: Kind, key: string, name: string): void {
    const changed = writeInternally<KubeObject>(this.#env, kind, key, BY, (object) => {
      const { finalizers = [], ...metadata } = object.metadata;
      const kept = finalizers.filter((finalizer) => finalizer !== name);
      return { ...object, metadata: kept.length === 0 ? metadata : { ...metadata, finalizers: kept } };
    });
    const waits =
      (changed?.metadata.deletionGracePeriodSeconds ?? 0) > 0 || (changed?.metadata.finalizers ?? []).length > 0;
    if (changed !== undefined && !waits) this.#env.store.remove(kind.resource, requireVersion(this.#env, kind, key));
  }

  /** Owners of kinds that are not served here are taken to be there. */
  #isAbsent(owner: OwnerReference, object: KubeObject): boolean {
    const kind = this.#env.kinds.byKind(owner.apiVersion, owner.kind);
    if (kind === undefined) return false;
    const key = objectKey(kind.namespaced ? object.metadata.namespace : undefined, owner.name);
    return this.#env.store.collection(kind.resource).get(key)?.object.metadata.uid !== owner.uid;
  }
}

function isHeld({ metadata }: KubeObject): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  return metadata.finalizers?.some((finalizer) => finalizer === ORPHAN || finalizer === FOREGROUND) ?? false;
}
