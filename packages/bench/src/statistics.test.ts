import { expect, test } from "vitest";
import { median, quantile } from "./statistics.ts";

test("the median of an even number of samples lies between the two in the middle, in whatever order they came", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([5])).toBe(5);
});

test("a quantile is taken between neighbours by their distance", () => {
  expect(quantile([0, 10, 20], 0.99)).toBeCloseTo(19.8);
  expect(quantile([], 0.5)).toBeNaN();
});
