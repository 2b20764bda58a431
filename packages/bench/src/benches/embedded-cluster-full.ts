import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchContext, Row } from "../bench.ts";
import { EmbeddedCluster } from "../clusters/embedded-cluster.ts";
import { type ClusterSize, scaled, sizeText } from "../clusters/fill.ts";
import { makeLargeFolder } from "../clusters/large-folder.ts";
import { inTurns } from "../in-turns.ts";
import { LoadProcess } from "../load/load-process.ts";
import { type ClusterPlan, clusterMeasures, PAGE } from "../measures/cluster-measures.ts";
import { residentMib, systemLoad } from "../system-load.ts";

const FULL: ClusterPlan = { size: { servers: 5_000, pods: 100_000 }, repeats: 7, gets: 300, creates: 200, churned: 80 };
const QUICK: ClusterPlan = { size: { servers: 50, pods: 1_000 }, repeats: 2, gets: 20, creates: 50, churned: 20 };
const TENTH = { full: { servers: 1_500, pods: 10_000 }, quick: { servers: 10, pods: 100 } };
const READ_OBJECTS = join(import.meta.dirname, "../floors/read-objects.ts");
const RESTART_MS_MAX = 10_000;

/** The size at which no real one fits on a small machine: held against itself at the size at which one does. */
export const embeddedClusterFull: Bench = {
  name: "embedded-cluster-full",
  title: "the embedded cluster at its full size (ours) beside itself at a tenth of it (theirs)",
  async run({ quick, repeats, pods, tell }) {
    const chosen = quick ? QUICK : FULL;
    const plan = { ...chosen, repeats: repeats ?? chosen.repeats, size: scaled(chosen.size, pods) };
    const small = quick ? TENTH.quick : TENTH.full;
    const folder = await mkdtemp(join(tmpdir(), "resource-manager-bench-"));
    try {
      return await measure(plan, small, folder, tell);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(
  plan: ClusterPlan,
  smallSize: ClusterSize,
  folder: string,
  tell: BenchContext["tell"],
): Promise<Row[]> {
  const [fullHome, smallHome] = [join(folder, "full"), join(folder, "small")];
  tell(`filling one with ${sizeText(plan.size)}, one with ${sizeText(smallSize)}`);
  await makeLargeFolder(fullHome, plan.size);
  await makeLargeFolder(smallHome, smallSize);
  await using full = new EmbeddedCluster(fullHome);
  await using small = new EmbeddedCluster(smallHome);
  await using load = new LoadProcess();
  tell("restart");
  const what = `restart after kill -9 until it answers, ${sizeText(plan.size)} (theirs: reading and parsing the same rows, no more)`;
  const starts = await inTurns(plan.repeats, restart(full), readingOf(full));
  const rows: Row[] = [{ what, unit: "ms", ...starts, goal: { max: RESTART_MS_MAX }, load: systemLoad() }];
  await full.start();
  await small.start();
  const { count } = await load.run(full.kubeconfigPath, "digestPods", { pageSize: PAGE });
  if (count !== plan.size.pods) throw new Error(`${count} pods after the restart`);
  const sides = {
    load,
    ours: full.kubeconfigPath,
    theirs: small.kubeconfigPath,
    commonPods: smallSize.pods,
  };
  for (const measureOne of clusterMeasures) {
    // The goals are about a peer, and this is none.
    const { goal: _goal, ...row } = await measureOne(plan, sides);
    tell(row.what);
    rows.push(row);
  }
  const memory = { ours: [residentMib(full.pid)], theirs: [residentMib(small.pid)] };
  rows.push({ what: `memory with ${sizeText(plan.size)}`, unit: "MiB", ...memory, load: systemLoad() });
  return rows;
}

function restart(cluster: EmbeddedCluster): () => Promise<number> {
  return async () => {
    await cluster.end("SIGKILL");
    const begun = performance.now();
    await cluster.start();
    const ms = performance.now() - begun;
    await cluster.end("SIGKILL");
    return ms;
  };
}

/** What no start can do without, in a process of its own: the floor. */
function readingOf(cluster: EmbeddedCluster): () => Promise<number> {
  return async () => {
    const begun = performance.now();
    const child = spawn(process.execPath, [READ_OBJECTS, cluster.dataFolder], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [code] = await once(child, "exit");
    if (code !== 0) throw new Error(`reading ended with ${code}`);
    return performance.now() - begun;
  };
}
