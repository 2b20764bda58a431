import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { NO_TEAMS, type PlatformRole, type TeamRole, type Viewer } from "../model/actor.ts";
import type { TokenScope } from "../model/api-token.ts";
import {
  notPermittedBecause,
  PERMISSIONS,
  type Permission,
  permissionTable,
  rolesThatMay,
  seesTeam,
} from "./permissions.ts";

const ALL = Object.keys(PERMISSIONS) as Permission[];

function asking(
  role: PlatformRole | null,
  teams: Readonly<Record<string, TeamRole>> = {},
  scope: TokenScope | null = null,
): Viewer {
  return { actor: { kind: "USER", id: "a", name: "a" }, role, teams: new Map(Object.entries(teams)), scope };
}

const ADMIN = asking("ADMIN");
const allowedTo = (viewer: Viewer, own: boolean, team: string | null = "blue") =>
  ALL.filter((permission) => notPermittedBecause(viewer, permission, { team, own }) === null);

test("a READ token of an admin only sees, a WRITE token cannot touch who may ask, and the admin may everything", () => {
  const withScope = (scope: TokenScope | null) => allowedTo({ ...ADMIN, scope }, false);
  expect(withScope("READ")).toEqual(["look", "seeTeam", "seeAll"]);
  const aboutAskers: readonly Permission[] = [
    "manageTokens",
    "manageMembers",
    "manageServiceAccounts",
    "manageUsers",
    "ownAccount",
  ];
  expect(withScope("WRITE")).toEqual(ALL.filter((each) => !aboutAskers.includes(each)));
  expect(withScope(null)).toEqual(ALL);
});

test("an auditor sees everything, and changes nothing but their own tokens and account", () => {
  expect(allowedTo(asking("AUDITOR"), false)).toEqual(["look", "seeTeam", "seeAll"]);
  expect(allowedTo(asking("AUDITOR"), true)).toEqual(["look", "seeTeam", "seeAll", "manageTokens", "ownAccount"]);
});

test("in a team, viewers see, members change their own pods, leads all of the team, and decide what others asked for", () => {
  const own = (role: TeamRole) => allowedTo(asking(null, { blue: role }), true);
  const others = (role: TeamRole) => allowedTo(asking(null, { blue: role }), false);
  expect(others("VIEWER")).toEqual(["look", "seeTeam"]);
  expect(own("MEMBER")).toEqual(["look", "seeTeam", "changePods", "requestQuota", "manageTokens", "ownAccount"]);
  expect(others("MEMBER")).toEqual(["look", "seeTeam", "requestQuota"]);
  expect(own("LEAD")).toEqual([
    "look",
    "seeTeam",
    "changePods",
    "requestQuota",
    "manageMembers",
    "managePullSecrets",
    "manageTokens",
    "manageServiceAccounts",
    "ownAccount",
  ]);
  expect(others("LEAD")).toEqual([
    ...own("LEAD").slice(0, 4),
    "decideQuota",
    "manageMembers",
    "managePullSecrets",
    "manageTokens",
    "manageServiceAccounts",
  ]);
});

test("a role counts in its own team only", () => {
  const lead = asking(null, { blue: "LEAD" });
  expect(allowedTo(lead, false, "red")).toEqual(["look"]);
  expect([seesTeam(lead, "blue"), seesTeam(lead, "red"), seesTeam(lead, null)]).toEqual([true, false, false]);
  expect(seesTeam(asking("AUDITOR"), null)).toBe(true);
});

test("what may be asked at all is known before anything is read", () => {
  const anywhere = (viewer: Viewer) => ALL.filter((permission) => notPermittedBecause(viewer, permission) === null);
  expect(anywhere(asking(null))).toEqual(["look", "manageTokens", "ownAccount"]);
  expect(anywhere(asking(null, { blue: "VIEWER", red: "MEMBER" }))).toContain("changePods");
  expect(anywhere(asking(null, { blue: "LEAD" }))).not.toContain("changeTeams");
  expect(anywhere({ ...asking(null), teams: NO_TEAMS, scope: "WRITE" })).toEqual(["look"]);
});

test("a refusal says what is not allowed, and who may", () => {
  expect(notPermittedBecause({ ...ADMIN, scope: "READ" }, "heal")).toBe(
    "a READ token may not repair and accept findings, and say what is healed unasked; API tokens that may: WRITE",
  );
  expect(notPermittedBecause(asking(null, { blue: "MEMBER" }), "changePods", { team: "blue", own: false })).toBe(
    "a MEMBER of blue, for what is not their own, may not create, change and delete pods, and call their operations off; who may: ADMIN, LEAD of the team, MEMBER of the team for their own",
  );
  expect(notPermittedBecause(asking(null, { blue: "VIEWER" }), "changePods", { team: "blue", own: false })).toMatch(
    /^a VIEWER of blue may not create/,
  );
  expect(notPermittedBecause(asking(null, { blue: "LEAD", red: "VIEWER" }), "changeTeams")).toMatch(
    /^a LEAD of blue and a VIEWER of red may not/,
  );
  expect(rolesThatMay("decideQuota")).toBe("who may: ADMIN, LEAD of the team for what others asked for");
  expect(rolesThatMay("manageTokens")).toBe("who may: ADMIN, LEAD of the team, everybody for their own");
});

test("the documentation has the table as it is", async () => {
  const page = await readFile(new URL("../../../../docs/roles.md", import.meta.url), "utf8");
  expect(page).toContain(permissionTable());
});
