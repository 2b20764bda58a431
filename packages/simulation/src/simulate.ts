import type { Need } from "@resource-manager/domain/model/amounts";
import { brokenAtRest, brokenNow } from "./invariants.ts";
import { Seeded } from "./seeded.ts";
import { ANNA, BIG, createRequest, DELETE, GIB, updateRequest, World } from "./world.ts";

const NAMES = ["p0", "p1", "p2", "p3", "p4", "p5"];
const SERVERS = ["a", "b", "c"];
const SMALL: Need = { ...BIG, gpus: 4, cpuMillis: 16_000, ramBytes: 64 * GIB };

/** One run: what happened, step by step, and what was broken; `broken` is empty when all invariants held throughout. */
export interface SimulationResult {
  readonly seed: number;
  readonly steps: readonly string[];
  readonly broken: readonly string[];
}

/**
 * Random users, somebody else with kubectl, dying servers, a cluster that fails, crashes of our process: for `length` steps. The
 * invariants are checked after every step, and at rest at the end. The same seed gives the same run.
 */
export async function simulate(seed: number, length = 40): Promise<SimulationResult> {
  const random = new Seeded(seed);
  const steps: string[] = [];
  await using world = await World.open();
  for (const name of SERVERS) world.cluster.addServer(name, name === "c" ? SMALL : BIG);
  let trouble = 0;
  const setTrouble = (rate: number) => {
    trouble = rate;
  };
  const start = () => world.start({ flakiness: { random, rate: () => trouble } });
  await start();
  for (let step = 0; step < length; step++) {
    const action = random.pick(ACTIONS);
    steps.push(`${step} ${action.name}${await action.run(world, random, { start, setTrouble })}`);
    await world.run(random.pick([0, 50, 500, 5_000, 40_000]));
    const broken = await brokenNow(world);
    if (broken.length > 0) return { seed, steps, broken };
  }
  trouble = 0;
  for (const name of SERVERS)
    if (world.cluster.server(name)) world.cluster.editServer(name, { ready: "READY", cordoned: false });
  await world.run(600_000);
  await retireMissing(world);
  return { seed, steps, broken: await brokenAtRest(world) };
}

/** What others deleted beside us is asked about, never settled unasked: here the person says yes. */
async function retireMissing(world: World): Promise<void> {
  for (const pod of await world.ledger.livePods()) {
    const seen = world.cluster.pod(pod);
    const there = seen?.mark?.podId === pod.id && seen.status === "RUNNING";
    if (!there) void world.process.commands.delete(ANNA, { ...DELETE, name: pod.name });
  }
  await world.run(60_000);
}

interface Hands {
  readonly start: () => Promise<unknown>;
  readonly setTrouble: (rate: number) => void;
}

interface Action {
  readonly name: string;
  run(world: World, random: Seeded, hands: Hands): Promise<string>;
}

const create: Action = {
  name: "create",
  run: async (world, random) => {
    const name = random.pick(NAMES);
    const gpus = random.below(5);
    const resources = { gpus, cpu: String(1 + random.below(8)), ram: `${1 + random.below(32)}Gi`, storage: null };
    void world.process.commands.create(
      ANNA,
      createRequest({ name, resources, server: random.chance(0.2) ? random.pick(SERVERS) : null }),
    );
    return ` ${name} with ${gpus} GPUs`;
  },
};

const remove: Action = {
  name: "delete",
  run: async (world, random) => {
    const name = random.pick(NAMES);
    void world.process.commands.delete(ANNA, { ...DELETE, name });
    return ` ${name}`;
  },
};

const update: Action = {
  name: "update",
  run: async (world, random) => {
    const name = random.pick(NAMES);
    const resources = random.chance(0.5) ? { cpu: String(1 + random.below(16)) } : { gpus: random.below(5) };
    void world.process.commands.update(ANNA, updateRequest({ name, resources, recreate: true }));
    return ` ${name} to ${JSON.stringify(resources)}`;
  },
};

const deleteBesideUs: Action = {
  name: "somebody deletes",
  run: async (world, random) => {
    const name = random.pick(NAMES);
    world.cluster.deleteBesideUs({ namespace: "test-team", name });
    return ` ${name}`;
  },
};

const serverTrouble: Action = {
  name: "server",
  run: async (world, random) => {
    const name = random.pick(SERVERS);
    const patch = random.pick([
      { ready: "NOT_READY" },
      { ready: "READY" },
      { cordoned: true },
      { cordoned: false },
    ] as const);
    if (!world.cluster.server(name)) return ` ${name} is not there`;
    world.cluster.editServer(name, patch);
    return ` ${name} ${JSON.stringify(patch)}`;
  },
};

const serverReplaced: Action = {
  name: "server",
  run: async (world, random) => {
    const name = random.pick(SERVERS);
    if (!world.cluster.server(name)) world.cluster.addServer(name, name === "c" ? SMALL : BIG);
    else if (random.chance(0.3)) world.cluster.removeServer(name);
    return ` ${name} comes or goes`;
  },
};

const clusterTrouble: Action = {
  name: "the cluster",
  run: async (_, random, hands) => {
    const rate = random.pick([0, 0, 0.3, 1]);
    hands.setTrouble(rate);
    return ` fails ${rate * 100} % of calls`;
  },
};

const crash: Action = {
  name: "our process",
  run: async (world, _, hands) => {
    await world.abandon();
    await hands.start();
    return " crashes and starts again";
  },
};

const ACTIONS: readonly Action[] = [
  create,
  create,
  create,
  update,
  update,
  remove,
  remove,
  deleteBesideUs,
  serverTrouble,
  serverReplaced,
  clusterTrouble,
  crash,
];
