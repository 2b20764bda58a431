import type { ProvenIdentity } from "@resource-manager/domain/identity/sign-in";
import type { User } from "@resource-manager/domain/model/user";
import { describe, expect, test } from "vitest";
import { DAY_MS, HERE, openAccounts, PASSWORD, ROOT, SECOND_MS } from "./accounts.ts";

const MINUTE_MS = 60 * SECOND_MS;
const WRONG = { ok: false, error: { kind: "WrongCredentials", message: "the name or the password is wrong" } };
const OVER = { ok: false, error: { kind: "LinkOver" } };
const from = (address: string) => ({ ...HERE, from: address });

describe("by password", () => {
  test("somebody signs in by name or e-mail, however it is typed, and it is written down", async () => {
    await using accounts = await openAccounts();
    const { user } = await accounts.person("ann");
    for (const name of ["ann", " ANN ", "Ann@team.example"]) {
      const answer = await accounts.signIn.byPassword({ name, password: PASSWORD }, HERE);
      expect(answer).toMatchObject({ ok: true, value: { user: { id: user.id }, session: { method: "PASSWORD" } } });
    }
    expect((await accounts.trail("ann")).slice(-1)).toEqual(["signIn DONE"]);
    expect(accounts.user("ann")?.lastSignInAt).toEqual(accounts.clock.now());
  });

  test("a session knows where it was begun, is recognised by its secret alone, and lasts a week at most", async () => {
    await using accounts = await openAccounts();
    await accounts.person("ann");
    const userAgent = "x".repeat(300);
    const answer = await accounts.signIn.byPassword({ name: "ann", password: PASSWORD }, { ...HERE, userAgent });
    if (!answer.ok) throw new Error(answer.error.message);
    const { session, secret } = answer.value;
    const now = accounts.clock.now();
    expect(session).toMatchObject({
      ...{ address: "10.0.0.1", userAgent: "x".repeat(200), createdAt: now, lastUsedAt: now },
      expiresAt: new Date(now.getTime() + 7 * DAY_MS),
    });
    expect(accounts.core.sessions.recognise(secret)?.id).toBe(session.id);
    expect(accounts.core.sessions.recognise(session.secretHash)).toBeNull();
    using next = await accounts.open();
    expect(next.core.sessions.recognise(secret)?.id).toBe(session.id);
  });

  test.each<[string, string, string, string, string]>([
    ["a wrong password", "ann", "wrong", "ann", "the password is wrong"],
    ["a name that nobody has", "eve", PASSWORD, "unknown", "there is no such user"],
    ["a user who has no password yet", "bob", PASSWORD, "bob", "the user has no password"],
    ["a user who is disabled", "cat", PASSWORD, "cat", "the user is disabled"],
  ])("%s is told nothing, and the audit why", async (_, name, password, subject, why) => {
    await using accounts = await openAccounts();
    await accounts.person("ann");
    await accounts.users.create(ROOT, { name: "bob", email: null, role: null });
    const { user } = await accounts.person("cat");
    await accounts.users.disable(ROOT, user.id);
    expect(await accounts.signIn.byPassword({ name, password }, HERE)).toEqual(WRONG);
    expect((await accounts.trail(subject)).at(-1)).toBe(`signIn REFUSED ${why}`);
  });

  test("somebody who is disabled while their password is looked at is not let in", async () => {
    await using accounts = await openAccounts();
    const { user } = await accounts.person("ann");
    const trying = accounts.signIn.byPassword({ name: "ann", password: PASSWORD }, HERE);
    await accounts.users.disable(ROOT, user.id);
    expect(await trying).toEqual(WRONG);
  });

  test("ten tries in a quarter of an hour are let through for one user, whoever makes them", async () => {
    await using accounts = await openAccounts();
    await accounts.person("ann");
    const attempt = (index: number, password = "wrong") =>
      accounts.signIn.byPassword({ name: "ann", password }, from(`10.0.1.${index}`));
    for (let index = 0; index < 10; index += 1) expect(await attempt(index)).toEqual(WRONG);
    accounts.after(MINUTE_MS);
    expect(await attempt(11, PASSWORD)).toEqual({
      ok: false,
      error: {
        kind: "TooManyAttempts",
        message: "there were too many attempts; try again in 840 seconds",
        retryAt: new Date(accounts.clock.now().getTime() + 14 * MINUTE_MS),
      },
    });
    accounts.after(14 * MINUTE_MS);
    expect((await attempt(12, PASSWORD)).ok).toBe(true);
    for (let index = 20; index < 29; index += 1) expect(await attempt(index)).toEqual(WRONG);
    expect((await attempt(30, PASSWORD)).ok).toBe(true);
  });

  test("thirty tries are let through from one address; one that went well is not counted", async () => {
    await using accounts = await openAccounts();
    await accounts.person("ann");
    for (let index = 0; index < 29; index += 1)
      expect(await accounts.signIn.byPassword({ name: `nobody-${index}`, password: "x" }, HERE)).toEqual(WRONG);
    const right = { name: "ann", password: PASSWORD };
    expect((await accounts.signIn.byPassword(right, HERE)).ok).toBe(true);
    expect((await accounts.signIn.byPassword(right, HERE)).ok).toBe(true);
    expect(await accounts.signIn.byPassword({ name: "nobody", password: "x" }, HERE)).toEqual(WRONG);
    expect(await accounts.signIn.byPassword(right, HERE)).toMatchObject({
      ok: false,
      error: { kind: "TooManyAttempts" },
    });
    expect((await accounts.signIn.byPassword(right, from("10.0.0.2"))).ok).toBe(true);
  });

  test("the twenty-first session of one user ends the one that was used longest ago", async () => {
    await using accounts = await openAccounts();
    const first = await accounts.person("ann");
    const sessions = [first];
    for (let index = 0; index < 20; index += 1) {
      accounts.after(SECOND_MS);
      const answer = await accounts.signIn.byPassword({ name: "ann", password: PASSWORD }, HERE);
      if (answer.ok) sessions.push(answer.value);
    }
    const alive = sessions.map(({ secret }) => accounts.core.sessions.recognise(secret) !== null);
    expect(alive).toEqual([false, ...Array.from({ length: 20 }, () => true)]);
  });
});

