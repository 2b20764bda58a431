/** The whole product, on the embedded cluster. Needs a build. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLaboratory } from "@resource-manager/laboratory/laboratory";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { freePort } from "../src/free-port.ts";
import { probe } from "../src/http-ready.ts";
import { type Product, startProduct } from "../src/start-product.ts";
import { ask, isAlive } from "./support.ts";

const stopsWithinMs = 5_000;
const createPod = `mutation ($input: CreatePodInput!) { createPod(input: $input) { __typename ... on UserError { message } } }`;
const podQuery = `query ($name: String!) { pod(namespace: "test-team", name: $name) { status server { name } live { uid } } }`;

interface PodAnswer {
  readonly pod: {
    readonly status: string;
    readonly server: { name: string } | null;
    readonly live: { uid: string } | null;
  };
}

let dataDir: string;
let product: Product;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "product-"));
  product = await startProduct({ dataDir, demo: false });
  await product.untilApiReady();
});
afterAll(async () => {
  await product.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test("serves the web app, the API and their health on one address", async () => {
  expect((await probe(`${product.url}/`))?.text).toContain("<html");
  expect(await probe(`${product.url}/healthz`)).toMatchObject({ status: 200 });
  expect(await probe(`${product.url}/readyz`)).toMatchObject({ status: 200 });
  expect(await ask(product.url, "{ system { clusterMode } }")).toEqual({ system: { clusterMode: "SIMULATED" } });
});

test("refuses a taken port and a data folder in use, in plain words, and leaves both alone", async () => {
  await using other = await listenSomewhere();
  await expect(startProduct({ dataDir: `${dataDir}-2`, demo: false, port: other.port })).rejects.toMatchObject({
    message: `Port ${other.port} is taken by another program.`,
    hint: expect.stringContaining("--port"),
  });
  await expect(startProduct({ dataDir, demo: false })).rejects.toMatchObject({
    message: expect.stringMatching(new RegExp(`The data folder .*embedded is in use by process ${process.pid}`)),
    hint: expect.stringContaining("--data-dir"),
  });
  expect(await probe(`${product.url}/readyz`)).toMatchObject({ status: 200 });
});

test("says plainly that a data folder cannot be made", async () => {
  const file = join(dataDir, "a-file");
  await writeFile(file, "");
  await expect(startProduct({ dataDir: file, demo: false })).rejects.toMatchObject({
    message: expect.stringMatching(/^The data folder .*a-file\/embedded cannot be used: /),
    hint: expect.stringContaining("--data-dir"),
  });
});

describe("with a pod that runs", () => {
  let before: PodAnswer["pod"];

  beforeAll(async () => {
    await using laboratory = await openLaboratory({ kubeconfigPath: product.kubeconfigPath });
    await laboratory.addServer({ name: "gpu-1", gpus: 4, gpuModel: "A100", cpu: "32", ram: "128Gi" });
    before = await createAndWait("keeps");
  });

  test("it is the same one after a SIGKILL of the API, which comes back by itself", async () => {
    const pid = product.pids().api;
    await product.killApi();
    expect(isAlive(pid ?? 0)).toBe(false);
    await product.untilApiReady();
    expect(product.pids().api).not.toBe(pid);
    expect((await ask<PodAnswer>(product.url, podQuery, { name: "keeps" })).pod).toEqual(before);
  });

  test("and after a restart of the API", async () => {
    await product.restartApi();
    expect((await ask<PodAnswer>(product.url, podQuery, { name: "keeps" })).pod).toEqual(before);
  });

  test("and after the whole product was stopped, within 5 s, and started again", async () => {
    const pids = Object.values(product.pids()).filter((pid) => pid !== undefined);
    expect(pids).toHaveLength(3);
    const startedAt = performance.now();
    await product.stop();
    expect(performance.now() - startedAt).toBeLessThan(stopsWithinMs);
    expect(await product.ended).toBeUndefined();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await probe(`${product.url}/`)).toBeUndefined();

    product = await startProduct({ dataDir, demo: false, port: await freePort() });
    await product.untilApiReady();
    await vi.waitFor(
      async () => expect((await ask<PodAnswer>(product.url, podQuery, { name: "keeps" })).pod).toEqual(before),
      {
        timeout: 10_000,
      },
    );
    await createAndWait("another");
  });
});

async function createAndWait(name: string): Promise<PodAnswer["pod"]> {
  const input = { namespace: "test-team", name, image: "img:1", resources: { gpus: 1, cpu: "1", ram: "1Gi" } };
  // A server that is ready in the cluster is in the books a moment later.
  await vi.waitFor(
    async () =>
      expect(await ask(product.url, createPod, { input: { ...input, dryRun: true } })).toEqual({
        createPod: { __typename: "CreatePodSuccess" },
      }),
    { timeout: 20_000, interval: 100 },
  );
  expect(await ask(product.url, createPod, { input })).toEqual({ createPod: { __typename: "CreatePodSuccess" } });
  return vi.waitFor(
    async () => {
      const { pod } = await ask<PodAnswer>(product.url, podQuery, { name });
      expect(pod).toMatchObject({ status: "RUNNING", server: { name: "gpu-1" }, live: { uid: expect.any(String) } });
      return pod;
    },
    { timeout: 20_000, interval: 100 },
  );
}

async function listenSomewhere() {
  const server = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { port, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
