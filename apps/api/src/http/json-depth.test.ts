import { expect, it } from "vitest";
import { isTooDeep, JSON_DEPTH_MAX } from "./json-depth.ts";

const lists = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

it("counts what is within each other, of objects and lists alike", () => {
  expect(isTooDeep(lists(JSON_DEPTH_MAX))).toBe(false);
  expect(isTooDeep(lists(JSON_DEPTH_MAX + 1))).toBe(true);
  expect(isTooDeep(`${'{"a":['.repeat(51)}1${"]}".repeat(51)}`)).toBe(true);
  expect(isTooDeep(`[${"[],".repeat(500)}{}]`)).toBe(false);
});

it("does not count what stands in a text", () => {
  expect(isTooDeep(JSON.stringify({ query: "{".repeat(500) }))).toBe(false);
  expect(isTooDeep(JSON.stringify({ query: `\\"${"[".repeat(500)}\\` }))).toBe(false);
  expect(isTooDeep(`{"query":"\\\\","variables":${lists(JSON_DEPTH_MAX)}}`)).toBe(true);
});
