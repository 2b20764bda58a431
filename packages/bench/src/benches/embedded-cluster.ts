import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import type { Bench, BenchContext, Row } from "../bench.ts";
import { EmbeddedCluster } from "../clusters/embedded-cluster.ts";
import { fillByApi, scaled, sizeText } from "../clusters/fill.ts";
import { LoadProcess } from "../load/load-process.ts";
import { type ClusterPlan, clusterMeasures, PAGE, type Sides } from "../measures/cluster-measures.ts";
import { residentMib, residentMibOfDescendants, systemLoad } from "../system-load.ts";

const FULL: ClusterPlan = { size: { servers: 1_500, pods: 10_000 }, repeats: 7, gets: 300, creates: 200, churned: 80 };
const QUICK: ClusterPlan = { size: { servers: 20, pods: 200 }, repeats: 2, gets: 20, creates: 50, churned: 20 };

/** Both of one size, on one machine, in turns; ours over plain HTTP, theirs over TLS, as each is used. */
export const embeddedCluster: Bench = {
  name: "embedded-cluster",
  title: "the embedded cluster (ours) beside a real etcd and kube-apiserver (theirs)",
  async run({ quick, repeats, pods, tell }) {
    const chosen = quick ? QUICK : FULL;
    const plan = { ...chosen, repeats: repeats ?? chosen.repeats, size: scaled(chosen.size, pods) };
    const folder = await mkdtemp(join(tmpdir(), "resource-manager-bench-"));
    try {
      return await measure(plan, folder, tell);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(plan: ClusterPlan, folder: string, tell: BenchContext["tell"]): Promise<Row[]> {
  await using real = await startControlPlane({ onProgress: tell });
  await using embedded = new EmbeddedCluster(folder);
  await embedded.start();
  await using load = new LoadProcess();
  tell(`filling both with ${sizeText(plan.size)}`);
  await fillByApi(embedded.kubeconfigPath, plan.size);
  await fillByApi(real.kubeconfigPath, plan.size);
  const sides = { load, ours: embedded.kubeconfigPath, theirs: real.kubeconfigPath, commonPods: plan.size.pods };
  await refuseDifferent(sides);
  const rows: Row[] = [];
  for (const measureOne of clusterMeasures) {
    const row = await measureOne(plan, sides);
    tell(row.what);
    rows.push(row);
  }
  // The embedded cluster descends from this process too, but is none of these.
  const memory = residentMibOfDescendants(process.pid);
  const theirs = (memory.etcd ?? 0) + (memory["kube-apiserver"] ?? 0);
  const what = `memory with ${sizeText(plan.size)} (theirs: etcd and kube-apiserver alone)`;
  rows.push({ what, unit: "MiB", ours: [residentMib(embedded.pid)], theirs: [theirs], load: systemLoad() });
  return rows;
}

/** Both must hold the same pods, on the same servers, all running: else the comparison says nothing. */
async function refuseDifferent({ load, ours, theirs }: Sides): Promise<void> {
  const a = await load.run(ours, "digestPods", { pageSize: PAGE });
  const b = await load.run(theirs, "digestPods", { pageSize: PAGE });
  if (a.digest !== b.digest) throw new Error(`the two clusters differ: ${a.count} and ${b.count} pods`);
}
