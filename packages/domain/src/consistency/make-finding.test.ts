import { describe, expect, test } from "vitest";
import { NO_AMOUNTS, NO_NEED } from "../model/amounts.ts";
import { allocation, GIB, HELD, ledgerPod, NOW } from "../testing/objects.ts";
import { aboutPod, heldBy, makeFinding } from "./make-finding.ts";
import { release, retire } from "./pod-repairs.ts";

const parts = {
  class: "POD_MISSING",
  severity: "CRITICAL",
  key: "k",
  subject: "s",
  title: "t",
  explanation: "e",
} as const;

describe("a finding", () => {
  test("has the same id as long as it is the same disagreement, and costs nothing unless it is said", () => {
    expect(makeFinding(parts)).toEqual({
      id: "POD_MISSING:k",
      ...{ class: "POD_MISSING", severity: "CRITICAL", subject: "s", title: "t", explanation: "e" },
      ...{ pod: null, namespace: null, server: null, differences: [], cost: NO_AMOUNTS, since: null },
      ...{ repair: null, repairs: [] },
    });
  });

  test("of a pod is of the pod's namespace, and keeps no more of it than its name", () => {
    const pod = ledgerPod();
    expect(makeFinding({ ...parts, pod, namespace: "other", since: NOW })).toMatchObject({
      pod: { namespace: "team", name: "train" },
      namespace: "team",
      since: NOW,
    });
    expect(Object.keys(makeFinding({ ...parts, pod }).pod ?? {})).toEqual(["namespace", "name"]);
    expect(makeFinding({ ...parts, namespace: "other" }).namespace).toBe("other");
  });

  test("has its first repair as the default one, unless a person has to choose", () => {
    const repairs = [retire(ledgerPod()), release(ledgerPod(), "gpu-1")];
    const finding = makeFinding({ ...parts, repairs });
    expect(finding.repair).toEqual({ ...repairs[0], findingId: "POD_MISSING:k" });
    expect(finding.repairs.map(({ findingId, kind }) => [findingId, kind])).toEqual([
      ["POD_MISSING:k", "RETIRE"],
      ["POD_MISSING:k", "RELEASE"],
    ]);
    expect(makeFinding({ ...parts, repairs, asks: true }).repair).toBeNull();
  });
});

test("what is said of every pod of the ledger: its first server, and all that it holds", () => {
  const pod = ledgerPod({ allocations: [allocation({ server: "gpu-2" }), allocation()] });
  expect(aboutPod(pod)).toEqual({ key: "pod-1", subject: "pod:team/train", pod, server: "gpu-2" });
  expect(heldBy(pod)).toEqual({ gpus: 2, cpuMillis: 2_000, ramBytes: 2 * GIB, storageBytes: 0, podSlots: 2 });
  expect(heldBy(ledgerPod())).toEqual(HELD);
  expect(aboutPod(ledgerPod({ allocations: [] })).server).toBeNull();
  expect(heldBy(ledgerPod({ allocations: [] }))).toEqual(NO_NEED);
});
