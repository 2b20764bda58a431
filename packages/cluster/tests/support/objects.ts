import type { RawRecord } from "../../src/raw-json.ts";

export interface PodFixture {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly version?: string;
  readonly metadata?: RawRecord;
  readonly spec?: RawRecord;
  readonly status?: RawRecord;
}

/** A running pod on gpu-1 as the API server would serialise it, with what the test changes. */
export function rawPod(fixture: PodFixture = {}) {
  const name = fixture.name ?? "training";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: fixture.namespace ?? "dev-team",
      uid: fixture.uid ?? `uid-of-${name}`,
      resourceVersion: fixture.version ?? "1000",
      creationTimestamp: "2026-01-01T10:00:00Z",
      ...fixture.metadata,
    },
    spec: {
      nodeName: "gpu-1",
      containers: [
        { name: "main", image: "registry.example/train:1", resources: { requests: { cpu: "2", memory: "4Gi" } } },
      ],
      ...fixture.spec,
    },
    status: { phase: "Running", ...fixture.status },
  };
}

export function rawNode(name: string, version = "1000", overrides: RawRecord = {}) {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      uid: `uid-of-${name}`,
      resourceVersion: version,
      creationTimestamp: "2026-01-01T09:00:00Z",
      labels: { "nvidia.com/gpu.product": "NVIDIA-H100" },
    },
    spec: {},
    status: {
      capacity: { cpu: "96", memory: "1Ti", "ephemeral-storage": "10Ti", "nvidia.com/gpu": "8", pods: "110" },
      allocatable: { cpu: "95500m", memory: "1Ti", "ephemeral-storage": "9Ti", "nvidia.com/gpu": "8", pods: "110" },
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-01T09:00:10Z" }],
    },
    ...overrides,
  };
}

export function added(object: object) {
  return { type: "ADDED", object };
}

export function modified(object: object) {
  return { type: "MODIFIED", object };
}

export function deleted(object: object) {
  return { type: "DELETED", object };
}

export function bookmark(version: string) {
  return { type: "BOOKMARK", object: { kind: "Pod", apiVersion: "v1", metadata: { resourceVersion: version } } };
}
