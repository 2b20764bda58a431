import { PatchStrategy, setHeaderOptions, type V1Namespace } from "@kubernetes/client-node";
import type { NamespaceObject, NamespaceState, PodInNamespace } from "@resource-manager/domain/model/namespace-object";
import type { ObservedPod, PodEvent, PodKey } from "@resource-manager/domain/model/pod";
import type {
  CallOptions,
  Cluster,
  ClusterAnswer,
  ClusterIdentity,
  NamespacePlace,
  ObjectVersion,
  ObservedNamespace,
  PodDetails,
  PodOrder,
  ServerKey,
} from "@resource-manager/domain/ports/cluster";
import type { Vault } from "@resource-manager/domain/ports/vault";
import { type Attempt, type ClusterFailure, failureOfError } from "./api-errors.ts";
import { INSTALLATION_LABEL, MAIN_CONTAINER } from "./marks.ts";
import { NamespaceCalls } from "./namespace-calls.ts";
import { namespaceLabels } from "./namespace-manifests.ts";
import { projectPod } from "./observed-pod.ts";
import { podDetails } from "./pod-details.ts";
import { podEventsOf } from "./pod-events.ts";
import { cpuAndRam, type ManifestOptions, podManifest, podMarks } from "./pod-manifest.ts";
import { podYaml } from "./pod-yaml.ts";
import { PriorityClassKeeper } from "./priority-class.ts";
import type { TypedApi } from "./typed-api.ts";

export interface CallsOptions extends Omit<ManifestOptions, "priorityClassName"> {
  readonly installationId: string;
  readonly fieldManager: string;
  readonly priorityClassName: string | null;
  readonly onWarning: (message: string) => void;
  /** Null: no pull secret is written. */
  readonly vault: Vault | null;
}

/** The `Cluster` port on client-node's typed calls. Every failure is an answer; nothing here throws for what a cluster does. */
export class KubernetesCluster implements Cluster {
  readonly #api: TypedApi;
  readonly #options: CallsOptions;
  readonly #namespaces: NamespaceCalls;
  readonly #priorityClass: PriorityClassKeeper;

  constructor(api: TypedApi, options: CallsOptions) {
    this.#api = api;
    this.#options = options;
    this.#namespaces = new NamespaceCalls(api, options);
    this.#priorityClass = new PriorityClassKeeper(api.scheduling, options);
  }

  identity(): Promise<ClusterAnswer<ClusterIdentity>> {
    return answered(READ, async () => {
      const namespace = await this.#api.core.readNamespace({ name: "kube-system" });
      const { gitVersion } = await this.#api.version.getCode();
      return { uid: present(namespace.metadata?.uid), version: present(gitVersion) };
    });
  }

  /** Makes the configured PriorityClass if it is not there. Its name, or null where pods go without. */
  ensurePriorityClass(): Promise<ClusterAnswer<string | null>> {
    return this.#priorityClass.ensure();
  }

  async createPod(order: PodOrder, options: CallOptions = {}): Promise<ClusterAnswer<ObservedPod>> {
    const priorityClass = await this.#priorityClass.ensure();
    if (priorityClass.kind !== "ok") {
      return notSent(priorityClass);
    }
    const made = await this.#create(order, options, priorityClass.value);
    if (priorityClass.value === null || !isMissingPriorityClass(made)) {
      return made;
    }
    // It was deleted, or it was made so recently that the API server does not know it yet.
    this.#priorityClass.forget();
    return { kind: "unavailable", message: made.message, effectUnknown: false, retryAfterMs: 200 };
  }

  readPod(key: PodKey): Promise<ClusterAnswer<ObservedPod>> {
    return this.#pod(READ, () => this.#api.core.readNamespacedPod(named(key)));
  }

