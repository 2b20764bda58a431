import { podManifest } from "@resource-manager/cluster/pod-manifest";
import type { Snapshot } from "@resource-manager/domain/consistency/snapshot";
import { NO_NEED } from "@resource-manager/domain/model/amounts";
import type { LedgerPod, ObservedPod, PodMark, PodSpec } from "@resource-manager/domain/model/pod";
import type { LedgerServer, ObservedServer } from "@resource-manager/domain/model/server";

export const INSTALLATION = "11111111-1111-4111-8111-111111111111";

const SPEC: PodSpec = {
  ...{ image: "image:1", command: [], env: [], ports: [], restartPolicy: "ALWAYS", gpuModels: [], server: null },
  resources: { gpus: 1, cpuMillis: 500, ramBytes: 4 * 2 ** 30, storageBytes: 10 * 2 ** 30 },
};

/** A pod as this product makes it, bound to its server at its creation. */
export function ourPod(name: string, server: string): string {
  const mark: PodMark = {
    ...{ installationId: INSTALLATION, podId: `id-${name}`, allocationId: `room-${name}` },
    ...{ team: "research", owner: "ann" },
  };
  const manifest = podManifest(
    { namespace: "default", name, server, mark, spec: SPEC, version: 1 },
    { gpuResourceName: "nvidia.com/gpu", gpuTolerations: [], priorityClassName: null, runAsUser: 1_000 },
  );
  return JSON.stringify({ ...manifest, spec: { ...manifest.spec, nodeName: server } });
}

/** The ledger's page of a pod that was made like that, with this wish for an image. */
export function ledgerPodOf({ mark, uid, namespace, name, server, createdAt }: ObservedPod, image: string): LedgerPod {
  if (mark === null || server === null || createdAt === null) throw new Error(`${name} is none of ours`);
  const { podId, allocationId, team, owner } = mark;
  const held = { ...SPEC.resources, podSlots: 1 };
  return {
    ...{ id: podId, namespace, name, team, owner, ownerId: null, spec: { ...SPEC, image }, previousSpec: null },
    ...{ desired: "PRESENT", version: 1, gone: false, goneReason: null, placement: "" },
    allocations: [{ id: allocationId, podId, server, gpuModel: null, held, clusterUid: uid }],
    ...{ operationId: null, createdAt, updatedAt: createdAt },
  };
}

/** The ledger's page of a server as the cluster tells of it. */
export function ledgerPage({ name, uid, gpuModel, allocatable, createdAt }: ObservedServer): LedgerServer {
  return {
    ...{ name, uid, gpuModel, allocatable, status: "READY", admits: true, vanished: false, observedAt: createdAt },
    ...{ foreign: NO_NEED, allocated: NO_NEED },
  };
}

export function snapshotOf(
  pods: readonly LedgerPod[],
  servers: readonly LedgerServer[],
  observedServers: readonly ObservedServer[],
  observedPods: readonly ObservedPod[],
): Snapshot {
  return {
    ...{ installationId: INSTALLATION, now: new Date(), pods, busy: new Set(), counterMismatches: [] },
    ...{ namespaces: [], observedNamespaces: null, keptNamespaces: [] },
    servers: new Map(servers.map((server) => [server.name, server])),
    observedServers: new Map(observedServers.map((server) => [server.name, server])),
    observedPods: new Map(observedPods.map((pod) => [`${pod.namespace}/${pod.name}`, pod])),
  };
}
