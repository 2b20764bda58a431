import { createHash } from "node:crypto";
import type { TeamRoles, Viewer } from "@resource-manager/domain/model/actor";
import { seesTeam } from "@resource-manager/domain/rules/permissions";

const TAG_LENGTH = 12;

/** What a viewer sees. Those who see the same share one, so that what is worked out for one of them serves all. */
export class Sight {
  /** Whose things they see; null: everybody's, and what belongs to no team. */
  readonly teams: ReadonlySet<string> | null;
  /** The same text means the same sight. */
  readonly name: string;
  readonly #tag: string;

  constructor(teams: readonly string[] | null) {
    this.teams = teams === null ? null : new Set(teams);
    this.name = teams === null ? "" : JSON.stringify(teams.toSorted());
    this.#tag = teams === null ? "" : `~${createHash("sha256").update(this.name).digest("hex").slice(0, TAG_LENGTH)}`;
  }

  /** Null: what belongs to no team. */
  sees(team: string | null): boolean {
    return this.teams === null || (team !== null && this.teams.has(team));
  }

  /** Of this, no more than what is that team's; nothing where it is not in sight. Null: all of it. */
  narrowedTo(team: string | null): Sight {
    if (team === null) return this;
    return new Sight(this.sees(team) ? [team] : []);
  }

  /** A cursor of the live view for those with this sight. With another one it would not tell what appeared or went by that. */
  stamp(cursor: string): string {
    return `${cursor}${this.#tag}`;
  }

  /** What `stamp` made a cursor of; null: it is another sight's. */
  unstamp(cursor: string): string | null {
    if (this.teams === null) return cursor.includes("~") ? null : cursor;
    return cursor.endsWith(this.#tag) ? cursor.slice(0, -this.#tag.length) : null;
  }
}

/** Of admins, auditors, and the product itself. */
export const EVERYTHING = new Sight(null);

const sights = new WeakMap<TeamRoles, Sight>();

export function sightOf(viewer: Viewer): Sight {
  if (seesTeam(viewer, null)) return EVERYTHING;
  let sight = sights.get(viewer.teams);
  if (!sight) {
    sight = new Sight([...viewer.teams.keys()].filter((team) => seesTeam(viewer, team)));
    sights.set(viewer.teams, sight);
  }
  return sight;
}
