import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testFaults } from "@resource-manager/cluster-faults/conformance/fault-suite";
import { startClusterSim } from "../src/start-cluster-sim.ts";

testFaults(async () => {
  const folder = await mkdtemp(join(tmpdir(), "cluster-sim-faults-"));
  const sim = await startClusterSim({ seed: Math.floor(Math.random() * 2 ** 31) });
  const kubeconfigPath = join(folder, "kubeconfig");
  await sim.writeKubeconfig(kubeconfigPath);
  return {
    kubeconfigPath,
    control: { compact: async () => sim.faults.compact(), restart: () => sim.faults.restart() },
    async stop() {
      await sim.stop();
      await rm(folder, { recursive: true });
    },
  };
});
