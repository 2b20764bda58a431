import { afterEach, expect, test } from "vitest";
import { nodeManifest, openSim, PODS, parkedPod, podManifest, type TestSim } from "./sim-client.ts";

let sim: TestSim;
afterEach(() => sim.sim.stop());

const gpu = { container: { resources: { limits: { "nvidia.com/gpu": "1" } } } };

test("of 64 creates at once under a quota of 10 GPUs exactly 10 are admitted, and the status says so", async () => {
  sim = await openSim();
  const quotas = "/api/v1/namespaces/default/resourcequotas";
  await sim.create(quotas, { metadata: { name: "q" }, spec: { hard: { "requests.nvidia.com/gpu": "10" } } });
  await expect.poll(async () => (await sim.get(`${quotas}/q`)).status.used).toBeDefined();
  const replies = await Promise.all(
    Array.from({ length: 64 }, (_, i) => sim.call("POST", PODS, parkedPod(`p${i}`, gpu))),
  );
  expect(replies.filter((reply) => reply.status === 201)).toHaveLength(10);
  const refusal = replies.find((reply) => reply.status !== 201);
  expect(refusal?.body.message).toContain(
    "exceeded quota: q, requested: requests.nvidia.com/gpu=1, used: requests.nvidia.com/gpu=10, limited: requests.nvidia.com/gpu=10",
  );
  expect((await sim.get(`${quotas}/q`)).status.used).toEqual({ "requests.nvidia.com/gpu": "10" });
});

test("of 64 pods for the last GPU the scheduler binds exactly one", async () => {
  sim = await openSim();
  await sim.create("/api/v1/nodes", nodeManifest("n1", { "nvidia.com/gpu": "1" }));
  await sim.create(PODS, podManifest("first", gpu));
  await Promise.all(Array.from({ length: 63 }, (_, i) => sim.call("POST", PODS, podManifest(`p${i}`, gpu))));
  const settled = async (): Promise<string[]> => {
    const { items } = await sim.get(PODS);
    return items.map(
      (pod: { status: { conditions?: { type: string; status: string }[] } }) =>
        pod.status.conditions?.find((one) => one.type === "PodScheduled")?.status,
    );
  };
  await expect.poll(async () => (await settled()).filter((one) => one !== undefined).length).toBe(64);
  expect((await settled()).filter((one) => one === "True")).toHaveLength(1);
});
