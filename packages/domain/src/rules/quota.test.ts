import { describe, expect, test } from "vitest";
import { NEEDS, NO_NEED, needOf } from "../model/amounts.ts";
import type { LedgerServer } from "../model/server.ts";
import { NO_QUOTA, newTeam, type Team } from "../model/team.ts";
import { changeQuota, checkQuota, overQuota, placeWithinQuota } from "./quota.ts";

const GIB = 2 ** 30;
const twoGpus = needOf({ gpus: 2, cpuMillis: 1_000, ramBytes: GIB, storageBytes: 0 });

function team(changes: Partial<Team>): Team {
  return { ...newTeam("vision"), used: NO_NEED, usedByModel: {}, pullSecrets: [], ...changes };
}

function server(name: string, gpuModel: string | null, gpus = 8): LedgerServer {
  const allocatable = { gpus, cpuMillis: 64_000, ramBytes: 512 * GIB, storageBytes: 1_000 * GIB, podSlots: 110 };
  return {
    name,
    uid: name,
    gpuModel,
    status: "READY",
    admits: true,
    vanished: false,
    allocatable,
    foreign: NO_NEED,
    allocated: NO_NEED,
    observedAt: new Date(0),
  };
}

const anyServer = { need: twoGpus, server: null, gpuModels: [] };

describe("placeWithinQuota", () => {
  const servers = [server("a100", "A100"), server("h100", "H100", 4)];

  test("takes another accepted model where the quota of one is used up", () => {
    expect(placeWithinQuota(team({}), servers, anyServer)).toMatchObject({ ok: true, value: { server: "h100" } });
    const noH100 = team({ quota: { ...NO_QUOTA, gpusByModel: { H100: 3 } }, usedByModel: { H100: 2 } });
    expect(placeWithinQuota(noH100, servers, anyServer)).toMatchObject({ ok: true, value: { server: "a100" } });
  });

  test.each([
    ["the only accepted model", { ...anyServer, gpuModels: ["H100"] }],
    ["the server that was asked for", { ...anyServer, server: "h100" }],
  ])("refuses with the quota's facts where it stands in the way of %s", (_, request) => {
    const noH100 = team({ quota: { ...NO_QUOTA, gpusByModel: { H100: 3 } }, usedByModel: { H100: 2 } });
    expect(placeWithinQuota(noH100, servers, request)).toMatchObject({
      ok: false,
      error: { kind: "QuotaExceeded", resource: "gpus", gpuModel: "H100", quota: 3, used: 2, need: 2 },
    });
  });

  test("where there is no room in any case, that is the reason", () => {
    const none = team({ quota: { ...NO_QUOTA, gpusByModel: { H100: 0 } } });
    const all = { ...anyServer, need: { ...twoGpus, gpus: 9 } };
    expect(placeWithinQuota(none, servers, all)).toMatchObject({ ok: false, error: { kind: "InsufficientCapacity" } });
  });

  test("a pod without GPUs may go to a server of a model that is used up", () => {
    const none = team({ quota: { ...NO_QUOTA, gpusByModel: { H100: 0 } } });
    const request = { ...anyServer, need: { ...twoGpus, gpus: 0 } };
    expect(placeWithinQuota(none, [servers[1] ?? server("x", null)], request)).toMatchObject({ ok: true });
  });
});

describe("checkQuota", () => {
  test("the quota in all comes before the model's", () => {
    const tight = team({ quota: { ...NO_QUOTA, gpus: 1, gpusByModel: { H100: 1 } } });
    expect(checkQuota(tight, twoGpus, "H100")).toMatchObject({ gpuModel: null, quota: 1 });
    expect(checkQuota(team({ quota: { ...NO_QUOTA, gpusByModel: { H100: 1 } } }), twoGpus, "A100")).toBeNull();
  });
});

test("a team is over quota where it holds more than it may, resource by resource and model by model", () => {
  const quota = { ...NO_QUOTA, gpus: 4, cpuMillis: 0, gpusByModel: { A100: 2, H100: 2 } };
  const used = { ...NO_NEED, gpus: 5 };
  expect(overQuota(team({ quota, used, usedByModel: { A100: 2, H100: 3 } }))).toEqual([
    { resource: "gpus", gpuModel: null, quota: 4, used: 5 },
    { resource: "gpus", gpuModel: "H100", quota: 2, used: 3 },
  ]);
});

test("a change of quota touches what it names: null takes the limit away", () => {
  const quota = { ...NO_QUOTA, gpus: 4, podSlots: 10, gpusByModel: { A100: 2, H100: 2 } };
  expect(changeQuota(quota, { gpus: 8, podSlots: null, gpusByModel: { H100: null, B200: 1 } })).toEqual({
    ...NO_QUOTA,
    gpus: 8,
    gpusByModel: { A100: 2, B200: 1 },
  });
});

describe("a quota is passed", () => {
  const used = { gpus: 3, cpuMillis: 1_000, ramBytes: GIB, storageBytes: 2 * GIB, podSlots: 4 };
  const need = { gpus: 1, cpuMillis: 500, ramBytes: GIB, storageBytes: GIB, podSlots: 1 };
  const refusal = (quota: Partial<Team["quota"]>, asked = need, model: string | null = "H100") =>
    checkQuota(team({ quota: { ...NO_QUOTA, ...quota }, used, usedByModel: { H100: 3 } }), asked, model);

  test.each(NEEDS)("by one more %s than there may be, and not by the last", (resource) => {
    const all = used[resource] + need[resource];
    expect(refusal({ [resource]: all })).toBeNull();
    expect(refusal({ [resource]: all - 1 })).toMatchObject({
      ...{ kind: "QuotaExceeded", team: "vision", resource, gpuModel: null },
      ...{ quota: all - 1, used: used[resource], need: need[resource] },
    });
  });

  test("never by what is not asked for, though more is held than may be", () => {
    expect(
      refusal({ gpus: 0, storageBytes: 0, gpusByModel: { H100: 0 } }, { ...need, gpus: 0, storageBytes: 0 }),
    ).toBeNull();
  });

  test("by the GPUs of a model, of which none are held yet where none are told of", () => {
    expect(refusal({ gpusByModel: { H100: 4 } })).toBeNull();
    expect(refusal({ gpusByModel: { H100: 3 } })).toMatchObject({
      resource: "gpus",
      gpuModel: "H100",
      quota: 3,
      used: 3,
      need: 1,
    });
    expect(refusal({ gpusByModel: { B200: 0 } }, need, "B200")).toMatchObject({ gpuModel: "B200", used: 0 });
    expect(refusal({ gpusByModel: { H100: 0 } }, need, null)).toBeNull();
  });
});

test("models of a quota are in the order of their names", () => {
  const { gpusByModel } = changeQuota({ ...NO_QUOTA, gpusByModel: { H100: 1 } }, { gpusByModel: { V100: 1, A100: 2 } });
  expect(Object.entries(gpusByModel)).toEqual([
    ["A100", 2],
    ["H100", 1],
    ["V100", 1],
  ]);
});
