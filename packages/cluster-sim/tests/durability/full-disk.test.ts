import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startChildCluster } from "./child-cluster.ts";
import { mapWrite, Promises } from "./promises.ts";

/** Half a MiB, in blocks of 512 bytes: enough for the first start and some hundred writes. */
const DISK_BLOCKS = 1_024;
const EXIT_CANNOT_WRITE = 5;

test("a disk that is full ends it with a plain word and code 5, and all that was acknowledged is there at the next start", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cluster-sim-full-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const promises = new Promises();
  const cluster = await startChildCluster({ folder, fileBlocksMax: DISK_BLOCKS });
  if (cluster === undefined) throw new Error("it does not start");
  const fill = async (): Promise<void> => {
    for (let i = 0; ; i++) await promises.send(cluster.client, mapWrite("POST", `map-${i}`, "x".repeat(2_000)));
  };
  await expect(fill()).rejects.toThrow("fetch failed");
  const { code, said } = await cluster.ended;
  expect({ code, said }).toEqual({
    code: EXIT_CANNOT_WRITE,
    said: expect.stringContaining("The cluster's data cannot be written"),
  });
  expect(promises.acknowledged).toBeGreaterThan(20);
  const again = await startChildCluster({ folder });
  if (again === undefined) throw new Error("it does not start again");
  onTestFinished(() => again.kill("SIGKILL"));
  await promises.check(again.client, "after the disk was full");
});
