import { describe, expect, test } from "vitest";
import type { LedgerPod, ObservedPod, PodMark, PodSpec } from "../model/pod.ts";
import { allocation, around, GIB, HELD, ledgerPod, minutesAgo, observedPod } from "../testing/objects.ts";
import { specDrift } from "./spec-drift.ts";

const MARK: PodMark = {
  installationId: "us",
  podId: "pod-1",
  allocationId: "allocation-1",
  team: "team",
  owner: "ann",
};
const CONTAINER = { command: ["sh", "-c"], env: [{ name: "TOKEN", value: "secret" }], ports: [80, 443] };

/** A pod with a command and ports, as both sides have it. */
function wished(changes: Partial<PodSpec> = {}): LedgerPod {
  const pod = ledgerPod();
  return { ...pod, spec: { ...pod.spec, ...CONTAINER, ...changes } };
}

function drift(seen: Partial<ObservedPod>, pod = wished()) {
  return specDrift(around(), pod, observedPod({ container: CONTAINER, ...seen }));
}

function differences(seen: Partial<ObservedPod>, pod = wished()) {
  return drift(seen, pod)?.differences.map(({ field, ledger, clusterSpec, clusterStatus }) => [
    field,
    ledger,
    clusterSpec,
    clusterStatus,
  ]);
}

describe("what differs, field by field: the ledger's wish, the cluster's spec, the cluster's status", () => {
  test.each<[string, Partial<ObservedPod>, (string | null)[][]]>([
    ["the image", { image: "other:9" }, [["image", "train:1", "other:9", "train:1"]]],
    [
      "CPU, of which the status still has the old amount",
      { effective: { ...HELD, cpuMillis: 2_500 } },
      [["cpu", "1 core", "2.5 cores", "1 core"]],
    ],
    [
      "RAM that its kubelet gave already",
      { effective: { ...HELD, ramBytes: 3 * GIB }, held: { ...HELD, ramBytes: 3 * GIB } },
      [["ram", "1 GiB", "3 GiB", "3 GiB"]],
    ],
    ["GPUs", { effective: { ...HELD, gpus: 4 } }, [["gpus", "1", "4", null]]],
    ["storage", { effective: { ...HELD, storageBytes: 2 * GIB } }, [["storage", "0 GiB", "2 GiB", null]]],
    [
      "a word of the command",
      { container: { ...CONTAINER, command: ["sh", "-x"] } },
      [["command", "sh -c", "sh -x", null]],
    ],
    [
      "a longer command",
      { container: { ...CONTAINER, command: ["sh", "-c", "x"] } },
      [["command", "sh -c", "sh -c x", null]],
    ],
    ["no command", { container: { ...CONTAINER, command: [] } }, [["command", "sh -c", "none", null]]],
    ["a port", { container: { ...CONTAINER, ports: [80] } }, [["ports", "80 443", "80", null]]],
    ["another pod under its name", { uid: "uid-2" }, [["uid", "uid-1", "uid-2", null]]],
    ["the mark of another pod", { mark: { ...MARK, podId: "pod-2" } }, [["mark pod-id", "pod-1", "pod-2", null]]],
    [
      "the mark of another allocation",
      { mark: { ...MARK, allocationId: "allocation-2" } },
      [["mark allocation-id", "allocation-1", "allocation-2", null]],
    ],
    [
      "the mark of another installation",
      { mark: { ...MARK, installationId: "them" } },
      [["mark installation", "us", "them", null]],
    ],
    ["the team's mark", { mark: { ...MARK, team: "other" } }, [["mark team", "team", "other", null]]],
    ["the owner's mark", { mark: { ...MARK, owner: "bob" } }, [["mark owner", "ann", "bob", null]]],
  ])("%s", (_, seen, expected) => {
    expect(differences(seen)).toEqual(expected);
  });

  test("of env the names, in their order, and never a value", () => {
    const env = [
      { name: "B", value: "new" },
      { name: "TOKEN", value: "guess" },
      { name: "A", value: "new" },
    ];
    const pod = wished({
      env: [
        { name: "C", value: "old" },
        { name: "TOKEN", value: "secret" },
      ],
    });
    expect(differences({ container: { ...CONTAINER, env } }, pod)).toEqual([
      ["env A", "absent", "a value", null],
      ["env B", "absent", "a value", null],
      ["env C", "its value", "absent", null],
      ["env TOKEN", "its value", "another value", null],
    ]);
  });

  test.each([
    ["a value", [{ name: "TOKEN", value: "guess" }], [["env TOKEN", "its value", "another value", null]]],
    ["one more", [...CONTAINER.env, { name: "MORE", value: "new" }], [["env MORE", "absent", "a value", null]]],
    [
      "a name",
      [{ name: "TOKEN_2", value: "secret" }],
      [
        ["env TOKEN", "its value", "absent", null],
        ["env TOKEN_2", "absent", "a value", null],
      ],
    ],
    ["one less", [], [["env TOKEN", "its value", "absent", null]]],
  ])("of env also where nothing else differs: %s", (_, env, expected) => {
    expect(differences({ container: { ...CONTAINER, env } })).toEqual(expected);
  });

  test("of env that was only written in another order, nothing", () => {
    const env = [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ];
    expect(drift({ container: { ...CONTAINER, env: env.toReversed() } }, wished({ env }))).toBeNull();
  });

  test("of a container that the cluster does not tell of, nothing", () => {
    expect(differences({ image: "other:9", container: null })).toEqual([["image", "train:1", "other:9", "train:1"]]);
    expect(drift({ container: null })).toBeNull();
  });
});

