import type { Need } from "@resource-manager/domain/model/amounts";
import { describe, expect, test } from "vitest";
import { proveAgreement, proveAllocations } from "./agreement.ts";
import { proveCapacity } from "./capacity.ts";
import type { CreateRecord, LedgerFacts, NodeFacts, PodFacts } from "./facts.ts";
import { proveOutcomes, proveReasons } from "./outcomes.ts";
import { proveRefusals } from "./refusals.ts";

const gib = 2 ** 30;
const need = (gpus: number, cpuMillis = 1000, ramGib = 1): Need => ({
  gpus,
  cpuMillis,
  ramBytes: ramGib * gib,
  storageBytes: 0,
  podSlots: 1,
});
const node = (name: string, gpus: number, change: Partial<NodeFacts> = {}): NodeFacts => ({
  name,
  allocatable: { gpus, cpuMillis: 8000, ramBytes: 64 * gib, storageBytes: gib, podSlots: 110 },
  gpuModel: gpus > 0 ? "G2" : null,
  takesPods: true,
  ...change,
});
const pod = (name: string, on: string | null, gpus: number, change: Partial<PodFacts> = {}): PodFacts => ({
  namespace: "test-team",
  name,
  uid: `uid-${name}`,
  node: on,
  phase: "Running",
  image: "image:1",
  requests: need(gpus),
  allocationId: `allocation-${name}`,
  ...change,
});
const entry = (name: string, server: string | null, gpus: number, change: Partial<LedgerFacts> = {}): LedgerFacts => ({
  namespace: "test-team",
  name,
  status: "RUNNING",
  image: "image:1",
  server,
  requested: need(gpus),
  uid: `uid-${name}`,
  ...change,
});
const accepted = (
  name: string,
  gpus: number,
  times: [number, number],
  change: Partial<CreateRecord> = {},
): CreateRecord => ({
  name,
  need: need(gpus),
  gpuModels: [],
  sentAt: times[0],
  answeredAt: times[1],
  outcome: { kind: "accepted" },
  deleted: false,
  ranBeforeDeletion: true,
  runningAt: times[1],
  ...change,
});
const refused = (
  name: string,
  gpus: number,
  times: [number, number],
  change: Partial<CreateRecord> = {},
): CreateRecord =>
  accepted(name, gpus, times, {
    outcome: { kind: "refused", code: "INSUFFICIENT_CAPACITY", message: "no room" },
    runningAt: undefined,
    ...change,
  });

describe("capacity", () => {
  test("full to the brim is fine, and ended pods hold nothing", () => {
    const pods = [
      pod("a", "n", 1),
      pod("b", "n", 1),
      pod("c", "n", 2, { phase: "Succeeded" }),
      pod("d", null, 4, { phase: "Pending" }),
    ];
    expect(proveCapacity([node("n", 2)], pods)).toMatchObject({ looked: 1, differences: [] });
  });

  test.each([
    ["gpus", need(2)],
    ["cpuMillis", need(1, 7001)],
    ["ramBytes", need(1, 1000, 64)],
    ["storageBytes", { ...need(1), storageBytes: gib + 1 }],
    ["podSlots", { ...need(1), podSlots: 110 }],
  ])("finds too much of %s", (resource, requests) => {
    const { differences } = proveCapacity([node("n", 2)], [pod("a", "n", 1), pod("b", "n", 0, { requests })]);
    expect(differences).toEqual([expect.stringMatching(`^n: ${resource} requested`)]);
  });

  test("counts pods that are not ours, and finds a pod on a server that is none", () => {
    const foreign = pod("x", "n", 2, { allocationId: null, namespace: "kube-system" });
    expect(proveCapacity([node("n", 2)], [foreign, pod("a", "n", 1)]).differences).toHaveLength(1);
    expect(proveCapacity([], [foreign]).differences).toEqual(["kube-system/x is on n, and there is no such server"]);
  });
});

describe("allocations", () => {
  test("one each is fine; ended pods and foreign ones need none", () => {
    const pods = [pod("a", "n", 1), pod("done", "n", 1, { phase: "Failed" }), pod("x", "n", 1, { allocationId: null })];
    const verdict = proveAllocations(pods, [entry("a", "n", 1), entry("done", null, 1, { status: "FAILED" })]);
    expect(verdict).toMatchObject({ looked: 1, differences: [] });
  });

  test("finds a live pod without, with two, and two pods that share one", () => {
    const find = (pods: PodFacts[], ledger: LedgerFacts[]) => proveAllocations(pods, ledger).differences;
    expect(find([pod("a", "n", 1)], [])).toEqual(["test-team/a is live and has 0 allocations"]);
    expect(find([pod("a", "n", 1)], [entry("a", null, 1)])).toEqual(["test-team/a is live and has 0 allocations"]);
    expect(find([pod("a", "n", 1)], [entry("a", "n", 1), entry("a", "n", 1)])).toEqual([
      "test-team/a is live and has 2 allocations",
    ]);
    const twins = [pod("a", "n", 1, { allocationId: "same" }), pod("b", "n", 1, { allocationId: "same" })];
    expect(find(twins, [entry("a", "n", 1), entry("b", "n", 1)])).toEqual([
      "allocation same has 2 pods: test-team/a, test-team/b",
    ]);
  });

  test("finds an allocation that holds room for nothing", () => {
    expect(proveAllocations([], [entry("a", "n", 1)]).differences).toEqual([
      "test-team/a holds an allocation and has no live pod",
    ]);
  });
});

