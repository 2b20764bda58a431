import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clusterFolder } from "../src/cluster-folder.ts";

let folder: string;
let kubeconfig: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cluster-folder-"));
  kubeconfig = join(folder, "config");
  await writeFile(
    kubeconfig,
    `current-context: one
contexts:
  - { name: one, context: { cluster: kind-dev } }
  - { name: two, context: { cluster: "arn:aws/prod:../x" } }
  - { name: three, context: { cluster: embedded } }
`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the embedded cluster and each cluster of a kubeconfig have folders of their own", async () => {
  expect(await clusterFolder("/data")).toBe("/data/embedded");
  expect(await clusterFolder("/data", kubeconfig)).toBe("/data/kind-dev");
  expect(await clusterFolder("/data", kubeconfig, "two")).toBe("/data/arn-aws-prod-..-x");
  expect(await clusterFolder("/data", kubeconfig, "three")).toBe("/data/cluster-embedded");
});

test("says what is wrong with a kubeconfig", async () => {
  await expect(clusterFolder("/data", kubeconfig, "four")).rejects.toMatchObject({
    message: `${kubeconfig} has no context four.`,
    hint: expect.stringContaining("one, two, three"),
  });
  await expect(clusterFolder("/data", join(folder, "absent"))).rejects.toThrow(/cannot be read: ENOENT/);
  const text = join(folder, "text");
  await writeFile(text, "hello");
  await expect(clusterFolder("/data", text)).rejects.toThrow(`${text} is no kubeconfig.`);
});
