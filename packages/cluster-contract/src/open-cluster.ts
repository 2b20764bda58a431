import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startClusterSim } from "@resource-manager/cluster-sim/start-cluster-sim";
import { startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { type ClusterOwner, connectTestCluster, type TestCluster } from "./test-cluster.ts";
import { patientLimits } from "./wait-limits.ts";

/** Starts the embedded simulator in this process, without nodes, or takes the running one of a kubeconfig. */
export async function openSimulator(kubeconfigPath?: string, limits = patientLimits): Promise<TestCluster> {
  if (kubeconfigPath !== undefined) return connectTestCluster("simulator", kubeconfigPath, undefined, limits);
  const folder = await mkdtemp(join(tmpdir(), "cluster-contract-"));
  // Cases put pods on nodes that do not exist: a busy machine must not see those pods collected before the case is done with them.
  const simulator = await startClusterSim({ timings: { orphanQuarantineMs: 5_000 } });
  const path = join(folder, "kubeconfig");
  await simulator.writeKubeconfig(path);
  const owner: ClusterOwner = {
    forgetHistory: async () => simulator.faults.compact(),
    async stop() {
      await simulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return connectTestCluster("simulator", path, owner, limits);
}

/** Starts a real control plane without nodes (the first time on a machine builds it), or takes the one of a kubeconfig. */
export async function openControlPlane(kubeconfigPath?: string): Promise<TestCluster> {
  if (kubeconfigPath !== undefined) return connectTestCluster("control-plane", kubeconfigPath);
  const controlPlane = await startControlPlane({ onProgress: (line) => console.error(line) });
  return connectTestCluster("control-plane", controlPlane.kubeconfigPath, {
    stop: () => controlPlane.stop(),
    async forgetHistory() {
      await controlPlane.compactHistory();
      await controlPlane.restartApiServer();
    },
  });
}
