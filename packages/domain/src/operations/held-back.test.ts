import { describe, expect, test } from "vitest";
import { NOW } from "../testing/objects.ts";
import type { BoundStep, DoneOutcome } from "./bound-step.ts";
import { caughtUp, mayBeHeldBack } from "./held-back.ts";
import { failed, newOperation, turnBack } from "./operation-state.ts";
import { TABLES } from "./tables.ts";

const ACCEPTED: DoneOutcome = { kind: "done", message: "accepted" };
const ALREADY_SO: DoneOutcome = { kind: "done", message: "already so", unchanged: true };

const nothing = async (): Promise<DoneOutcome> => ({ kind: "done", message: null });
const step = (changes: Partial<BoundStep> = {}): BoundStep => ({
  ...{ name: "step", title: "Do it", undoable: true, looks: false, run: nothing },
  ...changes,
});
const ACTS = step();
const LOOKS = step({ looks: true });

describe("an outcome waits to be recorded with a later one", () => {
  test("where it had no effect, or where none can follow", () => {
    expect(mayBeHeldBack([ACTS, ACTS, LOOKS], 0, ALREADY_SO)).toBe(true);
    expect(mayBeHeldBack([LOOKS, ACTS], 0, ACCEPTED)).toBe(true);
    expect(mayBeHeldBack([ACTS, LOOKS, LOOKS], 0, ACCEPTED)).toBe(true);
    expect(mayBeHeldBack([ACTS, ACTS, LOOKS], 0, ACCEPTED)).toBe(false);
    expect(mayBeHeldBack([ACTS, LOOKS, ACTS], 0, ACCEPTED)).toBe(false);
  });

  test("never the last one, and none that books something or begins an operation", () => {
    expect(mayBeHeldBack([ACTS, LOOKS], 1, ALREADY_SO)).toBe(false);
    expect(mayBeHeldBack([ACTS], 1, ALREADY_SO)).toBe(false);
    expect(mayBeHeldBack([ACTS, LOOKS], 0, { ...ALREADY_SO, commit: async () => {} })).toBe(false);
    expect(mayBeHeldBack([ACTS, LOOKS], 0, { ...ALREADY_SO, begin: async () => [] })).toBe(false);
  });

  test("not before a step that has to be undone, nor before the one from which it only goes forward", () => {
    expect(mayBeHeldBack([ACTS, step({ undo: nothing }), LOOKS], 0, ALREADY_SO)).toBe(false);
    expect(mayBeHeldBack([ACTS, LOOKS, step({ undo: nothing })], 0, ALREADY_SO)).toBe(false);
    expect(mayBeHeldBack([ACTS, step({ undoable: false })], 0, ALREADY_SO)).toBe(false);
    expect(mayBeHeldBack([step({ undoable: false }), step({ undoable: false })], 0, ALREADY_SO)).toBe(true);
  });

  test("in the tables that there are", () => {
    const held = Object.entries(TABLES).flatMap(([table, steps]) =>
      steps.flatMap(({ name }, index) => (mayBeHeldBack(steps, index, ACCEPTED) ? [`${table}: ${name}`] : [])),
    );
    expect(held).toEqual(["deletePod: settle", "deletePod: delete", "updateInPlace: resize", "reapply: reapply"]);
  });
});

describe("an operation with what was held back", () => {
  const from = { key: null, inputHash: "hash", podId: "pod-1", namespace: "team", name: "train", facts: { a: 1 } };
  const actor = { kind: "USER", id: "user-ann", name: "ann" } as const;
  const begun = newOperation({ ...from, id: "operation-1", kind: "HEAL", actor, now: NOW }, TABLES.deletePod, 1);
  const at = new Date(NOW.getTime() + 1_000);
  const held = [
    { index: 1, message: "settled", facts: { b: 2 }, at },
    { index: 2, message: "accepted", facts: { a: 3 }, at },
  ];

  test("is where the steps left it, each at its time", () => {
    const { steps, facts, updatedAt } = caughtUp(begun, held);
    expect(steps.map(({ state }) => state)).toEqual(["DONE", "DONE", "DONE", "PENDING"]);
    expect(steps.map(({ message }) => message)).toEqual([null, "settled", "accepted", null]);
    expect([facts, updatedAt]).toEqual([{ a: 3, b: 2 }, at]);
    expect(caughtUp(begun, [])).toBe(begun);
  });

  test("is as it is found where it was turned back or ended meanwhile", () => {
    const error = { code: "CANCELLED", message: "cancelled" };
    for (const other of [turnBack(begun, 1, error, at), failed(begun, 1, error, at)])
      expect(caughtUp(other, held)).toBe(other);
  });
});
