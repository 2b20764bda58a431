import { expect, test } from "vitest";
import { ClusterTrust } from "./cluster-trust.ts";

const GRACE_MS = 30_000;

function there(version: string, clusterUid = "uid-1") {
  return { kind: "there", clusterUid, version } as const;
}

test("the first cluster is the one; another one is a stranger until the first is back", () => {
  const trust = new ClusterTrust(GRACE_MS);
  expect(trust.clusterUid).toBeNull();
  expect(trust.judge(there("10"), [], 0)).toEqual({ kind: "trusted" });
  expect(trust.clusterUid).toBe("uid-1");
  const stranger = trust.judge(there("10", "uid-2"), [], 1);
  expect(stranger).toEqual({ kind: "stranger", why: expect.stringMatching(/uid-2.*not uid-1/) });
  expect(trust.judge(there("11"), [], 2)).toEqual({ kind: "trusted" });
});

test("a cluster that is away stays what it was", () => {
  const trust = new ClusterTrust(GRACE_MS);
  expect(trust.judge({ kind: "away", why: "no route" }, [], 0)).toEqual({ kind: "away", why: "no route" });
  expect(trust.clusterUid).toBeNull();
});

test("an older version is backwards, and lasting after the grace", () => {
  const trust = new ClusterTrust(GRACE_MS);
  const first = trust.judge(there("90"), ["95", "100"], 1_000);
  expect(first).toEqual({ kind: "backwards", lasting: false, why: expect.stringMatching(/version 90.*at 95/) });
  expect(trust.judge(there("91"), ["100"], 30_999)).toMatchObject({ lasting: false });
  expect(trust.judge(there("92"), ["100"], 31_000)).toMatchObject({ lasting: true });
});

test("catching up ends it, and the grace starts anew", () => {
  const trust = new ClusterTrust(GRACE_MS);
  trust.judge(there("90"), ["100"], 0);
  expect(trust.judge(there("100"), ["100"], 29_000)).toEqual({ kind: "trusted" });
  expect(trust.judge(there("90"), ["100"], 40_000)).toMatchObject({ kind: "backwards", lasting: false });
});

test("versions that are no numbers prove nothing", () => {
  expect(new ClusterTrust(GRACE_MS).judge(there("abc"), ["100"], 0)).toEqual({ kind: "trusted" });
});
