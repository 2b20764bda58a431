import { afterEach, expect, test } from "vitest";
import { type ClusterSim, startClusterSim } from "../src/start-cluster-sim.ts";

let sim: ClusterSim | undefined;
afterEach(() => sim?.stop());

test("a pod is created, placed, started and deleted", async () => {
  sim = await startClusterSim();
  const { url, token } = sim;
  const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const capacity = { cpu: "8", memory: "32Gi", "nvidia.com/gpu": "8", pods: "110" };
  expect((await call("POST", "/api/v1/nodes", { metadata: { name: "n1" }, status: { capacity } })).status).toBe(201);
  const path = "/api/v1/namespaces/default/pods";
  const limits = { cpu: "1", memory: "1Gi", "nvidia.com/gpu": "1" };
  const manifest = {
    metadata: { name: "p1" },
    spec: { containers: [{ name: "c", image: "x:1", resources: { limits } }] },
  };
  await expect.poll(async () => (await call("POST", path, manifest)).status).toBe(201);
  await expect.poll(async () => (await call("GET", `${path}/p1`)).body.status.phase).toBe("Running");
  expect((await call("GET", `${path}/p1`)).body.spec.nodeName).toBe("n1");
  expect((await call("DELETE", `${path}/p1`)).body.metadata.deletionGracePeriodSeconds).toBe(30);
  await expect.poll(async () => (await call("GET", `${path}/p1`)).status).toBe(404);
});
