import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openIdentity } from "@resource-manager/domain/identity/identity";
import type { IdentityOptions, SignInOrigin } from "@resource-manager/domain/identity/identity-core";
import { scryptHashes } from "@resource-manager/domain/identity/password-hashes";
import type { Actor, PlatformRole } from "@resource-manager/domain/model/actor";
import type { User } from "@resource-manager/domain/model/user";
import { openLedger } from "@resource-manager/ledger/open-ledger";
import { VirtualClock } from "../../src/virtual-clock.ts";

export const ROOT: Actor = { kind: "SYSTEM", id: "root", name: "root" };
export const HERE: SignInOrigin = { id: "request-1", from: "10.0.0.1", userAgent: "a browser" };
export const PASSWORD = "correct horse battery";
export const SECOND_MS = 1_000;
export const DAY_MS = 24 * 60 * 60_000;

/** A ledger as it begins: made once, because that is most of what a test would wait for. */
let empty: Promise<Buffer> | null = null;

async function emptyLedger(): Promise<Buffer> {
  const folder = newFolder();
  const file = join(folder, "ledger.db");
  const ledger = await openLedger({ file, clock: new VirtualClock(), ids: countingIds() });
  await ledger.close();
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true, force: true });
  return bytes;
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "resource-manager-accounts-"));
}

function countingIds() {
  let made = 0;
  const uuid = (): string => {
    made += 1;
    return `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`;
  };
  return { uuid };
}

/** Accounts in a real ledger, on a virtual clock, with hashes that cost next to nothing. */
export async function openAccounts(options: Partial<IdentityOptions> = {}) {
  empty ??= emptyLedger();
  const folder = newFolder();
  const file = join(folder, "ledger.db");
  writeFileSync(file, await empty);
  const [clock, ids] = [new VirtualClock(), countingIds()];
  const ledger = await openLedger({ file, clock, ids });
  const secrets = (): string => `secret-${ids.uuid()}`;
  const faults: unknown[] = [];
  const ports = {
    ...{ ledger, clock, ids, hashes: scryptHashes({ log2N: 4, r: 1, p: 1 }) },
    newSecret: secrets,
    onFault: (fault: unknown) => faults.push(fault),
  };
  const open = () => openIdentity(ports, { required: false, demo: false, unknownUsers: "REFUSE", ...options });
  const identity = await open();
  const { users, signIn } = identity;

  /** Somebody with `PASSWORD` and their session. */
  async function person(name: string, role: PlatformRole | null = null) {
    const created = await users.create(ROOT, { name, email: `${name}@team.example`, role });
    if (!created.ok) throw new Error(created.error.message);
    const chosen = await signIn.choosePassword(created.value.secret, PASSWORD, HERE);
    if (!chosen.ok) throw new Error(chosen.error.message);
    return chosen.value;
  }

  return {
    ...{ ...identity, ledger, clock, faults, person, ids, secrets },
    /** As the next process finds them. */
    open,
    after: (ms: number): void => clock.moveTo(clock.now().getTime() + ms),
    /** Time in which what falls due happens. */
    pass: (ms: number): void => {
      const until = clock.now().getTime() + ms;
      while (clock.step(until - clock.now().getTime()));
      clock.moveTo(until);
    },
    /** What the audit has of somebody, as `action RESULT reason`. */
    trail: async (name: string): Promise<readonly string[]> => {
      const events = await ledger.auditTrail(`user:${name}`, 20);
      return events.map(({ action, result, reason }) => [action, result, ...(reason ? [reason] : [])].join(" "));
    },
    user: (name: string): User | null => identity.core.roster.named(name),
    [Symbol.asyncDispose]: async () => {
      identity[Symbol.dispose]();
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