describe("no drift", () => {
  test("where both sides agree, also before the pod's uid is in the books", () => {
    expect(drift({})).toBeNull();
    expect(drift({}, { ...wished(), allocations: [allocation({ clusterUid: null })] })).toBeNull();
  });

  test.each<[string, Partial<LedgerPod>, Partial<ObservedPod>]>([
    ["a pod that is to go", { desired: "ABSENT" }, {}],
    ["a pod that ended", {}, { terminal: true }],
    ["a pod that is being deleted", {}, { deletionRequestedAt: minutesAgo(1) }],
  ])("of %s, whatever it looks like", (_, pod, seen) => {
    expect(drift({ image: "other:9", ...seen }, { ...wished(), ...pod })).toBeNull();
  });

  test("in amounts that are held: sidecars and overhead make a pod larger than its wish", () => {
    const held = { gpus: 2, cpuMillis: 1_500, ramBytes: 2 * GIB, storageBytes: GIB, podSlots: 1 };
    const pod = { ...wished(), allocations: [allocation({ held })] };
    expect(drift({ effective: held, held }, pod)).toBeNull();
    expect(drift({ effective: HELD }, pod)).toBeNull();
    expect(differences({ effective: HELD, image: "other:9" }, pod)?.map(([field]) => field)).toEqual(["image"]);
    const between = { gpus: 3, cpuMillis: 1_250, ramBytes: 1.5 * GIB, storageBytes: GIB / 2, podSlots: 1 };
    expect(differences({ effective: between, held: between }, pod)).toEqual([
      ["cpu", "1 core", "1.25 cores", "1.25 cores"],
      ["ram", "1 GiB", "1.5 GiB", "1.5 GiB"],
      ["gpus", "1", "3", null],
      ["storage", "0 GiB", "0.5 GiB", null],
    ]);
  });
});

describe("while a pod moves it has two allocations", () => {
  const moving = {
    ...wished(),
    allocations: [allocation({ id: "new", clusterUid: null }), allocation({ id: "old", clusterUid: "uid-1" })],
  };

  test("and the mark is to be that of the one which stands for it", () => {
    expect(drift({ mark: { ...MARK, allocationId: "old" } }, moving)).toBeNull();
    expect(differences({ mark: { ...MARK, allocationId: "new" } }, moving)).toEqual([
      ["mark allocation-id", "old", "new", null],
    ]);
  });

  test("and it is another pod only where neither stands for it", () => {
    expect(differences({ uid: "uid-9", mark: { ...MARK, allocationId: "new" } }, moving)).toEqual([
      ["uid", "uid-1", "uid-9", null],
    ]);
  });
});

test("of a pod that holds nothing any more, its marks and its uid are no drift", () => {
  const ended = { ...wished(), allocations: [] };
  expect(drift({ uid: "uid-9", mark: { ...MARK, team: "other" } }, ended)).toBeNull();
});

