import type { TeamRole } from "./actor.ts";

/**
 * An identity of a team for programs: it asks by API tokens, and stays when the one who made it leaves. It is disabled, never removed:
 * what it did is told under its name.
 */
export interface ServiceAccount {
  readonly id: string;
  /** One of its team's; never changes. */
  readonly name: string;
  readonly description: string;
  readonly team: string;
  readonly role: TeamRole;
  /** The name of the one who made it. */
  readonly createdBy: string;
  readonly createdAt: Date;
  /** Null: not disabled. */
  readonly disabledAt: Date | null;
}

/** As the audit and the pods that it owns name it. No user can be called so: their names have no spaces. */
export function fullNameOf({ name, team }: Pick<ServiceAccount, "name" | "team">): string {
  return `service account ${name} of team ${team}`;
}
