import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TestSim } from "../sim-client.ts";
import { type ChildCluster, type ChildClusterOptions, startChildCluster } from "./child-cluster.ts";
import {
  furnish,
  mapApply,
  mapPatch,
  mapWrite,
  NAMESPACE,
  Promises,
  podWrite,
  removal,
  type Write,
} from "./promises.ts";

// Hundreds of processes are started and killed, one after the other.
const TIME_MS = 900_000;

let folder = "";
const running: ChildCluster[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cluster-sim-kill-"));
});
afterEach(async () => {
  for (const cluster of running.splice(0)) await dead(cluster);
  rmSync(folder, { recursive: true, force: true });
});

test(
  "kill -9 at every boundary of every write loses nothing that was acknowledged",
  async () => {
    const boundaries = await recordBoundaries();
    const ofWrites = boundaries.filter((one) => !/^(start|background):/.test(one));
    expect(new Set(ofWrites.map((one) => one.replace(/#\d+$/, "").split(":")[1]))).toEqual(
      new Set(["begin immediate", "put", "remove", "setting", "commit", "told", "answered", "acknowledged"]),
    );
    const survived = await killAtEach(ofWrites);
    expect(survived, "boundaries that were not reached").toEqual([]);
  },
  TIME_MS,
);

test(
  "kill -9 at every commit, when each moves the log into the database, loses nothing that was acknowledged",
  async () => {
    const boundaries = await recordBoundaries(1);
    const commits = boundaries.filter((one) => /^(?!start|background).*:(put|commit)#/.test(one));
    expect(await killAtEach(commits, 1), "boundaries that were not reached").toEqual([]);
  },
  TIME_MS,
);

test(
  "kill -9 at every boundary of what the cluster writes by itself loses nothing that was acknowledged",
  async () => {
    const boundaries = (await recordBoundaries()).filter((one) => one.startsWith("background:"));
    // A cluster that has its servers writes less by itself than one that gets them: the rest comes there.
    const rest = await killAtEach(boundaries);
    const survived = await killAtEachFirst(rest);
    // Timers decide how many of these writes are joined in one transaction, so the last ones may not come.
    expect(survived.length).toBeLessThan(boundaries.length / 4);
  },
  TIME_MS,
);

test(
  "kill -9 at every boundary of the first start leaves a folder in which the next start makes a whole cluster",
  async () => {
    const boundaries = (await recordBoundaries()).filter((one) => one.startsWith("start:"));
    for (const [i, boundary] of boundaries.entries()) {
      const home = join(folder, `first-${i}`);
      const killed = await startChildCluster({ folder: home, killAt: boundary });
      expect(killed, `it lives on after ${boundary}`).toBeUndefined();
      const cluster = await started({ folder: home }, boundary);
      const { items } = await cluster.client.get("/api/v1/namespaces");
      expect(items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual([
        "default",
        "kube-node-lease",
        "kube-public",
        "kube-system",
      ]);
      await furnish(cluster.client);
      await dead(cluster);
    }
  },
  TIME_MS,
);

/** Every way to write, with names of this round. */
function writesOf(round: number): Record<string, Write> {
  const [map, applied, parked] = [`map-${round}`, `applied-${round}`, `parked-${round}`];
  return {
    "create-map": mapWrite("POST", map, "made"),
    "replace-map": mapWrite("PUT", map, "replaced"),
    "patch-map": mapPatch(map, "patched"),
    "apply-map": mapApply(applied, "applied"),
    "create-pod": podWrite(parked, "made", "nobody"),
    "remove-map": removal("configmaps", map),
    "remove-pod": removal("pods", parked),
    "run-pod": podWrite(`run-${round}`, "made"),
  };
}

/** One round: all writes, with watchers listening, until the last pod runs. Rejects where the cluster dies. */
async function writeAll(client: TestSim, promises: Promises, round: number): Promise<void> {
  const watches = ["configmaps", "pods"].map((kind) => ({ kind, watch: client.watch(`${NAMESPACE}/${kind}?watch=1`) }));
  try {
    for (const [step, write] of Object.entries(writesOf(round))) await promises.send(client, write, step);
    const phase = async () => (await client.get(`${NAMESPACE}/pods/run-${round}`)).status.phase;
    while ((await phase()) !== "Running");
  } finally {
    for (const { kind, watch } of watches) {
      for (const line of watch.lines) promises.heard(kind, line);
      watch[Symbol.dispose]();
    }
  }
}

/** The boundaries that one round passes, from the first start of a cluster on. */
async function recordBoundaries(checkpointPages?: number): Promise<string[]> {
  const recordTo = join(folder, "boundaries");
  const cluster = await started({ folder: join(folder, "recording"), recordTo, checkpointPages });
  await furnish(cluster.client);
  await writeAll(cluster.client, new Promises(), 0);
  await dead(cluster);
  return readFileSync(recordTo, "utf8").trim().split("\n");
}

/** On one cluster, a round for each boundary: it dies there, comes back, and is compared. Returns the boundaries that did not come. */
async function killAtEach(boundaries: readonly string[], checkpointPages?: number): Promise<string[]> {
  const home = join(folder, "killed");
  const promises = new Promises();
  const first = await started({ folder: home, checkpointPages });
  await furnish(first.client);
  await dead(first);
  const survived: string[] = [];
  let last = "the first start";
  for (const [round, killAt] of boundaries.entries()) {
    const cluster = await startChildCluster({ folder: home, killAt, checkpointPages });
    // What it writes by itself begins before it says that it is there.
    if (cluster !== undefined) {
      await untilCut(async () => {
        await promises.check(cluster.client, `after ${last}, before ${killAt}`);
        await writeAll(cluster.client, promises, round);
      });
      cluster.kill("SIGTERM");
      if ((await cluster.ended).signal !== "SIGKILL") survived.push(killAt);
    }
    last = killAt;
  }
  await promises.check((await started({ folder: home }, last)).client, `after ${last}`);
  expect(promises.acknowledged).toBeGreaterThan(boundaries.length);
  return survived;
}

/** On a new cluster for each boundary: it gets its servers, does a round, dies there, comes back, and is compared. Returns the boundaries that did not come. */
async function killAtEachFirst(boundaries: readonly string[]): Promise<string[]> {
  const survived: string[] = [];
  for (const [i, killAt] of boundaries.entries()) {
    const home = join(folder, `new-${i}`);
    const promises = new Promises();
    const cluster = await startChildCluster({ folder: home, killAt });
    if (cluster !== undefined) {
      await untilCut(async () => {
        await furnish(cluster.client);
        await writeAll(cluster.client, promises, 0);
      });
      cluster.kill("SIGTERM");
      if ((await cluster.ended).signal !== "SIGKILL") survived.push(killAt);
    }
    const again = await started({ folder: home }, killAt);
    await promises.check(again.client, `after ${killAt}`);
    await dead(again);
  }
  return survived;
}

/** Does it to its end, or until the connection breaks. */
async function untilCut(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // What fetch throws where the connection broke.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function started(options: ChildClusterOptions, after = "nothing"): Promise<ChildCluster> {
  const cluster = await startChildCluster(options);
  if (cluster === undefined) throw new Error(`it does not start after ${after}`);
  running.push(cluster);
  return cluster;
}

async function dead(cluster: ChildCluster): Promise<void> {
  cluster.kill("SIGKILL");
  await cluster.ended;
}
