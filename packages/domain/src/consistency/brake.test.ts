import { describe, expect, test } from "vitest";
import { brake } from "./brake.ts";

const ending = (count: number) => Array.from({ length: count }, () => ({ deletes: true }));
const base = { planId: "plan", recentDeletions: 0, pods: 10, suspicious: undefined };

describe("brake", () => {
  test("lets three endings an hour pass, and stops the fourth", () => {
    expect(brake({ ...base, repairs: ending(3) })).toBeNull();
    expect(brake({ ...base, repairs: ending(4) })).toMatchObject({ planId: "plan", deletions: 4, limit: 3 });
    expect(brake({ ...base, recentDeletions: 3, repairs: ending(1) })).toMatchObject({ deletions: 1, limit: 3 });
  });

  test("lets 5 % pass on a large ledger", () => {
    expect(brake({ ...base, pods: 1_000, repairs: ending(50) })).toBeNull();
    expect(brake({ ...base, pods: 1_000, repairs: ending(51) })).toMatchObject({ limit: 50 });
  });

  test("never stops what ends nothing, however much was ended before", () => {
    expect(brake({ ...base, recentDeletions: 99, repairs: [{ deletes: false }] })).toBeNull();
  });

  test("stops everything on a cluster that is not to be trusted", () => {
    expect(brake({ ...base, repairs: [], suspicious: "another cluster answers" })).toMatchObject({
      why: "another cluster answers",
    });
  });
});

describe("a stop says why", () => {
  const why = (recentDeletions: number, count: number) =>
    brake({ ...base, recentDeletions, repairs: [{ deletes: false }, ...ending(count)] })?.why;

  test("with what ended before, where something did", () => {
    expect(why(0, 4)).toBe("it ends 4 pods; more than 3 in an hour are only ended when a person confirms it");
    expect(why(2, 2)).toBe(
      "it ends 2 pods after 2 within the last hour; more than 3 in an hour are only ended when a person confirms it",
    );
  });

  test("and a cluster that is not to be trusted stops it with what it would have ended", () => {
    expect(brake({ ...base, pods: 1_000, repairs: ending(2), suspicious: "it is empty" })).toEqual({
      ...{ why: "it is empty", planId: "plan", deletions: 2, limit: 50 },
    });
  });

  test("a ledger's 5 % is rounded down", () => {
    expect(brake({ ...base, pods: 99, repairs: ending(5) })?.limit).toBe(4);
  });
});
