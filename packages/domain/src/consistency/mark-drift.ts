import type { LedgerPod, ObservedPod } from "../model/pod.ts";
import type { Difference } from "./finding.ts";

/** Which of our marks somebody took off or changed. They are how the ledger can be rebuilt from the cluster. */
export function markDifferences(installationId: string, pod: LedgerPod, seen: ObservedPod): Difference[] {
  const allocation =
    pod.allocations.find(({ clusterUid }) => clusterUid === seen.uid) ?? pod.allocations.find(() => true);
  if (!allocation) return [];
  const wish = {
    "managed-by": "resource-manager",
    installation: installationId,
    "pod-id": pod.id,
    "allocation-id": allocation.id,
    team: pod.team,
    owner: pod.owner,
  };
  const there = marksSeen(seen);
  return Object.entries(wish)
    .filter(([name, value]) => there[name] !== value)
    .map(([name, value]) => ({
      field: `mark ${name}`,
      ledger: value,
      clusterSpec: there[name] || "absent",
      clusterStatus: null,
    }));
}

function marksSeen({ mark, brokenMark }: ObservedPod): Readonly<Record<string, string>> {
  if (mark === null) return brokenMark ?? {};
  return {
    "managed-by": "resource-manager",
    installation: mark.installationId,
    "pod-id": mark.podId,
    "allocation-id": mark.allocationId,
    team: mark.team,
    owner: mark.owner,
  };
}
