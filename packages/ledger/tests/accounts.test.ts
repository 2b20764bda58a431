import { join } from "node:path";
import type { OneTimeLink, Session, User } from "@resource-manager/domain/model/user";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLedger } from "../src/open-ledger.ts";
import type { SqliteLedger } from "../src/sqlite-ledger.ts";
import { countingIds, EPOCH, StandingClock, scratchFolder } from "./fixtures.ts";

let scratch: ReturnType<typeof scratchFolder>;
let ledger: SqliteLedger;
const open = () =>
  openLedger({ file: join(scratch.path, "ledger.db"), clock: new StandingClock(), ids: countingIds() });
beforeEach(async () => {
  scratch = scratchFolder();
  ledger = await open();
});
afterEach(async () => {
  await ledger.close();
  scratch[Symbol.dispose]();
});

const ada: User = {
  id: "user-1",
  name: "ada",
  email: "ada@research.example",
  role: "ADMIN",
  kind: "PERSON",
  passwordHash: "hashed",
  createdAt: EPOCH,
  disabledAt: null,
  lastSignInAt: null,
};
const session = (id: string): Session => ({
  id,
  userId: ada.id,
  secretHash: `hash of ${id}`,
  method: "PASSWORD",
  address: "127.0.0.1",
  userAgent: null,
  createdAt: EPOCH,
  lastUsedAt: EPOCH,
  expiresAt: new Date(EPOCH.getTime() + 60_000),
});
const link: OneTimeLink = {
  id: "link-1",
  userId: ada.id,
  secretHash: "hash of a link",
  createdAt: EPOCH,
  expiresAt: EPOCH,
};

test("users, sessions, links and outside accounts are read as they were written, also after a restart", async () => {
  const [later, account] = [new Date(EPOCH.getTime() + 1_000), { issuer: "https://id.example", subject: "7" }];
  const disabled: User = { ...ada, role: null, disabledAt: later, lastSignInAt: later };
  await ledger.write(async (tx) => {
    await tx.saveUser(ada);
    await tx.insertSession(session("session-1"));
    await tx.insertSession(session("session-2"));
    await tx.insertOneTimeLink(link);
    await tx.insertOneTimeLink({ ...link, id: "link-2", userId: null, secretHash: "another" });
    await tx.insertExternalAccount({ ...account, userId: ada.id, createdAt: EPOCH });
  });
  await ledger.write(async (tx) => {
    await tx.saveUser(disabled);
    await tx.touchSession("session-1", later);
    await tx.touchSession("session-that-ended", later);
    await tx.removeSessions(["session-2", "session-that-ended"]);
    await tx.removeOneTimeLinks(["link-1"]);
  });
  await ledger.close();
  ledger = await open();
  expect(await ledger.accounts()).toEqual({
    users: [disabled],
    sessions: [{ ...session("session-1"), lastUsedAt: later }],
    links: [{ ...link, id: "link-2", userId: null, secretHash: "another" }],
    externalAccounts: [{ ...account, userId: ada.id, createdAt: EPOCH }],
  });
});

test("two users can have neither the same name nor the same e-mail, and a session belongs to a user", async () => {
  await ledger.write((tx) => tx.saveUser(ada));
  const refused = (work: Parameters<typeof ledger.write>[0]) => expect(ledger.write(work)).rejects.toThrow();
  await refused((tx) => tx.saveUser({ ...ada, id: "user-2", email: null }));
  await refused((tx) => tx.saveUser({ ...ada, id: "user-2", name: "eve" }));
  await refused((tx) => tx.insertSession({ ...session("session-1"), userId: "nobody" }));
  expect((await ledger.accounts()).users).toEqual([ada]);
});
