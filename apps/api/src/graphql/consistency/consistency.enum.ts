import type * as cause from "@resource-manager/domain/consistency/cause";
import type * as domain from "@resource-manager/domain/consistency/finding";
import type * as life from "@resource-manager/domain/consistency/finding-life";
import type * as pass from "@resource-manager/domain/consistency/healing-pass";
import type * as policy from "@resource-manager/domain/consistency/policy";
import { registerEnumType } from "type-graphql";

export const FindingClass = {
  COUNTER_MISMATCH: "COUNTER_MISMATCH",
  FOREIGN_POD: "FOREIGN_POD",
  NAMESPACE_MISSING: "NAMESPACE_MISSING",
  NETWORK_DRIFT: "NETWORK_DRIFT",
  ORPHAN: "ORPHAN",
  OVER_ALLOCATED: "OVER_ALLOCATED",
  POD_MISSING: "POD_MISSING",
  PULL_SECRET_DRIFT: "PULL_SECRET_DRIFT",
  QUOTA_DRIFT: "QUOTA_DRIFT",
  SERVER_VANISHED: "SERVER_VANISHED",
  SPEC_DRIFT: "SPEC_DRIFT",
  STALE_RESERVATION: "STALE_RESERVATION",
  STATUS_OUT_OF_DATE: "STATUS_OUT_OF_DATE",
  STUCK_TERMINATING: "STUCK_TERMINATING",
  TERMINAL_HOLDS_CAPACITY: "TERMINAL_HOLDS_CAPACITY",
  WRONG_SERVER: "WRONG_SERVER",
  ZOMBIE_PENDING: "ZOMBIE_PENDING",
} as const satisfies Record<domain.FindingClass, domain.FindingClass>;
export type FindingClass = keyof typeof FindingClass;

export const Severity = { CRITICAL: "CRITICAL", INFO: "INFO", WARNING: "WARNING" } as const satisfies Record<
  domain.Severity,
  domain.Severity
>;
export type Severity = keyof typeof Severity;

export const RepairKind = {
  ADOPT: "ADOPT",
  CREATE_NAMESPACE: "CREATE_NAMESPACE",
  DELETE_ORPHAN: "DELETE_ORPHAN",
  REAPPLY: "REAPPLY",
  RECOUNT: "RECOUNT",
  RECREATE: "RECREATE",
  RELEASE: "RELEASE",
  RETIRE: "RETIRE",
} as const satisfies Record<domain.RepairKind, domain.RepairKind>;
export type RepairKind = keyof typeof RepairKind;

export const FindingState = {
  ACCEPTED: "ACCEPTED",
  OPEN: "OPEN",
  REPAIRED: "REPAIRED",
  REPAIRING: "REPAIRING",
  RESOLVED: "RESOLVED",
} as const satisfies Record<life.FindingState, life.FindingState>;
export type FindingState = keyof typeof FindingState;

export const PolicyMode = { ASK: "ASK", HEAL: "HEAL", REPORT: "REPORT" } as const satisfies Record<
  policy.PolicyMode,
  policy.PolicyMode
>;
export type PolicyMode = keyof typeof PolicyMode;

export const HealingTrigger = { EVENT: "EVENT", REQUEST: "REQUEST", SCHEDULE: "SCHEDULE" } as const satisfies Record<
  pass.HealingTrigger,
  pass.HealingTrigger
>;
export type HealingTrigger = keyof typeof HealingTrigger;

export const CauseSource = {
  AUDIT: "AUDIT",
  EVENT: "EVENT",
  MANAGED_FIELDS: "MANAGED_FIELDS",
  NONE: "NONE",
} as const satisfies Record<cause.Cause["source"], cause.Cause["source"]>;
export type CauseSource = keyof typeof CauseSource;

registerEnumType(FindingClass, { name: "FindingClass" });
registerEnumType(Severity, { name: "Severity" });
registerEnumType(RepairKind, {
  name: "RepairKind",
  valuesConfig: {
    ADOPT: { description: "The cluster's pod is taken into the ledger as it is." },
    CREATE_NAMESPACE: { description: "The namespace is made again." },
    DELETE_ORPHAN: { description: "A pod of ours that the ledger does not know is deleted, by uid." },
    REAPPLY: { description: "The ledger's wish is set again in place." },
    RECOUNT: { description: "A counter is set to the sum of its allocations." },
    RECREATE: { description: "The pod is made anew as the ledger has it." },
    RELEASE: { description: "Capacity is freed without the proof that the pod is gone." },
    RETIRE: { description: "The pod is ended in the ledger and its capacity freed." },
  },
});
registerEnumType(FindingState, {
  name: "FindingState",
  valuesConfig: {
    ACCEPTED: { description: "It stands, and a person said that it may." },
    OPEN: { description: "It stands." },
    REPAIRED: { description: "It is gone after a repair." },
    REPAIRING: { description: "An operation repairs it." },
    RESOLVED: { description: "It is gone without a repair of ours." },
  },
});
registerEnumType(PolicyMode, {
  name: "PolicyMode",
  valuesConfig: {
    ASK: { description: "It is shown as waiting for a person's decision." },
    HEAL: { description: "Its default repair is done by itself." },
    REPORT: { description: "It is only shown." },
  },
});
registerEnumType(HealingTrigger, { name: "HealingTrigger" });
registerEnumType(CauseSource, { name: "CauseSource" });