describe("agreement", () => {
  test("the same on both sides is fine, an ended pod's node aside", () => {
    const pods = [
      pod("a", "n", 1),
      pod("done", "n", 1, { phase: "Succeeded" }),
      pod("x", "n", 1, { allocationId: null }),
    ];
    const ledger = [entry("a", "n", 1), entry("done", null, 1, { status: "SUCCEEDED" })];
    expect(proveAgreement(pods, ledger)).toMatchObject({ looked: 2, differences: [] });
  });

  test.each([
    ["uid", { uid: "other" }],
    ["server", { node: "m" }],
    ["image", { image: "image:2" }],
    ["status", { phase: "Pending" }],
    ["gpus", { requests: need(2) }],
    ["cpuMillis", { requests: need(1, 999) }],
    ["ramBytes", { requests: need(1, 1000, 2) }],
    ["storageBytes", { requests: { ...need(1), storageBytes: 1 } }],
  ])("finds another %s", (what, change) => {
    const { differences } = proveAgreement([pod("a", "n", 1, change)], [entry("a", "n", 1)]);
    expect(differences).toEqual([
      expect.stringMatching(`^test-team/a: ${what} is .* in the ledger, .* in the cluster$`),
    ]);
  });

  test("finds what stands on one side only, and what the ledger lists twice", () => {
    expect(proveAgreement([pod("a", "n", 1)], []).differences).toEqual([
      "test-team/a is in the cluster and not in the ledger",
    ]);
    expect(proveAgreement([], [entry("a", "n", 1)]).differences).toEqual([
      "test-team/a is in the ledger and not in the cluster",
    ]);
    expect(proveAgreement([pod("a", "n", 1)], [entry("a", "n", 1), entry("a", "n", 1)]).differences).toEqual([
      "the ledger lists 1 pods twice",
    ]);
  });
});

describe("outcomes", () => {
  test("running, deleted and refused as told is fine", () => {
    const records = [accepted("a", 1, [0, 1]), accepted("b", 1, [0, 1], { deleted: true }), refused("c", 1, [0, 1])];
    expect(proveOutcomes(records, [pod("a", "n", 1)])).toMatchObject({ looked: 3, differences: [] });
  });

  test.each([
    [
      "deleted before it ran",
      accepted("a", 1, [0, 1], { deleted: true, runningAt: undefined }),
      [],
      "a was accepted and deleted, and never ran",
    ],
    ["lost", accepted("a", 1, [0, 1]), [], "a was accepted and does not exist"],
    [
      "not running",
      accepted("a", 1, [0, 1]),
      [pod("a", "n", 1, { phase: "Pending" })],
      "a was accepted and is Pending",
    ],
    ["twice", accepted("a", 1, [0, 1]), [pod("a", "n", 1), pod("a", "m", 1)], "a exists 2 times"],
    [
      "not deleted",
      accepted("a", 1, [0, 1], { deleted: true }),
      [pod("a", "n", 1)],
      "a was deleted and is still there (Running)",
    ],
    ["refused, but made", refused("a", 1, [0, 1]), [pod("a", "n", 1)], "a was refused and exists all the same"],
  ])("finds what is %s", (_, record, pods, difference) => {
    expect(proveOutcomes([record], pods).differences).toEqual([difference]);
  });
});

describe("refusals", () => {
  const prove = (records: CreateRecord[], nodes: NodeFacts[], pods: PodFacts[]) =>
    proveRefusals(records, nodes, pods, "test-team").differences;

  test("right when no server has room, whatever resource is missing, and when all the room is in flight", () => {
    const nodes = [node("n", 2), node("cpu", 0)];
    const pods = [pod("a", "n", 2)];
    expect(prove([accepted("a", 2, [0, 1]), refused("b", 1, [2, 3])], nodes, pods)).toEqual([]);
    expect(prove([accepted("a", 2, [2, 9]), refused("b", 1, [1, 3])], nodes, pods)).toEqual([]);
    expect(prove([refused("b", 0, [2, 3], { need: need(0, 8001) })], nodes, [])).toEqual([]);
    expect(prove([refused("b", 1, [2, 3], { gpuModels: ["T4"] })], nodes, [])).toEqual([]);
  });

  test("wrong when a server had room at that moment, though not later", () => {
    const records = [refused("b", 1, [2, 3]), accepted("a", 2, [4, 5])];
    expect(prove(records, [node("n", 2)], [pod("a", "n", 2)])).toEqual([
      expect.stringMatching(/^b was refused, but n had room/),
    ]);
  });

  test("wrong when a smaller pod would have fitted beside what is there", () => {
    const records = [accepted("a", 1, [0, 1]), refused("b", 2, [2, 3]), refused("c", 1, [2, 3])];
    expect(prove(records, [node("n", 2)], [pod("a", "n", 1)])).toEqual([
      expect.stringMatching(/^c was refused, but n had room/),
    ]);
  });

  test("other pods count from the beginning; servers that take no pods do not count", () => {
    const foreign = pod("x", "n", 2, { namespace: "other", allocationId: null });
    expect(prove([refused("b", 1, [2, 3])], [node("n", 2)], [foreign])).toEqual([]);
    expect(prove([refused("b", 1, [2, 3])], [node("n", 2, { takesPods: false })], [])).toEqual([]);
    const ended = pod("x", "n", 2, { namespace: "other", phase: "Succeeded" });
    expect(prove([refused("b", 1, [2, 3])], [node("n", 2)], [ended])).toHaveLength(1);
  });
});

test("a refusal for another reason than want of room is told", () => {
  const outcome = { kind: "refused", code: "CLUSTER_UNAVAILABLE", message: "away" } as const;
  const records = [accepted("a", 1, [0, 1]), refused("b", 1, [2, 3]), refused("c", 1, [2, 3], { outcome })];
  expect(proveReasons(records).differences).toEqual(["c was refused with CLUSTER_UNAVAILABLE: away"]);
});
