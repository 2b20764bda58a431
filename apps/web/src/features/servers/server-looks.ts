import CordonedIcon from "@mui/icons-material/BlockOutlined";
import ReadyIcon from "@mui/icons-material/CheckCircleOutlined";
import NotReadyIcon from "@mui/icons-material/ErrorOutlined";
import UnknownIcon from "@mui/icons-material/HelpOutlined";
import type { ServerStatus } from "@/gql/graphql";
import type { StatusLook } from "@/ui/status-chip";

const looks: Record<ServerStatus, StatusLook> = {
  READY: { word: "Ready", tone: "success", icon: ReadyIcon },
  NOT_READY: { word: "Not ready", tone: "error", icon: NotReadyIcon },
  CORDONED: { word: "Cordoned", tone: "warning", icon: CordonedIcon },
  UNKNOWN: { word: "Unknown", tone: "warning", icon: UnknownIcon },
};

export const serverStatuses = Object.keys(looks) as ServerStatus[];

export function serverLook(status: ServerStatus): StatusLook {
  return looks[status];
}