  deletePod(
    key: PodKey,
    uid: string,
    options: CallOptions & { readonly graceSeconds?: number } = {},
  ): Promise<ClusterAnswer<null>> {
    return answered(effectOf(options), async () => {
      await this.#api.core.deleteNamespacedPod({
        ...named(key),
        // All in the body: the API server ignores the query of a deletion that has one, dryRun included.
        body: {
          preconditions: { uid },
          ...(options.dryRun === true ? { dryRun: ["All"] } : {}),
          ...(options.graceSeconds === undefined ? {} : { gracePeriodSeconds: options.graceSeconds }),
        },
      });
      return null;
    });
  }

  resizePod(
    key: PodKey,
    at: ObjectVersion,
    resources: { readonly cpuMillis: number; readonly ramBytes: number },
    options: CallOptions = {},
  ): Promise<ClusterAnswer<ObservedPod>> {
    const body = containerPatch(at, { resources: cpuAndRam(resources) });
    return this.#pod(options, () =>
      this.#api.core.patchNamespacedPodResize({ ...named(key), body, ...this.#write(options) }, STRATEGIC),
    );
  }

  setImage(
    key: PodKey,
    at: ObjectVersion,
    image: string,
    options: CallOptions = {},
  ): Promise<ClusterAnswer<ObservedPod>> {
    const body = containerPatch(at, { image });
    return this.#pod(options, () =>
      this.#api.core.patchNamespacedPod({ ...named(key), body, ...this.#write(options) }, STRATEGIC),
    );
  }

  setMark(
    key: PodKey,
    { uid, resourceVersion }: ObjectVersion,
    order: PodOrder,
    options: CallOptions = {},
  ): Promise<ClusterAnswer<ObservedPod>> {
    const body = { metadata: { uid, resourceVersion, ...podMarks(order) } };
    return this.#pod(options, () =>
      this.#api.core.patchNamespacedPod({ ...named(key), body, ...this.#write(options) }, STRATEGIC),
    );
  }

  setCordoned(server: ServerKey, cordoned: boolean, options: CallOptions = {}): Promise<ClusterAnswer<null>> {
    const { name, uid } = server;
    const body = { metadata: { uid }, spec: { unschedulable: cordoned ? true : null } };
    return answered(effectOf(options), async () => {
      await this.#api.core.patchNode({ name, body, ...this.#write(options) }, STRATEGIC);
      return null;
    });
  }

  inspectPod(key: PodKey): Promise<ClusterAnswer<PodDetails>> {
    return answered(READ, async () => {
      const details = podDetails(await this.#api.core.readNamespacedPod(named(key)), this.#options.gpuResourceName);
      if (details === null) {
        throw new Error("it is no pod");
      }
      return details;
    });
  }

  namespaces(): Promise<ClusterAnswer<readonly ObservedNamespace[]>> {
    return answered(READ, async () => {
      const { items } = await this.#api.core.listNamespace({});
      return items.map(({ metadata, status }) => ({
        name: present(metadata?.name),
        uid: present(metadata?.uid),
        terminating: status?.phase === "Terminating",
      }));
    });
  }

  async ensureNamespace(name: string, team: string): Promise<ClusterAnswer<"MADE" | "UNTOUCHED">> {
    const found = await this.#whoseNamespace(name);
    if (found.kind !== "notFound") {
      return found;
    }
    const made = await answered(EFFECT, async () => {
      await this.#api.core.createNamespace({ body: this.#namespace(name, team), ...this.#write({}) });
      return "MADE" as const;
    });
    return made.kind === "alreadyExists" ? this.#whoseNamespace(name) : made;
  }

  async readNamespace(name: string): Promise<ClusterAnswer<NamespaceState>> {
    return this.#named(name, () => this.#namespaces.read(name));
  }

  async putNamespaceObject(
    place: NamespacePlace,
    object: NamespaceObject,
    at: ObjectVersion | null,
  ): Promise<ClusterAnswer<null>> {
    return this.#named(place.namespace, () => this.#namespaces.put(place, object, at));
  }

  async deletePullSecret(namespace: string, name: string, uid: string): Promise<ClusterAnswer<null>> {
    return this.#named(namespace, () => this.#namespaces.deletePullSecret(namespace, name, uid));
  }

  async deleteNamespace(name: string, uid: string): Promise<ClusterAnswer<null>> {
    return this.#named(name, () => this.#namespaces.delete(name, uid));
  }

  async podsInNamespace(name: string): Promise<ClusterAnswer<readonly PodInNamespace[]>> {
    return this.#named(name, () => this.#namespaces.pods(name));
  }

  podEvents(key: PodKey, uid: string | null): Promise<ClusterAnswer<readonly PodEvent[]>> {
    const fields = ["involvedObject.kind=Pod", `involvedObject.name=${key.name}`];
    const fieldSelector = [...fields, ...(uid === null ? [] : [`involvedObject.uid=${uid}`])].join(",");
    return answered(READ, async () => {
      const { namespace } = named(key);
      const { items } = await this.#api.core.listNamespacedEvent({ namespace, fieldSelector, limit: EVENTS_MAX });
      return podEventsOf(items);
    });
  }

  podLog(key: PodKey, tailLines: number): Promise<ClusterAnswer<string>> {
    return answered(READ, async () => {
      const log = await this.#api.core.readNamespacedPodLog({ ...named(key), tailLines, limitBytes: LOG_BYTES_MAX });
      return log ?? "";
    });
  }

  podYaml(key: PodKey): Promise<ClusterAnswer<string>> {
    return answered(READ, async () => podYaml(await this.#api.core.readNamespacedPod(named(key))));
  }

  #create(
    order: PodOrder,
    options: CallOptions,
    priorityClassName: string | null,
  ): Promise<ClusterAnswer<ObservedPod>> {
    const { namespace } = order;
    const body = podManifest(order, { ...this.#options, priorityClassName });
    return this.#pod(options, () =>
      this.#api.core.createNamespacedPod({ ...inNamespace(namespace), body, ...this.#write(options) }),
    );
  }

  /** Runs a call that answers with a pod, and projects it. */
  #pod(options: CallOptions | Attempt, call: () => Promise<unknown>): Promise<ClusterAnswer<ObservedPod>> {
    const attempt = "hasEffect" in options ? options : effectOf(options);
    return answered(attempt, async () => {
      const pod = projectPod(await call(), this.#options.gpuResourceName);
      if (pod === null) {
        throw new Error("it is no pod");
      }
      return pod;
    });
  }

  /** Calls where the name can be one. */
  async #named<T>(namespace: string, call: () => Promise<ClusterAnswer<T>>): Promise<ClusterAnswer<T>> {
    const checked = await answered(READ, async () => inNamespace(namespace));
    return checked.kind === "ok" ? call() : checked;
  }

  #whoseNamespace(name: string): Promise<ClusterAnswer<"MADE" | "UNTOUCHED">> {
    return answered(READ, async () => {
      const { metadata } = await this.#api.core.readNamespace({ name: inNamespace(name).namespace });
      return metadata?.labels?.[INSTALLATION_LABEL] === this.#options.installationId ? "MADE" : "UNTOUCHED";
    });
  }

  #write(options: CallOptions) {
    return { fieldManager: this.#options.fieldManager, ...(options.dryRun === true ? { dryRun: "All" } : {}) };
  }

  #namespace(name: string, team: string): V1Namespace {
    return {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name,
        labels: namespaceLabels({ namespace: name, team }, {}, this.#options.installationId),
      },
    };
  }
}

