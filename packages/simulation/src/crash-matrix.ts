import { stepsOf, TABLES, type TableName } from "@resource-manager/domain/operations/tables";
import { Boundaries, type Boundary } from "./boundaries.ts";
import { CALL_FAULTS, type Fault, LEDGER_FAULTS } from "./faults.ts";
import { brokenAtRest, brokenNow } from "./invariants.ts";
import { LaggingView } from "./lagging-view.ts";
import type { Scenario } from "./scenarios.ts";
import { Seeded } from "./seeded.ts";
import { brokenNamespaces } from "./team-scenarios.ts";
import { ANNA, BIG, createRequest, World } from "./world.ts";

/** A fault that comes once, and one that lasts for some attempts. */
const TIMES = [1, 4];

export interface Recording {
  readonly boundaries: readonly Boundary[];
  /** What reached a port past the recorder. */
  readonly past: readonly string[];
  /** Step tables of the operations that the scenario made; null: one that is not registered. */
  readonly tables: readonly (TableName | null)[];
}

/** Runs the scenario with every boundary counted and nothing going wrong: the list that the matrix goes through. */
export async function record(scenario: Scenario, seed: number): Promise<Recording> {
  await using world = await prepare(scenario, seed);
  const before = new Set((await world.ledger.recentOperations(100)).map(({ id }) => id));
  const { boundaries } = await world.start();
  await world.during(scenario.mutate(world));
  await world.run(60_000);
  const made = (await world.ledger.recentOperations(100)).filter(({ id }) => !before.has(id));
  return { boundaries: boundaries.passed, past: boundaries.past, tables: made.map(tableOf) };
}

export interface MatrixResult {
  readonly scenario: string;
  readonly seed: number;
  readonly boundaries: Readonly<Record<Boundary["kind"], number>>;
  readonly cases: number;
  /** By boundary and fault. */
  readonly broken: Readonly<Record<string, readonly string[]>>;
}

/** Each boundary of the scenario with each fault that it can have, once and for some time. */
export async function tryAll(scenario: Scenario, seed: number): Promise<MatrixResult> {
  const { boundaries } = await record(scenario, seed);
  const broken: Record<string, string[]> = {};
  const counts = { commit: 0, read: 0, call: 0 };
  let cases = 0;
  for (const [at, boundary] of boundaries.entries()) {
    counts[boundary.kind] += 1;
    for (const fault of boundary.kind === "call" ? CALL_FAULTS : LEDGER_FAULTS) {
      for (const times of fault.startsWith("CRASH") ? [1] : TIMES) {
        cases += 1;
        const found = await tryOut(scenario, seed, { at, fault, times });
        if (found.length > 0) broken[`${at} ${boundary.name} ${fault} ${times} times`] = found;
      }
    }
  }
  return { scenario: scenario.name, seed, boundaries: counts, cases, broken };
}

/** What is broken after that trouble, a restart, and enough time. */
export async function tryOut(
  scenario: Scenario,
  seed: number,
  trouble: { readonly at: number; readonly fault: Fault; readonly times: number },
): Promise<string[]> {
  await using world = await prepare(scenario, seed);
  // What is to be healed is broken from the start.
  const before = new Set(await brokenNow(world));
  // A ledger that cannot be read ends the start; somebody starts it again.
  await world.start({ boundaries: new Boundaries(trouble) }).catch(() => world.start());
  // What the ledger could not keep fails with an error that says so, and was not done.
  const tolerant = scenario.mutate(world).catch((error: unknown) => {
    if (trouble.fault !== "LEDGER_FAILS") throw error;
  });
  await world.during(Promise.race([tolerant, world.process.boundaries.crash]));
  await world.run(world.process.boundaries.dead ? 0 : 30_000);
  const broken = await brokenNow(world);
  await world.abandon();
  await world.start();
  await world.run(300_000);
  if (scenario.again) await world.during(scenario.mutate(world));
  await world.run(30_000);
  const namespaces = scenario.keeps ? await brokenNamespaces(world) : [];
  return [...broken.filter((line) => !before.has(line)), ...(await brokenAtRest(world)), ...namespaces];
}

/** The first seed is a quiet world; in the others the watch is late, the cluster's clock is wrong, and a neighbour is being made. */
export async function prepare(scenario: Scenario, seed: number): Promise<World> {
  const random = new Seeded(seed);
  const quiet = seed === 1;
  const lagMs = random.below(3_000);
  const world = await World.open({
    books: "IN_MEMORY",
    ...(!quiet && {
      clusterClockAheadMs: random.pick([-3_600_000, 60_000, 3_600_000]),
      lagging: (real, clock) => {
        const view = new LaggingView(real, clock);
        view.lagBy(lagMs);
        return view;
      },
    }),
  });
  world.cluster.addServer("a", BIG);
  world.cluster.addServer("b", BIG);
  await world.start();
  await world.run(lagMs + 100);
  const create = (name: string) => world.process.commands.create(ANNA, createRequest({ name }));
  for (const name of scenario.pods) await world.during(create(name));
  if (scenario.keeps) {
    const request = { name: "test-team", dryRun: false, operationId: null };
    await world.during(world.process.teams.keepNamespaces(ANNA, request));
  }
  await world.run(10_000);
  await scenario.spoil?.(world);
  // By then a pod with our mark counts as an orphan.
  await world.run(15_000);
  if (!quiet) {
    void create("neighbour");
    await world.run(random.below(500));
  }
  await world.abandon();
  return world;
}

function tableOf(operation: Parameters<typeof stepsOf>[0]): TableName | null {
  const steps = stepsOf(operation);
  const names = Object.keys(TABLES) as TableName[];
  return names.find((name) => TABLES[name] === steps) ?? null;
}
