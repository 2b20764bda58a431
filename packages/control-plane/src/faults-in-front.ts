import { join } from "node:path";
import { startControlServer } from "@resource-manager/cluster-faults/control-server";
import { startFaultProxy } from "@resource-manager/cluster-faults/fault-proxy";
import type { ControlPlane } from "./start-control-plane.ts";

/** The fault proxy in front of a control plane, with its control address. */
export interface FaultsInFront {
  /** Leads through the proxy. */
  readonly kubeconfigPath: string;
  /** Where faults are ordered. */
  readonly controlAddress: string;
  close(): Promise<void>;
}

export async function putFaultsInFront(controlPlane: ControlPlane): Promise<FaultsInFront> {
  const proxy = await startFaultProxy({
    kubeconfigPath: controlPlane.kubeconfigPath,
    control: { compact: () => controlPlane.compactHistory(), restart: () => controlPlane.restartApiServer() },
  });
  const kubeconfigPath = join(controlPlane.dataDir, "kubeconfig-faults");
  await proxy.writeKubeconfig(kubeconfigPath);
  const control = await startControlServer(proxy);
  return {
    kubeconfigPath,
    controlAddress: control.address,
    async close() {
      await control.close();
      await proxy.close();
    },
  };
}
