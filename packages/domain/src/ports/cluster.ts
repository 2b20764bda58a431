import type { Amounts } from "../model/amounts.ts";
import type { NamespaceObject, NamespaceState, ObjectWriter, PodInNamespace } from "../model/namespace-object.ts";
import type { ObservedPod, PodEvent, PodKey, PodMark, PodSpec } from "../model/pod.ts";
import type { FieldProblem } from "../model/refusal.ts";
import type { ObservedServer } from "../model/server.ts";

/**
 * What the cluster answered. `unavailable` with `effectUnknown` means that the request may have taken effect (a time-out,
 * a lost answer): only a later read can tell. Nothing here throws for what a cluster may do.
 */
export type ClusterAnswer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "alreadyExists" }
  | { readonly kind: "notFound" }
  /** 409: the uid or resourceVersion that we named is no longer the object's. */
  | { readonly kind: "conflict"; readonly message: string }
  /** A lasting refusal: 403 (quota, Pod Security, namespace Terminating), 422, 400, 405. */
  | {
      readonly kind: "rejected";
      readonly reason: string;
      readonly message: string;
      readonly problems: readonly FieldProblem[];
    }
  | {
      readonly kind: "unavailable";
      readonly message: string;
      readonly effectUnknown: boolean;
      /** What the cluster asked us to wait (429, 503 Retry-After). */
      readonly retryAfterMs: number | null;
    };

/** Everything that the cluster needs to make one pod. */
export interface PodOrder extends PodKey {
  readonly spec: PodSpec;
  /** The server on which the ledger holds room: pinned by required node affinity, never by nodeName. */
  readonly server: string;
  readonly mark: PodMark;
  /** Ledger's version of the wish, written as an annotation. */
  readonly version: number;
  /** Names of the secrets by which its image is pulled; left out: none. A pod that was made keeps those that it has. */
  readonly pullSecrets?: readonly string[];
}

/** A namespace and the team whose mark its objects carry. */
export interface NamespacePlace {
  readonly namespace: string;
  readonly team: string;
}

export interface ClusterIdentity {
  /** UID of the kube-system namespace. */
  readonly uid: string;
  readonly version: string;
}

/** A namespace as the cluster reported it. */
export interface ObservedNamespace {
  readonly name: string;
  readonly uid: string;
  readonly terminating: boolean;
}

/** Who last wrote which fields of an object. Source: metadata.managedFields. */
export interface FieldWriter extends ObjectWriter {
  /** Short names: `image`, `resources`, `env`, `command`, `ports`, `labels`, `annotations`, `status`; an object of a namespace by its whole name. */
  readonly fields: readonly string[];
}

/** What is read of one pod when somebody looks, and not kept for all. */
export interface PodDetails {
  readonly pod: ObservedPod;
  /** The wish as the object tells it: its spec, and from its annotation what the spec does not say. */
  readonly spec: PodSpec;
  /** The ledger's version of the wish that it was made by; null where the annotation is gone. */
  readonly version: number | null;
  readonly writers: readonly FieldWriter[];
}

export interface CallOptions {
  /** Validated and admitted by the cluster, but not persisted. */
  readonly dryRun?: boolean;
}

/** The uid and resourceVersion that a patch carries, so that it never touches a namesake or an unseen edit. */
export interface ObjectVersion {
  readonly uid: string;
  readonly resourceVersion: string;
}

/** One very node. */
export interface ServerKey {
  readonly name: string;
  readonly uid: string;
}

