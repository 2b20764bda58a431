import { type Actor, NO_TEAMS, type Viewer } from "@resource-manager/domain/model/actor";
import { newTeam } from "@resource-manager/domain/model/team";
import {
  ApiTokens,
  LIVE_TOKENS_MAX,
  type Standing,
  type TokenWish,
} from "@resource-manager/domain/operations/api-tokens";
import { describe, expect, test } from "vitest";
import { DAY_MS, openAccounts, SECOND_MS } from "./accounts.ts";

const MINUTE_MS = 60 * SECOND_MS;
const ANN: Actor = { kind: "USER", id: "user-ann", name: "ann" };
const MEMBER: Standing = { role: null, teams: new Map([["blue", "MEMBER"]]) };
const WISH: TokenWish = { name: "nightly", scope: "WRITE", teams: null, expiresInDays: 30, serviceAccountId: null };

function viewer(actor: Actor, standing: Standing = MEMBER, scope: Viewer["scope"] = null): Viewer {
  return { actor, ...standing, scope };
}

const ADMIN = viewer({ kind: "USER", id: "user-root", name: "root" }, { role: "ADMIN", teams: NO_TEAMS });
const BOB = viewer({ kind: "USER", id: "user-bob", name: "bob" });

/** The tokens of a ledger; `standings`: who may what now. */
async function openTokens() {
  const accounts = await openAccounts();
  const { ledger, clock, faults, secrets } = accounts;
  await ledger.write((tx) => tx.upsertTeam(newTeam("blue")));
  const standings = new Map<string, Standing>([["user-ann", MEMBER]]);
  const standingOf = (id: string) => standings.get(id) ?? null;
  const onFault = (fault: unknown) => faults.push(fault);
  const asked = { standingOf, serviceAccount: () => null };
  const load = () => ApiTokens.load({ ledger, clock, ids: accounts.ids, newSecret: secrets, ...asked, onFault });
  const tokens = await load();
  const make = async (wish: Partial<TokenWish> = {}, maker = viewer(ANN)) => {
    const answer = await tokens.create(maker, { ...WISH, ...wish });
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };
  const close = async () => {
    tokens[Symbol.dispose]();
    await accounts[Symbol.asyncDispose]();
  };
  return { ...accounts, tokens, standings, load, make, [Symbol.asyncDispose]: close };
}

