import { readyLabel } from "./conventions.ts";
import type { Taint } from "./kubernetes-objects.ts";

/** A GPU server to add. Quantities are Kubernetes' (`512Gi`, `96`); storage is ephemeral storage. */
export interface ServerSpecification {
  readonly name: string;
  readonly gpus: number;
  /** Value of the label `nvidia.com/gpu.product`; none where the server has no GPUs. */
  readonly gpuModel?: string;
  /** One of `cpu` and `cpuMillis`; default 64 cores. */
  readonly cpu?: string;
  readonly cpuMillis?: number;
  readonly ram: string;
  readonly storage?: string;
  /** Pod slots, default 110. */
  readonly pods?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  /** false: the server's kubelet is dead from the beginning. */
  readonly ready?: boolean;
}

/** The extended resource that counts a server's GPUs. */
export const gpuResource = "nvidia.com/gpu";
export const gpuProductLabel = "nvidia.com/gpu.product";

/** The Node object, status included, as a kubelet registers itself. */
export function nodeManifest(server: ServerSpecification): object {
  const amounts = {
    cpu: server.cpuMillis === undefined ? (server.cpu ?? "64") : `${server.cpuMillis}m`,
    memory: server.ram,
    "ephemeral-storage": server.storage ?? "1Ti",
    pods: String(server.pods ?? 110),
    ...(server.gpus > 0 ? { [gpuResource]: String(server.gpus) } : {}),
  };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: server.name,
      labels: {
        "kubernetes.io/hostname": server.name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        ...(server.gpuModel === undefined ? {} : { [gpuProductLabel]: server.gpuModel }),
        ...(server.gpus > 0 ? { "nvidia.com/gpu.count": String(server.gpus) } : {}),
        ...(server.ready === false ? { [readyLabel]: "false" } : {}),
        ...server.labels,
      },
    },
    spec: server.taints === undefined ? {} : { taints: server.taints },
    status: { capacity: amounts, allocatable: amounts },
  };
}

/** New allocatable amounts of a server; what is left out stays as it is. */
export interface AllocatableChange {
  readonly gpus?: number;
  readonly cpu?: string;
  readonly ram?: string;
  readonly storage?: string;
  readonly pods?: number;
}

export function allocatablePatch(change: AllocatableChange): Record<string, string> {
  return {
    ...(change.gpus === undefined ? {} : { [gpuResource]: String(change.gpus) }),
    ...(change.cpu === undefined ? {} : { cpu: change.cpu }),
    ...(change.ram === undefined ? {} : { memory: change.ram }),
    ...(change.storage === undefined ? {} : { "ephemeral-storage": change.storage }),
    ...(change.pods === undefined ? {} : { pods: String(change.pods) }),
  };
}
