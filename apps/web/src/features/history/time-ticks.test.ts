import { expect, test } from "vitest";
import { timeTicks } from "./time-ticks";

const local = (day: number, hours = 0, minutes = 0) => new Date(2026, 10, day, hours, minutes);

test("a day is marked each six hours, at round hours of the reader's clock", () => {
  expect(timeTicks(local(24, 21, 17), local(25, 21, 17))).toEqual([
    local(25, 0),
    local(25, 6),
    local(25, 12),
    local(25, 18),
  ]);
});

test("a quarter of an hour is marked each five minutes, its ends too where they are round", () => {
  expect(timeTicks(local(25, 12), local(25, 12, 15))).toEqual([0, 5, 10, 15].map((minutes) => local(25, 12, minutes)));
});

test("weeks are marked at midnights, as far from each other across the end of a month", () => {
  expect(timeTicks(local(10, 9), local(40, 9))).toEqual([local(17), local(24), local(31), local(38)]);
});

test.each([0.25, 1, 6, 24, 7 * 24, 30 * 24])("a range of %d hours has two to five marks", (hours) => {
  const count = timeTicks(new Date(local(25, 9, 41).getTime() - hours * 3_600_000), local(25, 9, 41)).length;
  expect(count).toBeGreaterThanOrEqual(2);
  expect(count).toBeLessThanOrEqual(5);
});
