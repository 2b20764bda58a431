import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, clusterKind, startClusterUnderTest } from "./cluster-under-test.ts";
import { query } from "./pods.ts";

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "gpu-1", 8);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

interface Answer {
  readonly resourceHistory: {
    readonly times: readonly string[];
    readonly series: readonly { readonly name: string; readonly gpus: { readonly allocatable: (number | null)[] } }[];
    readonly off: string | null;
    readonly usedUnknown: string | null;
  };
}

const history = (groupBy: string) =>
  query<Answer>(
    api.url,
    `{ resourceHistory(input: { from: "${new Date(Date.now() - 600_000).toISOString()}", groupBy: ${groupBy} }) {
      times series { name gpus { allocatable } } off usedUnknown } }`,
  );

describe("the history", () => {
  it("has its first point soon after the start, by server and by model too", async () => {
    await expect
      .poll(async () => (await history("ALL")).resourceHistory.series[0]?.gpus.allocatable ?? [], { timeout: 30_000 })
      .toContain(8);
    expect((await history("SERVER")).resourceHistory.series.map(({ name }) => name)).toEqual(["gpu-1"]);
    expect((await history("GPU_MODEL")).resourceHistory.series.map(({ name }) => name)).toEqual(["H100"]);
  });

  it("says what a server uses, or why that is not known", async () => {
    const look = () =>
      query<{ server: { used: { cpuMillis: number; gpus: null } | null; usedUnknown: string | null } }>(
        api.url,
        '{ server(name: "gpu-1") { used { cpuMillis gpus } usedUnknown } }',
      );
    if (clusterKind() === "simulator") {
      await expect.poll(async () => (await look()).server.used?.cpuMillis, { timeout: 30_000 }).toBeGreaterThan(0);
      expect((await look()).server).toMatchObject({ used: { gpus: null }, usedUnknown: null });
    } else {
      await expect
        .poll(async () => (await look()).server.usedUnknown, { timeout: 30_000 })
        .toContain("no metrics server");
      expect((await look()).server.used).toBeNull();
    }
  });

  it("refuses ranges that it cannot have and more lines than it gives", async () => {
    for (const [input, message] of [
      ['from: "2001-01-01T00:00:00Z"', "nothing is kept for longer than 30 days"],
      [`from: "${new Date(Date.now() + 60_000).toISOString()}"`, "it has to be before"],
      [`from: "${new Date(Date.now() - 60_000).toISOString()}", seriesMax: 21`, "it has to be from 1 to 20"],
    ] as const) {
      const body = JSON.stringify({ query: `{ resourceHistory(input: { ${input} }) { times } }` });
      const response = await fetch(`${api.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
      expect(errors[0]?.message).toContain(message);
      expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
    }
  });

  it("is off where its file is damaged, says so, and everything else works", async () => {
    await api.stop();
    for (const end of ["", "-wal", "-shm"])
      await writeFile(join(api.dataDir, `history.db${end}`), "no database ".repeat(1_000));
    await api.start();
    await expect
      .poll(async () => (await history("ALL")).resourceHistory.off, { timeout: 30_000 })
      .toContain("cannot be kept");
    expect(await query(api.url, '{ server(name: "gpu-1") { status } }')).toEqual({ server: { status: "READY" } });
  });
});