describe("a token", () => {
  test("is told once, kept as a hash, and lasts as long as was wished", async () => {
    await using world = await openTokens();
    const { token, secret } = await world.make({ name: " nightly ", scope: "READ", teams: ["blue"], expiresInDays: 2 });
    const now = world.clock.now();
    expect(secret).toMatch(/^rm_/);
    expect(token).toMatchObject({
      ...{ name: "nightly", scope: "READ", teams: ["blue"], createdBy: ANN, serviceAccountId: null },
      ...{ createdAt: now, expiresAt: new Date(now.getTime() + 2 * DAY_MS), lastUsedAt: null, revokedAt: null },
    });
    expect(JSON.stringify(token)).not.toContain(secret.slice(3));
    const [event] = await world.ledger.auditTrail(`token:${token.id}`, 9);
    expect(event).toMatchObject({ action: "createApiToken", result: "DONE", actor: ANN, before: null });
    expect(event?.after).toMatchObject({ name: "nightly", scope: "READ", teams: ["blue"] });
    using next = await world.load();
    expect(next.list(viewer(ANN))).toEqual([token]);
    expect(next.viewerOf(secret)?.actor.id).toBe(token.id);
  });

  test.each<[string, Partial<TokenWish>, readonly string[]]>([
    ["no name", { name: "  " }, ["name"]],
    ["too long a name", { name: "x".repeat(65) }, ["name"]],
    ["no day", { expiresInDays: 0 }, ["expiresInDays"]],
    ["more than a year", { expiresInDays: 366 }, ["expiresInDays"]],
    ["half a day", { expiresInDays: 1.5 }, ["expiresInDays"]],
    ["no team", { teams: [] }, ["teams"]],
    ["too many teams", { teams: Array.from({ length: 21 }, () => "blue") }, ["teams"]],
    ["teams that its maker does not see", { teams: ["blue", "red"] }, ["teams.1"]],
    ["several faults", { name: "", expiresInDays: -1, teams: ["red"] }, ["name", "expiresInDays", "teams.0"]],
  ])("is refused with %s, each fault at its place, and the audit says so", async (_, wish, paths) => {
    await using world = await openTokens();
    const answer = await world.tokens.create(viewer(ANN), { ...WISH, ...wish });
    const problems = !answer.ok && answer.error.kind === "InvalidInput" ? answer.error.problems : [];
    expect(problems.map(({ path }) => path)).toEqual(paths);
    expect(world.tokens.list(ADMIN)).toEqual([]);
    const subject = `token:${(wish.name ?? "nightly").trim().slice(0, 64)}`;
    const [event] = await world.ledger.auditTrail(subject, 9);
    expect(event).toMatchObject({
      result: "REFUSED",
      reason: problems.map(({ path, message }) => `${path}: ${message}`).join("; "),
    });
  });

  test("may have the longest name, the longest time and the most teams", async () => {
    await using world = await openTokens();
    const teams = Array.from({ length: 20 }, () => "blue");
    expect((await world.make({ name: "x".repeat(64), expiresInDays: 365, teams })).token.teams).toHaveLength(20);
    expect((await world.make({ expiresInDays: 1 })).token.name).toBe("nightly");
  });

  test("is one of two hundred that are good at a time", async () => {
    await using world = await openTokens();
    for (let index = 0; index < LIVE_TOKENS_MAX; index += 1) await world.make({ expiresInDays: 1 });
    const one = () => world.tokens.create(viewer(ANN), WISH);
    expect(await one()).toMatchObject({ error: { problems: [{ path: "name" }] } });
    world.after(DAY_MS);
    expect((await one()).ok).toBe(true);
  });
});

describe("whoever asks with a token", () => {
  test("acts for its maker, in its scope, and may what the maker may now", async () => {
    await using world = await openTokens();
    const { token, secret } = await world.make();
    expect(world.tokens.viewerOf(secret)).toEqual({
      actor: { kind: "TOKEN", id: token.id, name: "nightly", onBehalfOf: "ann", onBehalfOfId: "user-ann" },
      ...MEMBER,
      scope: "WRITE",
    });
    world.standings.set("user-ann", { role: "AUDITOR", teams: NO_TEAMS });
    expect(world.tokens.viewerOf(secret)).toMatchObject({ role: "AUDITOR" });
    world.standings.delete("user-ann");
    expect(world.tokens.viewerOf(secret)).toBeNull();
    expect(world.tokens.viewerOf(token.secretHash)).toBeNull();
  });

  test.each<[string, Standing, readonly (readonly [string, string])[]]>([
    [
      "an admin leads them",
      { role: "ADMIN", teams: NO_TEAMS },
      [
        ["blue", "LEAD"],
        ["red", "LEAD"],
      ],
    ],
    [
      "an auditor looks at them",
      { role: "AUDITOR", teams: NO_TEAMS },
      [
        ["blue", "VIEWER"],
        ["red", "VIEWER"],
      ],
    ],
    ["a member of one is in that one", MEMBER, [["blue", "MEMBER"]]],
  ])("for certain teams has no other: %s", async (_, standing, teams) => {
    await using world = await openTokens();
    const { secret } = await world.make({ teams: ["blue", "red"] }, viewer(ANN, { role: "ADMIN", teams: NO_TEAMS }));
    world.standings.set("user-ann", standing);
    expect(world.tokens.viewerOf(secret)).toMatchObject({ role: null });
    expect([...(world.tokens.viewerOf(secret)?.teams ?? [])]).toEqual(teams);
  });

  test("leaves the use of it, to the minute", async () => {
    await using world = await openTokens();
    const { token, secret } = await world.make();
    const used = () => world.tokens.list(ADMIN)[0]?.lastUsedAt;
    world.tokens.viewerOf(secret);
    const first = world.clock.now();
    expect(used()).toEqual(first);
    world.after(MINUTE_MS - 1);
    world.tokens.viewerOf(secret);
    expect(used()).toEqual(first);
    world.after(1);
    world.tokens.viewerOf(secret);
    expect(used()).toEqual(world.clock.now());
    // The ledger's transactions run one after another: this one waits for that of the use.
    await world.ledger.write(async () => undefined);
    using next = await world.load();
    expect(next.list(ADMIN)).toEqual([{ ...token, lastUsedAt: world.clock.now() }]);
  });
});

