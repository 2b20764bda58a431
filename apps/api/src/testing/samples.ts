import { type Need, NO_AMOUNTS, needOf } from "@resource-manager/domain/model/amounts";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { LedgerPod, ObservedPod } from "@resource-manager/domain/model/pod";
import type { LedgerServer, ObservedServer } from "@resource-manager/domain/model/server";

export const INSTALLATION = "11111111-1111-4111-8111-111111111111";
export const EPOCH = "22222222-2222-4222-8222-222222222222";
const BORN = new Date(Date.UTC(2025, 11, 31));

export const GPU_SERVER: Need = {
  gpus: 8,
  cpuMillis: 96_000,
  ramBytes: 1_024 * 2 ** 30,
  storageBytes: 4_096 * 2 ** 30,
  podSlots: 110,
};

export function observedServer(name: string, overrides: Partial<ObservedServer> = {}): ObservedServer {
  return {
    uid: `uid-${name}`,
    name,
    resourceVersion: "1",
    gpuModel: "H100",
    labels: { "kubernetes.io/hostname": name },
    taints: [],
    conditions: [],
    ready: "READY",
    cordoned: false,
    capacity: GPU_SERVER,
    allocatable: GPU_SERVER,
    kubeletVersion: "v1.37.2",
    createdAt: BORN,
    ...overrides,
  };
}

export function ledgerServer(name: string, overrides: Partial<LedgerServer> = {}): LedgerServer {
  return {
    name,
    uid: `uid-${name}`,
    gpuModel: "H100",
    status: "READY",
    admits: true,
    vanished: false,
    allocatable: GPU_SERVER,
    foreign: needOf(NO_AMOUNTS),
    allocated: needOf(NO_AMOUNTS),
    observedAt: BORN,
    ...overrides,
  };
}

export function gpus(count: number): Need {
  return needOf({ gpus: count, cpuMillis: count * 4_000, ramBytes: count * 2 ** 34, storageBytes: 0 });
}

/** A pod of the ledger that holds its GPUs on a server; no server: it holds nothing. */
export function ledgerPod(
  name: string,
  count: number,
  server: string | null,
  overrides: Partial<LedgerPod> = {},
): LedgerPod {
  const id = overrides.id ?? `pod-${name}`;
  const held = gpus(count);
  return {
    id,
    namespace: "test-team",
    name,
    team: "test-team",
    owner: "ada",
    ownerId: "user-ada",
    spec: {
      image: "registry.local/train:1",
      command: [],
      env: [],
      ports: [],
      resources: held,
      restartPolicy: "ALWAYS",
      gpuModels: [],
      server: null,
    },
    previousSpec: null,
    desired: "PRESENT",
    version: 1,
    gone: false,
    goneReason: null,
    placement: "the only server that fits",
    allocations:
      server === null
        ? []
        : [{ id: `${id}-allocation`, podId: id, server, gpuModel: null, held, clusterUid: `cluster-${id}` }],
    operationId: null,
    createdAt: BORN,
    updatedAt: BORN,
    ...overrides,
  };
}

/** The cluster's pod that stands for a pod of the ledger. */
export function observedPod(ledger: LedgerPod, overrides: Partial<ObservedPod> = {}): ObservedPod {
  const allocation = ledger.allocations[0];
  const held = allocation?.held ?? gpus(0);
  return {
    uid: `cluster-${ledger.id}`,
    resourceVersion: "1",
    namespace: ledger.namespace,
    name: ledger.name,
    mark: {
      installationId: INSTALLATION,
      podId: ledger.id,
      allocationId: allocation?.id ?? "",
      team: ledger.team,
      owner: ledger.owner,
    },
    brokenMark: null,
    server: allocation?.server ?? null,
    image: ledger.spec.image,
    runningImage: ledger.spec.image,
    container: { command: ledger.spec.command, env: ledger.spec.env, ports: ledger.spec.ports },
    status: "RUNNING",
    reason: null,
    message: null,
    restarts: 0,
    effective: held,
    held,
    resize: "NONE",
    resizeMessage: null,
    terminal: false,
    unschedulableSince: null,
    deletionRequestedAt: null,
    createdAt: BORN,
    scheduledAt: BORN,
    startedAt: BORN,
    readyAt: BORN,
    ...overrides,
  };
}

export function foreignPod(name: string, count: number, server: string): ObservedPod {
  const stranger = ledgerPod(name, count, server);
  return observedPod(stranger, { mark: null, uid: `foreign-${name}` });
}

export function operation(id: string, pod: LedgerPod, overrides: Partial<Operation> = {}): Operation {
  return {
    id,
    kind: "CREATE_POD",
    actor: { kind: "USER", id: "local-admin", name: "local admin" },
    key: null,
    inputHash: "",
    podId: pod.id,
    namespace: pod.namespace,
    name: pod.name,
    team: null,
    server: null,
    state: "RUNNING",
    steps: [],
    facts: {},
    waitingFor: null,
    error: null,
    attempts: 0,
    nextAttemptAt: null,
    createdAt: BORN,
    updatedAt: BORN,
    endedAt: null,
    ...overrides,
  };
}
