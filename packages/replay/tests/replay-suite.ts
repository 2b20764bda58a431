import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLaboratory } from "@resource-manager/laboratory/laboratory";
import { type Product, startProduct } from "@resource-manager/product/start-product";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ReplayOptions } from "../src/options.ts";
import { type ReplayOutcome, replay } from "../src/replay.ts";
import { writeSeededTrace } from "./seeded-trace.ts";

const podCount = 200;

/**
 * A small trace against the whole product, the same on every cluster.
 * @param openCluster the kubeconfig of an empty cluster; undefined: the embedded one
 */
export function replaySuite(openCluster: () => Promise<string | undefined>): void {
  let product: Product;
  let trace: Awaited<ReturnType<typeof writeSeededTrace>>;
  let dataDir: string;

  beforeAll(async () => {
    const kubeconfig = await openCluster();
    dataDir = await mkdtemp(join(tmpdir(), "replay-product-"));
    trace = await writeSeededTrace(7, podCount);
    product = await startProduct({
      dataDir,
      demo: false,
      tell: console.error,
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
    });
    await product.untilApiReady();
  });
  afterAll(async () => {
    await product.stop();
    for (const folder of [dataDir, trace.folder]) await rm(folder, { recursive: true, force: true });
  });

  const run = (options: Partial<Omit<ReplayOptions, "kubeconfig">>): Promise<ReplayOutcome> =>
    replay({
      servers: trace.servers,
      pods: trace.pods,
      limit: Number.POSITIVE_INFINITY,
      concurrency: 16,
      keep: false,
      clean: true,
      url: `${product.url}/graphql`,
      kubeconfig: product.kubeconfigPath,
      context: undefined,
      namespace: "test-team",
      apiPid: product.pids().api,
      ...options,
    });
  const differencesOf = ({ verdicts }: ReplayOutcome) => verdicts.flatMap(({ differences }) => differences);
  const count = ({ records }: ReplayOutcome, kind: "accepted" | "refused") =>
    records.filter(({ outcome }) => outcome.kind === kind).length;

  describe("a replay", () => {
    test("that keeps everything fills the cluster up, and each refusal was right", async () => {
      const outcome = await run({ keep: true });
      expect(differencesOf(outcome)).toEqual([]);
      expect(outcome.rowProblems).toHaveLength(1);
      expect(outcome.records).toHaveLength(podCount);
      expect(count(outcome, "accepted")).toBeGreaterThan(20);
      expect(count(outcome, "refused")).toBeGreaterThan(20);
    });

    test("cleaned up after itself", async () => {
      await using laboratory = await openLaboratory({ kubeconfigPath: product.kubeconfigPath });
      expect((await laboratory.listNodes()).filter(({ metadata }) => metadata.name.startsWith("trace-node-"))).toEqual(
        [],
      );
      await vi.waitFor(async () => expect(await laboratory.listPods("test-team")).toEqual([]), {
        timeout: 60_000,
        interval: 500,
      });
    });

    test("that deletes at the trace's times loses nothing, also where the API is killed in the middle", async () => {
      const replaying = run({ keep: false });
      const killing = killTwice(product);
      const outcome = await replaying;
      await killing;
      expect(differencesOf(outcome)).toEqual([]);
      expect(outcome.records.filter(({ deleted }) => deleted).length).toBeGreaterThan(100);
    });

    test("that keeps everything is right, too, when the API is killed in the middle", async () => {
      const replaying = run({ keep: true });
      const killing = killTwice(product);
      const outcome = await replaying;
      await killing;
      expect(differencesOf(outcome)).toEqual([]);
      expect(count(outcome, "refused")).toBeGreaterThan(20);
    });
  });
}

/** `kill -9` of the API as soon as it has pods, and once more when it has come back. */
async function killTwice(product: Product): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await product.untilApiReady();
    await vi.waitFor(async () => expect(await podCountOf(product)).toBeGreaterThan(5), {
      timeout: 60_000,
      interval: 20,
    });
    await product.killApi();
  }
}

async function podCountOf(product: Product): Promise<number> {
  const response = await fetch(`${product.apiUrl}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ pods(first: 1) { totalCount } }" }),
  });
  return ((await response.json()) as { data: { pods: { totalCount: number } } }).data.pods.totalCount;
}
