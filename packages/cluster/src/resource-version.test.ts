import { expect, test } from "vitest";
import { compareVersions, isOlder } from "./resource-version.ts";

test.each([
  ["1", "2", true],
  ["9", "10", true],
  ["10", "9", false],
  ["7", "7", false],
  ["99999999999999999998", "99999999999999999999", true],
  ["a1", "2", false],
  ["", "2", false],
  ["1", "0x2", false],
])("%s is older than %s: %s", (a, b, older) => {
  expect(isOlder(a, b)).toBe(older);
});

test("what is no number cannot be compared", () => {
  expect(compareVersions("abc", "1")).toBeNull();
  expect(compareVersions("007", "1")).toBeNull();
});
