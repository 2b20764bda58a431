import { describe, expect, test } from "vitest";
import { NO_NEED } from "../model/amounts.ts";
import type { OperationStep } from "../model/operation.ts";
import { HELD, ledgerPod } from "../testing/objects.ts";
import { operation } from "../testing/operations.ts";
import type { Plan } from "./commands.ts";
import { acknowledged, EMPTY_PLAN, keepPlan, keptPlan, refusalOf } from "./outcome.ts";
import { backoffMs, done, giveUp, wait } from "./step.ts";

describe("the caller may be answered", () => {
  test.each([
    ["CREATE_POD", {}, "create"],
    ["DELETE_POD", {}, "delete"],
    ["UPDATE_POD", { mode: "IN_PLACE" }, "resize"],
    ["UPDATE_POD", { mode: "RECREATE" }, "validate"],
  ] as const)("%s %j: once the cluster accepted it, by the step %s", (kind, facts, awaited) => {
    const { steps } = operation(kind, 9, { facts });
    const answered = steps.map((_, index) => acknowledged(operation(kind, index, { facts })));
    const first = steps.findIndex(({ name }: OperationStep) => name === awaited) + 1;
    expect(answered).toEqual(steps.map((_, index) => index >= first));
  });

  test("not while it goes back", () => {
    expect(acknowledged(operation("CREATE_POD", 3, { state: "UNDOING" }))).toBe(false);
  });
});

describe("why an operation went back is told as a refusal", () => {
  const pod = ledgerPod();
  const refusal = (code: string, of = pod as typeof pod | null) =>
    refusalOf(operation("CREATE_POD", 1, { state: "UNDONE", error: { code, message: "no room" } }), of);
  const message = "no room; it was undone, nothing will appear later";

  test("of the kind that its step said", () => {
    expect(refusal("NAME_TAKEN")).toEqual({ kind: "NameTaken", message, namespace: "team", name: "train" });
    expect(refusal("CLUSTER_UNAVAILABLE")).toEqual({ kind: "ClusterUnavailable", message });
    expect(refusal("CLUSTER_REFUSED")).toEqual({ kind: "ClusterRefused", message, problems: [] });
    const short = { kind: "InsufficientCapacity", message, have: NO_NEED, nearest: [] };
    expect(refusal("INSUFFICIENT_CAPACITY")).toEqual({ ...short, need: HELD });
    expect(refusal("INSUFFICIENT_CAPACITY", null)).toEqual({ ...short, need: NO_NEED });
    expect(refusal("CANCELLED")).toEqual({ kind: "Conflict", message, currentVersion: 3 });
    expect(refusal("CANCELLED", null)).toMatchObject({ currentVersion: null });
  });

  test("of a conflict where it said nothing", () => {
    const silent = operation("CREATE_POD", 1, { namespace: null, name: null });
    expect(refusalOf(silent, null)).toMatchObject({
      kind: "Conflict",
      message: expect.stringMatching(/^it was undone;/),
    });
    const nameless = { ...silent, error: { code: "NAME_TAKEN", message: "taken" } };
    expect(refusalOf(nameless, null)).toMatchObject({ namespace: "", name: "" });
  });
});

test("a plan is kept with its operation, so that the same request gets the same answer", () => {
  const plan: Plan = { ...EMPTY_PLAN, server: "gpu-1", placement: "it fits", availableAfter: HELD };
  expect(keptPlan(operation("CREATE_POD", 1, { facts: keepPlan(plan) }))).toEqual(plan);
  expect(keptPlan(operation("CREATE_POD", 1))).toEqual({
    ...{ server: null, placement: null, recreates: false, changes: [], availableBefore: null, availableAfter: null },
  });
});

describe("an attempt", () => {
  test("is done, waits, or gives up", () => {
    expect(done()).toEqual({ kind: "done", message: null });
    expect(done("made", { uid: "u" })).toEqual({ kind: "done", message: "made", facts: { uid: "u" } });
    expect(wait("no room", 5)).toEqual({ kind: "wait", reason: "no room", retryInMs: 5 });
    expect(wait("no room", 5, { a: 1 })).toEqual({ kind: "wait", reason: "no room", retryInMs: 5, facts: { a: 1 } });
    expect(giveUp("CODE", "why")).toEqual({ kind: "giveUp", error: { code: "CODE", message: "why" } });
  });

  test("is tried again later and later, at most 10 s, and never before the cluster wishes", () => {
    expect([0, 1, 2, 5, 6, 1_000].map((attempts) => backoffMs(attempts))).toEqual([
      200, 400, 800, 6_400, 10_000, 10_000,
    ]);
    expect([backoffMs(0, 3_000), backoffMs(9, 3_000), backoffMs(0, null)]).toEqual([3_000, 10_000, 200]);
  });
});
