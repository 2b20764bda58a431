import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { mutate, query, serverAvailable, untilPod, wish } from "./pods.ts";

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "gpu-1", 4);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

const SERVER = "query ($name: String!) { server(name: $name) { status operation { id kind state } } }";

interface ServerSeen {
  readonly server: { readonly status: string; readonly operation: { id: string; kind: string; state: string } };
}

it("a server is drained: planned first, its pods moved, other tools' left alone, and opened again", async () => {
  const { laboratory } = cluster;
  const [leaves, insists] = [wish({ resources: { gpus: 2, cpu: "1", ram: "1Gi" } }), wish({ server: "gpu-1" })];
  for (const input of [leaves, insists]) {
    await mutate(api.url, "createPod", input);
    await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
  }
  await laboratory.addNamespace("others");
  await laboratory.createForeignPod({ namespace: "others", name: "theirs", server: "gpu-1" });
  await laboratory.waitForPod("others", "theirs", (pod) => pod?.status?.phase === "Running");
  await addGpuServer(laboratory, "gpu-2", 4);
  await expect.poll(() => serverAvailable(api.url, "gpu-2").catch(() => null), WAIT).toMatchObject({ gpus: 4 });

  const planned = await mutate(api.url, "drainServer", { name: "gpu-1", dryRun: true });
  expect(planned).toMatchObject({ dryRun: true, operation: null, foreignPods: ["others/theirs"] });
  expect(planned.moves?.map(({ name, to }) => [name, to])).toEqual([
    [leaves.name, "gpu-2"],
    [insists.name, null],
  ]);
  expect((await query<ServerSeen>(api.url, SERVER, { name: "gpu-1" })).server).toMatchObject({ status: "READY" });

  const beforeDrain = new Date().toISOString();
  const key = { name: "gpu-1", operationId: randomUUID() };
  const drained = await mutate(api.url, "drainServer", key);
  const moved = await untilPod(api.url, leaves, (pod) => pod?.server?.name === "gpu-2" && pod.status === "RUNNING");
  expect(moved?.live?.uid).toBeDefined();
  const ended = () => query<ServerSeen>(api.url, SERVER, { name: "gpu-1" });
  await expect
    .poll(async () => (await ended()).server, WAIT)
    .toMatchObject({
      status: "CORDONED",
      operation: { id: drained.operation?.id, kind: "DRAIN_SERVER", state: "DONE" },
    });
  expect(await mutate(api.url, "drainServer", key)).toMatchObject({ operation: { id: drained.operation?.id } });
  expect((await untilPod(api.url, insists, (pod) => pod !== null))?.server?.name).toBe("gpu-1");
  expect((await laboratory.getPod("others", "theirs"))?.spec.nodeName).toBe("gpu-1");
  expect((await laboratory.getNode("gpu-1"))?.spec.unschedulable).toBe(true);
  expect(await serverAvailable(api.url, "gpu-2")).toMatchObject({ gpus: 2 });

  await mutate(api.url, "uncordonServer", { name: "gpu-1" });
  await expect.poll(() => serverAvailable(api.url, "gpu-1"), WAIT).toMatchObject({ gpus: 3 });
  const [first, second] = [leaves, insists].map(({ namespace, name }) => `pod:${namespace}/${name}`);
  const one = expect.stringMatching(/^1 GPU, cpu/);
  expect(await audited("gpu-1", beforeDrain)).toMatchObject({
    pods: "2",
    gpus: "3",
    [`${first}`]: expect.stringMatching(/^2 GPUs/),
    [`${second}`]: one,
  });
  const now = new Date().toISOString();
  expect(await audited("gpu-1", now)).toMatchObject({ cordoned: "false", pods: "1", gpus: "1", [`${second}`]: one });
  expect(await audited("gpu-2", now)).toMatchObject({ pods: "1", gpus: "2" });
  expect(await mutate(api.url, "cordonServer", { name: "nowhere" })).toMatchObject({ __typename: "NotFound" });
});

/** A server as the audit trail tells of it at a time. */
async function audited(server: string, at: string): Promise<Record<string, string>> {
  const text = `query ($subject: String!, $at: DateTime!) { auditedState(subject: $subject, at: $at) { fields { name value } } }`;
  const { auditedState } = await query<{ auditedState: { fields: { name: string; value: string }[] } }>(api.url, text, {
    subject: `server:${server}`,
    at,
  });
  return Object.fromEntries(auditedState.fields.map(({ name, value }) => [name, value]));
}

const WAIT = { timeout: 30_000, interval: 100 };
