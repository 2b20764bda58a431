import {
  SERVICE_ACCOUNT_DESCRIPTION_MAX,
  SERVICE_ACCOUNTS_MAX,
  ServiceAccounts,
  type ServiceAccountWish,
} from "@resource-manager/domain/identity/service-accounts";
import { type Actor, NO_TEAMS, type Viewer } from "@resource-manager/domain/model/actor";
import { newTeam } from "@resource-manager/domain/model/team";
import { ApiTokens } from "@resource-manager/domain/operations/api-tokens";
import { notPermittedBecause } from "@resource-manager/domain/rules/permissions";
import { EVERY_RIGHT, rightsOf } from "@resource-manager/domain/rules/rights";
import { describe, expect, test } from "vitest";
import { openAccounts, SECOND_MS } from "./accounts.ts";

const ANN: Actor = { kind: "USER", id: "user-ann", name: "ann" };
const LEAD: Viewer = { actor: ANN, role: null, teams: new Map([["blue", "LEAD"]]), scope: null };
const WISH: ServiceAccountWish = { team: "blue", name: "ci", description: " builds ", role: "MEMBER", dryRun: false };

/** Teams blue and red, the latter archived, with their service accounts and tokens. */
async function openWorld() {
  const accounts = await openAccounts();
  const { ledger, clock, ids, secrets, faults } = accounts;
  await ledger.write(async (tx) => {
    await tx.upsertTeam(newTeam("blue"));
    await tx.upsertTeam(newTeam("red", { archived: true, version: 4 }));
  });
  const load = () => ServiceAccounts.load({ ledger, clock, ids });
  const service = await load();
  const tokens = await ApiTokens.load({
    ...{ ledger, clock, ids, newSecret: secrets, onFault: (fault: unknown) => faults.push(fault) },
    standingOf: (id) => service.standingOf(id),
    serviceAccount: (id) => service.get(id),
  });
  service.onChange((id) => tokens.standingChanged(id));
  const make = async (wish: Partial<ServiceAccountWish> = {}) => {
    const answer = await service.create(ANN, { ...WISH, ...wish }, rightsOf(LEAD));
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };
  const tokenOf = async (serviceAccountId: string, viewer = LEAD) =>
    tokens.create(viewer, { name: "nightly", scope: "WRITE", teams: null, expiresInDays: 1, serviceAccountId });
  const secretOf = async (id: string) => {
    const answer = await tokenOf(id);
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };
  const close = async () => {
    tokens[Symbol.dispose]();
    await accounts[Symbol.asyncDispose]();
  };
  return { ...accounts, service, tokens, load, make, tokenOf, secretOf, [Symbol.asyncDispose]: close };
}