describe("a session", () => {
  test("ends a day after its last use, and those who wait for it are told, once", async () => {
    await using accounts = await openAccounts();
    const { session, secret } = await accounts.person("ann");
    const { sessions } = accounts.core;
    const told: string[] = [];
    sessions.whenOver(session.id, () => told.push("first"));
    const stop = sessions.whenOver(session.id, () => told.push("second"));
    stop();
    accounts.pass(DAY_MS - SECOND_MS);
    expect([sessions.recognise(secret)?.id, told]).toEqual([session.id, []]);
    accounts.pass(DAY_MS - SECOND_MS);
    expect(sessions.get(session.id)?.id).toBe(session.id);
    accounts.pass(SECOND_MS);
    expect([sessions.get(session.id), sessions.recognise(secret), told]).toEqual([null, null, ["first"]]);
    using next = await accounts.open();
    expect(next.core.sessions.all()).toEqual([]);
    expect(accounts.faults).toEqual([]);
  });

  test("that is used each day ends after a week", async () => {
    await using accounts = await openAccounts();
    const { secret } = await accounts.person("ann");
    const alive: boolean[] = [];
    for (let day = 0; day < 8; day += 1) {
      accounts.pass(DAY_MS - SECOND_MS);
      alive.push(accounts.core.sessions.recognise(secret) !== null);
    }
    expect(alive).toEqual([true, true, true, true, true, true, true, false]);
  });

  test("has its use written down to the minute", async () => {
    await using accounts = await openAccounts();
    const { session, secret } = await accounts.person("ann");
    const used = () => accounts.core.sessions.get(session.id)?.lastUsedAt;
    accounts.after(MINUTE_MS - 1);
    accounts.core.sessions.recognise(secret);
    expect(used()).toEqual(session.lastUsedAt);
    accounts.after(1);
    accounts.core.sessions.recognise(secret);
    expect(used()).toEqual(accounts.clock.now());
    // The ledger's transactions run one after another: this one waits for that of the use.
    await accounts.ledger.write(async () => undefined);
    using next = await accounts.open();
    expect(next.core.sessions.get(session.id)?.lastUsedAt).toEqual(accounts.clock.now());
  });

  test("is over when its user signs out, and nobody else's is", async () => {
    await using accounts = await openAccounts();
    const [ann, bob] = [await accounts.person("ann"), await accounts.person("bob")];
    await accounts.signIn.out(ann.session, HERE);
    await accounts.signIn.out(ann.session, HERE);
    const alive = [ann, bob].map(({ secret }) => accounts.core.sessions.recognise(secret) !== null);
    expect(alive).toEqual([false, true]);
    expect((await accounts.trail("ann")).filter((line) => line === "signOut DONE")).toHaveLength(1);
    using next = await accounts.open();
    expect(next.core.sessions.all().map(({ userId }) => userId)).toEqual([bob.user.id]);
  });
});

