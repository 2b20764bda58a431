import { expect, test } from "vitest";
import { isDoor, returnPath } from "./return-path";

const back = (asked: string | null) => returnPath(asked, "https://gpus.example");

test("leads back to a page of this site, with its search", () => {
  expect(back("/pods?namespace=test-team#x")).toBe("/pods?namespace=test-team#x");
  expect(back("/")).toBe("/");
  expect(back(null)).toBe("/");
});

test.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "/\t/evil.example",
  "\\\\evil.example",
  "javascript:alert(1)",
  "https://gpus.example@evil.example/",
  "https:evil.example",
  "/..//evil.example",
  "/sign-in?return=/pods",
  "pods",
])("does not lead to %j", (asked) => {
  expect(back(asked)).toBe("/");
});

test("the door's pages are known", () => {
  expect(["/sign-in", "/set-up", "/", "/sign-in-history"].map(isDoor)).toEqual([true, true, false, false]);
});
