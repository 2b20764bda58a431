import { compare } from "@resource-manager/domain/consistency/compare";
import { LivingComparison } from "@resource-manager/domain/consistency/living-comparison";
import type { Snapshot } from "@resource-manager/domain/consistency/snapshot";
import type { Bench, Row } from "../bench.ts";
import { type ClusterSize, scaled, sizeText } from "../clusters/fill.ts";
import { inTurns } from "../in-turns.ts";
import { bothSides, diffOfMaps, livingPorts, type Sides } from "../measures/both-sides.ts";
import { systemLoad } from "../system-load.ts";

const FULL: { size: ClusterSize; repeats: number } = { size: { servers: 5_000, pods: 100_000 }, repeats: 15 };
const QUICK: typeof FULL = { size: { servers: 50, pods: 1_000 }, repeats: 3 };
/** One pod in a hundred has another image than the ledger wishes. */
const DRIFT_EVERY = 100;
const RATIO_MAX = 5;

/** What the consistency query costs when both sides are in memory: beside the least that any comparison has to do. */
export const consistency: Bench = {
  name: "consistency",
  title: "the consistency query (ours) beside a bare difference of two maps by uid and image (theirs)",
  async run({ quick, repeats, pods, tell }) {
    const chosen = quick ? QUICK : FULL;
    const size = scaled(chosen.size, pods);
    const turns = repeats ?? chosen.repeats;
    tell(`making both sides of ${sizeText(size)}`);
    const sides = bothSides(size, DRIFT_EVERY);
    const expected = diffOfMaps(sides).length;
    const rows: Row[] = [];
    const goal = { ratioMax: RATIO_MAX };
    const floor = timed(() => diffOfMaps(sides).length, expected);
    const full = await inTurns(
      turns,
      timed(() => compare(snapshotOf(sides)).length, expected),
      floor,
    );
    rows.push({ what: `all compared anew, ${sizeText(size)}`, unit: "ms", ...full, goal, load: systemLoad() });
    const { ports, touch } = livingPorts(sides);
    const living = new LivingComparison(ports);
    await living.start();
    living.findings();
    const warm = timed(() => {
      touch();
      return living.findings().length;
    }, expected);
    const query = await inTurns(turns, warm, floor);
    rows.push({
      what: `a query after one pod changed, ${sizeText(size)}`,
      unit: "ms",
      ...query,
      goal,
      load: systemLoad(),
    });
    living.stop();
    return rows;
  },
};

/** Both sides have to find the same before their time counts. */
function timed(work: () => number, expected: number): () => Promise<number> {
  return async () => {
    const begun = performance.now();
    const found = work();
    const ms = performance.now() - begun;
    if (found !== expected) throw new Error(`${found} differences, not ${expected}`);
    return ms;
  };
}

function snapshotOf({ pods, observedPods, servers, observedServers }: Sides): Snapshot {
  return {
    installationId: "us",
    now: new Date(),
    pods: [...pods.values()],
    busy: new Set(),
    servers,
    counterMismatches: [],
    observedPods,
    observedServers,
    namespaces: [],
    observedNamespaces: null,
    keptNamespaces: [],
  };
}
