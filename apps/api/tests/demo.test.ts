import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, nextResult } from "../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { query } from "./pods.ts";

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  for (const name of ["gpu-1", "gpu-2", "gpu-3"]) await addGpuServer(cluster.laboratory, name, 8);
  await addGpuServer(cluster.laboratory, "gpu-4", 8, "NVIDIA-A100-SXM4-80GB");
  api = await startApiUnderTest(cluster.kubeconfigPath, { options: ["--demo", "--mode", "SIMULATED"] });
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

interface Seen {
  readonly system: { readonly clusterMode: string };
  readonly pods: {
    readonly totalCount: number;
    readonly nodes: { readonly owner: string; readonly reason: string | null }[];
  };
  readonly namespaces: { readonly name: string; readonly team: { readonly quota: { readonly gpus: number | null } } }[];
}

const look = () =>
  query<Seen>(
    api.url,
    "{ system { clusterMode } pods { totalCount nodes { owner reason } } namespaces { name team { quota { gpus } } } }",
  );

describe("the demo", () => {
  it("begins with a past of 30 days that has a gap in it", async () => {
    const from = new Date(Date.now() - 29 * 86_400_000).toISOString();
    const past = () =>
      query<{ resourceHistory: { series: { gpus: { allocated: (number | null)[] } }[] } }>(
        api.url,
        `{ resourceHistory(input: { from: "${from}", pointsMax: 1500 }) { series { gpus { allocated } } } }`,
      );
    const points = async () => (await past()).resourceHistory.series[0]?.gpus.allocated ?? [];
    await expect
      .poll(async () => (await points()).filter((point) => point !== null).length, { timeout: 20_000 })
      .toBeGreaterThan(600);
    expect((await points()).slice(100, -100)).toContain(null);
  });

  it("fills an empty ledger with pods of several owners, of which some do not run", async () => {
    // Two are on their way out.
    await expect.poll(async () => (await look()).pods.totalCount, { timeout: 20_000 }).toBe(14);
    const { system, pods, namespaces } = await look();
    expect(system.clusterMode).toBe("SIMULATED");
    expect(new Set(pods.nodes.map((pod) => pod.owner)).size).toBeGreaterThan(4);
    expect(namespaces.map((namespace) => namespace.name)).toEqual([
      "default",
      "dev-team",
      "prod-team",
      "staging",
      "test-team",
    ]);
    expect(namespaces.every((namespace) => namespace.team.quota.gpus !== null)).toBe(true);
    const troubles = async () => (await look()).pods.nodes.map((pod) => pod.reason).filter((reason) => reason !== null);
    await expect
      .poll(troubles, { timeout: 20_000 })
      .toEqual(expect.arrayContaining(["ImagePullBackOff", "Completed", "Error", "CrashLoopBackOff"]));
    const overview = "{ overview { attention { name } allocated { gpus } openOperations } }";
    const seen = await query<{ overview: { attention: object[]; allocated: { gpus: number } } }>(api.url, overview);
    expect(seen.overview.attention.length).toBeGreaterThanOrEqual(3);
  });

  it("has a history: pods that are gone, and one that was enlarged", async () => {
    const history = async () =>
      (
        await query<{ operations: { kind: string; state: string; name: string }[] }>(
          api.url,
          "{ operations { kind state name } }",
        )
      ).operations;
    await expect.poll(history, { timeout: 20_000 }).toEqual(
      expect.arrayContaining([
        { kind: "DELETE_POD", state: "DONE", name: "benchmark-a100" },
        { kind: "DELETE_POD", state: "DONE", name: "scratch" },
        { kind: "UPDATE_POD", state: "DONE", name: "embeddings" },
      ]),
    );
  });

  it("goes on while somebody looks: the teams start jobs of their own", async () => {
    const client = connect(api.url);
    const page = client.iterate({ query: "subscription { systemChanged { stale } }" });
    await nextResult(page);
    await expect.poll(async () => (await look()).pods.totalCount, { timeout: 50_000 }).toBeGreaterThan(14);
    await client.dispose();
  }, 60_000);

  it("is made once: a restart finds it as it was left", async () => {
    const { totalCount } = (await look()).pods;
    await api.stop();
    await api.start();
    expect((await look()).pods.totalCount).toBe(totalCount);
  });
});

describe("with --exit-with-parent", () => {
  it("it ends by itself when its parent lets go of its input", async () => {
    const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));
    const dataDir = join(api.dataDir, "child");
    const options = [
      "--kubeconfig",
      cluster.kubeconfigPath,
      "--data-dir",
      dataDir,
      "--port",
      "0",
      "--exit-with-parent",
    ];
    const child = spawn(process.execPath, [program, ...options], { stdio: ["pipe", "pipe", "ignore"], env: {} });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.stdin.end();
    expect(await ended).toBe(0);
  });
});
