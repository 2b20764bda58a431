import { type ControlPlane, startControlPlane } from "@resource-manager/control-plane/start-control-plane";
import { type Laboratory, openLaboratory } from "@resource-manager/laboratory/laboratory";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type KubernetesClusterView, openClusterView } from "../../src/cluster-view.ts";
import { type ClusterConnection, connectCluster } from "../../src/connect.ts";
import { REAL_CLOCK } from "../support/real-clock.ts";

let controlPlane: ControlPlane;
let laboratory: Laboratory;
let connection: ClusterConnection;
let view: KubernetesClusterView;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  const { kubeconfigPath } = controlPlane;
  laboratory = await openLaboratory({ kubeconfigPath });
  await laboratory.addServer({ name: "gpu-1", gpus: 8, ram: "64Gi" });
  await laboratory.addNamespace("demo");
  connection = await connectCluster({ kubeconfigPath }, { clock: REAL_CLOCK, installationId: "installation-1" });
  view = openClusterView(connection);
  await view.whenSynced(AbortSignal.timeout(20_000));
}, 120_000);

afterAll(async () => {
  await view?.stop();
  await connection?.close();
  await laboratory?.close();
  await controlPlane?.stop();
}, 60_000);

/** Milliseconds until the view says that it is stale. */
async function staleAfter(): Promise<number> {
  const since = performance.now();
  await vi.waitFor(() => expect(view.freshness().stale).toBe(true), { timeout: 20_000, interval: 20 });
  return performance.now() - since;
}

/** An API server that was restarted has no history, so it answers 410 to any older version: one list is then right. */
async function freshAndFollowing(name: string, listsAtMost: number): Promise<void> {
  await vi.waitFor(() => expect(view.freshness()).toMatchObject({ stale: false, why: null }), {
    timeout: 20_000,
    interval: 50,
  });
  await laboratory.createForeignPod({ namespace: "demo", name });
  await vi.waitFor(() => expect(view.pod({ namespace: "demo", name })?.status).toBe("RUNNING"), {
    timeout: 20_000,
    interval: 50,
  });
  expect(view.counters().pods.lists).toBeLessThanOrEqual(listsAtMost);
  expect(view.freshness()).not.toHaveProperty("suspicious");
}

test("a quiet cluster stays fresh through many watches, and is never listed again", async () => {
  const watches = view.counters().pods.watches;
  await vi.waitFor(() => expect(view.counters().pods.watches).toBeGreaterThan(watches + 1), {
    timeout: 30_000,
    interval: 100,
  });
  expect(view.freshness()).toMatchObject({ stale: false });
  expect(view.counters()).toMatchObject({ pods: { lists: 1, failures: 0 }, nodes: { lists: 1, failures: 0 } });
});

test("an API server that is stopped shows as stale within 15 s; back again, the view goes on", async () => {
  const { lists } = view.counters().pods;
  await controlPlane.stopApiServer();
  expect(await staleAfter()).toBeLessThan(15_000);
  expect(view.freshness().why).toMatch(/nothing listens at/);
  expect(await connection.cluster.identity()).toMatchObject({ kind: "unavailable", effectUnknown: false });
  await controlPlane.startApiServer();
  await freshAndFollowing("after-stop", lists + 1);
}, 120_000);

test("an API server that hangs with its connections open shows as stale within 15 s; awake again, the view goes on without a list", async () => {
  const { lists } = view.counters().pods;
  await controlPlane.pauseApiServer();
  expect(await staleAfter()).toBeLessThan(15_000);
  expect(view.freshness().why).toMatch(/no answer within|do not arrive/);
  await controlPlane.resumeApiServer();
  await freshAndFollowing("after-pause", lists);
}, 120_000);
