import { describe, expect, test } from "vitest";
import { NO_NEED } from "../model/amounts.ts";
import type { Taint } from "../model/server.ts";
import { allocation, GIB, HELD, ledgerServer, NOW, observedPod } from "../testing/objects.ts";
import { admitsPods, foreignNeed, sameFacts, serverStatus } from "./server-facts.ts";

test("a server that is not ready is that, before it is cordoned", () => {
  expect(serverStatus({ ready: "READY", cordoned: false })).toBe("READY");
  expect(serverStatus({ ready: "READY", cordoned: true })).toBe("CORDONED");
  expect(serverStatus({ ready: "NOT_READY", cordoned: true })).toBe("NOT_READY");
  expect(serverStatus({ ready: "UNKNOWN", cordoned: true })).toBe("UNKNOWN");
});

describe("a taint keeps our pods out", () => {
  const taint = (key: string, effect: Taint["effect"]): Taint => ({ key, value: "", effect });
  const admits = (...taints: readonly Taint[]) => admitsPods(taints, new Set(["nvidia.com/gpu"]));

  test.each<[string, Taint]>([
    ["it only puts them off", taint("team", "PreferNoSchedule")],
    ["they tolerate it", taint("nvidia.com/gpu", "NoSchedule")],
    ["the status says it: cordoned", taint("node.kubernetes.io/unschedulable", "NoSchedule")],
    ["the status says it: not ready", taint("node.kubernetes.io/not-ready", "NoExecute")],
    ["the status says it: unreachable", taint("node.kubernetes.io/unreachable", "NoExecute")],
  ])("not where %s", (_, one) => {
    expect(admits(one)).toBe(true);
  });

  test("where it is any other, whatever the rest", () => {
    expect(admits()).toBe(true);
    expect(admits(taint("team", "NoSchedule"))).toBe(false);
    expect(admits(taint("nvidia.com/gpu", "NoSchedule"), taint("team", "NoExecute"))).toBe(false);
  });
});

describe("what is taken that is not in the books", () => {
  const held = { gpus: 3, cpuMillis: 500, ramBytes: 2 * GIB, storageBytes: 0, podSlots: 1 };

  test("is all of a foreign pod, and of ours what it takes beyond its allocation", () => {
    const foreign = observedPod({ uid: "foreign", held });
    const ours = observedPod({ uid: "ours", held });
    const allocationOf = ({ uid }: { readonly uid: string }) => (uid === "ours" ? allocation() : null);
    expect(foreignNeed([ours], allocationOf)).toEqual({
      gpus: 2,
      cpuMillis: 0,
      ramBytes: GIB,
      storageBytes: 0,
      podSlots: 0,
    });
    expect(foreignNeed([foreign, ours], allocationOf)).toEqual({
      ...{ gpus: 5, cpuMillis: 500, ramBytes: 3 * GIB, storageBytes: 0, podSlots: 1 },
    });
  });

  test("stays an exact integer, however absurd the requests are", () => {
    const absurd = { ...held, ramBytes: Number.MAX_SAFE_INTEGER };
    const pods = ["a", "b", "c"].map((uid) => observedPod({ uid, held: absurd }));
    expect(foreignNeed(pods, () => null)).toEqual({
      gpus: 9,
      cpuMillis: 1_500,
      ramBytes: Number.MAX_SAFE_INTEGER,
      storageBytes: 0,
      podSlots: 3,
    });
  });

  test("is nothing of pods that ended, or that the books are just taking in", () => {
    expect(foreignNeed([observedPod({ terminal: true })], () => null)).toEqual(NO_NEED);
    expect(foreignNeed([observedPod()], () => "PENDING")).toEqual(NO_NEED);
    expect(foreignNeed([observedPod({ terminal: true }), observedPod()], () => null)).toEqual(HELD);
  });
});

describe("two pages of a server say the same", () => {
  const page = ledgerServer();

  test("whenever it was seen, and whatever is allocated there", () => {
    expect(sameFacts(page, { ...page, observedAt: new Date(0), name: "gpu-1" })).toBe(true);
    expect(sameFacts({ ...page, allocated: NO_NEED, observedAt: NOW }, page)).toBe(true);
  });

  test.each([
    { uid: "node-2" },
    { status: "CORDONED" },
    { admits: false },
    { vanished: true },
    { gpuModel: null },
    { allocatable: NO_NEED },
    { foreign: HELD },
  ] as const)("not where they differ by %j", (change) => {
    expect(sameFacts(page, { ...page, ...change })).toBe(false);
  });
});
