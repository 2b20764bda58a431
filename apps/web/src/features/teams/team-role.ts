import type { TeamRole } from "@/gql/graphql";

/** What each role in a team is called, and comes to. */
export const teamRoles: Record<TeamRole, { readonly name: string; readonly means: string }> = {
  VIEWER: { name: "Viewer", means: "Sees the team, and changes nothing." },
  MEMBER: { name: "Member", means: "Makes pods and changes their own, and asks for quota." },
  LEAD: { name: "Lead", means: "Changes all pods of the team, decides on quota requests, and says who is in it." },
};
