import AcceptedIcon from "@mui/icons-material/CheckCircleOutlined";
import CriticalIcon from "@mui/icons-material/ErrorOutlined";
import RepairingIcon from "@mui/icons-material/HealingOutlined";
import InfoIcon from "@mui/icons-material/InfoOutlined";
import OpenIcon from "@mui/icons-material/RadioButtonUncheckedOutlined";
import WarningIcon from "@mui/icons-material/WarningAmber";
import type { FindingClass, FindingState, PolicyMode, RepairKind, Severity } from "@/gql/graphql";
import type { StatusLook } from "@/ui/status-chip";

const severities: Record<Severity, StatusLook> = {
  CRITICAL: { word: "Critical", tone: "error", icon: CriticalIcon },
  WARNING: { word: "Warning", tone: "warning", icon: WarningIcon },
  INFO: { word: "Note", tone: "info", icon: InfoIcon },
};

const states: Record<FindingState, StatusLook> = {
  OPEN: { word: "Open", tone: "default", icon: OpenIcon },
  REPAIRING: { word: "Being repaired", tone: "info", icon: RepairingIcon },
  REPAIRED: { word: "Repaired", tone: "success", icon: AcceptedIcon },
  RESOLVED: { word: "Gone by itself", tone: "success", icon: AcceptedIcon },
  ACCEPTED: { word: "Accepted as it is", tone: "default", icon: AcceptedIcon },
};

/** The button of each repair. */
const acts: Record<RepairKind, string> = {
  ADOPT: "Adopt",
  CREATE_NAMESPACE: "Make the namespace",
  DELETE_ORPHAN: "Delete the pod",
  REAPPLY: "Set it back",
  RECOUNT: "Recount",
  RECREATE: "Recreate",
  RELEASE: "Release its capacity",
  RETIRE: "End it",
};

/** What is done about findings, in a word and in a sentence. */
export const policyWords: Record<PolicyMode, { readonly name: string; readonly means: string }> = {
  REPORT: { name: "Report", means: "It is only shown." },
  ASK: { name: "Ask", means: "It waits for somebody's decision." },
  HEAL: { name: "Heal", means: "Its repair is done by itself." },
};

/** Every class, the graver first, as filters list them. */
export const findingClasses = [
  "POD_MISSING",
  "STALE_RESERVATION",
  "SPEC_DRIFT",
  "WRONG_SERVER",
  "ORPHAN",
  "FOREIGN_POD",
  "STUCK_TERMINATING",
  "ZOMBIE_PENDING",
  "TERMINAL_HOLDS_CAPACITY",
  "STATUS_OUT_OF_DATE",
  "OVER_ALLOCATED",
  "SERVER_VANISHED",
  "COUNTER_MISMATCH",
  "NAMESPACE_MISSING",
  "QUOTA_DRIFT",
  "NETWORK_DRIFT",
  "PULL_SECRET_DRIFT",
] as const satisfies readonly FindingClass[];

export const severityNames = ["CRITICAL", "WARNING", "INFO"] as const satisfies readonly Severity[];
export const standingStates = ["OPEN", "REPAIRING", "ACCEPTED"] as const satisfies readonly FindingState[];

export function severityLook(severity: Severity): StatusLook {
  return severities[severity];
}

export function stateLook(state: FindingState): StatusLook {
  return states[state];
}

/** What the button of a repair says; the default one is called Heal. */
export function actOf(kind: RepairKind): string {
  return acts[kind];
}

/** `SPEC_DRIFT` as people read it: `Spec drift`. */
export function className(name: FindingClass): string {
  const words = name.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
