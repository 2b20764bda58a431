import type { TeamRole } from "./actor.ts";

/** Somebody's role in a team. */
export interface Membership {
  readonly team: string;
  readonly userId: string;
  readonly role: TeamRole;
  readonly since: Date;
}
