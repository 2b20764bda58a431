import { startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { describe } from "vitest";
import { clusterSuite } from "../support/cluster-suite.ts";

describe("on a real control plane", () => {
  clusterSuite(async () => {
    const controlPlane = await startControlPlane();
    return { kubeconfigPath: controlPlane.kubeconfigPath, stop: () => controlPlane.stop() };
  });
});