describe("a service account", () => {
  test("is made, disabled and enabled, each audited in its team, and is known in the next process", async () => {
    await using world = await openWorld();
    const { service, clock } = world;
    const made = await world.make();
    expect(made).toMatchObject({ name: "ci", description: "builds", team: "blue", role: "MEMBER", createdBy: "ann" });
    expect([...(service.standingOf(made.id)?.teams ?? [])]).toEqual([["blue", "MEMBER"]]);
    const told: string[] = [];
    service.onChange((id) => told.push(id))();
    service.onChange((id) => told.push(id));
    const request = { id: made.id, dryRun: false };
    const at = clock.now();
    expect(await service.disable(ANN, request, rightsOf(LEAD))).toEqual({
      ok: true,
      value: { ...made, disabledAt: at },
    });
    world.after(SECOND_MS);
    expect(await service.disable(ANN, request, rightsOf(LEAD))).toMatchObject({ value: { disabledAt: at } });
    expect([service.standingOf(made.id), (await world.load()).standingOf(made.id)]).toEqual([null, null]);
    expect(await service.enable(ANN, request, rightsOf(LEAD))).toEqual({ ok: true, value: made });
    expect([service.of("blue"), (await world.load()).of("blue"), service.of("red")]).toEqual([[made], [made], []]);
    expect(told).toEqual([made.id, made.id]);
    const trail = await world.ledger.auditTrail("team:blue", 9);
    const [enabled, disabled] = [false, true].map((is) => ({ serviceAccount: "ci", role: "MEMBER", disabled: is }));
    expect(trail.map(({ action, before, after }) => [action, before, after])).toEqual([
      ["createServiceAccount", null, enabled],
      ["disableServiceAccount", enabled, disabled],
      ["enableServiceAccount", disabled, enabled],
    ]);
  });

  test("is not touched by a dry run, which says what would be", async () => {
    await using world = await openWorld();
    const dry = await world.make({ dryRun: true });
    expect([dry.name, world.service.of("blue")]).toEqual(["ci", []]);
    const made = await world.make();
    const answer = await world.service.disable(ANN, { id: made.id, dryRun: true }, EVERY_RIGHT);
    expect(answer).toMatchObject({ value: { disabledAt: world.clock.now() } });
    expect([world.service.get(made.id), (await world.ledger.auditTrail("team:blue", 9)).length]).toEqual([made, 1]);
  });

  test.each<[string, Partial<ServiceAccountWish>, object]>([
    ["in a team that is not there", { team: "green" }, { kind: "NotFound", what: "TEAM" }],
    ["in another team, as if that was not there", { team: "red" }, { kind: "NotFound", what: "TEAM" }],
    ["with a name that is none", { name: "CI" }, { kind: "InvalidInput", problems: [{ path: "name" }] }],
    ["with too long a name", { name: "c".repeat(41) }, { kind: "InvalidInput", problems: [{ path: "name" }] }],
    [
      "with too long a description",
      { description: "x".repeat(SERVICE_ACCOUNT_DESCRIPTION_MAX + 1) },
      { kind: "InvalidInput", problems: [{ path: "description" }] },
    ],
    ["with a name that one has", { name: "taken" }, { kind: "NameTaken", name: "taken" }],
  ])("is refused %s, and the audit says so", async (_, wish, error) => {
    await using world = await openWorld();
    const taken = await world.make({ name: "taken" });
    await world.service.disable(ANN, { id: taken.id, dryRun: false }, EVERY_RIGHT);
    expect(await world.service.create(ANN, { ...WISH, ...wish }, rightsOf(LEAD))).toMatchObject({ ok: false, error });
    const [event] = (await world.ledger.auditTrail(`team:${wish.team ?? "blue"}`, 9)).toReversed();
    expect(event).toMatchObject({ action: "createServiceAccount", result: "REFUSED" });
  });

  test("is refused in an archived team, and when there are too many", async () => {
    await using world = await openWorld();
    const inRed = await world.service.create(ANN, { ...WISH, team: "red" }, EVERY_RIGHT);
    expect(inRed).toMatchObject({ error: { kind: "Conflict", currentVersion: 4 } });
    for (let index = 0; index < SERVICE_ACCOUNTS_MAX; index += 1) await world.make({ name: `ci-${index}` });
    const more = await world.service.create(ANN, WISH, EVERY_RIGHT);
    expect(more).toMatchObject({ error: { kind: "InvalidInput", problems: [{ path: "name" }] } });
  });

  test("is made and ended by leads of its team, and nobody of another team learns of it", async () => {
    await using world = await openWorld();
    const { id } = await world.make();
    const member = rightsOf({ ...LEAD, teams: new Map([["blue", "MEMBER"]]) });
    const stranger = rightsOf({ ...LEAD, teams: new Map([["red", "LEAD"]]) });
    const disable = (rights: typeof member, which = id) =>
      world.service.disable(ANN, { id: which, dryRun: false }, rights);
    expect(await disable(member)).toMatchObject({ error: { kind: "NotPermitted" } });
    expect(await world.service.create(ANN, WISH, member)).toMatchObject({ error: { kind: "NotPermitted" } });
    const [others, absent] = [await disable(stranger), await disable(stranger, "none")];
    expect([others, absent]).toMatchObject([
      { error: { what: "SERVICE_ACCOUNT" } },
      { error: { what: "SERVICE_ACCOUNT" } },
    ]);
    expect(others).toEqual(absent);
    expect(world.service.get(id)?.disabledAt).toBeNull();
  });
});

