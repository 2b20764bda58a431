import { expect, test } from "vitest";
import type { Row } from "./bench.ts";
import { isReached, tableOf } from "./report.ts";

const row: Row = { what: "LIST", unit: "ms", ours: [10, 12, 11], theirs: [20, 22, 24], load: 1.25 };

test("a goal is held against the ratio of the medians, or against ours alone", () => {
  expect(isReached({ ...row, goal: { ratioMax: 0.5 } })).toBe(true);
  expect(isReached({ ...row, goal: { ratioMax: 0.4 } })).toBe(false);
  expect(isReached({ ...row, goal: { ratioMin: 1 } })).toBe(false);
  expect(isReached({ ...row, goal: { max: 11 } })).toBe(true);
  expect(isReached(row)).toBeUndefined();
});

test("the table says medians, 99th percentiles, ratio, goal, number of samples and load", () => {
  const bench = { name: "demo", title: "ours beside theirs", run: async () => [] };
  const [, , head, line] = tableOf(bench, [{ ...row, goal: { ratioMax: 0.4 } }]).split("\n");
  expect(head?.split(/\s\s+/)).toEqual([
    "what",
    "unit",
    "ours p50",
    "p99",
    "theirs p50",
    "p99",
    "ratio",
    "goal",
    "n",
    "load",
  ]);
  expect(line?.split(/\s\s+/)).toEqual([
    "LIST",
    "ms",
    "11.0",
    "12.0",
    "22.0",
    "24.0",
    "0.500",
    "<= 0.4x MISSED",
    "3",
    "1.3",
  ]);
});
