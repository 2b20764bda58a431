import type { StartCluster } from "@resource-manager/laboratory/conformance/start-cluster";
import { openLaboratory } from "@resource-manager/laboratory/laboratory";
import { startControlPlane } from "../src/start-control-plane.ts";

/** A real control plane and its laboratory. */
export const startLaboratory: StartCluster = async () => {
  const controlPlane = await startControlPlane({ onProgress: (line) => console.error(line) });
  const laboratory = await openLaboratory({ kubeconfigPath: controlPlane.kubeconfigPath });
  return {
    laboratory,
    async stop() {
      await laboratory.close();
      await controlPlane.stop();
    },
  };
};
