/** The whole product on a real control plane. Needs a build, and the control plane's programs. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ControlPlane, startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { openLaboratory } from "@resource-manager/laboratory/laboratory";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startProduct } from "../src/start-product.ts";
import { ask } from "./support.ts";

const createPod = `mutation ($input: CreatePodInput!) { createPod(input: $input) { __typename ... on UserError { message } } }`;
const input = { namespace: "test-team", name: "job", image: "img:1", resources: { gpus: 2, cpu: "1", ram: "1Gi" } };

let controlPlane: ControlPlane;
let dataDir: string;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  dataDir = await mkdtemp(join(tmpdir(), "product-control-plane-"));
  await using laboratory = await openLaboratory({ kubeconfigPath: controlPlane.kubeconfigPath });
  await laboratory.addServer({ name: "gpu-1", gpus: 4, gpuModel: "A100", cpu: "32", ram: "128Gi" });
}, 1_800_000);
afterAll(async () => {
  await controlPlane.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test("asked for by GraphQL, a pod runs in the cluster, as kubectl shows it; no demo pods are ever put there", async () => {
  await using product = await startProduct({ dataDir, demo: true, kubeconfig: controlPlane.kubeconfigPath });
  await product.untilApiReady();
  expect(product.pids().cluster).toBeUndefined();
  expect(await ask(product.url, "{ system { clusterMode } pods { totalCount } }")).toEqual({
    system: { clusterMode: "KUBERNETES" },
    pods: { totalCount: 0 },
  });

  expect(await ask(product.url, createPod, { input })).toEqual({ createPod: { __typename: "CreatePodSuccess" } });
  await vi.waitFor(
    async () =>
      expect(await kubectl("{.spec.affinity.nodeAffinity..values[0]} {.spec.nodeName} {.status.phase}")).toBe(
        "gpu-1 gpu-1 Running",
      ),
    {
      timeout: 30_000,
      interval: 200,
    },
  );
  const seen = await ask<{ pod: { live: { uid: string } } }>(
    product.url,
    `{ pod(namespace: "test-team", name: "job") { live { uid } } }`,
  );
  expect(await kubectl("{.metadata.uid}")).toBe(seen.pod.live.uid);
});

test("a ledger of this cluster is not used for another one: it says so and stops", async () => {
  const other = await startControlPlane();
  try {
    const outcome = startProduct({ dataDir, demo: false, kubeconfig: other.kubeconfigPath });
    const reason = await outcome.then(
      (product) => product.ended,
      (error: Error) => error.message,
    );
    expect(reason).toMatch(/This ledger belongs to the cluster .*Use a data folder of its own/);
  } finally {
    await other.stop();
  }
}, 120_000);

async function kubectl(jsonPath: string): Promise<string> {
  const { stdout } = await controlPlane.kubectl([
    "get",
    "pod",
    "job",
    "--namespace",
    "test-team",
    "--output",
    `jsonpath=${jsonPath}`,
  ]);
  return stdout;
}
