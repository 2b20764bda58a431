import type { PlatformRole } from "@resource-manager/domain/model/actor";
import { describe, expect, test } from "vitest";
import { DAY_MS, HERE, openAccounts, PASSWORD, ROOT } from "./accounts.ts";

const NO_USER = { ok: false, error: { kind: "NotFound", what: "USER" } };
const NEW_PASSWORD = "another long password";
const wish = (name: string, email: string | null = null, role: PlatformRole | null = null) => ({ name, email, role });

describe("a new user", () => {
  test("is as admins wish, has no password, and a link of three days to choose one", async () => {
    await using accounts = await openAccounts();
    const answer = await accounts.users.create(ROOT, wish(" Ann ", "Ann@Team.example", "AUDITOR"));
    if (!answer.ok) throw new Error(answer.error.message);
    const { user, link, secret } = answer.value;
    const now = accounts.clock.now();
    expect(user).toMatchObject({
      ...{ name: "ann", email: "ann@team.example", role: "AUDITOR", kind: "PERSON", passwordHash: null },
      ...{ createdAt: now, disabledAt: null, lastSignInAt: null },
    });
    expect(link).toMatchObject({ userId: user.id, createdAt: now, expiresAt: new Date(now.getTime() + 3 * DAY_MS) });
    expect(link.secretHash).not.toContain(secret);
    expect(await accounts.trail("ann")).toEqual(["createUser DONE"]);
    using next = await accounts.open();
    expect(next.core.roster.users()).toEqual([user]);
    expect(next.core.roster.links()).toEqual([link]);
  });

  test("is refused with a name or an address that is taken or that may not be, and the audit says so", async () => {
    await using accounts = await openAccounts();
    await accounts.users.create(ROOT, wish("ann", "ann@team.example"));
    const create = async (...given: Parameters<typeof wish>) => {
      const answer = await accounts.users.create(ROOT, wish(...given));
      return answer.ok ? null : answer.error;
    };
    expect(await create("ANN")).toMatchObject({ kind: "NameTaken", name: "ann" });
    expect(await create("bob", "ANN@team.example")).toMatchObject({ kind: "NameTaken", name: "ann@team.example" });
    expect(await create("no good", "x")).toMatchObject({
      kind: "InvalidInput",
      problems: [{ path: "name" }, { path: "email" }],
    });
    expect(await create("bob")).toBeNull();
    expect(await create("cat", null)).toBeNull();
    expect((await accounts.trail("ann")).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "createUser DONE",
      "createUser REFUSED",
    ]);
  });
});

describe("a user who is disabled", () => {
  test("is out at once: sessions, links and open connections end, until they are enabled again", async () => {
    await using accounts = await openAccounts();
    const { user, secret, session } = await accounts.person("ann");
    const other = await accounts.person("bob");
    await accounts.users.makePasswordLink(ROOT, user.id);
    const told: string[] = [];
    accounts.core.sessions.whenOver(session.id, () => told.push("over"));
    accounts.core.sessions.onReconnect((id) => told.push(id));
    const disabled = await accounts.users.disable(ROOT, user.id);
    expect(disabled).toMatchObject({ ok: true, value: { disabledAt: accounts.clock.now() } });
    expect(told).toEqual(["over", user.id]);
    expect(accounts.core.sessions.recognise(secret)).toBeNull();
    expect(accounts.core.sessions.recognise(other.secret)).not.toBeNull();
    using next = await accounts.open();
    expect([next.core.roster.links(), next.core.sessions.of(user.id)]).toEqual([[], []]);
    expect(await accounts.users.enable(ROOT, user.id)).toMatchObject({ ok: true, value: { disabledAt: null } });
    expect((await accounts.signIn.byPassword({ name: "ann", password: PASSWORD }, HERE)).ok).toBe(true);
    expect((await accounts.trail("ann")).slice(-3)).toEqual(["disableUser DONE", "enableUser DONE", "signIn DONE"]);
  });

  test("twice is so once: nothing is written down of a change of nothing", async () => {
    await using accounts = await openAccounts();
    const { user } = await accounts.person("ann");
    const first = await accounts.users.disable(ROOT, user.id);
    accounts.after(DAY_MS);
    expect(await accounts.users.disable(ROOT, user.id)).toEqual(first);
    expect((await accounts.trail("ann")).filter((line) => line === "disableUser DONE")).toHaveLength(1);
    expect(await accounts.users.disable(ROOT, "nobody")).toMatchObject(NO_USER);
  });
});

