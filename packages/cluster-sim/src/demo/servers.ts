import { createObject } from "../api/create.ts";
import { internalWrite } from "../api/write-options.ts";
import type { Environment } from "../environment.ts";
import type { KubeObject } from "../objects/meta.ts";
import { DATA_CENTRE, WORKFLOWS_NAMESPACE } from "./names.ts";

/** Servers of one make. */
interface ServerModel {
  readonly stem: string;
  readonly count: number;
  readonly product: string | undefined;
  readonly gpus: number;
  readonly gpuMemoryMib: number;
  readonly cores: number;
  readonly ramGib: number;
  readonly diskGib: number;
  readonly cordoned?: boolean;
}

const MODELS: readonly ServerModel[] = [
  {
    stem: "gpu-h100",
    count: 4,
    product: "NVIDIA-H100-80GB-HBM3",
    gpus: 8,
    gpuMemoryMib: 81_559,
    cores: 192,
    ramGib: 2048,
    diskGib: 28_000,
  },
  {
    stem: "gpu-a100",
    count: 4,
    product: "NVIDIA-A100-SXM4-80GB",
    gpus: 8,
    gpuMemoryMib: 81_920,
    cores: 128,
    ramGib: 1024,
    diskGib: 14_000,
  },
  {
    stem: "gpu-l40s",
    count: 2,
    product: "NVIDIA-L40S",
    gpus: 4,
    gpuMemoryMib: 46_068,
    cores: 64,
    ramGib: 512,
    diskGib: 7_000,
  },
  {
    stem: "gpu-l4",
    count: 1,
    product: "NVIDIA-L4",
    gpus: 8,
    gpuMemoryMib: 23_034,
    cores: 96,
    ramGib: 384,
    diskGib: 3_500,
    cordoned: true,
  },
  {
    stem: "cpu-epyc",
    count: 1,
    product: undefined,
    gpus: 0,
    gpuMemoryMib: 0,
    cores: 256,
    ramGib: 1536,
    diskGib: 7_000,
  },
];
const NAMESPACES = ["test-team", "prod-team", "dev-team", "staging", WORKFLOWS_NAMESPACE];
const ZONES = ["hall-a", "hall-b"];
/** What a node keeps for itself. */
const RESERVED = { cores: 2, ramGib: 8, diskGib: 100 };
const PODS_PER_NODE = 110;

/** Fills an empty cluster with a small data centre. */
export function seedServers(env: Environment): void {
  const create = (resource: string, namespace: string | undefined, object: Record<string, unknown>): void => {
    const kind = env.kinds.get(resource);
    createObject(env, kind, namespace, object as unknown as KubeObject, internalWrite(DATA_CENTRE));
  };
  env.store.transaction(() => {
    for (const name of NAMESPACES) create("namespaces", undefined, { metadata: { name } });
    create("serviceaccounts", "kube-system", { metadata: { name: "node-exporter", namespace: "kube-system" } });
    let rack = 0;
    for (const model of MODELS) {
      for (let i = 1; i <= model.count; i++) {
        const name = `${model.stem}-${String(i).padStart(2, "0")}`;
        create("nodes", undefined, server(name, model, rack));
        create("pods", "kube-system", nodeExporter(name, env.random.suffix(5)));
        rack++;
      }
    }
  });
}

function server(name: string, model: ServerModel, rack: number): Record<string, unknown> {
  const amounts = (cores: number, ramGib: number, diskGib: number): Record<string, string> => ({
    cpu: String(cores),
    memory: `${ramGib}Gi`,
    "ephemeral-storage": `${diskGib}Gi`,
    pods: String(PODS_PER_NODE),
    ...(model.gpus === 0 ? {} : { "nvidia.com/gpu": String(model.gpus) }),
  });
  const { cores, ramGib, diskGib } = model;
  return {
    metadata: {
      name,
      labels: {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "topology.kubernetes.io/region": "dc-1",
        "topology.kubernetes.io/zone": ZONES[rack % ZONES.length],
        "node.kubernetes.io/instance-type": model.stem,
        ...gpuLabels(model),
      },
    },
    spec: model.cordoned === true ? { unschedulable: true } : {},
    status: {
      capacity: amounts(cores, ramGib, diskGib),
      allocatable: amounts(cores - RESERVED.cores, ramGib - RESERVED.ramGib, diskGib - RESERVED.diskGib),
    },
  };
}

/** As NVIDIA's feature discovery labels a node. */
function gpuLabels(model: ServerModel): Record<string, string> {
  if (model.product === undefined) return {};
  return {
    "nvidia.com/gpu.present": "true",
    "nvidia.com/gpu.product": model.product,
    "nvidia.com/gpu.count": String(model.gpus),
    "nvidia.com/gpu.memory": String(model.gpuMemoryMib),
  };
}

/** A pod on every server that is not the product's, as a DaemonSet would put it there. */
function nodeExporter(node: string, suffix: string): Record<string, unknown> {
  const resources = { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } };
  return {
    metadata: {
      name: `node-exporter-${suffix}`,
      namespace: "kube-system",
      labels: { "app.kubernetes.io/name": "node-exporter" },
    },
    spec: {
      serviceAccountName: "node-exporter",
      automountServiceAccountToken: false,
      priorityClassName: "system-node-critical",
      containers: [{ name: "node-exporter", image: "quay.io/prometheus/node-exporter:v1.9.1", resources }],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [node] }] }],
          },
        },
      },
      tolerations: [{ operator: "Exists" }],
    },
  };
}
