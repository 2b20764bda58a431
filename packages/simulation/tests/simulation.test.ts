import { expect, test } from "vitest";
import { simulate } from "../src/simulate.ts";

const SEEDS = 300;

test(`${SEEDS} random runs with faults and crashes break no invariant`, { timeout: 400_000 }, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { steps, broken } = await simulate(seed);
    expect({ seed, broken, steps: broken.length > 0 ? steps : [] }).toEqual({ seed, broken: [], steps: [] });
  }
});

test("the same seed gives the same run", { timeout: 60_000 }, async () => {
  expect((await simulate(11)).steps).toEqual((await simulate(11)).steps);
});
