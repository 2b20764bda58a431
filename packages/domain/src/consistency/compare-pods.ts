import { pickAmounts } from "../model/amounts.ts";
import type { LedgerPod, ObservedPod } from "../model/pod.ts";
import type { Finding } from "./finding.ts";
import { aboutPod, heldBy, makeFinding } from "./make-finding.ts";
import { adoptReplacement, recreate, release, retire } from "./pod-repairs.ts";
import type { Surroundings } from "./snapshot.ts";
import { specDrift } from "./spec-drift.ts";

export const STUCK_AFTER_MS = 5 * 60_000;
export const ZOMBIE_AFTER_MS = 10 * 60_000;

/** What disagrees about one pod of the ledger, and what stands under its name in the cluster. */
export function comparePod(around: Surroundings, pod: LedgerPod, seen: ObservedPod | undefined): Finding[] {
  if (!seen || !standsFor(around.installationId, pod, seen)) return [missing(around, pod, seen)];
  const drift = wrongServer(pod, seen) ?? specDrift(around, pod, seen);
  return [drift, stuck(around, pod, seen), terminal(pod, seen)].filter((finding) => finding !== null);
}

/** While an operation works on a pod it is in flux. A deletion that a dead server holds up is told even so. */
export function compareBusy(around: Surroundings, pod: LedgerPod, seen: ObservedPod | undefined): Finding[] {
  const [held] = pod.allocations;
  const isOld = around.now.getTime() - pod.updatedAt.getTime() > STUCK_AFTER_MS;
  if (pod.desired !== "ABSENT" || !held || !isOld || deadServer(around, held.server) !== "NOT_READY") return [];
  if (seen && !standsFor(around.installationId, pod, seen)) return [];
  return [stuckOn(held.server, pod, pod.updatedAt)];
}

function stuckOn(server: string, pod: LedgerPod, since: Date): Finding {
  return makeFinding({
    ...aboutPod(pod),
    class: "STUCK_TERMINATING",
    severity: "WARNING",
    title: "It does not finish terminating",
    explanation: `${server} does not answer and cannot confirm that it ended. It keeps its capacity until the server is back or removed.`,
    cost: pickAmounts(heldBy(pod)),
    since,
    repairs: [release(pod, server)],
    asks: true,
  });
}

/** By its marks, or by the uid that the ledger bound: somebody may have taken the marks off. */
export function standsFor(installationId: string, pod: LedgerPod, seen: ObservedPod): boolean {
  const marked = seen.mark?.installationId === installationId && seen.mark.podId === pod.id;
  return marked || pod.allocations.some(({ clusterUid }) => clusterUid === seen.uid);
}

/** Whether it may become a finding by time alone. */
export function ripens(pod: LedgerPod, seen: ObservedPod | undefined): boolean {
  return seen !== undefined && pod.allocations.length > 0 && (seen.deletionRequestedAt !== null || isPending(seen));
}

function isPending(seen: ObservedPod): boolean {
  return seen.status === "PENDING";
}

function missing(around: Surroundings, pod: LedgerPod, seen: ObservedPod | undefined): Finding {
  const server = pod.allocations[0]?.server ?? null;
  const dead = server === null ? null : deadServer(around, server);
  const kind = kindOfAbsence(pod);
  const repairs = [retire(pod)];
  if (pod.desired === "PRESENT" && pod.allocations.length > 0 && !seen) repairs.push(recreate(pod, null));
  if (server !== null && dead === "NOT_READY") repairs.push(release(pod, server));
  return makeFinding({
    ...aboutPod(pod),
    ...kind,
    explanation: [whyAbsent(around, pod, seen, server), kind.meaning].join(" "),
    differences: [
      { field: "pod", ledger: "present", clusterSpec: seen ? "another pod" : "absent", clusterStatus: null },
    ],
    cost: pickAmounts(heldBy(pod)),
    repairs,
  });
}

function whyAbsent(around: Surroundings, pod: LedgerPod, seen: ObservedPod | undefined, server: string | null): string {
  if (seen) return "Another pod has its name: somebody deleted ours and made one that is not ours.";
  const dead = server === null ? null : deadServer(around, server);
  if (dead === "VANISHED") return `Its server ${server} was removed from the cluster, and the pod went with it.`;
  if (dead === "NOT_READY") {
    return `Somebody deleted it by force while ${server} does not answer: its containers may still run there.`;
  }
  if (pod.allocations.every(({ clusterUid }) => clusterUid === null))
    return "Its creation left no pod in the cluster, or somebody deleted it at once.";
  return "Somebody deleted it beside Resource Manager (kubectl, a drain, an eviction).";
}

