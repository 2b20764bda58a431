import { describe, expect, test } from "vitest";
import { NO_NEED } from "../model/amounts.ts";
import type { LedgerPod, ObservedPod } from "../model/pod.ts";
import { GIB, HELD, ledgerPod, minutesAgo, observedPod } from "../testing/objects.ts";
import { compareUnknown } from "./compare-unknown.ts";

const OURS = observedPod().mark;
const THEIRS = OURS && { ...OURS, installationId: "them" };

function find(seen: Partial<ObservedPod>, pod?: LedgerPod) {
  return compareUnknown("us", pod, observedPod({ uid: "uid-9", ...seen }));
}

test("a pod with our mark that the ledger does not know is an orphan, since it was made, at the cost of its requests", () => {
  const finding = find({ effective: { ...HELD, gpus: 2 }, held: NO_NEED, createdAt: minutesAgo(3) });
  expect(finding).toMatchObject({
    id: "ORPHAN:uid-9",
    severity: "WARNING",
    subject: "pod:team/train",
    pod: { namespace: "team", name: "train" },
    namespace: "team",
    server: "gpu-1",
    cost: { gpus: 2, cpuMillis: 1_000, ramBytes: GIB, storageBytes: 0 },
    since: minutesAgo(3),
    differences: [{ field: "pod", ledger: null, clusterSpec: "present", clusterStatus: "running" }],
    repair: null,
  });
  expect(finding?.repairs).toMatchObject([
    { kind: "ADOPT", podId: null, uid: "uid-9", resourceVersion: "7" },
    { kind: "DELETE_ORPHAN", podId: null, uid: "uid-9", resourceVersion: null },
  ]);
});

test("a pod of ours without GPUs is an orphan all the same", () => {
  expect(find({ effective: { ...HELD, gpus: 0 } })).toMatchObject({ class: "ORPHAN" });
});

test("so is one under the name of a pod of the ledger that it does not stand for", () => {
  expect(find({ mark: OURS && { ...OURS, podId: "pod-7" } }, ledgerPod())).toMatchObject({ class: "ORPHAN" });
});

describe("a pod of somebody else that holds GPUs is told, and left alone", () => {
  test("another tool's", () => {
    expect(find({ mark: null })).toMatchObject({
      id: "FOREIGN_POD:uid-9",
      severity: "INFO",
      title: "A pod of another tool holds GPUs",
      explanation: expect.stringMatching(/^Another tool made it/),
      repairs: [],
    });
  });

  test("another installation's, which is named", () => {
    expect(find({ mark: THEIRS })).toMatchObject({
      class: "FOREIGN_POD",
      title: "A pod of another installation holds GPUs",
      explanation: expect.stringContaining("(installation them)"),
      repairs: [],
    });
  });
});

describe("nothing is said", () => {
  test.each<[string, Partial<ObservedPod>]>([
    ["of another tool's pod without GPUs", { mark: null, effective: { ...HELD, gpus: 0 } }],
    ["of another installation's pod without GPUs", { mark: THEIRS, effective: { ...HELD, gpus: 0 } }],
    ["of an orphan that ended", { terminal: true }],
  ])("%s", (_, seen) => {
    expect(find(seen)).toBeNull();
  });

  test("of the pod that stands for the ledger's, or where there is none", () => {
    expect(find({}, ledgerPod())).toBeNull();
    expect(find({ uid: "uid-1", mark: null }, ledgerPod())).toBeNull();
    expect(compareUnknown("us", ledgerPod(), undefined)).toBeNull();
  });
});