describe("a token ends", () => {
  test("when it is revoked, once, and those who wait for it are told", async () => {
    await using world = await openTokens();
    const { token, secret } = await world.make();
    const told: string[] = [];
    world.tokens.whenOver(token.id, () => told.push("first"));
    world.tokens.whenOver(token.id, () => told.push("second"))();
    const revoked = await world.tokens.revoke(viewer(ANN), token.id);
    expect(revoked).toMatchObject({ ok: true, value: { revokedAt: world.clock.now() } });
    expect([world.tokens.viewerOf(secret), told]).toEqual([null, ["first"]]);
    world.after(MINUTE_MS);
    expect(await world.tokens.revoke(viewer(ANN), token.id)).toEqual(revoked);
    const trail = await world.ledger.auditTrail(`token:${token.id}`, 9);
    expect(trail.map(({ action, before }) => [action, before])).toEqual([
      ["createApiToken", null],
      ["revokeApiToken", { name: "nightly", scope: "WRITE" }],
    ]);
    using next = await world.load();
    expect(next.viewerOf(secret)).toBeNull();
  });

  test("when its days are over, also those that are more than one timer's", async () => {
    await using world = await openTokens();
    const { token, secret } = await world.make({ expiresInDays: 3 });
    const told: string[] = [];
    world.tokens.whenOver(token.id, () => told.push("over"));
    world.pass(3 * DAY_MS - SECOND_MS);
    expect([world.tokens.viewerOf(secret)?.actor.id, told]).toEqual([token.id, []]);
    world.pass(SECOND_MS);
    expect([world.tokens.viewerOf(secret), told]).toEqual([null, ["over"]]);
  });

  test("for open connections where its maker may something else now", async () => {
    await using world = await openTokens();
    const { token, secret } = await world.make();
    const told: string[] = [];
    world.tokens.whenOver(token.id, () => told.push("over"));
    world.tokens.standingChanged("user-bob");
    expect(told).toEqual([]);
    world.tokens.standingChanged("user-ann");
    world.tokens.standingChanged("user-ann");
    expect([told, world.tokens.viewerOf(secret)?.actor.id]).toEqual([["over"], token.id]);
  });
});

test("people manage their own tokens, newest first, and admins all", async () => {
  await using world = await openTokens();
  const first = await world.make({ name: "first" });
  const second = await world.make({ name: "second" });
  const bobs = await world.make({ name: "bob's" }, BOB);
  const names = (of: Viewer) => world.tokens.list(of).map(({ name }) => name);
  expect([names(viewer(ANN)), names(BOB), names(ADMIN)]).toEqual([
    ["second", "first"],
    ["bob's"],
    ["bob's", "second", "first"],
  ]);
  const missing = { ok: false, error: { kind: "NotFound", what: "API_TOKEN" } };
  expect(await world.tokens.revoke(BOB, first.token.id)).toMatchObject(missing);
  expect(await world.tokens.revoke(BOB, "nothing")).toMatchObject(missing);
  expect((await world.tokens.revoke(ADMIN, bobs.token.id)).ok).toBe(true);
  expect(world.tokens.viewerOf(second.secret)).not.toBeNull();
  using next = await world.load();
  expect(next.list(ADMIN).map(({ name }) => name)).toEqual(["bob's", "second", "first"]);
});
