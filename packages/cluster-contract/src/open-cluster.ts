import { startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { connectTestCluster, type TestCluster } from "./test-cluster.ts";

export async function openSimulator(kubeconfigPath?: string): Promise<TestCluster> {
  if (kubeconfigPath === undefined) throw new Error("later");
  return connectTestCluster("simulator", kubeconfigPath);
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