describe("a role", () => {
  test("is changed at once: sessions go on, their connections are judged anew", async () => {
    await using accounts = await openAccounts();
    const { user, session, secret } = await accounts.person("ann");
    const told: string[] = [];
    accounts.core.sessions.whenOver(session.id, () => told.push("over"));
    const stop = accounts.core.sessions.onReconnect((id) => told.push(id));
    expect(await accounts.users.setRole(ROOT, user.id, "ADMIN")).toMatchObject({ ok: true, value: { role: "ADMIN" } });
    expect(told).toEqual([user.id, "over"]);
    stop();
    expect(accounts.core.sessions.recognise(secret)).not.toBeNull();
    expect([accounts.core.hasAdmin, accounts.core.isRequired]).toEqual([true, true]);
    expect(await accounts.users.setRole(ROOT, user.id, "ADMIN")).toMatchObject({ ok: true });
    expect((await accounts.trail("ann")).filter((line) => line === "setUserRole DONE")).toHaveLength(1);
    expect(told).toHaveLength(2);
    using next = await accounts.open();
    expect(next.core.roster.user(user.id)?.role).toBe("ADMIN");
  });

  test("of the last admin who can sign in stays, and so do they", async () => {
    await using accounts = await openAccounts();
    const ann = await accounts.person("ann", "ADMIN");
    // An admin without a password cannot make another one.
    await accounts.users.create(ROOT, wish("bob", null, "ADMIN"));
    const last = { ok: false, error: { kind: "LastAdmin", user: "ann" } };
    expect(await accounts.users.setRole(ROOT, ann.user.id, "AUDITOR")).toMatchObject(last);
    expect(await accounts.users.disable(ROOT, ann.user.id)).toMatchObject(last);
    expect((await accounts.trail("ann")).at(-1)).toMatch(/^disableUser REFUSED ann is the only admin/);
    expect(accounts.core.sessions.recognise(ann.secret)).not.toBeNull();

    const cat = await accounts.person("cat", "ADMIN");
    expect((await accounts.users.setRole(ROOT, ann.user.id, null)).ok).toBe(true);
    expect(await accounts.users.disable(ROOT, cat.user.id)).toMatchObject({
      error: { kind: "LastAdmin", user: "cat" },
    });
  });

  test("of an admin who signs in with a provider counts as one who can sign in", async () => {
    await using accounts = await openAccounts();
    const made = await accounts.users.create(ROOT, wish("ann", "ann@team.example", "ADMIN"));
    if (!made.ok) throw new Error(made.error.message);
    expect(accounts.core.hasAdmin).toBe(false);
    const proven = { issuer: "https://login.example", subject: "1", verifiedEmail: "ann@team.example", name: null };
    expect((await accounts.signIn.byProvider(proven, HERE)).ok).toBe(true);
    expect(accounts.core.hasAdmin).toBe(true);
    expect(await accounts.users.disable(ROOT, made.value.user.id)).toMatchObject({ error: { kind: "LastAdmin" } });
  });
});

