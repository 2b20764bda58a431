import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { sqliteJournal } from "@resource-manager/cluster-sim/storage/journal";
import { Store } from "@resource-manager/cluster-sim/storage/store";
import { boundPod, PODS } from "../load/pods.ts";
import { RawClient } from "../load/raw-client.ts";
import { EmbeddedCluster } from "./embedded-cluster.ts";
import { type ClusterSize, fillByApi, type PodBody, podName, serverName } from "./fill.ts";

const COMMIT = 2_000;

/**
 * Fills a data folder of the embedded cluster without asking its API for each object: one server and one pod are made the usual way, and what
 * came of them is written again under other names. Takes seconds where the API takes minutes, and leaves the same objects.
 */
export async function makeLargeFolder(folder: string, size: ClusterSize, podBody: PodBody = boundPod): Promise<void> {
  const [server, pod, lease] = await makePatterns(folder, podBody);
  const store = new Store({ journal: sqliteJournal(join(folder, "data")), historyLimit: 1 });
  const write = (count: number, make: (i: number) => void): void => {
    for (let from = 1; from < count; from += COMMIT) {
      store.transaction(() => {
        for (let i = from; i < Math.min(from + COMMIT, count); i++) make(i);
      });
    }
  };
  write(size.servers, (i) => {
    const name = serverName(i);
    store.create("nodes", copyOf(server, serverName(0), name));
    store.create("leases.coordination.k8s.io", copyOf(lease, serverName(0), name));
  });
  write(size.pods, (i) => {
    const text = pod.replaceAll(podName(0), podName(i));
    store.create("pods", copyOf(text, serverName(0), serverName(i % size.servers)));
  });
  store.close();
}

async function makePatterns(folder: string, podBody: PodBody): Promise<[string, string, string]> {
  await using cluster = new EmbeddedCluster(folder);
  await cluster.start();
  await fillByApi(cluster.kubeconfigPath, { servers: 1, pods: 1 }, podBody);
  const client = await RawClient.open(cluster.kubeconfigPath);
  const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  const paths = [`/api/v1/nodes/${serverName(0)}`, `${PODS}/${podName(0)}`, `${leases}/${serverName(0)}`];
  const [server = "", pod = "", lease = ""] = await Promise.all(
    paths.map(async (path) => (await client.get(path)).toString()),
  );
  await client.close();
  return [server, pod, lease];
}

/** The object under another name and uid, as the store keeps it: without kind and apiVersion. */
function copyOf(text: string, from: string, to: string) {
  const { kind: _kind, apiVersion: _apiVersion, ...object } = JSON.parse(text.replaceAll(from, to));
  object.metadata.uid = randomUUID();
  return object;
}
