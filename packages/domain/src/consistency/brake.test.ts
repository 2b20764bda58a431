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