describe("one's own account", () => {
  test("gets another password by the one before; the other sessions end", async () => {
    await using accounts = await openAccounts();
    const { user, session, secret } = await accounts.person("ann");
    const other = await accounts.signIn.byPassword({ name: "ann", password: PASSWORD }, HERE);
    if (!other.ok) throw new Error(other.error.message);
    const given = { current: PASSWORD, next: NEW_PASSWORD };
    expect(await accounts.users.changePassword(session, given, ROOT, HERE)).toMatchObject({
      ok: true,
      value: { id: user.id },
    });
    expect(accounts.core.sessions.recognise(secret)).not.toBeNull();
    expect(accounts.core.sessions.recognise(other.value.secret)).toBeNull();
    expect((await accounts.signIn.byPassword({ name: "ann", password: PASSWORD }, HERE)).ok).toBe(false);
    expect((await accounts.signIn.byPassword({ name: "ann", password: NEW_PASSWORD }, HERE)).ok).toBe(true);
    const [told] = (await accounts.ledger.auditTrail("user:ann", 20)).filter(
      ({ action }) => action === "changePassword",
    );
    expect(told).toMatchObject({ result: "DONE", after: { endedSessions: 1 } });
    using next = await accounts.open();
    expect(next.core.roster.user(user.id)?.passwordHash).toBe(accounts.user("ann")?.passwordHash);
  });

  test("keeps its password where the one before is wrong, or the next may not be one", async () => {
    await using accounts = await openAccounts();
    const { session } = await accounts.person("ann");
    const change = (current: string, next: string) =>
      accounts.users.changePassword(session, { current, next }, ROOT, HERE);
    expect(await change("wrong", NEW_PASSWORD)).toMatchObject({
      error: { kind: "InvalidInput", problems: [{ path: "currentPassword", message: "is wrong" }] },
    });
    expect(await change(PASSWORD, "short")).toMatchObject({ error: { problems: [{ path: "newPassword" }] } });
    expect((await accounts.trail("ann")).filter((line) => line.startsWith("changePassword REFUSED"))).toHaveLength(2);
    expect((await accounts.signIn.byPassword({ name: "ann", password: PASSWORD }, HERE)).ok).toBe(true);
  });

  test("is not changed by whoever guesses", async () => {
    await using accounts = await openAccounts();
    const { session } = await accounts.person("ann");
    const change = (current: string) =>
      accounts.users.changePassword(session, { current, next: NEW_PASSWORD }, ROOT, { ...HERE, from: "10.0.0.9" });
    for (let index = 0; index < 10; index += 1) await change("wrong");
    expect(await change(PASSWORD)).toMatchObject({ error: { kind: "TooManyAttempts" } });
  });

  test("has no password to change where there is none, or no such user or session any more", async () => {
    await using accounts = await openAccounts();
    const made = await accounts.users.create(ROOT, wish("bob"));
    const { session } = await accounts.person("ann");
    if (!made.ok) throw new Error(made.error.message);
    const given = { current: PASSWORD, next: NEW_PASSWORD };
    const ofBob = { ...session, userId: made.value.user.id };
    expect(await accounts.users.changePassword(ofBob, given, ROOT, HERE)).toMatchObject({
      error: { kind: "NotPermitted" },
    });
    const ofNobody = { ...session, userId: "nobody" };
    expect(await accounts.users.changePassword(ofNobody, given, ROOT, HERE)).toMatchObject(NO_USER);
    await accounts.signIn.out(session, HERE);
    expect(await accounts.users.changePassword(session, given, ROOT, HERE)).toMatchObject(NO_USER);
  });

  test("ends its own sessions one by one, or all others, and nobody else's", async () => {
    await using accounts = await openAccounts();
    const [ann, bob] = [await accounts.person("ann"), await accounts.person("bob")];
    const more = [];
    for (let index = 0; index < 3; index += 1) {
      const answer = await accounts.signIn.byPassword({ name: "ann", password: PASSWORD }, HERE);
      if (answer.ok) more.push(answer.value.session);
    }
    const [first] = more;
    const end = (id: string) => accounts.users.endSession(ann.user.id, id, ROOT);
    expect(await end(bob.session.id)).toMatchObject({ error: { kind: "NotFound", what: "SESSION" } });
    expect(await end(first?.id ?? "")).toEqual({ ok: true, value: first });
    expect(await end(first?.id ?? "")).toMatchObject({ error: { kind: "NotFound", what: "SESSION" } });
    expect(await accounts.users.endOtherSessions(ann.session, ROOT)).toBe(2);
    expect(await accounts.users.endOtherSessions(ann.session, ROOT)).toBe(0);
    using next = await accounts.open();
    expect(next.core.sessions.all().map(({ id }) => id)).toEqual([ann.session.id, bob.session.id]);
    const told = (await accounts.ledger.auditTrail("user:ann", 20)).filter(({ action }) => action === "endSessions");
    expect(told.map(({ after }) => after)).toEqual([{ sessions: 1 }, { sessions: 2 }]);
  });
});
