import { addNeeds, clampNeed, equalNeeds, type Need, NO_NEED, saturateNeed, subtractNeeds } from "../model/amounts.ts";
import type { Allocation, ObservedPod } from "../model/pod.ts";
import type { LedgerServer, ObservedServer, ServerStatus, Taint } from "../model/server.ts";

/** Taints that a server's status speaks of already; any other that repels scheduling keeps our pods out unless tolerated. */
const STATUS_TAINTS = new Set([
  "node.kubernetes.io/unschedulable",
  "node.kubernetes.io/not-ready",
  "node.kubernetes.io/unreachable",
]);

/** Not ready wins over cordoned, cordoned over ready. */
export function serverStatus(server: Pick<ObservedServer, "ready" | "cordoned">): ServerStatus {
  if (server.ready !== "READY") return server.ready;
  return server.cordoned ? "CORDONED" : "READY";
}

export function admitsPods(taints: readonly Taint[], toleratedKeys: ReadonlySet<string>): boolean {
  return taints.every(
    ({ key, effect }) => effect === "PreferNoSchedule" || STATUS_TAINTS.has(key) || toleratedKeys.has(key),
  );
}

/**
 * What pods that are not in the books take from a server: all of a foreign pod, and what one of ours takes in the
 * cluster beyond what the ledger holds for it (somebody raised its requests).
 */
export function foreignNeed(
  pods: Iterable<ObservedPod>,
  allocationOf: (pod: ObservedPod) => Allocation | "PENDING" | null,
): Need {
  let sum = NO_NEED;
  for (const pod of pods) {
    if (pod.terminal) continue;
    const allocation = allocationOf(pod);
    if (allocation === "PENDING") continue;
    const more = allocation === null ? pod.held : clampNeed(subtractNeeds(pod.held, allocation.held));
    sum = saturateNeed(addNeeds(sum, more));
  }
  return sum;
}

/** Whether two pages say the same of a server, apart from when it was seen. */
export function sameFacts(a: LedgerServer, b: Omit<LedgerServer, "allocated">): boolean {
  return (
    a.uid === b.uid &&
    a.status === b.status &&
    a.admits === b.admits &&
    a.vanished === b.vanished &&
    a.gpuModel === b.gpuModel &&
    equalNeeds(a.allocatable, b.allocatable) &&
    equalNeeds(a.foreign, b.foreign)
  );
}
