import { Memberships } from "@resource-manager/domain/identity/memberships";
import type { TeamRole } from "@resource-manager/domain/model/actor";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import { newTeam } from "@resource-manager/domain/model/team";
import { EVERY_RIGHT, type Rights } from "@resource-manager/domain/rules/rights";
import { describe, expect, test } from "vitest";
import { openAccounts, ROOT, SECOND_MS } from "./accounts.ts";

const KEY = "7d0f1a52-6f1e-4c55-9f5e-0a1b2c3d4e5f";

interface More {
  readonly team?: string;
  readonly dryRun?: boolean;
  readonly operationId?: string | null;
}

/** Teams blue and red, and ann and bob. */
async function openMembers() {
  const accounts = await openAccounts();
  const { ledger, clock, users } = accounts;
  await ledger.write(async (tx) => {
    await tx.upsertTeam(newTeam("blue"));
    await tx.upsertTeam(newTeam("red", { archived: true, version: 4 }));
  });
  for (const name of ["ann", "bob"]) await users.create(ROOT, { name, email: null, role: null });
  const { roster } = accounts.core;
  const load = () =>
    Memberships.load({ ledger, clock, user: (id) => roster.user(id), userNamed: (name) => roster.named(name) });
  const members = await load();
  const request = (user: string, more: More) => ({ team: "blue", user, dryRun: false, operationId: null, ...more });
  return {
    ...accounts,
    ...{ members, load },
    id: (name: string): string => roster.named(name)?.id ?? "",
    set: (user: string, role: TeamRole, more: More = {}, rights = EVERY_RIGHT) =>
      members.set(ROOT, { ...request(user, more), role }, rights),
    remove: (user: string, more: More = {}) => members.remove(ROOT, request(user, more), EVERY_RIGHT),
    events: async () =>
      (await ledger.auditTrail("team:blue", 20)).map(({ action, result, before, after }) => [
        action,
        result,
        before,
        after,
      ]),
  };
}

describe("a member", () => {
  test("is added, given another role and removed; all of it is there in the next process", async () => {
    await using world = await openMembers();
    const told: string[] = [];
    world.members.onChange((id) => told.push(id));
    const id = world.id("ann");
    expect(await world.set("ann", "MEMBER")).toMatchObject({
      ok: true,
      value: { team: "blue", user: { name: "ann" }, before: null, after: "MEMBER", dryRun: false },
    });
    world.after(SECOND_MS);
    expect(await world.set("bob", "VIEWER")).toMatchObject({ ok: true });
    world.after(SECOND_MS);
    expect(await world.set("ann", "LEAD")).toMatchObject({ value: { before: "MEMBER", after: "LEAD" } });
    expect([...world.members.rolesOf(id)]).toEqual([["blue", "LEAD"]]);
    const inBlue = (members: Memberships) =>
      members.of("blue").map(({ user, membership }) => [user.name, membership.role]);
    expect(inBlue(world.members)).toEqual([
      ["ann", "LEAD"],
      ["bob", "VIEWER"],
    ]);
    expect(inBlue(await world.load())).toEqual(inBlue(world.members));
    expect(world.members.of("red")).toEqual([]);
    expect(await world.remove("ann")).toMatchObject({ value: { before: "LEAD", after: null } });
    expect([...world.members.rolesOf(id)]).toEqual([]);
    expect(inBlue(await world.load())).toEqual([["bob", "VIEWER"]]);
    expect(told).toEqual([id, world.id("bob"), id, id]);
    expect(await world.events()).toEqual([
      ["setMember", "DONE", null, { member: "ann", role: "MEMBER" }],
      ["setMember", "DONE", null, { member: "bob", role: "VIEWER" }],
      ["setMember", "DONE", { member: "ann", role: "MEMBER" }, { member: "ann", role: "LEAD" }],
      ["removeMember", "DONE", { member: "ann", role: "LEAD" }, null],
    ]);
  });

  test("who is one already, or is none, is changed by nothing", async () => {
    await using world = await openMembers();
    await world.set("ann", "MEMBER");
    const told: string[] = [];
    const stop = world.members.onChange((id) => told.push(id));
    expect(await world.set("ann", "MEMBER")).toMatchObject({ ok: true, value: { before: "MEMBER", after: "MEMBER" } });
    expect(await world.remove("bob")).toMatchObject({ ok: true, value: { before: null, after: null } });
    expect(told).toEqual([]);
    expect(await world.events()).toHaveLength(1);
    stop();
    await world.remove("ann");
    expect(told).toEqual([]);
  });

  test("is not added by a dry run, which says what would be", async () => {
    await using world = await openMembers();
    expect(await world.set("ann", "LEAD", { dryRun: true })).toMatchObject({
      value: { before: null, after: "LEAD", dryRun: true },
    });
    expect([world.members.of("blue"), await world.events()]).toEqual([[], []]);
  });
});

describe("a change of members is refused", () => {
  test.each<[string, string, More, object]>([
    ["in a team that there is not", "ann", { team: "green" }, { kind: "NotFound", what: "TEAM" }],
    ["of a user whom there is not", "eve", {}, { kind: "NotFound", what: "USER" }],
    ["in a team that is archived", "ann", { team: "red" }, { kind: "Conflict", currentVersion: 4 }],
    [
      "with a key that is none",
      "ann",
      { operationId: "7" },
      { kind: "InvalidInput", problems: [{ path: "operationId" }] },
    ],
  ])("%s", async (_, user, more, error) => {
    await using world = await openMembers();
    expect(await world.set(user, "MEMBER", more)).toMatchObject({ ok: false, error });
    const trail = await world.ledger.auditTrail(`team:${more.team ?? "blue"}`, 9);
    expect(trail.map(({ action, result }) => [action, result])).toEqual([["setMember", "REFUSED"]]);
  });

  test("to whom may not, before anything is said of the user", async () => {
    await using world = await openMembers();
    const no: Refusal = { kind: "NotPermitted", message: "no" };
    const asked: unknown[] = [];
    const rights: Rights = (permission, thing) => {
      asked.push([permission, thing]);
      return no;
    };
    expect(await world.set("eve", "LEAD", {}, rights)).toEqual({ ok: false, error: no });
    expect(asked).toEqual([["manageMembers", { team: "blue", ownerId: null }]]);
  });

  test("but not of whoever is taken out of a team that is archived", async () => {
    await using world = await openMembers();
    expect(await world.remove("ann", { team: "red" })).toMatchObject({ ok: true });
  });
});

describe("the same key", () => {
  test("changes nothing a second time, whatever became of it since", async () => {
    await using world = await openMembers();
    await world.set("ann", "MEMBER", { operationId: KEY });
    await world.set("ann", "LEAD");
    expect(await world.set("ann", "MEMBER", { operationId: KEY })).toMatchObject({
      ok: true,
      value: { before: "LEAD", after: "LEAD" },
    });
    expect([...world.members.rolesOf(world.id("ann"))]).toEqual([["blue", "LEAD"]]);
    expect(await world.set("bob", "MEMBER", { operationId: KEY })).toMatchObject({ error: { kind: "Conflict" } });
  });

  test("is refused again, also where it has become possible", async () => {
    await using world = await openMembers();
    const refused = await world.set("eve", "MEMBER", { operationId: KEY });
    await world.users.create(ROOT, { name: "eve", email: null, role: null });
    expect(await world.set("eve", "MEMBER", { operationId: KEY })).toEqual(refused);
    expect(await world.set("eve", "MEMBER")).toMatchObject({ ok: true });
  });
});
