import type * as domain from "@resource-manager/domain/consistency/finding";
import { registerEnumType } from "type-graphql";

export const FindingClass = {
  COUNTER_MISMATCH: "COUNTER_MISMATCH",
  FOREIGN_POD: "FOREIGN_POD",
  NAMESPACE_MISSING: "NAMESPACE_MISSING",
  NETWORK_DRIFT: "NETWORK_DRIFT",
  ORPHAN: "ORPHAN",
  OVER_ALLOCATED: "OVER_ALLOCATED",
  POD_MISSING: "POD_MISSING",
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

registerEnumType(FindingClass, { name: "FindingClass" });
registerEnumType(Severity, { name: "Severity" });