describe("by link", () => {
  test("the first admin is made, once, and sign-in is required from then on", async () => {
    await using accounts = await openAccounts();
    const told: string[] = [];
    accounts.core.whenRequired(() => told.push("required"));
    const link = await accounts.users.makeSetUpLink(ROOT);
    if (!link.ok) throw new Error(link.error.message);
    const { secret } = link.value;
    expect(accounts.signIn.link(secret, HERE)).toEqual({ ok: true, value: { user: null } });
    expect([accounts.core.isRequired, accounts.core.hasAdmin]).toEqual([false, false]);
    const admin = { name: " Root-1 ", email: "Root@Team.example", password: PASSWORD };
    expect(await accounts.signIn.setUp(secret, admin, HERE)).toMatchObject({
      ok: true,
      value: { user: { name: "root-1", email: "root@team.example", role: "ADMIN" }, session: { method: "LINK" } },
    });
    expect([accounts.core.isRequired, accounts.core.hasAdmin, told]).toEqual([true, true, ["required"]]);
    expect(await accounts.signIn.setUp(secret, admin, HERE)).toMatchObject(OVER);
    expect(await accounts.users.makeSetUpLink(ROOT)).toMatchObject({ ok: false, error: { kind: "Conflict" } });
    expect(await accounts.trail("root-1")).toEqual(["setUp DONE"]);
  });

  test("an admin is not made with what may not be kept, under a name or an address that is taken, or by another's link", async () => {
    await using accounts = await openAccounts();
    await accounts.person("ann");
    const link = await accounts.users.makeSetUpLink(ROOT);
    const other = await accounts.users.create(ROOT, { name: "bob", email: null, role: null });
    if (!link.ok || !other.ok) throw new Error("no link");
    const setUp = (secret: string, given: { name: string; email: string | null; password: string }) =>
      accounts.signIn.setUp(secret, given, HERE);
    const good = { name: "root", email: null, password: PASSWORD };
    expect(await setUp(link.value.secret, { ...good, name: "no good", password: "x" })).toMatchObject({
      error: { kind: "InvalidInput", problems: [{ path: "name" }, { path: "password" }] },
    });
    expect(await setUp(link.value.secret, { ...good, name: "ann" })).toMatchObject({
      error: { kind: "NameTaken", namespace: null, name: "ann" },
    });
    expect(await setUp(link.value.secret, { ...good, email: "ann@team.example" })).toMatchObject({
      error: { kind: "NameTaken", name: "ann@team.example" },
    });
    expect(await setUp(other.value.secret, good)).toMatchObject(OVER);
    expect((await setUp(link.value.secret, good)).ok).toBe(true);
  });

  test("somebody chooses a password, once; what was open under the one before ends", async () => {
    await using accounts = await openAccounts();
    const before = await accounts.person("ann");
    const link = await accounts.users.makePasswordLink(ROOT, before.user.id);
    if (!link.ok) throw new Error(link.error.message);
    const { secret } = link.value;
    expect(accounts.signIn.link(secret, HERE)).toMatchObject({ ok: true, value: { user: { name: "ann" } } });
    expect(await accounts.signIn.choosePassword(secret, "short", HERE)).toMatchObject({
      error: { kind: "InvalidInput" },
    });
    const chosen = await accounts.signIn.choosePassword(secret, "another long password", HERE);
    expect(chosen).toMatchObject({ ok: true, value: { session: { method: "LINK" } } });
    expect(accounts.core.sessions.recognise(before.secret)).toBeNull();
    expect(await accounts.signIn.choosePassword(secret, PASSWORD, HERE)).toMatchObject(OVER);
    expect(await accounts.signIn.byPassword({ name: "ann", password: PASSWORD }, HERE)).toEqual(WRONG);
    expect((await accounts.signIn.byPassword({ name: "ann", password: "another long password" }, HERE)).ok).toBe(true);
    using next = await accounts.open();
    expect(next.core.roster.links()).toEqual([]);
    expect(next.core.sessions.of(before.user.id)).toHaveLength(2);
  });

  test("a link is over with its time, with a newer one, and with its user's", async () => {
    await using accounts = await openAccounts();
    const made = await accounts.users.create(ROOT, { name: "ann", email: null, role: null });
    if (!made.ok) throw new Error(made.error.message);
    const { user, secret } = made.value;
    const isGood = (of: string) => accounts.signIn.link(of, HERE).ok;
    accounts.after(3 * DAY_MS - 1);
    expect(isGood(secret)).toBe(true);
    accounts.after(1);
    expect(isGood(secret)).toBe(false);
    const first = await accounts.users.makePasswordLink(ROOT, user.id);
    const second = await accounts.users.makePasswordLink(ROOT, user.id);
    if (!first.ok || !second.ok) throw new Error("no link");
    expect([isGood(first.value.secret), isGood(second.value.secret)]).toEqual([false, true]);
    await accounts.users.disable(ROOT, user.id);
    expect(isGood(second.value.secret)).toBe(false);
    expect(await accounts.users.makePasswordLink(ROOT, user.id)).toMatchObject({ error: { kind: "NotPermitted" } });
    expect(await accounts.users.makePasswordLink(ROOT, "nobody")).toMatchObject({
      error: { kind: "NotFound", what: "USER" },
    });
    expect(accounts.signIn.link("guess", HERE)).toMatchObject(OVER);
  });

  test("links are not guessed without end", async () => {
    await using accounts = await openAccounts();
    for (let index = 0; index < 30; index += 1) expect(accounts.signIn.link("guess", HERE)).toMatchObject(OVER);
    expect(accounts.signIn.link("guess", HERE)).toMatchObject({ error: { kind: "TooManyAttempts" } });
  });
});

