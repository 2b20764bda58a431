import { afterEach, expect, test } from "vitest";
import { VirtualClock } from "../src/clock.ts";
import { type Answer, nodeManifest, openSim, PODS, podManifest, type TestSim } from "./sim-client.ts";

let sim: TestSim;
afterEach(() => sim.sim.stop());

const READY = "laboratory.resource-manager.dev/ready";
const conditionOf = (object: Answer, type: string): Answer =>
  object.status.conditions?.find((one: Answer) => one.type === type);
const taintsOf = (node: Answer): string[] => (node.spec.taints ?? []).map((one: Answer) => `${one.key}:${one.effect}`);

async function openWithPod(clock: VirtualClock): Promise<void> {
  sim = await openSim({ clock });
  await clock.advance(10);
  await sim.create("/api/v1/nodes", nodeManifest("n1"));
  await sim.create(PODS, podManifest("p1"));
  await clock.advance(3_000);
  expect((await sim.get(`${PODS}/p1`)).status.phase).toBe("Running");
}

test("a node is tainted until it has reported, then Ready", async () => {
  const clock = new VirtualClock();
  sim = await openSim({ clock });
  const created = await sim.create("/api/v1/nodes", nodeManifest("n1"));
  expect(taintsOf(created)).toEqual(["node.kubernetes.io/not-ready:NoSchedule"]);
  await clock.advance(1_000);
  const node = await sim.get("/api/v1/nodes/n1");
  expect(taintsOf(node)).toEqual([]);
  expect(conditionOf(node, "Ready").status).toBe("True");
  expect(node.status.allocatable).toEqual(node.status.capacity);
  expect((await sim.get("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1")).spec.holderIdentity).toBe(
    "n1",
  );
});

test("pods of a node that fell silent are evicted after 300 s, hang until it is back, and then go", async () => {
  const clock = new VirtualClock();
  await openWithPod(clock);
  await sim.merge("/api/v1/nodes/n1", { metadata: { labels: { [READY]: "false" } } });
  await clock.advance(1_000);
  const node = await sim.get("/api/v1/nodes/n1");
  expect(conditionOf(node, "Ready")).toMatchObject({ status: "Unknown", reason: "NodeStatusUnknown" });
  expect(taintsOf(node)).toEqual([
    "node.kubernetes.io/unreachable:NoSchedule",
    "node.kubernetes.io/unreachable:NoExecute",
  ]);
  expect(conditionOf(await sim.get(`${PODS}/p1`), "Ready").status).toBe("False");

  await clock.advance(290_000);
  expect((await sim.get(`${PODS}/p1`)).metadata.deletionTimestamp).toBeUndefined();
  await clock.advance(10_000);
  const evicted = await sim.get(`${PODS}/p1`);
  expect(evicted.metadata.deletionTimestamp).toBeDefined();
  expect(conditionOf(evicted, "DisruptionTarget").reason).toBe("DeletionByTaintManager");
  await clock.advance(600_000);
  expect((await sim.get(`${PODS}/p1`)).metadata.deletionTimestamp).toBeDefined();

  await sim.merge("/api/v1/nodes/n1", { metadata: { labels: { [READY]: null } } });
  await clock.advance(2_000);
  expect((await sim.call("GET", `${PODS}/p1`)).status).toBe(404);
  expect(taintsOf(await sim.get("/api/v1/nodes/n1"))).toEqual([]);
});

test("a pod on a silent node can be removed by force only", async () => {
  const clock = new VirtualClock();
  await openWithPod(clock);
  await sim.merge("/api/v1/nodes/n1", { metadata: { labels: { [READY]: "false" } } });
  await sim.call("DELETE", `${PODS}/p1`);
  await clock.advance(120_000);
  expect((await sim.call("GET", `${PODS}/p1`)).status).toBe(200);
  await sim.call("DELETE", `${PODS}/p1?gracePeriodSeconds=0`);
  expect((await sim.call("GET", `${PODS}/p1`)).status).toBe(404);
});

test("pods of a deleted node are removed after a while", async () => {
  const clock = new VirtualClock();
  await openWithPod(clock);
  await sim.call("DELETE", "/api/v1/nodes/n1");
  await clock.advance(100);
  expect((await sim.call("GET", `${PODS}/p1`)).status).toBe(200);
  await clock.advance(5_000);
  expect((await sim.call("GET", `${PODS}/p1`)).status).toBe(404);
});

test("a cordon is a taint; new pods wait until it is lifted", async () => {
  const clock = new VirtualClock();
  await openWithPod(clock);
  await sim.merge("/api/v1/nodes/n1", { spec: { unschedulable: true } });
  await sim.create(PODS, podManifest("p2"));
  await clock.advance(2_000);
  expect(taintsOf(await sim.get("/api/v1/nodes/n1"))).toEqual(["node.kubernetes.io/unschedulable:NoSchedule"]);
  expect(conditionOf(await sim.get(`${PODS}/p2`), "PodScheduled")).toMatchObject({ reason: "Unschedulable" });
  await sim.merge("/api/v1/nodes/n1", { spec: { unschedulable: null } });
  await clock.advance(20_000);
  expect((await sim.get(`${PODS}/p2`)).status.phase).toBe("Running");
});

test("a server that shrinks keeps its pods and takes no more", async () => {
  const clock = new VirtualClock();
  await openWithPod(clock);
  const limits = { "nvidia.com/gpu": "2" };
  await sim.create(PODS, podManifest("holder", { container: { resources: { limits } } }));
  await clock.advance(1_000);
  const shrunk = { status: { allocatable: { "nvidia.com/gpu": "3" } } };
  await sim.call("PATCH", "/api/v1/nodes/n1/status", shrunk, { type: "application/merge-patch+json" });
  await sim.create(PODS, podManifest("next", { container: { resources: { limits } } }));
  await clock.advance(2_000);
  const next = await sim.get(`${PODS}/next`);
  expect(conditionOf(next, "PodScheduled").message).toContain("1 Insufficient nvidia.com/gpu");
  await sim.call("DELETE", `${PODS}/holder`);
  await clock.advance(20_000);
  expect((await sim.get(`${PODS}/next`)).status.phase).toBe("Running");
});

test("events are forgotten after an hour", async () => {
  const clock = new VirtualClock();
  await openWithPod(clock);
  expect((await sim.get("/api/v1/events")).items.length).toBeGreaterThan(0);
  await clock.advance(3_700_000);
  expect((await sim.get("/api/v1/events")).items).toEqual([]);
});
