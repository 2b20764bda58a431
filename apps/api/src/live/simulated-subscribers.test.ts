import { simulate } from "@resource-manager/simulation/simulate";
import { expect, test } from "vitest";
import { SimulatedSubscribers } from "../testing/simulated-subscribers.ts";

const SEEDS = 100;

test(`in ${SEEDS} random runs, subscribers that fold their messages have what the query returns`, {
  timeout: 300_000,
}, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { steps, broken } = await simulate(seed, 40, new SimulatedSubscribers(seed));
    expect({ seed, broken, steps: broken.length > 0 ? steps : [] }).toEqual({ seed, broken: [], steps: [] });
  }
});