describe("with a provider", () => {
  const proven: ProvenIdentity = {
    issuer: "https://login.example",
    subject: "42",
    verifiedEmail: "ann@team.example",
    name: "Ann Other",
  };

  test("an account is linked to the user with its verified address, and is theirs from then on", async () => {
    await using accounts = await openAccounts();
    const { user } = await accounts.person("ann");
    const signedIn = { ok: true, value: { user: { id: user.id }, session: { method: "OIDC" } } };
    expect(await accounts.signIn.byProvider(proven, HERE)).toMatchObject(signedIn);
    expect((await accounts.trail("ann")).slice(-2)).toEqual(["linkAccount DONE", "signIn DONE"]);
    expect(await accounts.signIn.byProvider({ ...proven, verifiedEmail: null }, HERE)).toMatchObject(signedIn);
    expect((await accounts.trail("ann")).filter((line) => line === "linkAccount DONE")).toHaveLength(1);
    using next = await accounts.open();
    expect(next.core.roster.external(proven.issuer, "42")?.id).toBe(user.id);
    expect(next.core.roster.external(proven.issuer, "43")).toBeNull();
    expect(next.core.roster.external("https://other.example", "42")).toBeNull();
  });

  test("an account that is nobody's, or of somebody disabled, is refused, and the audit says why", async () => {
    await using accounts = await openAccounts();
    const notOffered = { ok: false, error: { kind: "NotOffered", message: "the provider's account is nobody's here" } };
    expect(await accounts.signIn.byProvider(proven, HERE)).toEqual(notOffered);
    expect(await accounts.trail("unknown")).toEqual([
      "signIn REFUSED the account 42 of https://login.example is nobody's",
    ]);
    const { user } = await accounts.person("ann");
    expect(await accounts.signIn.byProvider({ ...proven, verifiedEmail: null }, HERE)).toEqual(notOffered);
    await accounts.users.disable(ROOT, user.id);
    expect(await accounts.signIn.byProvider(proven, HERE)).toEqual(notOffered);
    expect((await accounts.trail("ann")).at(-1)).toBe("signIn REFUSED the user is disabled");
  });

  test("an account that is nobody's makes a user without a role, where that is wished, under a name that is free", async () => {
    await using accounts = await openAccounts({ unknownUsers: "CREATE" });
    await accounts.person("ann-other");
    const made = async (changes: Partial<ProvenIdentity>) => {
      const answer = await accounts.signIn.byProvider({ ...proven, ...changes }, HERE);
      return answer.ok ? answer.value.user : null;
    };
    expect(await made({})).toMatchObject({
      ...{ name: "ann-other-2", email: "ann@team.example", role: null, kind: "PERSON", passwordHash: null },
    });
    expect(await accounts.trail("ann-other-2")).toEqual(["createUser DONE", "signIn DONE"]);
    expect((await made({ subject: "43", verifiedEmail: null }))?.name).toBe("ann-other-3");
    expect((await made({ subject: "44", name: null, verifiedEmail: "bob@x.example" }))?.name).toBe("bob");
    expect((await made({ subject: "45", name: " .Zoë/X. ", verifiedEmail: null }))?.name).toBe("zo-x");
    expect(await made({ subject: "46", name: "…", verifiedEmail: null })).toBeNull();
  });
});

