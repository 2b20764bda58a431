import type { V1Toleration } from "@kubernetes/client-node";
import type { ObservedPod } from "@resource-manager/domain/model/pod";
import type { ObservedServer } from "@resource-manager/domain/model/server";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { ClusterAnswer } from "@resource-manager/domain/ports/cluster";
import type { Vault } from "@resource-manager/domain/ports/vault";
import { failureOfError } from "./api-errors.ts";
import { ClusterAccess, type ClusterSource } from "./cluster-access.ts";
import { KubernetesCluster } from "./cluster-calls.ts";
import { projectPod } from "./observed-pod.ts";
import { projectServer } from "./observed-server.ts";
import { pagedList } from "./paged-list.ts";
import { Transport } from "./transport.ts";
import { typedApi } from "./typed-api.ts";
import { WatchFailure } from "./watch-failure.ts";

export interface ConnectOptions {
  readonly clock: Clock;
  /** This installation's UUID, put on everything that is made. */
  readonly installationId: string;
  /** Default: `nvidia.com/gpu`. */
  readonly gpuResourceName?: string;
  /** The node label that names the GPU model. Default: `nvidia.com/gpu.product`. */
  readonly gpuModelLabel?: string;
  /** Default: tolerate any taint with the key `nvidia.com/gpu`. */
  readonly gpuTolerations?: readonly V1Toleration[];
  /** Label selector of the nodes that are managed. Default: all that are not control-plane nodes. */
  readonly serverSelector?: string;
  readonly requestTimeoutMs?: number;
  /** User agent and field manager. Default: `resource-manager`. */
  readonly fieldManager?: string;
  /** PriorityClass (preemptionPolicy Never) that is made and put on every pod. Default: none. */
  readonly priorityClassName?: string;
  /** Opens what pull secrets are to have. Default: none is written. */
  readonly vault?: Vault;
  /** User id of containers; null: the image's own. Default: 1000. See `ManifestOptions.runAsUser`. */
  readonly runAsUser?: number | null;
  /** Told what a person should know, such as a missing permission. Default: not told. */
  readonly onWarning?: (message: string) => void;
  /** Jitter for waiting times, in [0, 1). Default: Math.random. */
  readonly random?: () => number;
}

/** One way to one cluster. Being connected means being configured: the cluster itself may be away. */
export interface ClusterConnection extends AsyncDisposable {
  readonly cluster: KubernetesCluster;
  /** The API server's address. */
  readonly address: string;
  /** The cluster's name in the kubeconfig (`inCluster` inside one). */
  readonly clusterName: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly transport: Transport;
  readonly serverSelector: string;
  projectPod(raw: unknown): ObservedPod | null;
  projectServer(raw: unknown): ObservedServer | null;
  /** The pods of all namespaces straight from the API, past the view's memory. */
  listPodsFresh(signal?: AbortSignal): Promise<ClusterAnswer<FreshList<ObservedPod>>>;
  /** The managed nodes straight from the API. */
  listNodesFresh(signal?: AbortSignal): Promise<ClusterAnswer<FreshList<ObservedServer>>>;
  warn(message: string): void;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface FreshList<T> {
  readonly items: readonly T[];
  /** The cluster's version that the list is of. */
  readonly resourceVersion: string;
  /** Objects left out because they were not readable as what they claim to be. */
  readonly skipped: number;
}

/**
 * Reads the kubeconfig (or the pod's service account) and sets up the one HTTP connection pool.
 * Throws a `ClusterConfigError` when the configuration cannot be used; sends nothing.
 */
export async function connectCluster(source: ClusterSource, options: ConnectOptions): Promise<ClusterConnection> {
  const settings = withDefaults(options);
  const access = new ClusterAccess(source);
  const transport = new Transport(access, options.clock, settings.fieldManager);
  const { gpuResourceName, gpuModelLabel, serverSelector } = settings;
  const podOf = (raw: unknown) => projectPod(raw, gpuResourceName);
  const serverOf = (raw: unknown) => projectServer(raw, { gpuResourceName, gpuModelLabel });
  return {
    cluster: new KubernetesCluster(typedApi(transport, settings.requestTimeoutMs), settings),
    address: access.address,
    clusterName: access.clusterName,
    clock: options.clock,
    random: settings.random,
    transport,
    serverSelector,
    projectPod: podOf,
    projectServer: serverOf,
    listPodsFresh: (signal) => freshList(transport, { path: "/api/v1/pods", labelSelector: null, signal }, podOf),
    listNodesFresh: (signal) =>
      freshList(transport, { path: "/api/v1/nodes", labelSelector: serverSelector, signal }, serverOf),
    warn: settings.onWarning,
    close: () => access.close(),
    [Symbol.asyncDispose]: () => access.close(),
  };
}

const GPU_TOLERATIONS: readonly V1Toleration[] = [{ key: "nvidia.com/gpu", operator: "Exists" }];
const PAGE_SIZE = 500;
const PAGE_TIMEOUT_MS = 30_000;

function withDefaults(options: ConnectOptions) {
  return {
    installationId: options.installationId,
    gpuResourceName: options.gpuResourceName ?? "nvidia.com/gpu",
    gpuModelLabel: options.gpuModelLabel ?? "nvidia.com/gpu.product",
    gpuTolerations: options.gpuTolerations ?? GPU_TOLERATIONS,
    serverSelector: options.serverSelector ?? "!node-role.kubernetes.io/control-plane",
    requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
    fieldManager: options.fieldManager ?? "resource-manager",
    priorityClassName: options.priorityClassName ?? null,
    vault: options.vault ?? null,
    runAsUser: options.runAsUser === undefined ? 1_000 : options.runAsUser,
    onWarning: options.onWarning ?? (() => {}),
    random: options.random ?? Math.random,
  };
}

async function freshList<T>(
  transport: Transport,
  request: { path: string; labelSelector: string | null; signal: AbortSignal | undefined },
  project: (raw: unknown) => T | null,
): Promise<ClusterAnswer<FreshList<T>>> {
  const items: T[] = [];
  let skipped = 0;
  const onItems = (page: readonly unknown[]) => {
    const projected = page.map(project).filter((item) => item !== null);
    items.push(...projected);
    skipped += page.length - projected.length;
  };
  try {
    const limits = { pageSize: PAGE_SIZE, timeoutMs: PAGE_TIMEOUT_MS };
    const resourceVersion = await pagedList(transport, { ...request, ...limits, onItems });
    return { kind: "ok", value: { items, resourceVersion, skipped } };
  } catch (error) {
    return error instanceof WatchFailure ? error.answer : failureOfError(error, { hasEffect: false });
  }
}
