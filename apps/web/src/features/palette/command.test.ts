import { expect, test } from "vitest";
import { matches } from "./command";

test("typed words begin words of the name, in any order and case", () => {
  expect(matches("Create pod", "create p")).toBe(true);
  expect(matches("Create pod", "POD cr")).toBe(true);
  expect(matches("API tokens", "tok")).toBe(true);
  expect(matches("Dashboard", "ash")).toBe(false);
  expect(matches("Create pod", "create team")).toBe(false);
});

test("nothing typed finds everything", () => {
  expect(matches("Dashboard", "  ")).toBe(true);
});
