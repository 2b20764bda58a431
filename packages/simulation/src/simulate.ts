import { isOver } from "@resource-manager/domain/model/operation";
import { Boundaries } from "./boundaries.ts";
import { brokenAtRest, brokenNow, ReservationWatch } from "./invariants.ts";
import { LaggingView } from "./lagging-view.ts";
import { repairAll } from "./repair-scenarios.ts";
import { Seeded } from "./seeded.ts";
import { HANDS_AND_WEATHER, wholeServer } from "./simulated-hands.ts";
import { PEOPLE } from "./simulated-people.ts";
import { type Action, SERVERS, type Stage } from "./simulated-stage.ts";
import { Witness } from "./witness.ts";
import { ANNA, World } from "./world.ts";

/** After the last fault, ledger and cluster agree within this. */
const AGREE_WITHIN_MS = 30_000;

/** One run: what happened, step by step, and what was broken; `broken` is empty when all invariants held throughout. */
export interface SimulationResult {
  readonly seed: number;
  readonly steps: readonly string[];
  /** How long after the last fault ledger and cluster agreed; null: they never did. */
  readonly agreedAfterMs: number | null;
  readonly broken: readonly string[];
}

/** Somebody who looks at the product from outside while a simulation runs. */
export interface Onlooker {
  /** A process of the product has started. */
  started(world: World): Promise<void>;
  /** That process is gone. */
  ended(): void;
  /** What is not as it has to be, at this moment. */
  broken(): Promise<readonly string[]>;
}

const NOBODY: Onlooker = { started: async () => {}, ended: () => {}, broken: async () => [] };

/**
 * Random users, somebody else with kubectl, dying servers, a cluster and a watch that fail, two clocks that differ, crashes of our
 * process between and within commits and calls: for `length` steps. The invariants are checked after every step, and once more within
 * 30 s after the faults have stopped. The same seed gives the same run.
 */
export async function simulate(seed: number, length = 40, onlooker = NOBODY): Promise<SimulationResult> {
  const random = new Seeded(seed);
  const steps: string[] = [];
  const clusterClockAheadMs = random.pick([0, 0, -3_600_000, 3_600_000, 20_000]);
  await using world = await World.open({
    books: "IN_MEMORY",
    clusterClockAheadMs,
    lagging: (real, clock) => new LaggingView(real, clock),
  });
  for (const name of SERVERS) world.cluster.addServer(name, wholeServer(name));
  const stage = await setUp(world, random, onlooker);
  const reservations = new ReservationWatch(world.ledger);
  for (let step = 0; step < length; step++) {
    const action = weighted(random, ACTIONS);
    steps.push(`${step} ${action.name}: ${await action.run(stage)}`);
    await world.run(random.pick([0, 50, 500, 5_000, 40_000]));
    if (world.process.boundaries.dead) {
      steps.push(`${step} our process died in the midst of something`);
      await stage.restart();
    }
    const seen = await onlooker.broken();
    const broken = [...(await brokenNow(world)), ...stage.witness.broken(world), ...reservations.broken(), ...seen];
    if (broken.length > 0) return { seed, steps, agreedAfterMs: null, broken };
  }
  const { agreedAfterMs, broken } = await settle(stage);
  const untrue = [
    ...(await stage.witness.brokenAtRest(world)),
    ...stage.witness.broken(world),
    ...(await onlooker.broken()),
  ];
  onlooker.ended();
  return { seed, steps, agreedAfterMs, broken: [...broken, ...untrue] };
}

const ACTIONS = [...PEOPLE, ...HANDS_AND_WEATHER];

async function setUp(world: World, random: Seeded, onlooker: Onlooker): Promise<Stage> {
  let trouble = 0;
  const start = async () => {
    // Half of the processes die in the midst of something, sooner or later.
    const fault = random.chance(0.5) ? "CRASH_BEFORE" : "CRASH_AFTER";
    const doomed = random.chance(0.5) ? ({ at: random.below(150), fault } as const) : null;
    await world.start({ flakiness: { random, rate: () => trouble }, boundaries: new Boundaries(doomed) });
    await onlooker.started(world);
  };
  const end = async () => {
    onlooker.ended();
    await world.abandon();
  };
  if (!(world.view instanceof LaggingView)) throw new Error("the world has no view that lags");
  await start();
  return {
    world,
    random,
    witness: new Witness(),
    view: world.view,
    sent: [],
    setTrouble: (rate) => {
      trouble = rate;
    },
    restart: async () => {
      do {
        await end();
        await start();
      } while (world.process.boundaries.dead);
    },
    restartWell: async () => {
      await end();
      await world.start();
      await onlooker.started(world);
    },
  };
}

/** All faults stop. What others did beside us is asked about, never settled unasked: here the person says yes to every repair. */
async function settle({
  world,
  view,
  setTrouble,
  restartWell,
}: Stage): Promise<Pick<SimulationResult, "agreedAfterMs" | "broken">> {
  setTrouble(0);
  view.lagBy(0);
  view.restore();
  world.cluster.refuseCreates = null;
  world.cluster.resizeAnswer = "APPLY";
  world.cluster.applyDeferred();
  for (const name of SERVERS) {
    if (!world.cluster.server(name)) world.cluster.addServer(name, wholeServer(name));
    world.cluster.editServer(name, { ready: "READY", cordoned: false, allocatable: wholeServer(name) });
  }
  await restartWell();
  for (let passedMs = 0; ; passedMs += 1_000) {
    const broken = await brokenAtRest(world);
    if (broken.length === 0) return { agreedAfterMs: passedMs, broken };
    if (passedMs >= AGREE_WITHIN_MS) return { agreedAfterMs: null, broken };
    await sayYes(world);
    await world.run(1_000);
  }
}

async function sayYes(world: World): Promise<void> {
  // Somebody else's pod took the room that a kubelet would need for a larger size: that is settled, too.
  for (const { id, waitingFor } of await world.ledger.openOperations())
    if (waitingFor?.startsWith("the server defers it"))
      void world.process.commands.cancel(ANNA, { id, dryRun: false, operationId: null });
  for (const pod of await world.ledger.livePods()) {
    const latest = pod.operationId === null ? null : await world.ledger.operation(pod.operationId);
    if (latest && !isOver(latest.state)) continue;
    const seen = world.cluster.pod(pod);
    const there = seen?.mark?.podId === pod.id && seen.status === "RUNNING";
    const { namespace, name } = pod;
    if (!there)
      void world.process.commands.delete(ANNA, { namespace, name, version: null, dryRun: false, operationId: null });
  }
  void repairAll(world, "REAPPLY");
}

function weighted(random: Seeded, actions: readonly Action[]): Action {
  let left = random.below(actions.reduce((sum, { weight }) => sum + weight, 0));
  for (const action of actions) {
    left -= action.weight;
    if (left < 0) return action;
  }
  throw new Error("there is no action");
}
