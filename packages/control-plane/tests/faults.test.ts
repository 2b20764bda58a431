import { testFaults } from "@resource-manager/cluster-faults/conformance/fault-suite";
import { startControlPlane } from "../src/start-control-plane.ts";

testFaults(async () => {
  const controlPlane = await startControlPlane();
  return {
    kubeconfigPath: controlPlane.kubeconfigPath,
    control: { compact: () => controlPlane.compactHistory(), restart: () => controlPlane.restartApiServer() },
    stop: () => controlPlane.stop(),
  };
});
