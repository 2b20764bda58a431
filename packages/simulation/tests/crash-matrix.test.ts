import { describe, expect, test } from "vitest";
import { Boundaries, type Boundary } from "../src/boundaries.ts";
import { CALL_FAULTS, type Fault, LEDGER_FAULTS } from "../src/faults.ts";
import { brokenAtRest, brokenNow } from "../src/invariants.ts";
import { putOrphan, repairAll, TRAIN } from "../src/repair-scenarios.ts";
import { ANNA, BIG, createRequest, DELETE, updateRequest, World } from "../src/world.ts";

/** A mutation to try: what must be there before, and the mutation itself. */
interface Scenario {
  readonly name: string;
  readonly pods: readonly string[];
  /** What somebody did to the cluster before. */
  readonly spoil?: (world: World) => void | Promise<void>;
  /** A repair that was refused or died before it began is tried again by the next pass. */
  readonly again?: boolean;
  readonly mutate: (world: World) => Promise<unknown>;
}

const SCENARIOS: readonly Scenario[] = [
  { name: "createPod", pods: [], mutate: ({ process }) => process.commands.create(ANNA, createRequest()) },
  { name: "deletePod", pods: ["train"], mutate: ({ process }) => process.commands.delete(ANNA, DELETE) },
  {
    name: "updatePod in place",
    pods: ["train"],
    mutate: ({ process }) =>
      process.commands.update(ANNA, updateRequest({ image: "registry.example/train:2", resources: { cpu: "8" } })),
  },
  {
    name: "updatePod by recreation",
    pods: ["train"],
    mutate: ({ process }) => process.commands.update(ANNA, updateRequest({ resources: { gpus: 4 }, recreate: true })),
  },
  {
    name: "heal by RETIRE",
    pods: ["train"],
    spoil: ({ cluster }) => cluster.deleteBesideUs(TRAIN),
    mutate: (world) => repairAll(world, "RETIRE"),
    again: true,
  },
  {
    name: "heal by RECREATE",
    pods: ["train"],
    spoil: ({ cluster }) => cluster.deleteBesideUs(TRAIN),
    mutate: (world) => repairAll(world, "RECREATE"),
    again: true,
  },
  {
    name: "heal by REAPPLY",
    pods: ["train"],
    spoil: ({ cluster }) =>
      cluster.editPod(TRAIN, { image: "registry.example/other:9", mark: null, brokenMark: { team: "test-team" } }),
    mutate: (world) => repairAll(world, "REAPPLY"),
    again: true,
  },
  {
    name: "heal by ADOPT",
    pods: [],
    spoil: putOrphan,
    mutate: (world) => repairAll(world, "ADOPT"),
    again: true,
  },
  {
    name: "heal by DELETE_ORPHAN",
    pods: [],
    spoil: putOrphan,
    mutate: (world) => repairAll(world, "DELETE_ORPHAN"),
    again: true,
  },
];

async function prepare(scenario: Scenario): Promise<World> {
  const world = await World.open({ books: "IN_MEMORY" });
  world.cluster.addServer("a", BIG);
  world.cluster.addServer("b", BIG);
  await world.start();
  for (const name of scenario.pods) await world.during(world.process.commands.create(ANNA, createRequest({ name })));
  await world.run(2_000);
  await scenario.spoil?.(world);
  // By then a pod with our mark counts as an orphan.
  await world.run(10_000);
  await world.abandon();
  return world;
}

/** Runs the mutation with every boundary counted and nothing going wrong: the list that the matrix goes through. */
async function record(scenario: Scenario): Promise<readonly Boundary[]> {
  await using world = await prepare(scenario);
  const { boundaries } = await world.start();
  await world.during(scenario.mutate(world));
  await world.run(30_000);
  expect(boundaries.past).toEqual([]);
  return boundaries.passed;
}

async function tryOut(scenario: Scenario, at: number, fault: Fault, times: number): Promise<string[]> {
  await using world = await prepare(scenario);
  const boundaries = new Boundaries({ at, fault, times });
  // A ledger that cannot be read ends the start; somebody starts it again.
  await world.start({ boundaries }).catch(() => world.start());
  // What the ledger could not keep fails with an error that says so, and was not done.
  const tolerant = scenario.mutate(world).catch((error: unknown) => {
    if (fault !== "LEDGER_FAILS") throw error;
  });
  await world.during(Promise.race([tolerant, world.process.boundaries.crash]));
  await world.run(world.process.boundaries.dead ? 0 : 30_000);
  const broken = await brokenNow(world);
  await world.abandon();
  await world.start();
  await world.run(300_000);
  if (scenario.again) await world.during(scenario.mutate(world));
  await world.run(30_000);
  return [...broken.filter((line) => !(scenario.spoil && line.startsWith("I3"))), ...(await brokenAtRest(world))];
}

describe.each(SCENARIOS)("$name", (scenario) => {
  test("whatever goes wrong at whatever boundary, nothing is lost, twice or over-allocated", {
    timeout: 400_000,
  }, async () => {
    const boundaries = await record(scenario);
    expect(boundaries.length).toBeGreaterThan(1);
    const tried: Record<string, string[]> = {};
    for (const [index, boundary] of boundaries.entries()) {
      for (const fault of boundary.kind === "call" ? CALL_FAULTS : LEDGER_FAULTS) {
        for (const times of fault.startsWith("CRASH") ? [1] : [1, 4]) {
          const broken = await tryOut(scenario, index, fault, times);
          if (broken.length > 0) tried[`${index} ${boundary.name} ${fault} ${times} times`] = broken;
        }
      }
    }
    expect(tried).toEqual({});
  });
});
