/** The whole product with the fault proxy between API and embedded cluster. Needs a build. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Laboratory, openLaboratory } from "@resource-manager/laboratory/laboratory";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Product, startProduct } from "../src/start-product.ts";
import { ask, isAlive } from "./support.ts";

let dataDir: string;
let product: Product;
let laboratory: Laboratory;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "product-chaos-"));
  product = await startProduct({ dataDir, demo: false, chaos: true });
  await product.untilApiReady();
  laboratory = await openLaboratory({ kubeconfigPath: product.kubeconfigPath });
  await laboratory.addServer({ name: "gpu-1", gpus: 4, gpuModel: "H100", ram: "256Gi" });
});
afterAll(async () => {
  await laboratory?.close();
  await product?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function control(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${product.chaosControl}${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.ok).toBe(true);
  return answer.json();
}

async function createRunning(name: string): Promise<void> {
  const input = {
    namespace: "test-team",
    name,
    image: "registry.example/train:1",
    resources: { gpus: 1, cpu: "1", ram: "1Gi" },
  };
  const create =
    "mutation ($input: CreatePodInput!) { createPod(input: $input) { __typename ... on UserError { message } } }";
  await vi.waitFor(
    async () =>
      expect(await ask(product.url, create, { input })).toMatchObject({
        createPod: { __typename: "CreatePodSuccess" },
      }),
    { timeout: 20_000, interval: 200 },
  );
  const status = `query ($name: String!) { pod(namespace: "test-team", name: $name) { status } }`;
  await vi.waitFor(
    async () => expect(await ask(product.url, status, { name })).toEqual({ pod: { status: "RUNNING" } }),
    { timeout: 30_000, interval: 100 },
  );
}

test("a create whose answer is lost ends in one running pod, adopted by its mark", async () => {
  await control("POST", "/faults", {
    fault: "lose-answer",
    verbs: ["create"],
    resource: "pods",
    subresource: "",
    times: 1,
  });
  await createRunning("survivor");
  expect(await control("GET", "/faults")).toMatchObject([{ state: "spent", fired: 1 }]);
  expect((await laboratory.listPods("test-team")).map(({ metadata }) => metadata.name)).toEqual(["survivor"]);
});

test("the cluster's API server restarts and forgets on request, and the product goes on", async () => {
  expect(await control("POST", "/compact")).toEqual({ done: "compact" });
  expect(await control("POST", "/restart")).toEqual({ done: "restart" });
  await createRunning("after-restart");
});

test("a fault proxy that dies comes back under both of its addresses, and ends with the product", async () => {
  const before = product.pids().faults;
  process.kill(before ?? 0, "SIGKILL");
  await vi.waitFor(async () => expect(await control("GET", "/faults")).toEqual([]), { timeout: 20_000, interval: 100 });
  await createRunning("after-its-death");
  const { faults } = product.pids();
  expect(faults).not.toBe(before);
  await product.stop();
  expect(isAlive(faults ?? 0)).toBe(false);
});
