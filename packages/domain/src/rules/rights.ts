import { principalOf, type Viewer } from "../model/actor.ts";
import type { Refusal } from "../model/refusal.ts";
import { notPermittedBecause, type Permission, seesTeam } from "./permissions.ts";

/** What belongs to a team, and to somebody in it. */
export interface Owned {
  /** Null: no team's, as a server is. */
  readonly team: string | null;
  /** Who asked for it; null: nobody in particular. */
  readonly ownerId: string | null;
}

/**
 * Asked in the transaction that has found a thing, whether the one who asks may do that to it; null: they may. What they do not see is
 * refused by `missing`, which is what they would be told if it was not there.
 */
export type Rights = (permission: Permission, thing: Owned, missing: Refusal) => Refusal | null;

/** Of what the product does by itself, and of whoever is not bound to a team. */
export const EVERY_RIGHT: Rights = () => null;

/** Why the one who asks may not, or null. */
export function rightsOf(viewer: Viewer): Rights {
  return (permission, { team, ownerId }, missing) => {
    if (!seesTeam(viewer, team)) return missing;
    const message = notPermittedBecause(viewer, permission, { team, own: ownerId === principalOf(viewer.actor).id });
    return message === null ? null : { kind: "NotPermitted", message };
  };
}
