import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { audiencesOf, VISIBILITY, visibilityList } from "./visibility.ts";

test("a field has one audience, however the fields are written one under the other", () => {
  const type = { everybody: "name\n      size", team: "pods" };
  expect([...audiencesOf(type)]).toEqual([
    ["name", "everybody"],
    ["size", "everybody"],
    ["pods", "team"],
  ]);
  expect(() => audiencesOf({ ...type, all: "size" })).toThrow('"size" has two audiences: everybody and all');
});

test("what somebody may see of servers is not what they may see of pods", () => {
  expect(audiencesOf(VISIBILITY.Server ?? {}).get("pods")).toBe("team");
  expect(new Set(audiencesOf(VISIBILITY.Pod ?? {}).values())).toEqual(new Set(["team"]));
});

test("the documentation has the list as it is", async () => {
  const page = await readFile(new URL("../../../../docs/roles.md", import.meta.url), "utf8");
  expect(page).toContain(visibilityList());
});
