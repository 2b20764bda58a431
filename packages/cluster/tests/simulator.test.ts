import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startClusterSim } from "@resource-manager/cluster-sim/start-cluster-sim";
import { describe } from "vitest";
import { clusterSuite, type RunningCluster } from "./support/cluster-suite.ts";
import { namespaceSuite } from "./support/namespace-suite.ts";

async function startSimulator(): Promise<RunningCluster> {
  const folder = await mkdtemp(join(tmpdir(), "cluster-suite-"));
  const simulator = await startClusterSim();
  const kubeconfigPath = join(folder, "kubeconfig");
  await simulator.writeKubeconfig(kubeconfigPath);
  return {
    kubeconfigPath,
    async stop() {
      await simulator.stop();
      await rm(folder, { recursive: true });
    },
  };
}

describe("on the embedded cluster", () => {
  clusterSuite(startSimulator, { measures: true });
  namespaceSuite(startSimulator);
});
