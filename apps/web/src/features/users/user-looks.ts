import DisabledIcon from "@mui/icons-material/BlockOutlined";
import AbleIcon from "@mui/icons-material/CheckCircleOutlined";
import NewIcon from "@mui/icons-material/HourglassEmpty";
import type { UserFactsFragment } from "@/gql/graphql";
import type { StatusLook } from "@/ui/status-chip";

/** Whether a user can sign in. */
export function userLook({ disabledAt, hasPassword, lastSignInAt, isDemo }: UserFactsFragment): StatusLook {
  if (disabledAt !== null) return { word: "Disabled", tone: "default", icon: DisabledIcon };
  if (isDemo) return { word: "Of the demo", tone: "info", icon: AbleIcon };
  if (!hasPassword && lastSignInAt === null) return { word: "Invited", tone: "info", icon: NewIcon };
  return { word: "Active", tone: "success", icon: AbleIcon };
}
