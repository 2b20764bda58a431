import { expect, test } from "vitest";
import { tileAfterKey } from "./arrow-keys";

test("arrows go to the tile beside, above and below, and stop at the edges", () => {
  expect(tileAfterKey("ArrowRight", 0, 10, 4)).toBe(1);
  expect(tileAfterKey("ArrowDown", 1, 10, 4)).toBe(5);
  expect(tileAfterKey("ArrowUp", 5, 10, 4)).toBe(1);
  expect(tileAfterKey("ArrowUp", 1, 10, 4)).toBeNull();
  expect(tileAfterKey("ArrowDown", 7, 10, 4)).toBeNull();
  expect(tileAfterKey("ArrowRight", 9, 10, 4)).toBeNull();
});

test("Home and End go to the ends; other keys go nowhere", () => {
  expect(tileAfterKey("End", 3, 10, 4)).toBe(9);
  expect(tileAfterKey("Home", 3, 10, 4)).toBe(0);
  expect(tileAfterKey("a", 3, 10, 4)).toBeNull();
});
