import { NO_NEED, needOf } from "../model/amounts.ts";
import type { Operation } from "../model/operation.ts";
import type { LedgerPod } from "../model/pod.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Plan } from "./commands.ts";

/** Whether the caller may be answered: the cluster accepted what is to be answered for, or it is over. */
export function acknowledged(operation: Operation): boolean {
  if (operation.state === "UNDOING") return false;
  return operation.steps.some((step) => AWAITED_STEPS.has(step.name) && step.state === "DONE");
}

/** The step of each table after which the cluster has accepted the change. */
const AWAITED_STEPS: ReadonlySet<string> = new Set(["create", "resize", "reapply", "validate", "delete"]);

/** Why an operation that went back did so, as the refusal that its caller gets. */
export function refusalOf(operation: Operation, pod: LedgerPod | null): Refusal {
  const code = operation.error?.code ?? "";
  const message = `${operation.error?.message ?? "it was undone"}; it was undone, nothing will appear later`;
  const key = { namespace: operation.namespace ?? "", name: operation.name ?? "" };
  switch (code) {
    case "NAME_TAKEN":
      return { kind: "NameTaken", message, ...key };
    case "CLUSTER_UNAVAILABLE":
      return { kind: "ClusterUnavailable", message };
    case "INSUFFICIENT_CAPACITY":
      return {
        kind: "InsufficientCapacity",
        message,
        need: pod ? needOf(pod.spec.resources) : NO_NEED,
        have: NO_NEED,
        nearest: [],
      };
    case "CLUSTER_REFUSED":
      return { kind: "ClusterRefused", message, problems: [] };
    default:
      return { kind: "Conflict", message, currentVersion: pod?.version ?? null };
  }
}

/** A plan is kept in its operation's facts, so that a repeated request gets the same answer. */
export function keepPlan(plan: Plan): { plan: string } {
  return { plan: JSON.stringify(plan) };
}

export function keptPlan(operation: Operation): Plan {
  const { plan } = operation.facts;
  return typeof plan === "string" ? JSON.parse(plan) : EMPTY_PLAN;
}

export const EMPTY_PLAN: Plan = {
  server: null,
  placement: null,
  recreates: false,
  changes: [],
  availableBefore: null,
  availableAfter: null,
};
