import { startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { describe } from "vitest";
import { clusterSuite, type RunningCluster } from "../support/cluster-suite.ts";
import { namespaceSuite } from "../support/namespace-suite.ts";

async function start(): Promise<RunningCluster> {
  const controlPlane = await startControlPlane();
  return { kubeconfigPath: controlPlane.kubeconfigPath, stop: () => controlPlane.stop() };
}

describe("on a real control plane", () => {
  clusterSuite(start, { measures: false });
  namespaceSuite(start);
});