function deadServer({ observedServers }: Surroundings, server: string): "VANISHED" | "NOT_READY" | null {
  const node = observedServers.get(server);
  if (!node) return "VANISHED";
  return node.ready === "READY" ? null : "NOT_READY";
}

/** It ended before and holds nothing; it never was there; or it was there and holds its capacity. */
function kindOfAbsence(pod: LedgerPod) {
  if (pod.allocations.length === 0) {
    const title = "A pod that ended is no longer in the cluster";
    return { class: "POD_MISSING", severity: "INFO", title, meaning: "It holds nothing any more." } as const;
  }
  const meaning = "Its capacity stays held until that is settled.";
  const neverThere = pod.allocations.every((allocation) => allocation.clusterUid === null);
  const title = neverThere
    ? "The ledger holds room for a pod that the cluster never had"
    : "The ledger has a pod that the cluster no longer has";
  return { class: neverThere ? "STALE_RESERVATION" : "POD_MISSING", severity: "CRITICAL", title, meaning } as const;
}

function wrongServer(pod: LedgerPod, seen: ObservedPod): Finding | null {
  if (seen.server === null || seen.terminal || pod.allocations.length === 0) return null;
  if (pod.allocations.some((allocation) => allocation.server === seen.server)) return null;
  const ledger = pod.allocations.map((allocation) => allocation.server).join(", ");
  return makeFinding({
    ...aboutPod(pod),
    class: "WRONG_SERVER",
    severity: "CRITICAL",
    title: `It runs on ${seen.server}, the ledger holds its room on ${ledger}`,
    explanation:
      "Somebody made the pod again without the affinity that pins it. Choose: take it where it runs, or make it again where its room is held.",
    differences: [{ field: "server", ledger, clusterSpec: seen.server, clusterStatus: seen.server }],
    cost: pickAmounts(seen.effective),
    since: seen.scheduledAt,
    repairs: [adoptReplacement(pod, seen), recreate(pod, seen)],
    asks: true,
  });
}

function stuck({ now, observedServers }: Surroundings, pod: LedgerPod, seen: ObservedPod): Finding | null {
  const since = seen.deletionRequestedAt;
  if (since && now.getTime() - since.getTime() > STUCK_AFTER_MS) {
    const node = seen.server === null ? undefined : observedServers.get(seen.server);
    if (node && node.ready !== "READY") return stuckOn(node.name, pod, since);
    return makeFinding({
      ...aboutPod(pod),
      class: "STUCK_TERMINATING",
      severity: "WARNING",
      title: "It does not finish terminating",
      explanation: "A finalizer holds it, or its kubelet does not confirm that it ended. It keeps its capacity.",
      cost: pickAmounts(seen.held),
      since,
    });
  }
  if (isPending(seen) && now.getTime() - seen.createdAt.getTime() > ZOMBIE_AFTER_MS) {
    return makeFinding({
      ...aboutPod(pod),
      class: "ZOMBIE_PENDING",
      severity: "WARNING",
      title: "It has been pending for more than 10 minutes",
      explanation: `It holds its allocation and does not run: ${seen.message ?? seen.reason ?? "no reason is given"}.`,
      cost: pickAmounts(seen.held),
      since: seen.createdAt,
    });
  }
  return null;
}

function terminal(pod: LedgerPod, seen: ObservedPod): Finding | null {
  if (!seen.terminal || pod.allocations.length === 0) return null;
  const server = seen.server ?? pod.allocations[0]?.server ?? "its server";
  return makeFinding({
    ...aboutPod(pod),
    class: "TERMINAL_HOLDS_CAPACITY",
    severity: "INFO",
    title: "It ended and still holds capacity",
    explanation:
      "It ended, but its server is not ready and has not confirmed it, so its capacity stays held until the server is back or removed.",
    cost: pickAmounts(heldBy(pod)),
    repairs: [release(pod, server)],
    asks: true,
  });
}
