import { describe, expect, test } from "vitest";
import type { Operation } from "../model/operation.ts";
import { operation } from "../testing/operations.ts";
import { calledOffBy, cancellationOf, cancelledError, isCancelled, turnsBackAt } from "./cancellation.ts";

const { cancelled, byAnn } = { cancelled: { cancelled: true }, byAnn: { cancelled: true, cancelledBy: "ann" } };

/** A recreation goes only forward once its old pod is touched. */
function recreation(doneSteps: number, changes: Partial<Operation> = {}): Operation {
  return operation("UPDATE_POD", doneSteps, { ...changes, facts: { mode: "RECREATE", ...changes.facts } });
}

describe("an operation can be called off", () => {
  test("while all that it may have begun can be undone, and says what goes back", () => {
    expect(cancellationOf(operation("CREATE_POD", 1))).toEqual({
      possible: true,
      undoes: ["Reserve in the ledger", "Create the pod in the cluster"],
    });
  });

  test("and does not name steps that leave nothing to take back", () => {
    expect(cancellationOf(recreation(1))).toEqual({
      possible: true,
      undoes: ["Reserve for old and new in the ledger"],
    });
  });

  test.each(["DONE", "UNDONE", "FAILED"] as const)("not once it is over (%s)", (state) => {
    expect(cancellationOf(operation("CREATE_POD", 1, { state }))).toEqual({
      possible: false,
      why: `it is over (${state})`,
    });
  });

  test("not while it goes back already, nor twice", () => {
    const why = { possible: false, why: "it is being undone already" };
    expect(cancellationOf(operation("CREATE_POD", 1, { state: "UNDOING" }))).toEqual(why);
    expect(cancellationOf(operation("CREATE_POD", 1, { facts: cancelled }))).toEqual(why);
  });

  test("never where it deletes a pod", () => {
    expect(cancellationOf(operation("DELETE_POD", 1))).toMatchObject({
      possible: false,
      why: expect.stringContaining("only goes forward"),
    });
  });

  test("not from the step on that nobody can take back", () => {
    const firm = recreation(0).steps.map((_, index) => cancellationOf(recreation(index)).possible);
    expect(firm).toEqual([true, true, false, false, false, false]);
  });
});

describe("an operation that was called off goes back", () => {
  test("from each step that can be undone, whoever called it off", () => {
    expect(turnsBackAt(operation("CREATE_POD", 1, { facts: cancelled }), 1)).toBe(true);
    expect(turnsBackAt(operation("CREATE_POD", 1), 1)).toBe(false);
  });

  test("by a person also from the step after: it still could when they said so", () => {
    const first = recreation(0).steps.findIndex((_, index) => !cancellationOf(recreation(index)).possible);
    expect(turnsBackAt(recreation(first, { facts: byAnn }), first)).toBe(true);
    expect(turnsBackAt(recreation(first, { facts: cancelled }), first)).toBe(false);
    expect(turnsBackAt(recreation(first + 1, { facts: byAnn }), first + 1)).toBe(false);
  });
});

test("who called it off is in its facts, and in its error", () => {
  const [nobody, somebody] = [
    operation("CREATE_POD", 1, { facts: cancelled }),
    operation("CREATE_POD", 1, { facts: byAnn }),
  ];
  expect([nobody, somebody].map(isCancelled)).toEqual([true, true]);
  expect(isCancelled(operation("CREATE_POD", 1, { facts: { cancelled: "yes" } }))).toBe(false);
  expect([nobody, somebody].map(calledOffBy)).toEqual([null, "ann"]);
  expect([nobody, somebody].map(cancelledError)).toEqual([
    { code: "CANCELLED", message: "cancelled" },
    { code: "CANCELLED", message: "cancelled by ann" },
  ]);
});
