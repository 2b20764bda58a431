import type { Identity } from "@resource-manager/domain/identity/identity";
import type { Memberships } from "@resource-manager/domain/identity/memberships";
import type { ServiceAccounts } from "@resource-manager/domain/identity/service-accounts";
import { NO_TEAMS } from "@resource-manager/domain/model/actor";
import type { ApiTokens, Standing } from "@resource-manager/domain/operations/api-tokens";
import { LOCAL_ADMIN } from "./graphql/viewer.ts";

export interface StandingParts {
  readonly identity: Pick<Identity, "core">;
  readonly memberships: Memberships;
  readonly serviceAccounts: ServiceAccounts;
}

/** What somebody may now, by the id under which they act; null: nobody who may ask for anything. */
export function standingOf(
  principalId: string,
  { identity, memberships, serviceAccounts }: StandingParts,
): Standing | null {
  if (principalId === LOCAL_ADMIN.actor.id) return { role: LOCAL_ADMIN.role, teams: NO_TEAMS };
  const ofServiceAccount = serviceAccounts.standingOf(principalId);
  if (ofServiceAccount) return ofServiceAccount;
  const user = identity.core.roster.user(principalId);
  if (user === null || user.disabledAt !== null) return null;
  return { role: user.role, teams: memberships.rolesOf(user.id) };
}

/** A role that is taken away ends the open connections of its user or service account, and of their tokens: they are judged anew when they come back. */
export function tellOfStandings(
  { identity, memberships, serviceAccounts }: StandingParts,
  tokens: Pick<ApiTokens, "standingChanged">,
): void {
  const { sessions } = identity.core;
  memberships.onChange((userId) => sessions.reconnect(userId));
  sessions.onReconnect((userId) => tokens.standingChanged(userId));
  serviceAccounts.onChange((id) => tokens.standingChanged(id));
}
