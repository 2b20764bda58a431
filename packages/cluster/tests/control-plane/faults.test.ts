import { startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { describe } from "vitest";
import { adapterUnderFaults } from "../support/fault-suite.ts";

describe("on a real control plane", () => {
  adapterUnderFaults(async () => {
    const controlPlane = await startControlPlane();
    return {
      kubeconfigPath: controlPlane.kubeconfigPath,
      control: {
        compact: () => controlPlane.compactHistory(),
        restart: () => controlPlane.restartApiServer({ kill: true }),
      },
      stop: () => controlPlane.stop(),
    };
  });
});
