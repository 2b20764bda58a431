import { describe, expect, test } from "vitest";
import { casesOf } from "./case.ts";
import { judge } from "./verdict.ts";

const expectation = { name: "n", recordedFrom: "v1", observation: { status: 409, names: ["a", "b"] } };
const [plain, differing] = casesOf("list", [
  { id: "plain", name: "n", run: async () => ({}) },
  { id: "differing", name: "n", onSimulator: { reason: "why", at: { "/status": 404 } }, run: async () => ({}) },
]) as [ReturnType<typeof casesOf>[number], ReturnType<typeof casesOf>[number]];

describe("judge", () => {
  test("an equal observation is the same", () => {
    expect(judge(plain, "simulator", expectation, { names: ["a", "b"], status: 409 })).toEqual({ kind: "same" });
  });

  test("a different value, an absent one, a further one and another order are all unexplained", () => {
    const faultsOf = (observed: object) => judge(plain, "simulator", expectation, observed as never);
    expect(faultsOf({ status: 200, names: ["a", "b"] })).toMatchObject({
      faults: ["/status: expected 409, actual 200"],
    });
    expect(faultsOf({ names: ["a", "b"] })).toMatchObject({ faults: ["/status: expected 409, actual (absent)"] });
    expect(faultsOf({ status: 409, names: ["a", "b", "c"] })).toMatchObject({
      faults: ['/names/2: expected (absent), actual "c"'],
    });
    expect(faultsOf({ status: 409, names: ["b", "a"] })).toMatchObject({ kind: "unexplained" });
  });

  test("a case without an expectation is unexplained", () => {
    expect(judge(plain, "control-plane", undefined, {})).toMatchObject({ kind: "unexplained" });
  });

  test("a difference on purpose counts on the simulator, exactly as named", () => {
    const observed = { status: 404, names: ["a", "b"] };
    expect(judge(differing, "simulator", expectation, observed)).toEqual({
      kind: "different on purpose",
      reason: "why",
    });
    expect(judge(differing, "control-plane", expectation, observed)).toMatchObject({ kind: "unexplained" });
    expect(judge(differing, "simulator", expectation, { ...observed, status: 500 })).toMatchObject({
      kind: "unexplained",
    });
    expect(judge(differing, "simulator", expectation, { ...observed, names: [] })).toMatchObject({
      kind: "unexplained",
    });
  });

  test("a difference on purpose that is no longer there is unexplained", () => {
    expect(judge(differing, "simulator", expectation, expectation.observation)).toMatchObject({
      faults: ["/status: the difference on purpose is no longer there; remove it from the case"],
    });
  });
});