/** Commands and single reads. Lists come from `ClusterView`. */
export interface Cluster {
  identity(): Promise<ClusterAnswer<ClusterIdentity>>;
  createPod(order: PodOrder, options?: CallOptions): Promise<ClusterAnswer<ObservedPod>>;
  readPod(key: PodKey): Promise<ClusterAnswer<ObservedPod>>;
  /** Carries `preconditions.uid`. Answers ok once the deletion is accepted, not once the pod is gone. */
  deletePod(
    key: PodKey,
    uid: string,
    options?: CallOptions & { readonly graceSeconds?: number },
  ): Promise<ClusterAnswer<null>>;
  /** CPU and RAM in place, through the resize subresource: requests = limits. */
  resizePod(
    key: PodKey,
    at: ObjectVersion,
    resources: Pick<Amounts, "cpuMillis" | "ramBytes">,
    options?: CallOptions,
  ): Promise<ClusterAnswer<ObservedPod>>;
  setImage(key: PodKey, at: ObjectVersion, image: string, options?: CallOptions): Promise<ClusterAnswer<ObservedPod>>;
  /** Writes our labels and annotations again: the mark, and the version of the wish with its names. */
  setMark(key: PodKey, at: ObjectVersion, order: PodOrder, options?: CallOptions): Promise<ClusterAnswer<ObservedPod>>;
  inspectPod(key: PodKey): Promise<ClusterAnswer<PodDetails>>;
  /** Whether the scheduler may bind pods to that server. Carries its uid: a node that was made again is another one. */
  setCordoned(server: ServerKey, cordoned: boolean, options?: CallOptions): Promise<ClusterAnswer<null>>;
  namespaces(): Promise<ClusterAnswer<readonly ObservedNamespace[]>>;
  /** Makes the namespace if it is not there; one that exists is left as it is. MADE: by this installation, now or earlier. */
  ensureNamespace(name: string, team: string): Promise<ClusterAnswer<"MADE" | "UNTOUCHED">>;
  /** The namespace with those of its objects that have the names under which we keep ours. */
  readNamespace(name: string): Promise<ClusterAnswer<NamespaceState>>;
  /**
   * Writes one object of a namespace. Without `at` it is created (POST); with it, it is changed at that uid and resourceVersion.
   * A pull secret's `sealed` is opened here; one that cannot be is rejected. The service account `default` is Kubernetes' own and is only ever changed: without `at` the answer is notFound.
   */
  putNamespaceObject(
    place: NamespacePlace,
    object: NamespaceObject,
    at: ObjectVersion | null,
  ): Promise<ClusterAnswer<null>>;
  /** Carries `preconditions.uid`. */
  deletePullSecret(namespace: string, name: string, uid: string): Promise<ClusterAnswer<null>>;
  /** Carries `preconditions.uid`. Kubernetes deletes everything in it. */
  deleteNamespace(name: string, uid: string): Promise<ClusterAnswer<null>>;
  /** The pods in a namespace as adopting it would find them, at most 500. */
  podsInNamespace(name: string): Promise<ClusterAnswer<readonly PodInNamespace[]>>;
  podEvents(key: PodKey, uid: string | null): Promise<ClusterAnswer<readonly PodEvent[]>>;
  /** The last lines of the pod's log, at most `tailLines`. */
  podLog(key: PodKey, tailLines: number): Promise<ClusterAnswer<string>>;
  /** The object as YAML, to read and to copy: without what only the cluster writes about fields, and with values of variables hidden. */
  podYaml(key: PodKey): Promise<ClusterAnswer<string>>;
}

export interface Freshness {
  /** When the cluster was last heard: an event, a bookmark or an answered probe. */
  readonly observedAt: Date | null;
  readonly stale: boolean;
  /** Why it is stale, in plain words. */
  readonly why: string | null;
  /**
   * Present when the state is current but must not be healed by: another cluster answers, it went back in time, or it is
   * empty where there were objects. Stays until a person acknowledges it.
   */
  readonly suspicious?: string;
}

export type ClusterViewEvent =
  | { readonly kind: "pod"; readonly key: string }
  | { readonly kind: "server"; readonly name: string }
  | { readonly kind: "freshness" }
  /** A relist replaced everything: re-read it all. */
  | { readonly kind: "reset" };

/** The cluster's state as the watches keep it. Reads are from memory; `synced` is false until the first full list of each kind. */
export interface ClusterView {
  readonly synced: boolean;
  freshness(): Freshness;
  servers(): ReadonlyMap<string, ObservedServer>;
  server(name: string): ObservedServer | undefined;
  /** Keyed by `namespace/name`. */
  pods(): ReadonlyMap<string, ObservedPod>;
  pod(key: PodKey): ObservedPod | undefined;
  /** Non-terminal and terminal pods bound to that server. */
  podsOn(server: string): readonly ObservedPod[];
  subscribe(listener: (event: ClusterViewEvent) => void): () => void;
  /** A person has looked at what was suspicious: `freshness().suspicious` is absent again. */
  acknowledge(): void;
  /** Resolves once `synced`; rejects with the reason when `signal` fires first. */
  whenSynced(signal?: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}
