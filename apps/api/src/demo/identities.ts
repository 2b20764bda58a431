import type { Actor, PlatformRole, TeamRole } from "@resource-manager/domain/model/actor";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { Ledger } from "@resource-manager/domain/ports/ledger";
import type { FirstTeam } from "../tenants.ts";

/** Somebody whom anybody at the demo can be with one click. */
export interface DemoIdentity {
  /** Their id, too: their pods were asked for under it. */
  readonly name: string;
  readonly role: PlatformRole | null;
  readonly team: { readonly name: FirstTeam; readonly role: TeamRole } | null;
}

export const DEMO_IDENTITIES: readonly DemoIdentity[] = [
  { name: "radia", role: "ADMIN", team: null },
  { name: "joan", role: "AUDITOR", team: null },
  { name: "edsger", role: null, team: { name: "dev-team", role: "LEAD" } },
  { name: "margaret", role: null, team: { name: "dev-team", role: "MEMBER" } },
  { name: "donald", role: null, team: { name: "dev-team", role: "VIEWER" } },
  { name: "ada", role: null, team: { name: "prod-team", role: "LEAD" } },
  { name: "grace", role: null, team: { name: "prod-team", role: "MEMBER" } },
  { name: "tim", role: null, team: { name: "prod-team", role: "VIEWER" } },
];

const DEMO: Actor = { kind: "SYSTEM", id: "demo", name: "demo" };

/** Writes the demo's identities into the books. Those that are there already are left as they are, and so is a name that a person has. */
export async function ensureDemoIdentities(ledger: Pick<Ledger, "accounts" | "write">, clock: Clock): Promise<void> {
  const { users } = await ledger.accounts();
  const missing = DEMO_IDENTITIES.filter(({ name }) => !users.some((user) => user.name === name || user.id === name));
  if (missing.length === 0) return;
  await ledger.write(async (tx) => {
    for (const { name, role, team } of missing) {
      const standing = { kind: "DEMO", passwordHash: null, disabledAt: null, lastSignInAt: null } as const;
      await tx.saveUser({ id: name, name, email: null, role, ...standing, createdAt: clock.now() });
      if (team !== null)
        await tx.saveMembership({ team: team.name, userId: name, role: team.role, since: clock.now() });
      const what = { action: "createUser", subject: `user:${name}`, result: "DONE" } as const;
      const reason = "an identity of the demo";
      await tx.audit({ actor: DEMO, ...what, reason, before: null, after: { role, team }, operationId: null });
    }
  });
}