describe("a token of a service account", () => {
  test("acts as the account, in its team and role alone, whoever made it and whatever became of them", async () => {
    await using world = await openWorld();
    const account = await world.make();
    const { token, secret } = await world.secretOf(account.id);
    expect(world.tokens.viewerOf(secret)).toEqual({
      actor: {
        ...{ kind: "TOKEN", id: token.id, name: "nightly" },
        ...{ onBehalfOf: "service account ci of team blue", onBehalfOfId: account.id },
      },
      ...{ role: null, teams: new Map([["blue", "MEMBER"]]), scope: "WRITE", isServiceAccount: true },
    });
    const [, made] = await world.ledger.auditTrail("team:blue", 9);
    expect(made).toMatchObject({ action: "createApiToken", after: { serviceAccount: "ci", name: "nightly" } });
    await world.tokens.revoke(LEAD, token.id);
    const [, , revoked] = await world.ledger.auditTrail("team:blue", 9);
    expect(revoked).toMatchObject({ action: "revokeApiToken", before: { serviceAccount: "ci", name: "nightly" } });
  });

  test("is good for nothing, also on open connections, while the account is disabled", async () => {
    await using world = await openWorld();
    const { id } = await world.make();
    const { token, secret } = await world.secretOf(id);
    const told: string[] = [];
    world.tokens.whenOver(token.id, () => told.push("over"));
    await world.service.disable(ANN, { id, dryRun: false }, EVERY_RIGHT);
    expect([world.tokens.viewerOf(secret), told]).toEqual([null, ["over"]]);
    await world.service.enable(ANN, { id, dryRun: false }, EVERY_RIGHT);
    expect(world.tokens.viewerOf(secret)?.actor.id).toBe(token.id);
  });

  test("is made, seen and revoked by leads of the team, and by nobody else, its maker included", async () => {
    await using world = await openWorld();
    const account = await world.make();
    const { token } = await world.secretOf(account.id);
    const member: Viewer = { ...LEAD, teams: new Map([["blue", "MEMBER"]]) };
    const stranger: Viewer = { ...LEAD, teams: NO_TEAMS };
    const { tokens } = world;
    expect([tokens.list(LEAD), tokens.list(member), tokens.list(stranger)]).toEqual([[token], [], []]);
    expect([tokens.ofServiceAccount(LEAD, account), tokens.ofServiceAccount(member, account)]).toEqual([[token], null]);
    expect(await tokens.revoke(member, token.id)).toMatchObject({ error: { what: "API_TOKEN" } });
    expect(await world.tokenOf(account.id, member)).toMatchObject({ error: { kind: "NotPermitted" } });
    const [others, absent] = [await world.tokenOf(account.id, stranger), await world.tokenOf("none", stranger)];
    expect(others).toMatchObject({ error: { kind: "NotFound", what: "SERVICE_ACCOUNT" } });
    expect(others).toEqual(absent);
  });

  test("is for no other teams", async () => {
    await using world = await openWorld();
    const { id } = await world.make();
    const wish = { name: "nightly", scope: "READ", teams: ["blue"], expiresInDays: 1, serviceAccountId: id } as const;
    expect(await world.tokens.create(LEAD, wish)).toMatchObject({ error: { problems: [{ path: "teams" }] } });
  });

  test("neither asks for quota nor decides on it, so that nobody is their own second pair of eyes", async () => {
    await using world = await openWorld();
    const { secret } = await world.secretOf((await world.make({ role: "LEAD" })).id);
    const viewer = world.tokens.viewerOf(secret);
    if (!viewer) throw new Error("the token is good");
    const may = (permission: Parameters<typeof notPermittedBecause>[1]) =>
      notPermittedBecause(viewer, permission, { team: "blue", own: false });
    expect([may("changePods"), may("requestQuota"), may("decideQuota")]).toEqual([
      null,
      "a service account may not ask for another quota: that takes a person",
      "a service account may not decide on requests for another quota: that takes a person",
    ]);
  });
});
