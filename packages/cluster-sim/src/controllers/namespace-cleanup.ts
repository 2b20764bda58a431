import { deleteObject } from "../api/delete.ts";
import type { Environment } from "../environment.ts";
import { withCondition } from "../objects/conditions.ts";
import { type Condition, type KubeObject, kubeTime, namespaceOf } from "../objects/meta.ts";
import type { Change, Version } from "../storage/version.ts";
import { writeInternally } from "./internal-write.ts";

const BY = { manager: "kube-controller-manager", subresource: "status" };

interface Namespace extends KubeObject {
  spec: { finalizers?: string[] };
  status: { phase?: string; conditions?: Condition[] };
}

/** What of one kind is still there. */
interface Remaining {
  readonly resource: string;
  readonly objects: readonly Version[];
}

/** Empties namespaces that were deleted, pods first, and, once nothing is left in them, lets them go. */
export class NamespaceCleanup {
  readonly #env: Environment;
  readonly #timers = new Map<string, () => void>();

  constructor(env: Environment) {
    this.#env = env;
    for (const version of env.store.collection("namespaces").values()) this.#consider(version.key);
    env.store.collection("namespaces").listen((change) => this.#consider(change.current.key));
    const content = (change: Change): void => {
      if (change.type === "DELETED") this.#consider(namespaceOf(change.current.key));
    };
    for (const kind of env.kinds.all()) if (kind.namespaced) env.store.collection(kind.resource).listen(content);
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #consider(name: string): void {
    const namespace = this.#env.store.collection("namespaces").get(name)?.object as Namespace | undefined;
    if (namespace?.metadata.deletionTimestamp === undefined || this.#timers.has(name)) return;
    if ((namespace.spec.finalizers ?? []).length === 0) return;
    const cancel = this.#env.clock.setTimer(this.#env.timings.namespaceCleanupMs, () => {
      this.#timers.delete(name);
      this.#env.store.transaction(() => this.#clean(name));
    });
    this.#timers.set(name, cancel);
  }

  #clean(name: string): void {
    const namespaces = this.#env.store.collection("namespaces");
    if (namespaces.get(name)?.object.metadata.deletionTimestamp === undefined) return;
    const pods = this.#empty("pods", name);
    const remaining = pods.objects.length > 0 ? [pods] : this.#emptyOthers(name);
    this.#report(name, remaining);
    const previous = namespaces.get(name);
    if (remaining.length > 0 || previous === undefined) return;
    const finalized = this.#env.store.update("namespaces", previous, { ...previous.object, spec: {} });
    if ((finalized.object.metadata.finalizers ?? []).length === 0) this.#env.store.remove("namespaces", finalized);
  }

  #emptyOthers(name: string): Remaining[] {
    return this.#env.kinds
      .all()
      .filter((kind) => kind.namespaced && kind.resource !== "pods")
      .map((kind) => this.#empty(kind.resource, name))
      .filter(({ objects }) => objects.length > 0);
  }

  /** Deletes what is not on its way out yet; what is left has finalizers or a grace period. */
  #empty(resource: string, namespace: string): Remaining {
    const collection = this.#env.store.collection(resource);
    const kind = this.#env.kinds.get(resource);
    for (const version of [...collection.range(`${namespace}/`)]) {
      if (version.object.metadata.deletionTimestamp === undefined)
        deleteObject(this.#env, kind, version.key, { dryRun: false });
    }
    return { resource, objects: [...collection.range(`${namespace}/`)] };
  }

  #report(name: string, remaining: readonly Remaining[]): void {
    const now = kubeTime(this.#env.clock.now());
    writeInternally<Namespace>(this.#env, this.#env.kinds.get("namespaces"), name, BY, (namespace) => {
      let conditions = namespace.status.conditions ?? [];
      for (const condition of deletionConditions(remaining)) conditions = withCondition(conditions, condition, now);
      return { ...namespace, status: { ...namespace.status, conditions } };
    });
  }
}

/** Source: kubernetes/pkg/controller/namespace/deletion/status_condition_utils.go. */
function deletionConditions(remaining: readonly Remaining[]): Condition[] {
  const fine = (type: string, reason: string, message: string): Condition => ({
    type,
    status: "False",
    reason,
    message,
  });
  const resources = remaining.map(({ resource, objects }) => {
    const name = resource.includes(".") ? resource : `${resource}.`;
    return `${name} has ${objects.length} resource instances`;
  });
  const finalizers = new Map<string, number>();
  for (const { objects } of remaining) {
    for (const { object } of objects) {
      for (const finalizer of object.metadata.finalizers ?? [])
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    }
  }
  const holders = [...finalizers].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
  return [
    fine("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    fine(
      "NamespaceDeletionGroupVersionParsingFailure",
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ),
    fine(
      "NamespaceDeletionContentFailure",
      "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization",
    ),
    resources.length === 0
      ? fine("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed")
      : {
          type: "NamespaceContentRemaining",
          status: "True",
          reason: "SomeResourcesRemain",
          message: `Some resources are remaining: ${resources.sort().join(", ")}`,
        },
    holders.length === 0
      ? fine("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished")
      : {
          type: "NamespaceFinalizersRemaining",
          status: "True",
          reason: "SomeFinalizersRemain",
          message: `Some content in the namespace has finalizers remaining: ${holders.sort().join(", ")}`,
        },
  ];
}
