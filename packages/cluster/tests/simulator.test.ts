import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterSim, startClusterSim } from "@resource-manager/cluster-sim/start-cluster-sim";
import { openLaboratory } from "@resource-manager/laboratory/laboratory";
import { describe, expect, test, vi } from "vitest";
import { openClusterView } from "../src/cluster-view.ts";
import { connectCluster } from "../src/connect.ts";
import { REFLECTOR_TIMINGS } from "../src/reflector-options.ts";
import { VIEW_TIMINGS } from "../src/view-timings.ts";
import { clusterSuite, type RunningCluster } from "./support/cluster-suite.ts";
import { REAL_CLOCK } from "./support/real-clock.ts";

async function startSimulator(): Promise<RunningCluster & { readonly simulator: ClusterSim }> {
  const folder = await mkdtemp(join(tmpdir(), "cluster-suite-"));
  const simulator = await startClusterSim();
  const kubeconfigPath = join(folder, "kubeconfig");
  await simulator.writeKubeconfig(kubeconfigPath);
  return {
    simulator,
    kubeconfigPath,
    async stop() {
      await simulator.stop();
      await rm(folder, { recursive: true });
    },
  };
}

describe("on the embedded cluster", () => {
  clusterSuite(startSimulator);
});

test("a history that is forgotten (410) is listed anew, deletions included", async () => {
  const { simulator, kubeconfigPath, stop } = await startSimulator();
  const laboratory = await openLaboratory({ kubeconfigPath });
  const connection = await connectCluster({ kubeconfigPath }, { clock: REAL_CLOCK, installationId: "installation-1" });
  // Watches that end every second: each goes on from a version that may have been forgotten meanwhile.
  const view = openClusterView(connection, { ...VIEW_TIMINGS, reflector: { ...REFLECTOR_TIMINGS, watchSeconds: 1 } });
  const pods = () => [...view.pods().keys()].sort();
  try {
    await laboratory.addNamespace("demo");
    await laboratory.createForeignPod({ namespace: "demo", name: "goes" });
    await laboratory.createForeignPod({ namespace: "demo", name: "stays" });
    await vi.waitFor(() => expect(pods()).toEqual(["demo/goes", "demo/stays"]), { timeout: 20_000 });
    let round = 0;
    const forgetUntilListed = async () => {
      round += 1;
      await laboratory.addNamespace(`other-${round}`);
      simulator.faults.compact();
      expect(view.counters().pods.lists).toBeGreaterThan(1);
    };
    await vi.waitFor(forgetUntilListed, { timeout: 20_000, interval: 20 });
    await laboratory.deletePod("demo", "goes", { force: true });
    await laboratory.createForeignPod({ namespace: "demo", name: "comes" });
    await vi.waitFor(() => expect(pods()).toEqual(["demo/comes", "demo/stays"]), { timeout: 20_000 });
    expect(view.freshness()).not.toHaveProperty("suspicious");
  } finally {
    await view.stop();
    await connection.close();
    await laboratory.close();
    await stop();
  }
});
