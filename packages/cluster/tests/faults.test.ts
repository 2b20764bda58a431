import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startClusterSim } from "@resource-manager/cluster-sim/start-cluster-sim";
import { describe } from "vitest";
import { adapterUnderFaults } from "./support/fault-suite.ts";

describe("on the embedded cluster", () => {
  adapterUnderFaults(async () => {
    const folder = await mkdtemp(join(tmpdir(), "cluster-faults-"));
    const sim = await startClusterSim({ seed: Math.floor(Math.random() * 2 ** 31) });
    const kubeconfigPath = join(folder, "kubeconfig");
    await sim.writeKubeconfig(kubeconfigPath);
    return {
      kubeconfigPath,
      control: { compact: async () => sim.faults.compact(), restart: () => sim.faults.restart({ kill: true }) },
      async stop() {
        await sim.stop();
        await rm(folder, { recursive: true });
      },
    };
  });
});
