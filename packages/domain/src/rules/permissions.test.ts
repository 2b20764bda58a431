import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Viewer } from "../model/actor.ts";
import type { TokenScope } from "../model/api-token.ts";
import { notPermittedBecause, PERMISSIONS, type Permission, permissionTable } from "./permissions.ts";

const asking = (scope: TokenScope | null): Viewer => ({
  actor: { kind: "USER", id: "a", name: "a" },
  role: "ADMIN",
  scope,
});

const allowedTo = (scope: TokenScope | null) =>
  (Object.keys(PERMISSIONS) as Permission[]).filter(
    (permission) => notPermittedBecause(asking(scope), permission) === null,
  );

test("a READ token only sees, a WRITE token cannot touch tokens, and who asks without one may everything", () => {
  expect(allowedTo("READ")).toEqual(["see"]);
  expect(allowedTo("WRITE")).toEqual(["see", "changePods", "changeTeams", "heal"]);
  expect(allowedTo(null)).toEqual(Object.keys(PERMISSIONS));
});

test("a refusal says what is not allowed, and which tokens may", () => {
  expect(notPermittedBecause(asking("READ"), "heal")).toBe(
    "a READ token may not repair and accept findings, and say what is healed unasked; API tokens that may: WRITE",
  );
});

test("the documentation has the table as it is", async () => {
  const page = await readFile(new URL("../../../../docs/api-tokens.md", import.meta.url), "utf8");
  expect(page).toContain(permissionTable());
});
