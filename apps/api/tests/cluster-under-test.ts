import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startClusterSim } from "@resource-manager/cluster-sim/start-cluster-sim";
import { startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { writeAccountKubeconfig } from "@resource-manager/laboratory/account-kubeconfig";
import { type Laboratory, openLaboratory } from "@resource-manager/laboratory/laboratory";

const rights = fileURLToPath(new URL("../../../deploy/kubernetes-rights.yaml", import.meta.url));

/** The cluster that the black-box tests run on, and what they may do to it behind the product's back. */
export interface ClusterUnderTest extends AsyncDisposable {
  /** For the product: on a real control plane it has the rights that we tell admins to give it, and no more. */
  readonly kubeconfigPath: string;
  readonly laboratory: Laboratory;
}

export type ClusterKind = "simulator" | "control-plane" | "given";

/** `KUBECONFIG_UNDER_TEST` names a running laboratory cluster; `CLUSTER_UNDER_TEST=control-plane` starts a real one; else the embedded one. */
export function clusterKind(): ClusterKind {
  if (process.env.KUBECONFIG_UNDER_TEST) return "given";
  return process.env.CLUSTER_UNDER_TEST === "control-plane" ? "control-plane" : "simulator";
}

export async function startClusterUnderTest(): Promise<ClusterUnderTest> {
  await using stack = new AsyncDisposableStack();
  const kind = clusterKind();
  const folder = await mkdtemp(join(tmpdir(), "resource-manager-cluster-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const adminPath = await adminKubeconfigOf(kind, folder, stack);
  const laboratory = stack.use(await openLaboratory({ kubeconfigPath: adminPath }));
  const kubeconfigPath = kind === "control-plane" ? join(folder, "limited") : adminPath;
  if (kubeconfigPath !== adminPath) {
    const { connection } = laboratory;
    const from = { connection, kubeconfigPath: adminPath };
    await writeAccountKubeconfig({ ...from, manifestPath: rights, path: kubeconfigPath });
  }
  const running = stack.move();
  return { kubeconfigPath, laboratory, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** A server of four H100 unless the test says otherwise. */
export async function addGpuServer(laboratory: Laboratory, name: string, gpus = 4, gpuModel = "H100"): Promise<void> {
  await laboratory.addServer({ name, gpus, gpuModel, cpu: "64", ram: "512Gi", storage: "1Ti" });
}

async function adminKubeconfigOf(kind: ClusterKind, folder: string, stack: AsyncDisposableStack): Promise<string> {
  if (kind === "given") return process.env.KUBECONFIG_UNDER_TEST ?? "";
  if (kind === "control-plane") return stack.use(await startControlPlane()).kubeconfigPath;
  // Two clusters are two: the same seed would give both the same identity.
  const simulator = stack.use(await startClusterSim({ seed: randomInt(2 ** 31) }));
  const path = join(folder, "kubeconfig");
  await simulator.writeKubeconfig(path);
  return path;
}
