import { TABLES } from "@resource-manager/domain/operations/tables";
import { describe, expect, test } from "vitest";
import { Boundaries } from "../src/boundaries.ts";
import { record, tryAll } from "../src/crash-matrix.ts";
import { SCENARIOS } from "../src/scenarios.ts";
import { World } from "../src/world.ts";

const SEEDS = [1, 2, 3];

describe.each(SCENARIOS)("$name", (scenario) => {
  test.each(SEEDS)(
    "whatever goes wrong at whatever boundary, nothing is lost, twice or over-allocated (seed %i)",
    {
      timeout: 400_000,
    },
    async (seed) => {
      const { boundaries, cases, broken } = await tryAll(scenario, seed);
      expect(broken).toEqual({});
      expect(boundaries.commit).toBeGreaterThan(0);
      expect(cases).toBeGreaterThan(10);
    },
  );
});

describe("nothing is left out", () => {
  test("every command of the product and every step table has a scenario", async () => {
    await using world = await World.open({ books: "IN_MEMORY" });
    const { commands, teams, servers } = await world.start();
    const all = [
      ...Object.keys(commands),
      ...Object.keys(teams).map((name) => `teams.${name}`),
      ...Object.keys(servers).map((name) => `servers.${name}`),
    ];
    expect(new Set(SCENARIOS.map(({ command }) => command))).toEqual(new Set(all));
    const tables = new Set<string | null>();
    for (const scenario of SCENARIOS) for (const table of (await record(scenario, 1)).tables) tables.add(table);
    expect(tables).toEqual(new Set(Object.keys(TABLES)));
  });

  test.each(SCENARIOS)("$name reaches no port past the recorder", async (scenario) => {
    expect((await record(scenario, 1)).past).toEqual([]);
  });

  test("a call past the recorder is noticed", async () => {
    await using world = await World.open({ books: "IN_MEMORY" });
    const boundaries = new Boundaries();
    const { ledger } = boundaries.watched({ ledger: world.ledger, cluster: world.cluster });
    await ledger.teams();
    expect(boundaries.past).toEqual(["teams"]);
  });
});
