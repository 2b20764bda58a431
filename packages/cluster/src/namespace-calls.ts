import { PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import type {
  NamespaceObject,
  NamespaceObjectKind,
  NamespaceState,
  ObservedNamespaceObject,
  PodInNamespace,
} from "@resource-manager/domain/model/namespace-object";
import type { ClusterAnswer, NamespacePlace, ObjectVersion } from "@resource-manager/domain/ports/cluster";
import { NETWORK_RULE_NAMES, OBJECT_NAME } from "@resource-manager/domain/rules/namespace-objects";
import { type ClusterFailure, failureOfError } from "./api-errors.ts";
import { objectWritersOf } from "./field-writers.ts";
import {
  limitsContent,
  limitsSpec,
  marked,
  markOfObject,
  namespaceContent,
  namespaceLabels,
  policyContent,
  policySpec,
  quotaContent,
  quotaSpec,
} from "./namespace-manifests.ts";
import { recordOf } from "./raw-json.ts";
import { restrictedViolations } from "./restricted-violations.ts";
import type { TypedApi } from "./typed-api.ts";

export interface NamespaceCallsOptions {
  readonly installationId: string;
  readonly fieldManager: string;
  readonly gpuResourceName: string;
}

/** The part of the `Cluster` port that keeps namespaces. Names have been checked by the caller. */
export class NamespaceCalls {
  readonly #api: TypedApi;
  readonly #options: NamespaceCallsOptions;

  constructor(api: TypedApi, options: NamespaceCallsOptions) {
    this.#api = api;
    this.#options = options;
  }

  async read(name: string): Promise<ClusterAnswer<NamespaceState>> {
    const { core, networking } = this.#api;
    const { gpuResourceName } = this.#options;
    const there = await found(() => core.readNamespace({ name }));
    if (there.kind !== "ok") return there;
    const in_ = { name: OBJECT_NAME, namespace: name };
    const objects = await Promise.all([
      this.#object(
        "RESOURCE_QUOTA",
        () => core.readNamespacedResourceQuota(in_),
        (raw) => quotaContent(raw.spec, gpuResourceName),
      ),
      this.#object(
        "LIMIT_RANGE",
        () => core.readNamespacedLimitRange(in_),
        (raw) => limitsContent(raw.spec),
      ),
      this.#object(
        "SERVICE_ACCOUNT",
        () => core.readNamespacedServiceAccount({ namespace: name, name: "default" }),
        (raw) => ({ mountsToken: String(raw.automountServiceAccountToken !== false) }),
      ),
      ...Object.values(NETWORK_RULE_NAMES).map((policy) =>
        this.#object(
          "NETWORK_POLICY",
          () => networking.readNamespacedNetworkPolicy({ namespace: name, name: policy }),
          (raw) => policyContent(raw.spec),
        ),
      ),
    ]);
    const failed = objects.find((answer) => answer.kind !== "ok" && answer.kind !== "notFound");
    if (failed) return failed;
    const { metadata } = there.value;
    const itself = this.#observed("NAMESPACE", metadata, namespaceContent(metadata));
    return {
      kind: "ok",
      value: {
        name,
        uid: itself.uid,
        terminating: metadata?.deletionTimestamp !== undefined,
        objects: [itself, ...objects.flatMap((answer) => (answer.kind === "ok" ? [answer.value] : []))],
      },
    };
  }

  put(place: NamespacePlace, object: NamespaceObject, at: ObjectVersion | null): Promise<ClusterAnswer<null>> {
    return at === null ? this.#create(place, object) : this.#change(place, object, at);
  }

  delete(name: string, uid: string): Promise<ClusterAnswer<null>> {
    return written(() => this.#api.core.deleteNamespace({ name, body: { preconditions: { uid } } }));
  }

  async pods(namespace: string): Promise<ClusterAnswer<readonly PodInNamespace[]>> {
    const answer = await found(() => this.#api.core.listNamespacedPod({ namespace, limit: PODS_MAX }));
    if (answer.kind !== "ok") return answer;
    const pods = answer.value.items.map(
      ({ metadata, spec }): PodInNamespace => ({
        name: metadata?.name ?? "",
        ours: markOfObject(metadata, this.#options.installationId) === "OURS",
        violations: restrictedViolations(spec),
        mountsToken: spec?.automountServiceAccountToken !== false,
      }),
    );
    return { kind: "ok", value: pods };
  }

  async #object<T extends object>(
    kind: NamespaceObjectKind,
    read: () => Promise<T>,
    content: (raw: T) => NamespaceObject["content"],
  ): Promise<ClusterAnswer<ObservedNamespaceObject>> {
    const answer = await found(read);
    if (answer.kind !== "ok") return answer;
    return { kind: "ok", value: this.#observed(kind, recordOf(answer.value).metadata, content(answer.value)) };
  }

  #observed(
    kind: NamespaceObjectKind,
    metadata: unknown,
    content: NamespaceObject["content"],
  ): ObservedNamespaceObject {
    const raw = recordOf(metadata);
    const { name, uid, resourceVersion } = raw;
    return {
      kind,
      name: String(name),
      uid: String(uid),
      resourceVersion: String(resourceVersion),
      mark: markOfObject(metadata, this.#options.installationId),
      writers: objectWritersOf(raw),
      content,
    };
  }

  async #create(place: NamespacePlace, object: NamespaceObject): Promise<ClusterAnswer<null>> {
    const { core, networking } = this.#api;
    const { namespace } = place;
    const { fieldManager, installationId } = this.#options;
    const metadata = marked(object.name, place, installationId);
    const { content } = object;
    switch (object.kind) {
      case "NAMESPACE": {
        const labels = namespaceLabels(place, content, installationId);
        return written(() => core.createNamespace({ body: { metadata: { name: namespace, labels } }, fieldManager }));
      }
      case "RESOURCE_QUOTA": {
        const body = { metadata, spec: quotaSpec(content, this.#options.gpuResourceName) };
        return written(() => core.createNamespacedResourceQuota({ namespace, body, fieldManager }));
      }
      case "LIMIT_RANGE": {
        const body = { metadata, spec: limitsSpec(content) };
        return written(() => core.createNamespacedLimitRange({ namespace, body, fieldManager }));
      }
      case "NETWORK_POLICY": {
        const body = { metadata, spec: policySpec(content) };
        return written(() => networking.createNamespacedNetworkPolicy({ namespace, body, fieldManager }));
      }
      case "SERVICE_ACCOUNT":
        return { kind: "notFound" };
    }
  }

  async #change(place: NamespacePlace, object: NamespaceObject, at: ObjectVersion): Promise<ClusterAnswer<null>> {
    const { core, networking } = this.#api;
    const { namespace } = place;
    const { fieldManager, installationId } = this.#options;
    const version = { uid: at.uid, resourceVersion: at.resourceVersion };
    const metadata = { ...marked(object.name, place, installationId), ...version };
    const { name, content } = object;
    const in_ = { namespace, name, fieldManager };
    switch (object.kind) {
      case "NAMESPACE": {
        const body = { metadata: { ...version, labels: namespaceLabels(place, content, installationId) } };
        return written(() => core.patchNamespace({ name: namespace, body, fieldManager }, MERGE));
      }
      case "RESOURCE_QUOTA": {
        const body = { metadata, spec: quotaSpec(content, this.#options.gpuResourceName) };
        return written(() => core.replaceNamespacedResourceQuota({ ...in_, body }));
      }
      case "LIMIT_RANGE":
        return written(() =>
          core.replaceNamespacedLimitRange({ ...in_, body: { metadata, spec: limitsSpec(content) } }),
        );
      case "NETWORK_POLICY": {
        const body = { metadata, spec: policySpec(content) };
        return written(() => networking.replaceNamespacedNetworkPolicy({ ...in_, body }));
      }
      case "SERVICE_ACCOUNT": {
        const body = { metadata: version, automountServiceAccountToken: content.mountsToken === "true" };
        return written(() => core.patchNamespacedServiceAccount({ ...in_, body }, MERGE));
      }
    }
  }
}

const PODS_MAX = 500;
const MERGE = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);

async function found<T>(call: () => Promise<T>): Promise<{ readonly kind: "ok"; readonly value: T } | ClusterFailure> {
  try {
    return { kind: "ok", value: await call() };
  } catch (error) {
    return failureOfError(error, { hasEffect: false });
  }
}

async function written(call: () => Promise<unknown>): Promise<ClusterAnswer<null>> {
  try {
    await call();
    return { kind: "ok", value: null };
  } catch (error) {
    return failureOfError(error, { hasEffect: true });
  }
}
