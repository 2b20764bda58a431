import type { Json, JsonObject } from "./json.ts";

/** A scheduler that does not exist: its pods change by nobody's hand but the case's, so event sequences are exact. */
export const nobody = "contract-nobody";

export const image = "registry.example/app:1";

type PodParts = {
  readonly metadata?: JsonObject;
  readonly spec?: JsonObject;
  /** Laid over the only container `main`. */
  readonly container?: JsonObject;
};

/** A small pod that no scheduler picks up and that has no token volume. */
export function parkedPod(name: string, parts: PodParts = {}): JsonObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, ...parts.metadata },
    spec: {
      schedulerName: nobody,
      automountServiceAccountToken: false,
      containers: [{ name: "main", image, ...parts.container }],
      ...parts.spec,
    },
  };
}

/** A pod pinned to one server as the product pins it: by required node affinity, checked by the scheduler. */
export function pinnedPod(name: string, node: string, parts: PodParts = {}): JsonObject {
  return parkedPod(name, {
    ...parts,
    spec: { schedulerName: "default-scheduler", affinity: pinnedTo(node), ...parts.spec },
    container: { resources: { requests: { cpu: "100m", memory: "64Mi" } }, ...parts.container },
  });
}

/** Required node affinity by the node's name. */
export function pinnedTo(node: string): JsonObject {
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [node] }] }],
      },
    },
  };
}

/** requests = limits, as the product asks for resources. */
export function guaranteed(amounts: Readonly<Record<string, string>>): JsonObject {
  return { requests: { ...amounts }, limits: { ...amounts } };
}

/** A core/v1 object that has nothing but a kind, a name and what is given. */
export function coreObject(kind: string, name: string, rest: Record<string, Json> = {}): JsonObject {
  return { apiVersion: "v1", kind, metadata: { name }, ...rest };
}

/** An event as recorders of client-go write it. */
export function eventAbout(name: string, pod: string, namespace: string, rest: JsonObject = {}): JsonObject {
  return coreObject("Event", name, {
    involvedObject: { apiVersion: "v1", kind: "Pod", name: pod, namespace },
    reason: "Moved",
    message: "moved elsewhere",
    type: "Normal",
    source: { component: "contract" },
    firstTimestamp: "2024-01-01T00:00:00Z",
    lastTimestamp: "2024-01-01T00:00:00Z",
    count: 1,
    ...rest,
  });
}

export const podsPath = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;
export const podPath = (namespace: string, name: string) => `${podsPath(namespace)}/${name}`;
