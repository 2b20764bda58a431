/** The GPU models of the servers; one of them has a quota of its own in the rounds by model. */
export const MODELS = ["H100", "A100"] as const;

/** A limit of a team's quota, and pods that pass it. Each asks for so much that the limit lies within a pod, not between two. */
export interface Edge {
  readonly name: string;
  /** What one pod asks for. */
  readonly pod: { readonly resources: PodResources; readonly gpuModels?: readonly string[] };
  /** The quota, as `updateTeam` takes it, that leaves room for so many pods and no other one. */
  quotaFor(pods: number): Readonly<Record<string, unknown>>;
}

export interface PodResources {
  readonly gpus: number;
  readonly cpu: string;
  readonly ram: string;
  readonly storage: string;
}

const SMALL: PodResources = { gpus: 0, cpu: "100m", ram: "64Mi", storage: "64Mi" };

export const EDGES: readonly Edge[] = [
  {
    name: "GPUs in all",
    pod: { resources: { ...SMALL, gpus: 2 } },
    quotaFor: (pods) => ({ gpus: pods * 2 + 1 }),
  },
  {
    name: "GPUs of a model",
    pod: { resources: { ...SMALL, gpus: 2 }, gpuModels: [MODELS[0]] },
    quotaFor: (pods) => ({ gpusByModel: [{ model: MODELS[0], gpus: pods * 2 + 1 }] }),
  },
  {
    name: "CPU",
    pod: { resources: { ...SMALL, cpu: "1500m" } },
    quotaFor: (pods) => ({ cpu: `${pods * 1_500 + 1_499}m` }),
  },
  {
    name: "RAM",
    pod: { resources: { ...SMALL, ram: "3Gi" } },
    quotaFor: (pods) => ({ ram: `${pods * 3 + 2}Gi` }),
  },
  {
    name: "storage",
    pod: { resources: { ...SMALL, storage: "5Gi" } },
    quotaFor: (pods) => ({ storage: `${pods * 5 + 4}Gi` }),
  },
  { name: "pods", pod: { resources: SMALL }, quotaFor: (pods) => ({ pods }) },
];

/** No limit of any kind. */
export const UNLIMITED = {
  ...{ gpus: null, cpu: null, ram: null, storage: null, pods: null },
  gpusByModel: MODELS.map((model) => ({ model, gpus: null })),
};
