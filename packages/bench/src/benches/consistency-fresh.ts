import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterConnection, connectCluster } from "@resource-manager/cluster/connect";
import { compare } from "@resource-manager/domain/consistency/compare";
import type { LedgerPod, ObservedPod } from "@resource-manager/domain/model/pod";
import type { ObservedServer } from "@resource-manager/domain/model/server";
import type { Clock } from "@resource-manager/domain/ports/clock";
import type { ClusterAnswer } from "@resource-manager/domain/ports/cluster";
import type { Bench, Row } from "../bench.ts";
import { EmbeddedCluster } from "../clusters/embedded-cluster.ts";
import { type ClusterSize, scaled, sizeText } from "../clusters/fill.ts";
import { makeLargeFolder } from "../clusters/large-folder.ts";
import { inTurns } from "../in-turns.ts";
import { pages } from "../load/pages.ts";
import { RawClient } from "../load/raw-client.ts";
import { INSTALLATION, ledgerPage, ledgerPodOf, ourPod, snapshotOf } from "../measures/our-pods.ts";
import { systemLoad } from "../system-load.ts";

const FULL: { size: ClusterSize; repeats: number } = { size: { servers: 5_000, pods: 100_000 }, repeats: 7 };
const QUICK: typeof FULL = { size: { servers: 50, pods: 1_000 }, repeats: 2 };
/** The ledger wishes another image of one pod in a hundred. */
const DRIFT_EVERY = 100;
const RATIO_MAX = 1.3;
const PAGE = 500;

const CLOCK: Clock = {
  now: () => new Date(),
  schedule: (delayMs, fire) => {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};

/** What the comparison costs where nothing in memory is believed: the cluster's servers and pods are listed anew. */
export const consistencyFresh: Bench = {
  name: "consistency-fresh",
  title: "a fresh LIST of servers and pods, compared with the ledger (ours) beside that LIST, parsed (theirs)",
  async run({ quick, repeats, pods, tell }) {
    const chosen = quick ? QUICK : FULL;
    const size = scaled(chosen.size, pods);
    const folder = await mkdtemp(join(tmpdir(), "resource-manager-bench-"));
    try {
      tell(`filling an embedded cluster with ${sizeText(size)}`);
      await makeLargeFolder(folder, size, ourPod);
      return [await measure(folder, size, repeats ?? chosen.repeats)];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(folder: string, size: ClusterSize, repeats: number): Promise<Row> {
  await using cluster = new EmbeddedCluster(folder);
  await cluster.start();
  await using connection = await connectCluster(cluster, { clock: CLOCK, installationId: INSTALLATION });
  const client = await RawClient.open(cluster.kubeconfigPath);
  const listed = await listFresh(connection);
  const ledger = listed.pods.map((pod, index) => ledgerPodOf(pod, index % DRIFT_EVERY === 0 ? "image:2" : pod.image));
  const expected = Math.ceil(size.pods / DRIFT_EVERY);
  const ours = timed(async () => compareFresh(connection, ledger), expected);
  const theirs = timed(() => listAndParse(client), size.servers + size.pods);
  const samples = await inTurns(repeats, ours, theirs);
  await client.close();
  return {
    what: `a comparison with a fresh LIST, ${sizeText(size)}`,
    unit: "ms",
    ...samples,
    goal: { ratioMax: RATIO_MAX },
    load: systemLoad(),
  };
}

/** Both sides have to see all of it before their time counts. */
function timed(work: () => Promise<number>, expected: number): () => Promise<number> {
  return async () => {
    const begun = performance.now();
    const count = await work();
    const ms = performance.now() - begun;
    if (count !== expected) throw new Error(`${count}, not ${expected}`);
    return ms;
  };
}

interface Listed {
  readonly servers: readonly ObservedServer[];
  readonly pods: readonly ObservedPod[];
}

async function listFresh(connection: ClusterConnection): Promise<Listed> {
  const servers = mustList(await connection.listNodesFresh());
  const pods = mustList(await connection.listPodsFresh());
  return { servers: servers.items, pods: pods.items };
}

async function compareFresh(connection: ClusterConnection, ledger: readonly LedgerPod[]): Promise<number> {
  const { servers, pods } = await listFresh(connection);
  return compare(snapshotOf(ledger, servers.map(ledgerPage), servers, pods)).length;
}

async function listAndParse(client: RawClient): Promise<number> {
  let count = 0;
  for (const kind of ["nodes", "pods"] as const) {
    const items: unknown[] = [];
    for await (const page of pages(client, kind, PAGE)) items.push(...JSON.parse(page.toString()).items);
    count += items.length;
  }
  return count;
}

function mustList<T>(answer: ClusterAnswer<T>): T {
  if (answer.kind === "ok") return answer.value;
  throw new Error(`the LIST was answered ${answer.kind}`);
}
