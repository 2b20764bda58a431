import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EDGES } from "./quota-race/edges.ts";
import { CLIENTS, type RoundResult, raceAtEdge } from "./quota-race/quota-race.ts";
import { openRaceWorld, type RaceWorld } from "./quota-race/race-world.ts";
import { WAYS } from "./quota-race/ways.ts";

/** The part of `npm run quota-race` that is run each time: each limit in one way, and each way once. */
let world: RaceWorld;
beforeAll(async () => {
  world = await openRaceWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe(`${CLIENTS} clients at once at the edge of a quota`, () => {
  it.each(EDGES.map((edge, index) => ({ edge, way: WAYS[index % WAYS.length] })))(
    "of $edge.name: as many win as it has room for ($way.name)",
    { timeout: 120_000 },
    async ({ edge, way }) => {
      const results: RoundResult[] = [];
      await raceAtEdge(world, edge, way ? [way] : [], (_, result) => results.push(result));
      expect(results).toMatchObject([{ asked: 2 * CLIENTS, broken: [] }]);
      expect(results[0]?.winners).toBe(results[0]?.room);
    },
  );
});
