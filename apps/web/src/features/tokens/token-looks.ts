import RevokedIcon from "@mui/icons-material/BlockOutlined";
import ValidIcon from "@mui/icons-material/CheckCircleOutlined";
import ExpiredIcon from "@mui/icons-material/HourglassDisabled";
import type { ApiTokenScope, TokenFactsFragment } from "@/gql/graphql";
import type { StatusLook } from "@/ui/status-chip";

export const scopeWords: Record<ApiTokenScope, { readonly name: string; readonly means: string }> = {
  READ: { name: "Read", means: "Looks, and changes nothing." },
  WRITE: { name: "Write", means: "Looks and changes. Tokens, members, users and accounts are out of its reach." },
};

/** Whether a token still opens anything. */
export function tokenLook(
  { revokedAt, expiresAt, serviceAccount }: Pick<TokenFactsFragment, "revokedAt" | "expiresAt" | "serviceAccount">,
  now: Date,
): StatusLook {
  if (revokedAt !== null) return { word: "Revoked", tone: "default", icon: RevokedIcon };
  if (new Date(expiresAt) <= now) return { word: "Expired", tone: "default", icon: ExpiredIcon };
  if (serviceAccount && serviceAccount.disabledAt !== null)
    return { word: "Account disabled", tone: "default", icon: RevokedIcon };
  return { word: "Valid", tone: "success", icon: ValidIcon };
}

export function isOver({ revokedAt, expiresAt }: TokenFactsFragment, now: Date): boolean {
  return revokedAt !== null || new Date(expiresAt) <= now;
}

/** In which teams a token may what its scope says, and as whom where it does not act for the one who made it. */
export function reachOf({ teams, serviceAccount }: Pick<TokenFactsFragment, "teams" | "serviceAccount">): string {
  if (serviceAccount) return `service account ${serviceAccount.name} of ${serviceAccount.team}`;
  return teams === null ? "all teams" : teams.join(", ");
}
