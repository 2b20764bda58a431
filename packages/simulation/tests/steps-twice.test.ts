import { stepsOf, TABLES } from "@resource-manager/domain/operations/tables";
import { describe, expect, test } from "vitest";
import { prepare } from "../src/crash-matrix.ts";
import { brokenAtRest } from "../src/invariants.ts";
import { SCENARIOS, type Scenario } from "../src/scenarios.ts";
import { driveTwice } from "../src/twice.ts";

/** Those that record an operation of their own. */
const made = SCENARIOS.filter(({ command }) => command !== "cancel" && command !== "teams.requestQuota");

/** Lets the command record its operation, and nobody drive it. */
async function admitted(scenario: Scenario) {
  const world = await prepare(scenario, 1);
  const { runner } = await world.start();
  const before = new Set((await world.ledger.recentOperations(100)).map(({ id }) => id));
  runner.abandon();
  void scenario.mutate(world);
  await world.run(3_000);
  const operation = (await world.ledger.recentOperations(100)).find(({ id }) => !before.has(id));
  if (!operation) throw new Error(`${scenario.name} recorded no operation`);
  return { world, operation };
}

const seen = new Set<string>();

describe.each(made)("$name", (scenario) => {
  test("each step run twice leaves what it leaves when run once", async () => {
    const { world, operation } = await admitted(scenario);
    await using _ = world;
    const steps = stepsOf(operation);
    const { unlike, ran } = await driveTwice(world, operation, Number.POSITIVE_INFINITY);
    expect(unlike).toEqual([]);
    for (const name of ran) seen.add(`${tableOf(steps)}: ${name}`);
    await world.run(30_000);
    await world.abandon();
    await world.start();
    await world.run(60_000);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("each undo run twice does, too, wherever it turns back", async () => {
    const { world: first, operation: sample } = await admitted(scenario);
    await first[Symbol.asyncDispose]();
    const steps = stepsOf(sample);
    const turns = [...steps.keys()].filter((at) => at > 0 && steps.slice(0, at + 1).every((step) => step.undoable));
    for (const turnAt of turns) {
      const { world, operation } = await admitted(scenario);
      await using _ = world;
      const { unlike, ran } = await driveTwice(world, operation, turnAt);
      expect({ turnAt, unlike }).toEqual({ turnAt, unlike: [] });
      for (const name of ran) seen.add(`${tableOf(steps)}: ${name}`);
    }
  });
});

test("no step and no undo of any table was left out", () => {
  const all = Object.entries(TABLES).flatMap(([table, steps]) =>
    steps.slice(1).flatMap((step, index) => {
      const canTurn = steps.slice(0, index + 2).every(({ undoable }) => undoable);
      return [`${table}: ${step.name}`, ...(step.undo && canTurn ? [`${table}: undo ${step.name}`] : [])];
    }),
  );
  expect(all.filter((name) => !seen.has(name))).toEqual([]);
});

function tableOf(steps: ReturnType<typeof stepsOf>): string | undefined {
  return Object.entries(TABLES).find(([, table]) => table === steps)?.[0];
}
