import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { post } from "../src/testing/graphql-client.ts";
import { runToEnd, startApiUnderTest } from "./api-under-test.ts";
import { type ClusterUnderTest, clusterKind, startClusterUnderTest } from "./cluster-under-test.ts";

let cluster: ClusterUnderTest;
let folder: string;
beforeAll(async () => {
  cluster = await startClusterUnderTest();
  folder = await mkdtemp(join(tmpdir(), "resource-manager-start-"));
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function options(...more: readonly string[]): readonly string[] {
  return ["--kubeconfig", cluster.kubeconfigPath, "--data-dir", join(folder, "data"), "--port", "0", ...more];
}

describe("what keeps it from starting is said in one line, with a code of its own", () => {
  it("faults of the configuration, all at once", async () => {
    const { exitCode, stderr } = await runToEnd(["--host", "0.0.0.0", "--port", "x"]);
    expect(exitCode).toBe(EXIT.configuration);
    expect(stderr.trim().split("\n")).toHaveLength(3);
    expect(stderr).toContain("a proxy with TLS in front");
  });

  it("a kubeconfig that is not there, or is none", async () => {
    const nonsense = join(folder, "nonsense");
    await writeFile(nonsense, "this: [is, no, kubeconfig");
    for (const path of [join(folder, "missing"), nonsense]) {
      const { exitCode, stderr } = await runToEnd([...options().slice(2), "--kubeconfig", path]);
      expect([exitCode, stderr]).toEqual([EXIT.kubeconfig, expect.stringContaining(path)]);
    }
  });

  it("a port that is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { exitCode, stderr } = await runToEnd(options("--port", String(port), "--log-level", "silent"));
    await new Promise((resolve) => other.close(resolve));
    expect([exitCode, stderr]).toEqual([EXIT.portTaken, expect.stringContaining(`127.0.0.1:${port} is taken`)]);
  });

  it("a data folder that another process uses", async () => {
    await using running = await startApiUnderTest(cluster.kubeconfigPath);
    const arguments_ = [...options("--log-level", "silent"), "--data-dir", running.dataDir];
    const { exitCode, stderr } = await runToEnd(arguments_);
    expect([exitCode, stderr]).toEqual([EXIT.dataInUse, expect.stringMatching(/in use by process \d+/)]);
  });

  // A second real control plane would take too long; what answers its identity is the same call.
  it.skipIf(clusterKind() !== "simulator")("another cluster than the ledger's", async () => {
    await using first = await startApiUnderTest(cluster.kubeconfigPath);
    await first.stop();
    await using other = await startClusterUnderTest();
    const { exitCode, stderr } = await runToEnd([
      ...["--kubeconfig", other.kubeconfigPath, "--data-dir", first.dataDir, "--port", "0", "--log-level", "silent"],
    ]);
    expect([exitCode, stderr]).toEqual([EXIT.otherCluster, expect.stringContaining("belongs to the cluster")]);
  });
});

describe("with a cluster that is away", () => {
  it("it is alive and answers, says so, and refuses changes without a trace", async () => {
    const kubeconfig = join(folder, "away");
    const config = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "away",
      contexts: [{ name: "away", context: { cluster: "away", user: "nobody" } }],
      clusters: [{ name: "away", cluster: { server: "http://127.0.0.1:1" } }],
      users: [{ name: "nobody", user: { token: "none" } }],
    };
    await writeFile(kubeconfig, JSON.stringify(config));
    await using api = await startApiUnderTest(kubeconfig, { untilReady: false });
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    const readiness = await fetch(`${api.url}/readyz`);
    expect([readiness.status, await readiness.text()]).toEqual([503, expect.stringContaining("cluster")]);
    await expect
      .poll(async () => (await post(api.url, { query: "{ system { stale why } }" })).data, { timeout: 10_000 })
      .toEqual({ system: { stale: true, why: expect.any(String) } });
    const answer = await post(api.url, {
      query: `mutation { createPod(input: { namespace: "test-team", name: "a", image: "a:1", resources: { cpu: "1", ram: "1Gi" } }) {
        __typename ... on UserError { message } } }`,
    });
    expect(answer.data?.createPod).toEqual({
      __typename: "ClusterUnavailable",
      message: expect.stringContaining("nothing was changed"),
    });
    const { data } = await post(api.url, { query: "{ operations { id } pods { totalCount } }" });
    expect(data).toEqual({ operations: [], pods: { totalCount: 0 } });
  });
});

describe("the checked-in schema", () => {
  it("is what the code emits", async () => {
    const program = fileURLToPath(new URL("../dist/emit-schema.js", import.meta.url));
    await expect(promisify(execFile)(process.execPath, [program, "--check"])).resolves.toBeDefined();
  });
});
