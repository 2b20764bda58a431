import { type Amounts, addNeeds, NO_AMOUNTS, NO_NEED, needOf, pickAmounts } from "../model/amounts.ts";
import { type LedgerPod, type ObservedPod, podKeyText } from "../model/pod.ts";
import { formatCores, formatGib } from "../model/quantities.ts";
import type { Difference, Finding, FindingClass, Repair, Severity } from "./finding.ts";
import type { Snapshot } from "./snapshot.ts";

const STUCK_AFTER_MS = 5 * 60_000;
const ZOMBIE_AFTER_MS = 10 * 60_000;

/** What disagrees about one pod of the ledger; nothing while an operation works on it. */
export function comparePod(snapshot: Snapshot, pod: LedgerPod): Finding[] {
  if (snapshot.busy.has(pod.id)) return [];
  const seen = snapshot.observedPods.get(podKeyText(pod));
  const ours = seen?.mark?.installationId === snapshot.installationId && seen.mark.podId === pod.id;
  if (!seen || !ours) return [missing(pod, seen)];
  return [...drift(pod, seen), ...wrongServer(pod, seen), ...stuck(snapshot, pod, seen), ...terminal(pod, seen)];
}

/** Pods in the cluster that the ledger does not know: with our mark (orphans), or somebody else's that hold GPUs. */
export function compareUnknown(snapshot: Snapshot): Finding[] {
  const known = new Map(snapshot.pods.map((pod) => [pod.id, podKeyText(pod)]));
  const findings: Finding[] = [];
  for (const seen of snapshot.observedPods.values()) {
    if (seen.terminal) continue;
    if (seen.mark?.installationId === snapshot.installationId) {
      // A copy of ours under another name carries our mark as well.
      if (known.get(seen.mark.podId) !== podKeyText(seen)) findings.push(orphan(seen));
    } else if (seen.effective.gpus > 0) findings.push(foreign(seen));
  }
  return findings;
}

function missing(pod: LedgerPod, seen: ObservedPod | undefined): Finding {
  const held = pod.allocations.reduce((sum, allocation) => addNeeds(sum, allocation.held), NO_NEED);
  const { cls, severity, title, meaning } = kindOfAbsence(pod);
  const why = seen
    ? "Another pod has its name: somebody deleted ours and made one that is not ours."
    : "Somebody deleted it beside Resource Manager (kubectl, a drain, an eviction), or its server was removed.";
  return podFinding(cls, severity, pod, title, `${why} ${meaning}`, pickAmounts(held), {
    differences: [
      { field: "pod", ledger: "present", clusterSpec: seen ? "another pod" : "absent", clusterStatus: null },
    ],
    repair: {
      kind: "RETIRE",
      title: "End it in the ledger and free its capacity",
      calls: [`GET pod ${podKeyText(pod)}: it must be absent`, "free its allocation once it is proven gone"],
      risk: "none for the cluster; if the pod is wanted, create it again",
    },
  });
}

/** It ended before and holds nothing; it never was there; or it was there and holds its capacity. */
function kindOfAbsence(pod: LedgerPod): { cls: FindingClass; severity: Severity; title: string; meaning: string } {
  if (pod.allocations.length === 0) {
    const title = "A pod that ended is no longer in the cluster";
    return { cls: "POD_MISSING", severity: "INFO", title, meaning: "It holds nothing any more." };
  }
  const meaning = "Its capacity stays held until that is settled.";
  const neverThere = pod.allocations.every((allocation) => allocation.clusterUid === null);
  const title = neverThere
    ? "The ledger holds room for a pod that the cluster never had"
    : "The ledger has a pod that the cluster no longer has";
  return { cls: neverThere ? "STALE_RESERVATION" : "POD_MISSING", severity: "CRITICAL", title, meaning };
}

function drift(pod: LedgerPod, seen: ObservedPod): Finding[] {
  if (pod.desired === "ABSENT" || seen.terminal || seen.deletionRequestedAt !== null) return [];
  const wish = needOf(pod.spec.resources);
  const held = pod.allocations.reduce((sum, allocation) => addNeeds(sum, allocation.held), NO_NEED);
  const differences: Difference[] = [];
  if (seen.image !== pod.spec.image) differences.push(difference("image", pod.spec.image, seen.image));
  if (seen.effective.cpuMillis !== wish.cpuMillis && seen.effective.cpuMillis !== held.cpuMillis)
    differences.push(difference("cpu", formatCores(wish.cpuMillis), formatCores(seen.effective.cpuMillis)));
  if (seen.effective.ramBytes !== wish.ramBytes && seen.effective.ramBytes !== held.ramBytes)
    differences.push(difference("ram", formatGib(wish.ramBytes), formatGib(seen.effective.ramBytes)));
  if (differences.length === 0) return [];
  const fields = differences.map((entry) => entry.field).join(" and ");
  const calls = differences.some((entry) => entry.field === "image") ? [`PATCH pod ${podKeyText(pod)}: image`] : [];
  if (differences.some((entry) => entry.field !== "image"))
    calls.push(`PATCH pod ${podKeyText(pod)}/resize: cpu, memory`);
  return [
    podFinding("SPEC_DRIFT", "WARNING", pod, `${fields} in the cluster differ from the ledger`, EDITED, NO_AMOUNTS, {
      differences,
      repair: {
        kind: "REAPPLY",
        title: "Set the ledger's wish again",
        calls,
        risk: "a new image restarts the container",
      },
    }),
  ];
}

