import SucceededIcon from "@mui/icons-material/CheckCircleOutlined";
import TerminatingIcon from "@mui/icons-material/DeleteOutlined";
import FailedIcon from "@mui/icons-material/ErrorOutlined";
import UnknownIcon from "@mui/icons-material/HelpOutlined";
import PendingIcon from "@mui/icons-material/HourglassEmpty";
import RunningIcon from "@mui/icons-material/PlayCircleOutlined";
import type { PodStatus } from "@/gql/graphql";
import type { StatusLook } from "@/ui/status-chip";

const looks: Record<PodStatus, StatusLook> = {
  PENDING: { word: "Pending", tone: "warning", icon: PendingIcon },
  RUNNING: { word: "Running", tone: "success", icon: RunningIcon },
  SUCCEEDED: { word: "Succeeded", tone: "info", icon: SucceededIcon },
  FAILED: { word: "Failed", tone: "error", icon: FailedIcon },
  TERMINATING: { word: "Terminating", tone: "default", icon: TerminatingIcon },
  UNKNOWN: { word: "Unknown", tone: "warning", icon: UnknownIcon },
};

export const podStatuses = Object.keys(looks) as PodStatus[];

export function podLook(status: PodStatus): StatusLook {
  return looks[status];
}

/** Who owns a pod, the name first: a service account's team is told beside it. */
export function ownerText(owner: string): string {
  const account = /^service account (\S+) of team \S+$/.exec(owner)?.[1];
  return account === undefined ? owner : `${account} (service account)`;
}

/** What every pod goes through on its way: nobody has to do anything about it. */
const onItsWay: ReadonlySet<string> = new Set(["ContainerCreating", "PodInitializing"]);

/** How much what is said of a pod should trouble its reader. */
export function podSeverity(status: PodStatus, reason: string | null): "info" | "warning" | "error" {
  if (status === "FAILED") return "error";
  return status === "SUCCEEDED" || (reason !== null && onItsWay.has(reason)) ? "info" : "warning";
}
