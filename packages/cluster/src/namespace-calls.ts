import { PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import type {
  NamespaceObject,
  NamespaceObjectKind,
  NamespaceState,
  ObservedNamespaceObject,
  PodInNamespace,
} from "@resource-manager/domain/model/namespace-object";
import type { ClusterAnswer, NamespacePlace, ObjectVersion } from "@resource-manager/domain/ports/cluster";
import type { Vault } from "@resource-manager/domain/ports/vault";
import { NETWORK_RULE_NAMES, OBJECT_NAME } from "@resource-manager/domain/rules/namespace-objects";
import { PULL_SECRET_PREFIX } from "@resource-manager/domain/rules/pull-secrets";
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
import { PULL_SECRET_TYPE, pullSecretContent, pullSecretData } from "./pull-secret-manifest.ts";
import { recordOf } from "./raw-json.ts";
import { restrictedViolations } from "./restricted-violations.ts";
import type { TypedApi } from "./typed-api.ts";

export interface NamespaceCallsOptions {
  readonly installationId: string;
  readonly fieldManager: string;
  readonly gpuResourceName: string;
  /** Null: no pull secret is written. */
  readonly vault: Vault | null;
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
    const secrets = await this.#pullSecrets(name);
    if (secrets.kind !== "ok") return secrets;
    const { metadata } = there.value;
    const itself = this.#observed("NAMESPACE", metadata, namespaceContent(metadata));
    return {
      kind: "ok",
      value: {
        name,
        uid: itself.uid,
        terminating: metadata?.deletionTimestamp !== undefined,
        objects: [
          itself,
          ...objects.flatMap((answer) => (answer.kind === "ok" ? [answer.value] : [])),
          ...secrets.value,
        ],
      },
    };
  }

  put(place: NamespacePlace, object: NamespaceObject, at: ObjectVersion | null): Promise<ClusterAnswer<null>> {
    return at === null ? this.#create(place, object) : this.#change(place, object, at);
  }

  delete(name: string, uid: string): Promise<ClusterAnswer<null>> {
    return written(() => this.#api.core.deleteNamespace({ name, body: { preconditions: { uid } } }));
  }

  deletePullSecret(namespace: string, name: string, uid: string): Promise<ClusterAnswer<null>> {
    const body = { preconditions: { uid } };
    return written(() => this.#api.core.deleteNamespacedSecret({ namespace, name, body }));
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

  /** Those with names like ours, and of their type alone: others' secrets are not asked for. Without the right to see any, there is none. */
  async #pullSecrets(namespace: string): Promise<ClusterAnswer<readonly ObservedNamespaceObject[]>> {
    const asked = { namespace, fieldSelector: `type=${PULL_SECRET_TYPE}`, limit: SECRETS_MAX };
    const answer = await found(() => this.#api.core.listNamespacedSecret(asked));
    if (answer.kind === "rejected" && answer.reason === "Forbidden") return { kind: "ok", value: [] };
    if (answer.kind !== "ok") return answer;
    const ours = answer.value.items.filter(({ metadata }) => metadata?.name?.startsWith(PULL_SECRET_PREFIX));
    const value = ours.map(({ metadata, data }) =>
      this.#observed("PULL_SECRET", metadata, pullSecretContent(data, this.#options.vault)),
    );
    return { kind: "ok", value };
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
      case "PULL_SECRET": {
        const data = pullSecretData(place, object, this.#options.vault);
        if (data === null) return cannotBeOpened(object.name);
        const body = { metadata, type: PULL_SECRET_TYPE, data };
        return written(() => core.createNamespacedSecret({ namespace, body, fieldManager }));
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
      case "PULL_SECRET": {
        const data = pullSecretData(place, object, this.#options.vault);
        if (data === null) return cannotBeOpened(name);
        const body = { metadata, type: PULL_SECRET_TYPE, data };
        return written(() => core.replaceNamespacedSecret({ ...in_, body }));
      }
      case "SERVICE_ACCOUNT": {
        const body = { metadata: version, automountServiceAccountToken: content.mountsToken === "true" };
        return written(() => core.patchNamespacedServiceAccount({ ...in_, body }, MERGE));
      }
    }
  }
}

/** A sealed text that the key does not open: it is another one's, or was changed. */
function cannotBeOpened(name: string): ClusterAnswer<null> {
  const message = `what ${name} is to have cannot be opened with the key in the data folder: rotate the pull secret`;
  return { kind: "rejected", reason: "Sealed", message, problems: [] };
}

const PODS_MAX = 500;
/** Many times what a team may have. */
const SECRETS_MAX = 500;
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
