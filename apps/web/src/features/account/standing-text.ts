/** Roles as the API has them. */
export interface Standing {
  readonly role: "ADMIN" | "AUDITOR" | null;
  readonly teams: readonly { readonly team: string; readonly role: "LEAD" | "MEMBER" | "VIEWER" }[];
}

export const platformRoleWords = { ADMIN: "Admin", AUDITOR: "Auditor" } as const;
const teamRoleWords = { LEAD: "Lead", MEMBER: "Member", VIEWER: "Viewer" } as const;

/** What somebody is, in a few words: `Admin`, `Lead of dev-team, viewer of prod-team`, `No role yet`. */
export function standingText({ role, teams }: Standing): string {
  const words = [
    ...(role === null ? [] : [platformRoleWords[role]]),
    ...teams.map((one) => `${teamRoleWords[one.role]} of ${one.team}`),
  ];
  if (words.length === 0) return "No role yet";
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toLowerCase() + word.slice(1))).join(", ");
}
