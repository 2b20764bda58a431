import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ClusterConnection,
  openClusterConnection,
  type WatchEvent,
} from "@resource-manager/laboratory/cluster-connection";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import type { ClusterControl } from "../cluster-control.ts";
import { type FaultProxy, startFaultProxy } from "../fault-proxy.ts";

/** A cluster that was started for a test file, and can be told to misbehave by itself. */
export interface OwnCluster {
  readonly kubeconfigPath: string;
  readonly control: ClusterControl;
  stop(): Promise<void>;
}

export type StartOwnCluster = () => Promise<OwnCluster>;

/** A cluster with the proxy in front of it, and the ways to both. */
export interface FaultyCluster {
  readonly own: OwnCluster;
  readonly proxy: FaultProxy;
  /** The kubeconfig of the proxy. */
  readonly kubeconfigPath: string;
  /** Through the proxy. */
  readonly through: ClusterConnection;
  /** Past the proxy, to see what the cluster really did. */
  readonly direct: ClusterConnection;
  stop(): Promise<void>;
}

export async function openFaultyCluster(start: StartOwnCluster): Promise<FaultyCluster> {
  const cluster = await start();
  const folder = await mkdtemp(join(tmpdir(), "cluster-faults-"));
  const kubeconfigPath = join(folder, "kubeconfig");
  const proxy = await startFaultProxy(cluster);
  await proxy.writeKubeconfig(kubeconfigPath);
  const through = await openClusterConnection(kubeconfigPath);
  const direct = await openClusterConnection(cluster.kubeconfigPath);
  return {
    own: cluster,
    proxy,
    kubeconfigPath,
    through,
    direct,
    async stop() {
      await Promise.all([through.close(), direct.close()]);
      await proxy.close();
      await cluster.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** The objects of these tests: configmaps, which nothing in a cluster but its user touches. */
export const path = "/api/v1/namespaces/default/configmaps";

export function make(connection: ClusterConnection, name: string, data: Record<string, string> = {}) {
  return connection.request("POST", path, { body: { metadata: { name }, data } });
}

/** How a request ends whose connection breaks: the code of the network error. `answered` with its status where it does not. */
export async function outcomeOf(request: Promise<{ status: number }>): Promise<string> {
  try {
    return `answered ${(await request).status}`;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** A watch that is read in the background: what came of it so far, and how it ended. */
export interface ReadWatch {
  readonly events: WatchEvent[];
  /** `open`, `ended`, or the code of the error that ended it. */
  end(): string;
  stop(): void;
}

export async function openWatch(
  { through, proxy }: FaultyCluster,
  resourceVersion: string,
  collection = path,
): Promise<ReadWatch> {
  const resource = collection.slice(collection.lastIndexOf("/") + 1);
  const before = proxy.openWatches(resource);
  const stream = through.stream(collection, { query: { resourceVersion, allowWatchBookmarks: true } });
  const events: WatchEvent[] = [];
  let end = "open";
  const reading = (async () => {
    try {
      for await (const event of stream) events.push(event);
      end = "ended";
    } catch (error) {
      end = (error as { code?: string }).code ?? String(error);
    }
  })();
  void reading;
  await waitUntil(
    async () => (proxy.openWatches(resource) > before || end !== "open" ? true : undefined),
    () => `a watch of ${resource} is open through the proxy`,
  );
  return { events, end: () => end, stop: () => stream.abort() };
}

export function namesOf({ events }: ReadWatch): string[] {
  return events
    .filter(({ type }) => type !== "BOOKMARK")
    .map(({ type, object }) => `${type} ${(object as { metadata?: { name?: string } }).metadata?.name ?? ""}`);
}

/** The cluster's version at this moment. */
export async function versionOf(connection: ClusterConnection): Promise<string> {
  const { json } = await connection.request("GET", path, { query: { limit: 1 } });
  return (json as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
}

/** Waits until a check holds. */
export function until(check: () => boolean, describe: () => string, timeoutMs = 15_000): Promise<true> {
  return waitUntil(async () => (check() ? true : undefined), describe, { timeoutMs, everyMs: 10 });
}
