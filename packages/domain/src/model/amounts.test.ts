import { describe, expect, test } from "vitest";
import {
  addAmounts,
  addNeeds,
  clampNeed,
  equalNeeds,
  fits,
  maxNeeds,
  NEEDS,
  type Need,
  NO_NEED,
  needOf,
  pickAmounts,
  shortOf,
  subtractAmounts,
  subtractNeeds,
} from "./amounts.ts";

const A: Need = { gpus: 8, cpuMillis: 400, ramBytes: 30, storageBytes: 2, podSlots: 1 };
const B: Need = { gpus: 1, cpuMillis: 500, ramBytes: 10, storageBytes: 7, podSlots: 3 };

test("amounts are added, subtracted and compared resource by resource, a pod's slot too", () => {
  expect(addNeeds(A, B)).toEqual({ gpus: 9, cpuMillis: 900, ramBytes: 40, storageBytes: 9, podSlots: 4 });
  expect(subtractNeeds(A, B)).toEqual({ gpus: 7, cpuMillis: -100, ramBytes: 20, storageBytes: -5, podSlots: -2 });
  expect(maxNeeds(A, B)).toEqual({ gpus: 8, cpuMillis: 500, ramBytes: 30, storageBytes: 7, podSlots: 3 });
  expect(clampNeed(subtractNeeds(A, B))).toEqual({ gpus: 7, cpuMillis: 0, ramBytes: 20, storageBytes: 0, podSlots: 0 });
  expect(addAmounts(A, B)).toEqual({ gpus: 9, cpuMillis: 900, ramBytes: 40, storageBytes: 9 });
  expect(subtractAmounts(A, B)).toEqual({ gpus: 7, cpuMillis: -100, ramBytes: 20, storageBytes: -5 });
});

test("a pod needs its resources and one slot; what is said of resources has no slot", () => {
  const resources = { gpus: 1, cpuMillis: 500, ramBytes: 10, storageBytes: 7 };
  expect(needOf(B)).toEqual({ ...resources, podSlots: 1 });
  expect(pickAmounts(B)).toEqual(resources);
});

test("two needs are the same where all of their resources are", () => {
  expect(equalNeeds(A, { ...A })).toBe(true);
  expect(NEEDS.filter((name) => equalNeeds(A, { ...A, [name]: 99 }))).toEqual([]);
});

describe("a need fits", () => {
  test("where there is as much of each resource", () => {
    expect(fits(A, A)).toBe(true);
    expect(NEEDS.map((name) => shortOf(A, { ...A, [name]: A[name] - 1 }))).toEqual(NEEDS.map((name) => [name]));
    expect(NEEDS.filter((name) => fits(A, { ...A, [name]: A[name] - 1 }))).toEqual([]);
  });

  test("also where there is less than nothing of what it does not ask for", () => {
    expect(fits(NO_NEED, subtractNeeds(NO_NEED, A))).toBe(true);
    expect(shortOf({ ...NO_NEED, gpus: 1 }, NO_NEED)).toEqual(["gpus"]);
  });
});
