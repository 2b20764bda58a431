import { nodeManifest } from "@resource-manager/laboratory/server-specification";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { atOnce } from "../load/at-once.ts";
import { boundPod, PODS } from "../load/pods.ts";
import { RawClient } from "../load/raw-client.ts";

export interface ClusterSize {
  readonly servers: number;
  readonly pods: number;
}

/** The same proportion of servers with another number of pods. */
export function scaled(size: ClusterSize, pods: number | undefined): ClusterSize {
  return pods === undefined ? size : { pods, servers: Math.ceil((size.servers * pods) / size.pods) };
}

export function sizeText({ servers, pods }: ClusterSize): string {
  return `${servers.toLocaleString("en")} nodes and ${pods.toLocaleString("en")} pods`;
}

const CONCURRENCY = 24;

export const serverName = (i: number): string => `gpu-${String(i).padStart(5, "0")}`;
export const podName = (i: number): string => `pod-${String(i).padStart(6, "0")}`;

export function serverOf(i: number): object {
  return nodeManifest({
    name: serverName(i),
    gpus: 32,
    gpuModel: "NVIDIA-H100-80GB-HBM3",
    cpu: "256",
    ram: "2Ti",
    storage: "28Ti",
  });
}

/** A pod as the body of its POST. */
export type PodBody = (name: string, server: string) => string;

/** Makes servers and pods through the API, and waits until all pods run. */
export async function fillByApi(
  kubeconfigPath: string,
  { servers, pods }: ClusterSize,
  podBody: PodBody = boundPod,
): Promise<void> {
  const client = await RawClient.open(kubeconfigPath);
  const post = async (path: string, body: string): Promise<void> => {
    const { status, bytes } = await client.send("POST", path, body);
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${bytes}`);
  };
  await atOnce(Array(servers).keys(), CONCURRENCY, (i) => post("/api/v1/nodes", JSON.stringify(serverOf(i))));
  await atOnce(Array(pods).keys(), CONCURRENCY, (i) => post(PODS, podBody(podName(i), serverName(i % servers))));
  const left = "/api/v1/pods?limit=1&fieldSelector=status.phase!=Running";
  const allRun = async (): Promise<true | undefined> =>
    JSON.parse((await client.get(left)).toString()).items.length === 0 ? true : undefined;
  await waitUntil(allRun, () => "all pods Running", { timeoutMs: 600_000 });
  await client.close();
}
