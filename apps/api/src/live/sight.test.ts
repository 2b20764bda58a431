import { expect, test } from "vitest";
import { EVERYTHING, Sight } from "./sight.ts";

const both = new Sight(["blue", "red"]);

test("a sight narrowed to a team shows that team's things and no other's; not narrowed it stays as it is", () => {
  const blue = both.narrowedTo("blue");
  expect([blue.sees("blue"), blue.sees("red"), blue.sees(null)]).toEqual([true, false, false]);
  expect([...(EVERYTHING.narrowedTo("blue").teams ?? [])]).toEqual(["blue"]);
  expect(both.narrowedTo(null)).toBe(both);
  expect(EVERYTHING.narrowedTo(null)).toBe(EVERYTHING);
});

test("to a team out of sight there is nothing to see, whether it exists or not", () => {
  expect(both.narrowedTo("other").teams?.size).toBe(0);
  expect(both.narrowedTo("other").name).toBe(both.narrowedTo("absent").name);
});
