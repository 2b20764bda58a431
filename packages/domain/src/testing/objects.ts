import type { Surroundings } from "../consistency/snapshot.ts";
import { type Need, NO_NEED } from "../model/amounts.ts";
import type { Allocation, LedgerPod, ObservedPod } from "../model/pod.ts";
import type { LedgerServer, ObservedServer } from "../model/server.ts";
import { newTeam, type Team } from "../model/team.ts";

/** One pod on one server, as ledger and cluster agree on them. Tests say what differs. */

export const NOW = new Date("2026-01-01T12:00:00Z");
export const GIB = 2 ** 30;
/** What the pod holds. */
export const HELD: Need = { gpus: 1, cpuMillis: 1_000, ramBytes: GIB, storageBytes: 0, podSlots: 1 };
/** What the server has. */
export const ROOM: Need = { gpus: 8, cpuMillis: 64_000, ramBytes: 512 * GIB, storageBytes: 0, podSlots: 110 };

export function minutesAgo(minutes: number): Date {
  return new Date(NOW.getTime() - minutes * 60_000);
}

export function allocation(changes: Partial<Allocation> = {}): Allocation {
  return {
    id: "allocation-1",
    podId: "pod-1",
    server: "gpu-1",
    gpuModel: null,
    held: HELD,
    clusterUid: "uid-1",
    ...changes,
  };
}

export function ledgerPod(changes: Partial<LedgerPod> = {}): LedgerPod {
  const { podSlots: _, ...resources } = HELD;
  return {
    id: "pod-1",
    namespace: "team",
    name: "train",
    team: "team",
    owner: "ann",
    ownerId: "user-ann",
    spec: {
      image: "train:1",
      command: [],
      env: [{ name: "TOKEN", value: "secret" }],
      ports: [],
      resources,
      restartPolicy: "ALWAYS",
      gpuModels: [],
      server: null,
    },
    previousSpec: null,
    desired: "PRESENT",
    version: 3,
    gone: false,
    goneReason: null,
    placement: "",
    allocations: [allocation()],
    operationId: null,
    createdAt: minutesAgo(60),
    updatedAt: minutesAgo(60),
    ...changes,
  };
}

export function observedPod(changes: Partial<ObservedPod> = {}): ObservedPod {
  return {
    uid: "uid-1",
    resourceVersion: "7",
    namespace: "team",
    name: "train",
    mark: { installationId: "us", podId: "pod-1", allocationId: "allocation-1", team: "team", owner: "ann" },
    brokenMark: null,
    server: "gpu-1",
    image: "train:1",
    runningImage: "train:1",
    container: { command: [], env: [{ name: "TOKEN", value: "secret" }], ports: [] },
    status: "RUNNING",
    reason: null,
    message: null,
    restarts: 0,
    effective: HELD,
    held: HELD,
    resize: "NONE",
    resizeMessage: null,
    terminal: false,
    unschedulableSince: null,
    deletionRequestedAt: null,
    createdAt: minutesAgo(60),
    scheduledAt: minutesAgo(60),
    startedAt: minutesAgo(60),
    readyAt: minutesAgo(60),
    ...changes,
  };
}

export function ledgerServer(changes: Partial<LedgerServer> = {}): LedgerServer {
  return {
    name: "gpu-1",
    uid: "node-1",
    gpuModel: "H100",
    status: "READY",
    admits: true,
    vanished: false,
    allocatable: ROOM,
    foreign: NO_NEED,
    allocated: HELD,
    observedAt: NOW,
    ...changes,
  };
}

export function observedServer(changes: Partial<ObservedServer> = {}): ObservedServer {
  return {
    uid: "node-1",
    name: "gpu-1",
    resourceVersion: "1",
    gpuModel: "H100",
    labels: {},
    taints: [],
    conditions: [],
    ready: "READY",
    cordoned: false,
    capacity: ROOM,
    allocatable: ROOM,
    kubeletVersion: null,
    createdAt: minutesAgo(600),
    ...changes,
  };
}

/** What a comparison looks at besides the pod: these servers of the cluster, by name. */
export function around(...servers: readonly ObservedServer[]): Surroundings {
  return {
    installationId: "us",
    now: NOW,
    servers: new Map(),
    observedServers: new Map(servers.map((server) => [server.name, server])),
  };
}

export function team(changes: Partial<Team> = {}): Team {
  return { ...newTeam("team"), used: NO_NEED, usedByModel: {}, pullSecrets: [], ...changes };
}
