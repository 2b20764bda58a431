import { expect, test, vi } from "vitest";
import { VirtualClock } from "../src/clock.ts";
import { nodeManifest, openSim, PODS, podManifest } from "./sim-client.ts";

const METRICS = "/apis/metrics.k8s.io/v1beta1";
const request = { resources: { requests: { cpu: "2", memory: "4Gi" }, limits: { cpu: "2", memory: "4Gi" } } };

test("discovery lists the group, and its version says what can be asked", async () => {
  await using sim = await openSim();
  const groups = (await sim.get("/apis")).groups as { name: string }[];
  expect(groups.map(({ name }) => name)).toContain("metrics.k8s.io");
  const { resources } = await sim.get(METRICS);
  expect(resources).toMatchObject([
    { name: "nodes", namespaced: false, kind: "NodeMetrics" },
    { name: "pods", namespaced: true, kind: "PodMetrics" },
  ]);
  expect((await sim.call("POST", `${METRICS}/nodes`, {})).status).toBe(405);
});

test("use follows what runs: RAM fills up, a pod's use is in its node's, and a deleted pod uses nothing", async () => {
  const clock = new VirtualClock();
  await using sim = await openSim({ clock });
  await sim.create("/api/v1/nodes", nodeManifest("gpu-1"));
  await clock.advance(1_000);
  const idle = await sim.get(`${METRICS}/nodes/gpu-1`);
  await sim.create(PODS, podManifest("web", { container: request }));
  await vi.waitFor(async () => {
    await clock.advance(1_000);
    expect((await sim.get(`${PODS}/web`)).status.phase).toBe("Running");
  });
  await clock.advance(15_000);
  const young = await sim.get(`${METRICS}/namespaces/default/pods/web`);
  await clock.advance(600_000);
  const old = await sim.get(`${METRICS}/namespaces/default/pods/web`);
  expect(kibibytes(old.containers[0].usage)).toBeGreaterThan(kibibytes(young.containers[0].usage));
  expect(nanocores(old.containers[0].usage)).toBeLessThanOrEqual(2e9);
  const busy = await sim.get(`${METRICS}/nodes/gpu-1`);
  expect(nanocores(busy.usage) - nanocores(idle.usage)).toBe(nanocores(old.containers[0].usage));
  expect(await sim.get(`${METRICS}/nodes/gpu-1`)).toEqual(busy);
  await sim.call("DELETE", `${PODS}/web?gracePeriodSeconds=0`);
  expect((await sim.get(`${METRICS}/pods`)).items).toEqual([]);
  expect((await sim.call("GET", `${METRICS}/namespaces/default/pods/web`)).status).toBe(404);
});

function nanocores({ cpu }: { cpu: string }): number {
  return Number(cpu.replace("n", ""));
}

function kibibytes({ memory }: { memory: string }): number {
  return Number(memory.replace("Ki", ""));
}
