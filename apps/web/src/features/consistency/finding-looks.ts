import CriticalIcon from "@mui/icons-material/ErrorOutlined";
import InfoIcon from "@mui/icons-material/InfoOutlined";
import WarningIcon from "@mui/icons-material/WarningAmber";
import type { FindingClass, Severity } from "@/gql/graphql";
import type { StatusLook } from "@/ui/status-chip";

const severities: Record<Severity, StatusLook> = {
  CRITICAL: { word: "Critical", tone: "error", icon: CriticalIcon },
  WARNING: { word: "Warning", tone: "warning", icon: WarningIcon },
  INFO: { word: "Note", tone: "info", icon: InfoIcon },
};

export function severityLook(severity: Severity): StatusLook {
  return severities[severity];
}

/** `SPEC_DRIFT` as people read it: `Spec drift`. */
export function className(name: FindingClass): string {
  const words = name.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
