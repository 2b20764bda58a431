import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clusterKind } from "./cluster-under-test.ts";
import { type Constellation, startConstellation } from "./kill-matrix/constellation.ts";
import { killEverywhere } from "./kill-matrix/kill-matrix.ts";
import { KILL_SCENARIOS } from "./kill-matrix/scenarios.ts";

/*
 * The part of `npm run kill-matrix` that is run each time: the mutations whose ways differ most, at what they change in the cluster.
 */
const NAMES = ["createPod", "undo of deletePod", ...(clusterKind() === "simulator" ? [] : ["updatePod by recreation"])];

let world: Constellation;
beforeAll(async () => {
  world = await startConstellation();
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe("kill -9 at each call, before it reaches the cluster and after", () => {
  const scenarios = KILL_SCENARIOS.filter(({ name }) => NAMES.includes(name));

  it.each(scenarios)("$name: nothing is lost, nothing twice", { timeout: 400_000 }, async (scenario) => {
    const { broken, calls } = await killEverywhere(world, scenario, { reads: false });
    expect(broken).toEqual({});
    expect(calls).toBeGreaterThan(0);
  });
});
