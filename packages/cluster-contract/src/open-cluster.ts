import { connectTestCluster, type TestCluster } from "./test-cluster.ts";

export async function openSimulator(kubeconfigPath?: string): Promise<TestCluster> {
  if (kubeconfigPath === undefined) throw new Error("later");
  return connectTestCluster("simulator", kubeconfigPath, async () => {});
}
export async function openControlPlane(kubeconfigPath?: string): Promise<TestCluster> {
  if (kubeconfigPath === undefined) throw new Error("later");
  return connectTestCluster("control-plane", kubeconfigPath, async () => {});
}
