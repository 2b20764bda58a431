import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Identity, openIdentity } from "@resource-manager/domain/identity/identity";
import type { IdentityOptions } from "@resource-manager/domain/identity/identity-core";
import { scryptHashes } from "@resource-manager/domain/identity/password-hashes";
import type { PlatformRole } from "@resource-manager/domain/model/actor";
import { NO_QUOTA } from "@resource-manager/domain/model/team";
import type { User } from "@resource-manager/domain/model/user";
import { openLedger } from "@resource-manager/ledger/open-ledger";
import { ensureDemoIdentities } from "../demo/identities.ts";
import { LOCAL_ADMIN } from "../graphql/viewer.ts";
import { newSecret } from "../system-clock.ts";
import { ensureTeams } from "../tenants.ts";
import { ManualClock } from "./manual-clock.ts";

/** A request as a test makes it. */
export const FROM_TEST = { id: "request-of-a-test", from: "127.0.0.1", userAgent: "a test" };
export const PASSWORD = "correct horse battery";

/** Accounts in a ledger of their own, with time that a test moves, and with hashes that cost next to nothing. */
export async function openTestIdentity(options: Partial<IdentityOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "resource-manager-identity-"));
  const [clock, ids, file] = [new ManualClock(), { uuid: () => randomUUID() }, join(folder, "ledger.db")];
  const ledger = await openLedger({ file, clock, ids });
  if (options.demo) {
    await ensureTeams(ledger, () => NO_QUOTA);
    await ensureDemoIdentities(ledger, clock);
  }
  const faults: unknown[] = [];
  const hashes = scryptHashes({ log2N: 4, r: 1, p: 1 });
  const ports = { ledger, clock, ids, newSecret, hashes, onFault: (fault: unknown) => faults.push(fault) };
  const load = (): Promise<Identity> =>
    openIdentity(ports, { required: false, demo: false, unknownUsers: "REFUSE", ...options });
  const identity = await load();
  const made = async (name: string, role: PlatformRole | null = null): Promise<User> => {
    const outcome = await identity.users.create(LOCAL_ADMIN.actor, { name, email: `${name}@team.example`, role });
    if (!outcome.ok) throw new Error(outcome.error.message);
    const chosen = await identity.signIn.choosePassword(outcome.value.secret, PASSWORD, FROM_TEST);
    if (!chosen.ok) throw new Error(chosen.error.message);
    await identity.signIn.out(chosen.value.session, FROM_TEST);
    return chosen.value.user;
  };
  return {
    identity,
    ledger,
    clock,
    file,
    faults,
    /** As after a restart. */
    load,
    /** A user with `PASSWORD`. */
    make: made,
    [Symbol.asyncDispose]: async () => {
      identity[Symbol.dispose]();
      await ledger.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TestIdentity = Awaited<ReturnType<typeof openTestIdentity>>;
