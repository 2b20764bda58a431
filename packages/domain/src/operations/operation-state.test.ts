import { describe, expect, test } from "vitest";
import type { Operation } from "../model/operation.ts";
import { NOW } from "../testing/objects.ts";
import { currentStep, failed, newOperation, stepDone, stepUndone, turnBack, waiting } from "./operation-state.ts";

const TABLE = ["reserve", "create", "schedule"].map((name) => ({ name, title: `Do ${name}` }));
const LATER = new Date(NOW.getTime() + 1_000);
const ERROR = { code: "CLUSTER_REFUSED", message: "no" };
const FROM = {
  id: "operation-1",
  kind: "CREATE_POD",
  actor: { kind: "USER", id: "user-ann", name: "ann" },
  key: null,
  inputHash: "hash",
  podId: "pod-1",
  namespace: "team",
  name: "train",
  facts: { a: 1 },
  now: NOW,
} as const;

/** Its first step was done by the transaction that recorded it. */
const begun = (): Operation => newOperation(FROM, TABLE, 1);
const states = (operation: Operation) => operation.steps.map(({ state }) => state);

test("an operation begins with the steps that its transaction did, and the rest to do", () => {
  const { now: _, ...from } = FROM;
  const never = { state: "PENDING", message: null, attempts: 0, startedAt: null, endedAt: null };
  const { steps, ...rest } = begun();
  expect(rest).toEqual({
    ...from,
    ...{ team: null, server: null, state: "RUNNING", waitingFor: null, error: null, attempts: 0, nextAttemptAt: null },
    ...{ createdAt: NOW, updatedAt: NOW, endedAt: null },
  });
  expect(steps).toEqual([
    { ...TABLE[0], state: "DONE", message: null, attempts: 1, startedAt: NOW, endedAt: NOW },
    { ...TABLE[1], ...never },
    { ...TABLE[2], ...never },
  ]);
  expect(newOperation({ ...FROM, team: "eyes", server: "gpu-1" }, TABLE, 0)).toMatchObject({
    team: "eyes",
    server: "gpu-1",
  });
});

describe("forward", () => {
  test("a step that is done leaves its facts, and the next one is to run", () => {
    const next = stepDone(begun(), 1, "made", { b: 2 }, LATER);
    expect(next).toMatchObject({
      state: "RUNNING",
      facts: { a: 1, b: 2 },
      attempts: 1,
      updatedAt: LATER,
      endedAt: null,
    });
    expect(next.steps[1]).toEqual({
      ...TABLE[1],
      state: "DONE",
      message: "made",
      attempts: 1,
      startedAt: NOW,
      endedAt: LATER,
    });
    expect(next.steps[2]).toEqual(begun().steps[2]);
    expect([currentStep(begun()), currentStep(next)]).toEqual([1, 2]);
  });

  test("the last step ends it", () => {
    const over = stepDone(stepDone(begun(), 1, null, {}, NOW), 2, null, {}, LATER);
    expect(over).toMatchObject({ state: "DONE", endedAt: LATER });
    expect(currentStep(over)).toBe(-1);
    expect(() => stepDone(over, 2, null, {}, LATER)).toThrow("operation operation-1 is over: DONE");
  });

  test("a step that waits says why and until when, and keeps when it began", () => {
    const waits = waiting(begun(), 1, "no room yet", { b: 2 }, NOW, LATER);
    expect(waits).toMatchObject({
      state: "WAITING",
      waitingFor: "no room yet",
      nextAttemptAt: LATER,
      facts: { a: 1, b: 2 },
    });
    expect(waits.steps[1]).toMatchObject({
      state: "WAITING",
      message: "no room yet",
      attempts: 1,
      startedAt: NOW,
      endedAt: null,
    });
    const again = waiting(waits, 1, "still none", {}, LATER, LATER);
    expect(again.steps[1]).toMatchObject({ attempts: 2, startedAt: NOW });
    const made = stepDone(again, 1, null, {}, LATER);
    expect(made).toMatchObject({ state: "RUNNING", waitingFor: null, nextAttemptAt: null, attempts: 3 });
  });
});

describe("back", () => {
  const turned = () => turnBack(begun(), 1, ERROR, LATER);

  test("begins with the step that gave up: part of it may have taken effect", () => {
    expect(turned()).toMatchObject({ state: "UNDOING", error: ERROR, updatedAt: LATER, endedAt: null });
    expect(states(turned())).toEqual(["DONE", "UNDOING", "PENDING"]);
    expect(turned().steps[1]).toMatchObject({ message: "no", endedAt: null });
    expect(currentStep(turned())).toBe(1);
  });

  test("goes step by step to the first, and ends there", () => {
    const one = stepUndone(turned(), 1, "deleted", { gone: true }, NOW);
    expect(one).toMatchObject({ state: "UNDOING", facts: { a: 1, gone: true }, endedAt: null });
    expect(one.steps[1]).toMatchObject({ state: "UNDONE", message: "deleted", endedAt: NOW });
    expect(currentStep(one)).toBe(0);
    const none = stepUndone(one, 0, null, {}, LATER);
    expect(none).toMatchObject({ state: "UNDONE", endedAt: LATER, error: ERROR });
    expect(currentStep({ ...none, state: "UNDOING" })).toBe(-1);
    expect(() => waiting(none, 0, "why", {}, NOW, LATER)).toThrow("is over: UNDONE");
  });

  test("stays on its way back while it waits, so that a restart goes on going back", () => {
    const waits = waiting(turned(), 1, "the cluster is away", {}, NOW, LATER);
    expect(waits).toMatchObject({ state: "UNDOING", waitingFor: "the cluster is away", nextAttemptAt: LATER });
    expect(states(waits)).toEqual(["DONE", "UNDOING", "PENDING"]);
  });
});

describe("an operation that can go neither on nor back", () => {
  const other = { code: "OTHER", message: "stuck" };

  test("failed, and a person has to look", () => {
    const over = failed(begun(), 1, ERROR, LATER);
    expect(over).toMatchObject({ state: "FAILED", error: ERROR, endedAt: LATER });
    expect(over.steps[1]).toMatchObject({ state: "FAILED", message: "no", endedAt: LATER });
    expect(() => turnBack(over, 1, ERROR, NOW)).toThrow("is over: FAILED");
  });

  test("keeps why it turned back", () => {
    expect(failed(turnBack(begun(), 1, ERROR, NOW), 1, other, LATER)).toMatchObject({ state: "FAILED", error: ERROR });
  });
});
