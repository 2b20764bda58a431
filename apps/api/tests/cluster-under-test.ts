import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startClusterSim } from "@resource-manager/cluster-sim/start-cluster-sim";
import { startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { type Laboratory, openLaboratory } from "@resource-manager/laboratory/laboratory";

/** The cluster that the black-box tests run on, and what they may do to it behind the product's back. */
export interface ClusterUnderTest extends AsyncDisposable {
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
  const kubeconfigPath = await kubeconfigOf(kind, stack);
  const laboratory = stack.use(await openLaboratory({ kubeconfigPath }));
  const running = stack.move();
  return { kubeconfigPath, laboratory, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** A server of four H100 unless the test says otherwise. */
export async function addGpuServer(laboratory: Laboratory, name: string, gpus = 4, gpuModel = "H100"): Promise<void> {
  await laboratory.addServer({ name, gpus, gpuModel, cpu: "64", ram: "512Gi", storage: "1Ti" });
}

async function kubeconfigOf(kind: ClusterKind, stack: AsyncDisposableStack): Promise<string> {
  if (kind === "given") return process.env.KUBECONFIG_UNDER_TEST ?? "";
  if (kind === "control-plane") return stack.use(await startControlPlane()).kubeconfigPath;
  const folder = await mkdtemp(join(tmpdir(), "resource-manager-api-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  // Two clusters are two: the same seed would give both the same identity.
  const simulator = stack.use(await startClusterSim({ seed: randomInt(2 ** 31) }));
  const path = join(folder, "kubeconfig");
  await simulator.writeKubeconfig(path);
  return path;
}
