import type { TokenScope } from "./api-token.ts";

/** Who caused a change. Every change has one. */
export interface Actor {
  readonly kind: "USER" | "TOKEN" | "HEALING" | "IMPORT" | "SYSTEM";
  readonly id: string;
  readonly name: string;
  /** For whom it acts, as the audit is to name them; left out: for itself. */
  readonly onBehalfOf?: string;
  /** The id of the one for whom it acts. */
  readonly onBehalfOfId?: string;
  /** The request that the change came with. Left out: none, or a part of an operation that outlives its request. */
  readonly request?: RequestOrigin;
}

/** A request as the audit names it. */
export interface RequestOrigin {
  readonly id: string;
  /** The address that it came from. */
  readonly from: string;
}

/** A role in the whole installation. ADMIN: may everything. AUDITOR: sees everything, and changes nothing. */
export type PlatformRole = "ADMIN" | "AUDITOR";

/** A role in one team. What each comes to is in `rules/permissions.ts`. */
export type TeamRole = "LEAD" | "MEMBER" | "VIEWER";

/** Roles by the names of teams. */
export type TeamRoles = ReadonlyMap<string, TeamRole>;

/** Who asks: the actor of their changes, and what they may do. */
export interface Viewer {
  readonly actor: Actor;
  /** Null: they have no role but those in their teams. */
  readonly role: PlatformRole | null;
  readonly teams: TeamRoles;
  /** What the API token may do by which they ask; null: they ask without one. */
  readonly scope: TokenScope | null;
  /** They are a team's service account, which may not what takes a person. Left out: a person, or somebody who acts for one. */
  readonly isServiceAccount?: true;
}

/** Who stands behind an actor, and so owns what it asks for: the one for whom it acts, or itself. */
export function principalOf({ id, name, onBehalfOf, onBehalfOfId }: Actor): {
  readonly id: string;
  readonly name: string;
} {
  return onBehalfOfId === undefined ? { id, name } : { id: onBehalfOfId, name: onBehalfOf ?? name };
}

export const NO_TEAMS: TeamRoles = new Map();

/** Who heals unasked. */
export const HEALING: Actor = { kind: "HEALING", id: "healing", name: "healing" };
