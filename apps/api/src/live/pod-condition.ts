import { isOver, type Operation } from "@resource-manager/domain/model/operation";
import type { LedgerPod, ObservedPod, PodStatus } from "@resource-manager/domain/model/pod";
import { inPlainWords } from "./plain-words.ts";

export interface PodFacts {
  readonly ledger: LedgerPod;
  /** The cluster's pod that stands for it; null: it has none. */
  readonly observed: ObservedPod | null;
  /** Its latest operation, if that is not over. */
  readonly operation: Operation | null;
  /** False until the cluster's pods have been listed once. */
  readonly clusterHeard: boolean;
  /** Its server's kubelet does not answer. */
  readonly serverLost: boolean;
}

export interface PodCondition {
  readonly status: PodStatus;
  readonly reason: string | null;
  readonly message: string | null;
}

/** How a pod is, out of what the ledger wants and what the cluster reports. */
export function podCondition(facts: PodFacts): PodCondition {
  return facts.observed === null ? withoutClusterPod(facts) : withClusterPod(facts, facts.observed);
}

function withClusterPod({ ledger, operation, serverLost }: PodFacts, observed: ObservedPod): PodCondition {
  const leaving = ledger.desired === "ABSENT" && !observed.terminal;
  const status = leaving ? "TERMINATING" : observed.status;
  if (serverLost && !observed.terminal && observed.reason === null) {
    return { status, reason: "NodeNotReady", message: inPlainWords("NodeNotReady", null) };
  }
  const said = inPlainWords(observed.reason, observed.message);
  return { status, reason: observed.reason, message: said ?? waitOf(operation) };
}

function withoutClusterPod({ ledger, operation, clusterHeard }: PodFacts): PodCondition {
  if (ledger.gone)
    return { status: "TERMINATING", reason: null, message: `It is gone: ${ledger.goneReason ?? "deleted"}.` };
  const status = ledger.desired === "ABSENT" ? "TERMINATING" : "PENDING";
  if (operation !== null && !isOver(operation.state)) return { status, reason: null, message: progressOf(operation) };
  const reason = clusterHeard ? "Missing" : "ClusterNotHeard";
  return { status: "UNKNOWN", reason, message: inPlainWords(reason, null) };
}

/** What it waits for, or else the step that it is at. */
function progressOf(operation: Operation): string | null {
  return operation.waitingFor ?? operation.steps.find((step) => step.state !== "DONE")?.title ?? null;
}

function waitOf(operation: Operation | null): string | null {
  return operation === null || isOver(operation.state) ? null : operation.waitingFor;
}
