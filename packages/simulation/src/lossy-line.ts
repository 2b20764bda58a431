import { podKeyText } from "@resource-manager/domain/model/pod";
import { brokenAtRest } from "./invariants.ts";
import { Seeded } from "./seeded.ts";
import { ANNA, BIG, createRequest, World } from "./world.ts";

/** So many mutations are under way at once. */
const BATCH = 100;
const PODS_PER_SERVER = 100;

export interface LossyResult {
  readonly mutations: number;
  /** Requests that were sent, copies and all. */
  readonly sent: number;
  /** Pods in the cluster afterwards: one for each mutation, if all is well. */
  readonly effects: number;
  readonly restarts: number;
  readonly broken: readonly string[];
}

/**
 * Creates so many pods, each by one request with a key that is sent one to five times over a line that loses answers: copies come at
 * once, later, and after a crash of the process that had the first. Each must have one effect and one answer.
 */
export async function sendOverLossyLine(mutations: number, seed: number): Promise<LossyResult> {
  const random = new Seeded(seed);
  await using world = await World.open({ books: "IN_MEMORY" });
  await world.putTeam();
  for (let server = 0; server * PODS_PER_SERVER < mutations; server++)
    world.cluster.addServer(`s${server}`, { ...BIG, podSlots: PODS_PER_SERVER });
  const flakiness = { random, rate: () => 0.1 };
  await world.start({ flakiness });
  const broken: string[] = [];
  let [sent, restarts] = [0, 0];
  for (let first = 0; first < mutations; first += BATCH) {
    const wishes = Array.from({ length: Math.min(BATCH, mutations - first) }, (_, index) => wish(first + index));
    const copies = wishes.flatMap((request) => Array.from({ length: 1 + random.below(5) }, () => request));
    sent += copies.length;
    const lost = copies.filter(() => random.chance(0.3));
    void Promise.allSettled(lost.map((request) => world.process.commands.create(ANNA, request)));
    await world.run(random.pick([0, 5, 500]));
    if (random.chance(0.3)) {
      restarts += 1;
      await world.abandon();
      await world.start({ flakiness });
    }
    const heard = [...new Set(wishes), ...copies.filter((copy) => !lost.includes(copy))];
    const answers = await world.during(
      Promise.all(heard.map((request) => world.process.commands.create(ANNA, request))),
    );
    if (answers === "CRASHED") throw new Error("no crash was planned");
    broken.push(...differing(heard, answers));
  }
  await world.abandon();
  await world.start();
  await world.run(30_000);
  return {
    mutations,
    sent,
    effects: world.cluster.pods().size,
    restarts,
    broken: [...broken, ...(await brokenAtRest(world))],
  };
}

type Wish = ReturnType<typeof createRequest>;
type Answer = Awaited<ReturnType<World["process"]["commands"]["create"]>>;

function wish(index: number): Wish {
  return createRequest({
    name: `p${index}`,
    operationId: `10000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    resources: { gpus: 0, cpu: "10m", ram: "16Mi", storage: null },
  });
}

function differing(wishes: readonly Wish[], answers: readonly Answer[]): string[] {
  const operations = new Map<string, string>();
  return answers.flatMap((answer, index) => {
    const key = podKeyText(wishes[index] ?? { namespace: "", name: "" });
    if (!answer.ok) return [`I6 ${key} was refused: ${answer.error.message}`];
    const id = answer.value.operation?.id ?? "";
    const known = operations.get(key) ?? id;
    operations.set(key, known);
    return known === id ? [] : [`I6 ${key} was answered with ${known}, then with ${id}`];
  });
}
