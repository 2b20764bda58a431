import { describe, expect, test } from "vitest";
import { NEEDS, NO_NEED } from "../model/amounts.ts";
import type { LedgerServer } from "../model/server.ts";
import { HELD, ledgerServer, ROOM } from "../testing/objects.ts";
import { fitsOn, leftOf, leftOn, roomOn, takesPods, whyUnavailable } from "./capacity.ts";

const FOREIGN = { ...HELD, gpus: 2 };
const SHARED = ledgerServer({ foreign: FOREIGN });
const LEFT = { ...ROOM, gpus: 5, cpuMillis: 62_000, ramBytes: ROOM.ramBytes - 2 * HELD.ramBytes, podSlots: 108 };

describe("what is left on a server", () => {
  test("is what it has, less what is allocated, less what others take", () => {
    expect(leftOn(SHARED)).toEqual(LEFT);
    expect(NEEDS.map((name) => leftOf(SHARED, name))).toEqual(NEEDS.map((name) => LEFT[name]));
  });

  test("is never less than nothing", () => {
    const shrunk = ledgerServer({ allocatable: NO_NEED });
    expect(leftOn(shrunk)).toEqual(NO_NEED);
    expect(NEEDS.map((name) => leftOf(shrunk, name))).toEqual([0, 0, 0, 0, 0]);
  });
});

test("a need fits where all of it is left; what is not asked for need not be there", () => {
  expect(fitsOn(SHARED, LEFT)).toBe(true);
  expect(NEEDS.filter((name) => fitsOn(SHARED, { ...LEFT, [name]: LEFT[name] + 1 }))).toEqual([]);
  expect(fitsOn(ledgerServer({ allocatable: NO_NEED }), NO_NEED)).toBe(true);
});

describe("a server takes new pods", () => {
  test("where nothing stands against it: it then has the room that is left", () => {
    expect([takesPods(SHARED), whyUnavailable(SHARED)]).toEqual([true, null]);
    expect(roomOn(SHARED)).toEqual({
      ...{ name: "gpu-1", gpuModel: "H100", status: "READY", admits: true, allocatable: ROOM, available: LEFT },
    });
  });

  test.each<[Partial<LedgerServer>, RegExp]>([
    [{ vanished: true }, /no longer in the cluster/],
    [{ status: "CORDONED" }, /cordoned/],
    [{ status: "NOT_READY" }, /not ready/],
    [{ status: "UNKNOWN" }, /not reported its state/],
    [{ admits: false }, /taint/],
    [{ status: "CORDONED", admits: false }, /cordoned/],
    [{ vanished: true, status: "NOT_READY" }, /no longer in the cluster/],
  ])("not where %j, and says why", (change, why) => {
    const server = { ...SHARED, ...change };
    expect(takesPods(server)).toBe(false);
    expect(whyUnavailable(server)).toMatch(why);
    expect(roomOn(server).available).toEqual(NO_NEED);
  });
});
