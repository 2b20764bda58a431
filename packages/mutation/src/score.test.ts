import { expect, test } from "vitest";
import { scoreOf } from "./score.ts";

test("what nobody covers was not noticed, and what was left out counts on neither side", () => {
  const statuses = ["Killed", "Timeout", "Killed", "Survived", "NoCoverage", "Ignored", "RuntimeError"];
  expect(scoreOf(statuses.map((status) => ({ status })))).toEqual({ noticed: 3, all: 5, percent: 60 });
});

test("where nothing could be noticed, the score is none to be proud of", () => {
  expect(scoreOf([{ status: "Ignored" }]).percent).toBe(0);
});