describe("the demo", () => {
  const demo = (id: string, name: string): User => ({
    ...{ id, name, email: null, role: null, kind: "DEMO", passwordHash: null },
    ...{ createdAt: new Date(0), disabledAt: null, lastSignInAt: null },
  });

  test("lends its identities to anybody, until somebody is in charge", async () => {
    await using accounts = await openAccounts({ demo: true });
    await accounts.ledger.write(async (tx) => {
      await tx.saveUser(demo("d1", "dora"));
      await tx.saveUser(demo("d2", "dan"));
    });
    using identity = await accounts.open();
    const { signIn, users, core } = identity;
    expect(signIn.demoIdentities().map(({ name }) => name)).toEqual(["dora", "dan"]);
    const answer = await signIn.asDemo("dan", HERE);
    if (!answer.ok) throw new Error(answer.error.message);
    expect(answer.value).toMatchObject({ user: { id: "d2" }, session: { method: "DEMO" } });
    expect(await signIn.asDemo("eve", HERE)).toMatchObject({ error: { kind: "NotOffered" } });
    expect(await users.setRole(ROOT, "d2", "ADMIN")).toMatchObject({ error: { kind: "NotPermitted" } });
    expect(await users.makePasswordLink(ROOT, "d2")).toMatchObject({ error: { kind: "NotPermitted" } });

    const link = await users.makeSetUpLink(ROOT);
    if (!link.ok) throw new Error(link.error.message);
    await signIn.setUp(link.value.secret, { name: "root", email: null, password: PASSWORD }, HERE);
    expect(core.sessions.recognise(answer.value.secret)).toBeNull();
    expect(signIn.demoIdentities()).toEqual([]);
    expect(await signIn.asDemo("dan", HERE)).toMatchObject({ error: { kind: "NotOffered" } });
  });

  test("is over for sessions of an earlier process where there is none any more", async () => {
    await using accounts = await openAccounts();
    await accounts.ledger.write((tx) => tx.saveUser(demo("d1", "dora")));
    using before = await accounts.open();
    expect(before.signIn.demoIdentities()).toEqual([]);
    const { session } = await accounts.person("ann");
    await accounts.ledger.write((tx) => tx.insertSession({ ...session, id: "s", userId: "d1", secretHash: "h" }));
    using after = await accounts.open();
    expect(after.core.sessions.all().map(({ id }) => id)).toEqual([session.id]);
  });
});
