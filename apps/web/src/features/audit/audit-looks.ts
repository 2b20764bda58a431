import RefusedIcon from "@mui/icons-material/BlockOutlined";
import DoneIcon from "@mui/icons-material/CheckCircleOutlined";
import FailedIcon from "@mui/icons-material/ErrorOutlined";
import AcceptedIcon from "@mui/icons-material/PlaylistAddCheck";
import UndoIcon from "@mui/icons-material/Undo";
import type { AuditResult, AuditRowFragment } from "@/gql/graphql";
import { resourceLabel } from "@/lib/format/amounts";
import type { StatusLook } from "@/ui/status-chip";

const looks: Record<AuditResult, StatusLook> = {
  ACCEPTED: { word: "Accepted", tone: "info", icon: AcceptedIcon },
  DONE: { word: "Done", tone: "success", icon: DoneIcon },
  REFUSED: { word: "Refused", tone: "warning", icon: RefusedIcon },
  UNDONE: { word: "Undone", tone: "default", icon: UndoIcon },
  FAILED: { word: "Failed", tone: "error", icon: FailedIcon },
};

export const auditResults = Object.keys(looks) as AuditResult[];

export function resultLook(result: AuditResult): StatusLook {
  return looks[result];
}

/** Who acted: `ci for alice`. */
export function actorText({ name, onBehalfOf }: AuditRowFragment["actor"]): string {
  return onBehalfOf ? `${name} for ${onBehalfOf}` : name;
}

/** `createPod` as people read it: `Create pod`; the end of an operation by its kind. */
export function actionText(action: string): string {
  const ended = /^operation\.(\w+)$/.exec(action)?.[1];
  const repaired = /^heal\.(\w+)$/.exec(action)?.[1];
  if (ended) return `End of ${sentence(ended)}`;
  if (repaired) return `Repair: ${sentence(repaired)}`;
  const words = action.replace(/([A-Z])/g, " $1").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What changed, in one line. */
export function changesText({ changes, reason }: Pick<AuditRowFragment, "changes" | "reason">): string {
  const told = changes.map(({ field, before, after }) => {
    const name = resourceLabel(field);
    return before === null ? `${name} ${after}` : `${name} ${before} → ${after ?? "–"}`;
  });
  return [reason, told.join(", ")].filter(Boolean).join(" · ");
}

function sentence(constant: string): string {
  return constant.toLowerCase().replaceAll("_", " ");
}