const EDITED =
  "Somebody edited the pod beside Resource Manager. What it takes beyond the ledger counts as foreign on its server.";

function wrongServer(pod: LedgerPod, seen: ObservedPod): Finding[] {
  if (seen.server === null || pod.allocations.length === 0) return [];
  if (pod.allocations.some((allocation) => allocation.server === seen.server)) return [];
  const ledger = pod.allocations.map((allocation) => allocation.server).join(", ");
  const title = `It runs on ${seen.server}, the ledger holds its room on ${ledger}`;
  const explanation =
    "Somebody replaced the pod without the affinity that pins it. Delete it and create it again to move it back.";
  return [
    podFinding("WRONG_SERVER", "CRITICAL", pod, title, explanation, pickAmounts(seen.effective), {
      differences: [{ field: "server", ledger, clusterSpec: seen.server, clusterStatus: seen.server }],
    }),
  ];
}

function stuck(snapshot: Snapshot, pod: LedgerPod, seen: ObservedPod): Finding[] {
  const nowMs = snapshot.now.getTime();
  const since = seen.deletionRequestedAt;
  if (since && nowMs - since.getTime() > STUCK_AFTER_MS) {
    const explanation =
      "Its server does not confirm that it ended: the kubelet is away, or a finalizer holds it. It keeps its capacity.";
    return [
      podFinding(
        "STUCK_TERMINATING",
        "WARNING",
        pod,
        "It does not finish terminating",
        explanation,
        pickAmounts(seen.held),
        {},
      ),
    ];
  }
  if (seen.status === "PENDING" && nowMs - seen.createdAt.getTime() > ZOMBIE_AFTER_MS) {
    const explanation = `It holds its allocation and does not run: ${seen.message ?? seen.reason ?? "no reason is given"}.`;
    return [
      podFinding(
        "ZOMBIE_PENDING",
        "WARNING",
        pod,
        "It has been pending for more than 10 minutes",
        explanation,
        pickAmounts(seen.held),
        {},
      ),
    ];
  }
  return [];
}

function terminal(pod: LedgerPod, seen: ObservedPod): Finding[] {
  if (!seen.terminal || pod.allocations.length === 0) return [];
  const held = pod.allocations.reduce((sum, allocation) => addNeeds(sum, allocation.held), NO_NEED);
  const explanation =
    "It ended, but its server is not ready and has not confirmed it, so its capacity stays held until the server is back or removed.";
  return [
    podFinding(
      "TERMINAL_HOLDS_CAPACITY",
      "INFO",
      pod,
      "It ended and still holds capacity",
      explanation,
      pickAmounts(held),
      {},
    ),
  ];
}

function orphan(seen: ObservedPod): Finding {
  const explanation =
    "It carries this installation's mark, but the ledger has no such pod: a create landed late, or the ledger was restored from an older copy. It is never deleted unasked; its room counts as taken.";
  return unknownFinding("ORPHAN", "WARNING", seen, "A pod of ours that the ledger does not know", explanation);
}

function foreign(seen: ObservedPod): Finding {
  const explanation = "Another tool made it. Resource Manager leaves it alone and counts its requests as taken.";
  return unknownFinding("FOREIGN_POD", "INFO", seen, "A pod of another tool holds GPUs", explanation);
}

interface Details {
  readonly differences?: readonly Difference[];
  readonly repair?: Omit<Repair, "findingId" | "automatic" | "podId" | "podVersion">;
}

function podFinding(
  cls: FindingClass,
  severity: Severity,
  pod: LedgerPod,
  title: string,
  explanation: string,
  cost: Amounts,
  { differences = [], repair }: Details,
): Finding {
  const id = `${cls}:${pod.id}`;
  const { namespace, name } = pod;
  const target = { podId: pod.id, podVersion: pod.version };
  const planned = repair ? { ...repair, ...target, findingId: id, automatic: false } : null;
  return {
    id,
    class: cls,
    severity,
    subject: `pod:${podKeyText(pod)}`,
    pod: { namespace, name },
    title,
    explanation,
    differences,
    cost,
    repair: planned,
  };
}

function unknownFinding(
  cls: FindingClass,
  severity: Severity,
  seen: ObservedPod,
  title: string,
  explanation: string,
): Finding {
  const { namespace, name } = seen;
  const cost = pickAmounts(seen.effective);
  const differences = [difference("pod", null, "present")];
  return {
    id: `${cls}:${seen.uid}`,
    class: cls,
    severity,
    subject: `pod:${podKeyText(seen)}`,
    pod: { namespace, name },
    title,
    explanation,
    differences,
    cost,
    repair: null,
  };
}

function difference(field: string, ledger: string | null, clusterSpec: string): Difference {
  return { field, ledger, clusterSpec, clusterStatus: null };
}
