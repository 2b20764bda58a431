import type { ComparisonPorts } from "@resource-manager/domain/consistency/living-comparison";
import { type Need, NO_NEED } from "@resource-manager/domain/model/amounts";
import type { LedgerPod, ObservedPod } from "@resource-manager/domain/model/pod";
import type { LedgerServer, ObservedServer } from "@resource-manager/domain/model/server";
import type { ClusterViewEvent } from "@resource-manager/domain/ports/cluster";
import type { ClusterSize } from "../clusters/fill.ts";

/** Ledger and cluster as they are in memory, each keyed as there. */
export interface Sides {
  readonly pods: ReadonlyMap<string, LedgerPod>;
  readonly observedPods: Map<string, ObservedPod>;
  readonly servers: ReadonlyMap<string, LedgerServer>;
  readonly observedServers: ReadonlyMap<string, ObservedServer>;
}

const BORN = new Date("2026-01-01T00:00:00Z");
const HELD: Need = { gpus: 0, cpuMillis: 1_000, ramBytes: 2 ** 30, storageBytes: 0, podSlots: 1 };
const ROOM: Need = { gpus: 8, cpuMillis: 1_000_000, ramBytes: 2 ** 45, storageBytes: 0, podSlots: 1_000 };

/** Both sides alike, but that every `driftEvery`th pod has another image in the cluster. */
export function bothSides(size: ClusterSize, driftEvery: number): Sides {
  const names = Array.from({ length: size.servers }, (_, index) => `server-${index}`);
  const pods = new Map<string, LedgerPod>();
  const observedPods = new Map<string, ObservedPod>();
  for (let index = 0; index < size.pods; index += 1) {
    const pod = ledgerPod(index, names[index % names.length] ?? "");
    const key = `${pod.namespace}/${pod.name}`;
    pods.set(key, pod);
    observedPods.set(key, observed(pod, index % driftEvery === 0 ? "image:2" : "image:1"));
  }
  const page = (name: string): LedgerServer => ({
    ...{ name, uid: name, gpuModel: null, status: "READY", admits: true, vanished: false, observedAt: BORN },
    ...{ allocatable: ROOM, foreign: NO_NEED, allocated: HELD },
  });
  const node = (name: string): ObservedServer => ({
    ...{
      uid: name,
      name,
      resourceVersion: "1",
      gpuModel: null,
      labels: {},
      taints: [],
      conditions: [],
      ready: "READY",
    },
    ...{ cordoned: false, capacity: ROOM, allocatable: ROOM, kubeletVersion: null, createdAt: BORN },
  });
  return {
    pods,
    observedPods,
    servers: new Map(names.map((name) => [name, page(name)])),
    observedServers: new Map(names.map((name) => [name, node(name)])),
  };
}

/** The floor: what is on one side only, or not the same object with the same image on both. */
export function diffOfMaps({ pods, observedPods }: Sides): readonly string[] {
  const different: string[] = [];
  for (const [key, pod] of pods) {
    const seen = observedPods.get(key);
    if (!seen || seen.uid !== pod.allocations[0]?.clusterUid || seen.image !== pod.spec.image) different.push(key);
  }
  for (const key of observedPods.keys()) if (!pods.has(key)) different.push(key);
  return different;
}

/** The sides behind the ports that a living comparison reads; `touch` makes one pod change. */
export function livingPorts(sides: Sides): { readonly ports: ComparisonPorts; readonly touch: () => void } {
  const listeners = new Set<(event: ClusterViewEvent) => void>();
  const ledger = { servers: () => sides.servers, subscribe: () => () => {}, openOperations: async () => [] };
  const view = {
    synced: true,
    pods: () => sides.observedPods,
    servers: () => sides.observedServers,
    server: (name: string) => sides.observedServers.get(name),
    subscribe: (listener: (event: ClusterViewEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const [first] = sides.observedPods.keys();
  const touch = (): void => {
    for (const listener of listeners) listener({ kind: "pod", key: first ?? "" });
  };
  const pods = { at: (key: string) => sides.pods.get(key), all: () => sides.pods.values() };
  const clock = { now: () => new Date(), schedule: () => () => {} };
  // Only what a look reads: nothing else of the two ports is called.
  const ports = { ledger, view, pods, clock, installationId: "us", cluster: { namespaces: noAnswer } };
  return { ports: ports as unknown as ComparisonPorts, touch };
}

async function noAnswer(): Promise<never> {
  throw new Error("the cluster is not asked in this measurement");
}

function ledgerPod(index: number, server: string): LedgerPod {
  const id = `pod-${index}`;
  const { podSlots: _, ...resources } = HELD;
  return {
    ...{ id, namespace: `team-${index % 20}`, name: id, team: `team-${index % 20}`, owner: "ann", ownerId: "user-ann" },
    spec: {
      ...{ image: "image:1", command: [], env: [], ports: [], resources },
      ...{ restartPolicy: "ALWAYS", gpuModels: [], server: null },
    },
    ...{ previousSpec: null, desired: "PRESENT", version: 1, gone: false, goneReason: null, placement: "" },
    allocations: [{ id: `room-${index}`, podId: id, server, gpuModel: null, held: HELD, clusterUid: `uid-${index}` }],
    ...{ operationId: null, createdAt: BORN, updatedAt: BORN },
  };
}

function observed(pod: LedgerPod, image: string): ObservedPod {
  const [allocation] = pod.allocations;
  const { namespace, name, team, owner } = pod;
  return {
    ...{ namespace, name, uid: allocation?.clusterUid ?? "", resourceVersion: "1", image, runningImage: image },
    mark: { installationId: "us", podId: pod.id, allocationId: allocation?.id ?? "", team, owner },
    ...{ brokenMark: null, container: { command: [], env: [], ports: [] }, server: allocation?.server ?? null },
    ...{ status: "RUNNING", reason: null, message: null, restarts: 0, effective: HELD, held: HELD },
    ...{ resize: "NONE", resizeMessage: null, terminal: false, unschedulableSince: null, deletionRequestedAt: null },
    ...{ createdAt: BORN, scheduledAt: BORN, startedAt: BORN, readyAt: BORN },
  };
}
