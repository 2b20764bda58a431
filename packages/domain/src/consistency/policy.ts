import type { Finding, FindingClass, RepairKind } from "./finding.ts";

/** REPORT: it is shown · ASK: it is shown as waiting for a person's decision · HEAL: its default repair is done by itself. */
export type PolicyMode = "REPORT" | "ASK" | "HEAL";

/** One line of the policies that people set. */
export interface HealingPolicy {
  readonly class: FindingClass;
  /** Null: everywhere where no line of its own stands. */
  readonly namespace: string | null;
  readonly mode: PolicyMode;
}

/** What holds where nobody set anything. REPORT_ONLY: a cluster that was named by its kubeconfig. SAFE: a cluster of our own, such as the embedded one. */
export type PolicyDefaults = "REPORT_ONLY" | "SAFE";

/** Repairs that may be done unasked: none makes, takes over or deletes a pod in the cluster. */
const UNASKED: ReadonlySet<RepairKind> = new Set(["REAPPLY", "RETIRE", "RECOUNT", "CREATE_NAMESPACE"]);

/** Classes that have a repair which may be done unasked. Source: the repairs of `compare`. */
const HEALABLE: ReadonlySet<FindingClass> = new Set([
  "POD_MISSING",
  "STALE_RESERVATION",
  "SPEC_DRIFT",
  "COUNTER_MISMATCH",
  "NAMESPACE_MISSING",
  "QUOTA_DRIFT",
  "NETWORK_DRIFT",
  "PULL_SECRET_DRIFT",
]);

/** On our own cluster what only mends our books is done by itself; what people may have meant is asked about. */
const SAFE_DEFAULTS: Partial<Record<FindingClass, PolicyMode>> = {
  COUNTER_MISMATCH: "HEAL",
  FOREIGN_POD: "REPORT",
  OVER_ALLOCATED: "REPORT",
  STATUS_OUT_OF_DATE: "REPORT",
  SERVER_VANISHED: "REPORT",
  TERMINAL_HOLDS_CAPACITY: "REPORT",
};

export function mayHeal(cls: FindingClass): boolean {
  return HEALABLE.has(cls);
}

export function defaultMode(defaults: PolicyDefaults, cls: FindingClass): PolicyMode {
  return defaults === "REPORT_ONLY" ? "REPORT" : (SAFE_DEFAULTS[cls] ?? "ASK");
}

/** The line for the namespace wins over the one for all, and that over the default. */
export function modeFor(
  policies: readonly HealingPolicy[],
  defaults: PolicyDefaults,
  finding: Pick<Finding, "class" | "namespace">,
): PolicyMode {
  const lines = policies.filter((line) => line.class === finding.class);
  const own = finding.namespace === null ? undefined : lines.find((line) => line.namespace === finding.namespace);
  const line = own ?? lines.find(({ namespace }) => namespace === null);
  return line?.mode ?? defaultMode(defaults, finding.class);
}

/** Whether the policy lets this finding's default repair be done unasked. */
export function isAutomatic(finding: Finding, mode: PolicyMode): boolean {
  return mode === "HEAL" && finding.repair !== null && UNASKED.has(finding.repair.kind);
}
