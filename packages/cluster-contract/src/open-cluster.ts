import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startClusterSim } from "@resource-manager/cluster-sim/start-cluster-sim";
import { startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { connectTestCluster, type TestCluster } from "./test-cluster.ts";

/** Starts the embedded simulator in this process, without nodes, or takes the running one of a kubeconfig. */
export async function openSimulator(kubeconfigPath?: string): Promise<TestCluster> {
  if (kubeconfigPath !== undefined) return connectTestCluster("simulator", kubeconfigPath);
  const folder = await mkdtemp(join(tmpdir(), "cluster-contract-"));
  const simulator = await startClusterSim();
  const path = join(folder, "kubeconfig");
  await simulator.writeKubeconfig(path);
  return connectTestCluster("simulator", path, {
    forgetHistory: async () => simulator.faults.compact(),
    async stop() {
      await simulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

/** Starts a real control plane without nodes (the first time on a machine builds it), or takes the one of a kubeconfig. */
export async function openControlPlane(kubeconfigPath?: string): Promise<TestCluster> {
  if (kubeconfigPath !== undefined) return connectTestCluster("control-plane", kubeconfigPath);
  const controlPlane = await startControlPlane({ onProgress: (line) => console.error(line) });
  return connectTestCluster("control-plane", controlPlane.kubeconfigPath, {
    stop: () => controlPlane.stop(),
    forgetHistory: () => controlPlane.restartApiServer(),
  });
}