describe("marks that somebody took off", () => {
  test("are absent, those that are left are not named", () => {
    const brokenMark = { "managed-by": "resource-manager", installation: "us", team: "", owner: "bob" };
    expect(differences({ mark: null, brokenMark })).toEqual([
      ["mark pod-id", "pod-1", "absent", null],
      ["mark allocation-id", "allocation-1", "absent", null],
      ["mark team", "team", "absent", null],
      ["mark owner", "ann", "bob", null],
    ]);
  });

  test("are all absent where none is left", () => {
    expect(differences({ mark: null, brokenMark: null })?.map(([field]) => field)).toEqual([
      "mark managed-by",
      "mark installation",
      "mark pod-id",
      "mark allocation-id",
      "mark team",
      "mark owner",
    ]);
  });
});

describe("the title names what differs", () => {
  test.each<[string, Partial<ObservedPod>]>([
    ["Image in the cluster differs from the ledger", { image: "other:9" }],
    [
      "Image and cpu in the cluster differ from the ledger",
      { image: "other:9", effective: { ...HELD, cpuMillis: 2_000 } },
    ],
    [
      "Image and cpu and ram in the cluster differ from the ledger",
      { image: "other:9", effective: { ...HELD, cpuMillis: 2_000, ramBytes: 2 * GIB } },
    ],
    [
      "Image, cpu, ram and 2 more in the cluster differ from the ledger",
      { image: "other:9", uid: "uid-2", effective: { ...HELD, cpuMillis: 2_000, ramBytes: 2 * GIB, gpus: 2 } },
    ],
  ])("%s", (title, seen) => {
    expect(drift(seen)?.title).toBe(title);
  });
});

describe("what can be changed in place is set again by itself", () => {
  test.each<[string, Partial<ObservedPod>, string[]]>([
    ["an image", { image: "other:9" }, ["PATCH pod team/train: image"]],
    ["a size", { effective: { ...HELD, ramBytes: 2 * GIB } }, ["PATCH pod team/train/resize: cpu, memory"]],
    ["a mark", { mark: { ...MARK, team: "other" } }, ["PATCH pod team/train: labels and annotations"]],
    [
      "all three",
      { image: "other:9", effective: { ...HELD, cpuMillis: 1 }, mark: { ...MARK, team: "other" } },
      [
        "PATCH pod team/train: labels and annotations",
        "PATCH pod team/train: image",
        "PATCH pod team/train/resize: cpu, memory",
      ],
    ],
  ])("%s", (_, seen, calls) => {
    const finding = drift(seen);
    expect(finding).toMatchObject({ class: "SPEC_DRIFT", severity: "WARNING", id: "SPEC_DRIFT:pod-1" });
    expect(finding?.explanation).toMatch(/^Somebody edited the pod/);
    expect(finding?.repairs.map(({ kind }) => kind)).toEqual(["REAPPLY"]);
    expect(finding?.repair).toMatchObject({ kind: "REAPPLY", calls, uid: "uid-1", resourceVersion: "7" });
  });
});

describe("what cannot be changed in place waits for a choice between the two sides", () => {
  test.each<[string, Partial<ObservedPod>, RegExp]>([
    [
      "a pod made with another spec",
      { effective: { ...HELD, gpus: 2 } },
      /^Somebody made the pod again with another spec/,
    ],
    ["another pod under its name", { uid: "uid-2" }, /^Somebody deleted the pod and made another/],
    ["both at once", { uid: "uid-2", effective: { ...HELD, gpus: 2 } }, /^Somebody deleted the pod and made another/],
    ["what could be set again, beside it", { uid: "uid-2", image: "other:9" }, /^Somebody deleted the pod/],
  ])("%s", (_, seen, explanation) => {
    const finding = drift(seen);
    expect(finding?.explanation).toMatch(explanation);
    expect(finding?.repair).toBeNull();
    const uid = seen.uid ?? "uid-1";
    expect(finding?.repairs).toMatchObject([
      { kind: "RECREATE", uid, resourceVersion: null },
      { kind: "ADOPT", uid, resourceVersion: "7" },
    ]);
  });
});
