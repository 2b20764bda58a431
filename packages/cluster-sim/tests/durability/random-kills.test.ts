import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Random, seededRandom } from "../../src/random.ts";
import type { TestSim } from "../sim-client.ts";
import { startChildCluster } from "./child-cluster.ts";
import { furnish, mapPatch, mapWrite, Promises, podWrite, removal, type Write } from "./promises.ts";

const KILLS = 4;
const WRITERS = 6;
const NAMES_PER_WRITER = 4;
/** The log goes into the database after every few commits, so that many kills come while it does. */
const CHECKPOINT_PAGES = 8;

test.each([11, 12, 13])(
  "kill -9 at random under the load of many writers loses nothing that was acknowledged (seed %i)",
  async (seed) => {
    const folder = mkdtempSync(join(tmpdir(), "cluster-sim-random-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const random = seededRandom(seed);
    const promises = new Promises();
    for (let kill = 0; kill <= KILLS; kill++) {
      const cluster = await startChildCluster({ folder, checkpointPages: CHECKPOINT_PAGES });
      if (cluster === undefined) throw new Error(`it does not start after kill ${kill}`);
      onTestFinished(() => cluster.kill("SIGKILL"));
      if (kill === 0) await furnish(cluster.client);
      await promises.check(cluster.client, `after kill ${kill} of seed ${seed}`);
      if (kill === KILLS) break;
      const enough = promises.acknowledged + 40;
      const writers = Array.from({ length: WRITERS }, (_, writer) =>
        writeUntilCut(cluster.client, promises, writer, random),
      );
      await expect.poll(() => promises.acknowledged, { interval: 1 }).toBeGreaterThan(enough);
      setTimeout(() => cluster.kill("SIGKILL"), random.below(250));
      for (const one of await Promise.allSettled(writers))
        expect(one).toMatchObject({ reason: { message: "fetch failed" } });
      await cluster.ended;
    }
    expect(promises.acknowledged).toBeGreaterThan(KILLS * 40);
  },
  120_000,
);

/** Writes one thing after the other; ends, with an error, when the connection breaks. */
async function writeUntilCut(client: TestSim, promises: Promises, writer: number, random: Random): Promise<never> {
  for (let n = 0; ; n++) await promises.send(client, nextWrite(promises, writer, n, random));
}

function nextWrite(promises: Promises, writer: number, n: number, random: Random): Write {
  const name = `w${writer}-${random.below(NAMES_PER_WRITER)}`;
  const text = `${n}-${random.below(1_000_000)}`;
  if (random.below(3) === 0) return promises.has("pods", name) ? removal("pods", name) : podWrite(name, text);
  if (!promises.has("configmaps", name)) return mapWrite("POST", name, text);
  const kind = random.below(3);
  return kind === 0 ? removal("configmaps", name) : kind === 1 ? mapPatch(name, text) : mapWrite("PUT", name, text);
}
