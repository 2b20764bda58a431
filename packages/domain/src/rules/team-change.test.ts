import { describe, expect, test } from "vitest";
import { NO_QUOTA, newTeam } from "../model/team.ts";
import { describeQuota, describeTeamChange } from "./team-change.ts";

const GIB = 2 ** 30;
const LIMITED = {
  gpus: 8,
  cpuMillis: 1_000,
  ramBytes: 2 * GIB,
  storageBytes: 0,
  podSlots: 10,
  gpusByModel: { H100: 4 },
};

describe("what differs between two pages of a team", () => {
  const before = newTeam("vision", { quota: LIMITED });

  test("is nothing where only the version and the operation do", () => {
    expect(describeTeamChange(before, { ...before, version: 9, operationId: "o" })).toEqual([]);
  });

  test("is told field by field, in words", () => {
    const quota = { ...NO_QUOTA, gpus: 16, storageBytes: 3 * GIB, gpusByModel: { H100: 4, B200: 2 } };
    const defaults = { cpuMillis: 500, ramBytes: 3 * GIB, storageBytes: GIB };
    const after = {
      ...before,
      description: "eyes",
      quota,
      defaults,
      allowedImages: ["a.example", "b.example"],
      archived: true,
    };
    expect(describeTeamChange(before, after).map((change) => [change.field, change.before, change.after])).toEqual([
      ["description", "", "eyes"],
      ["quota.gpus", "8", "16"],
      ["quota.gpus B200", null, "2"],
      ["quota.cpu", "1 core", "no limit"],
      ["quota.ram", "2 GiB", "no limit"],
      ["quota.storage", "0 GiB", "3 GiB"],
      ["quota.pods", "10", "no limit"],
      ["defaults.cpu", "1 core", "0.5 cores"],
      ["defaults.ram", "1 GiB", "3 GiB"],
      ["defaults.storage", "none", "1 GiB"],
      ["allowedImages", "any", "a.example, b.example"],
      ["archived", "no", "yes"],
    ]);
    expect(describeTeamChange(before, after).every(({ inPlace }) => inPlace)).toBe(true);
  });

  test("of a new team is all of it, from nothing", () => {
    const changes = describeTeamChange(null, newTeam("vision"));
    expect(changes.map((change) => [change.field, change.before, change.after])).toEqual([
      ["description", null, ""],
      ["quota.gpus", null, "no limit"],
      ["quota.cpu", null, "no limit"],
      ["quota.ram", null, "no limit"],
      ["quota.storage", null, "no limit"],
      ["quota.pods", null, "no limit"],
      ["defaults.cpu", null, "1 core"],
      ["defaults.ram", null, "1 GiB"],
      ["defaults.storage", null, "none"],
      ["allowedImages", null, "any"],
      ["archived", null, "no"],
    ]);
  });
});

test("a quota is told limit by limit, each in its unit", () => {
  expect(describeQuota(LIMITED)).toEqual({
    ...{ gpus: "8", "gpus H100": "4", cpu: "1 core" },
    ...{ ram: "2 GiB", storage: "0 GiB", pods: "10" },
  });
});