const READ: Attempt = { hasEffect: false };
const EFFECT: Attempt = { hasEffect: true };
const NAME = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;
const EVENTS_MAX = 500;
const LOG_BYTES_MAX = 4 * 1024 * 1024;
const STRATEGIC = setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch);

function effectOf(options: CallOptions): Attempt {
  return options.dryRun === true ? READ : EFFECT;
}

async function answered<T>(attempt: Attempt, call: () => Promise<T>): Promise<ClusterAnswer<T>> {
  try {
    return { kind: "ok", value: await call() };
  } catch (error) {
    return error instanceof InvalidKey ? error.answer : failureOfError(error, attempt);
  }
}

/** No object can have such a name, so the cluster need not be asked. */
class InvalidKey extends Error {
  readonly answer: ClusterFailure;

  constructor(path: string, value: string) {
    super(`${path} ${JSON.stringify(value)} is no name that Kubernetes allows`);
    const problems = [{ path, message: this.message }];
    this.answer = { kind: "rejected", reason: "Invalid", message: this.message, problems };
  }
}

/** A call that had to come first failed, so the one that was asked for was never sent. */
function notSent(failure: ClusterFailure): ClusterFailure {
  return failure.kind === "unavailable" ? { ...failure, effectUnknown: false } : failure;
}

/** The key for a path. A name such as `..` or an empty one would make the path mean another object, or all of them. */
function named({ namespace, name }: PodKey): PodKey {
  if (!NAME.test(name)) {
    throw new InvalidKey("metadata.name", name);
  }
  return { ...inNamespace(namespace), name };
}

function inNamespace(namespace: string) {
  if (!NAME.test(namespace)) {
    throw new InvalidKey("metadata.namespace", namespace);
  }
  return { namespace };
}

function isMissingPriorityClass(answer: ClusterAnswer<unknown>): answer is ClusterFailure & { kind: "rejected" } {
  return answer.kind === "rejected" && answer.message.includes("no PriorityClass with name");
}

function present(text: string | undefined): string {
  if (text === undefined || text === "") {
    throw new Error("it lacks what every object of its kind has");
  }
  return text;
}

/** Carries uid and resourceVersion, so that it fails with a conflict on a namesake and on an edit that we have not seen. */
function containerPatch({ uid, resourceVersion }: ObjectVersion, change: object) {
  return { metadata: { uid, resourceVersion }, spec: { containers: [{ name: MAIN_CONTAINER, ...change }] } };
}
