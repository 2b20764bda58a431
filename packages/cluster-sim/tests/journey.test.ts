import { afterEach, beforeEach, expect, test } from "vitest";
import { type Answer, nodeManifest, openSim, PODS, type TestSim } from "./sim-client.ts";

/** What the product does with a pod, from the first POST to the proof that it is gone. */

let sim: TestSim;
beforeEach(async () => {
  sim = await openSim();
  await sim.create("/api/v1/nodes", nodeManifest("gpu-1"));
  await sim.create("/api/v1/nodes", nodeManifest("gpu-2"));
});
afterEach(() => sim.sim.stop());

const STRATEGIC = { type: "application/strategic-merge-patch+json" };

function order(name: string, server: string, allocation: string): Answer {
  const field = { key: "metadata.name", operator: "In", values: [server] };
  return {
    metadata: { name, labels: { "app.kubernetes.io/managed-by": "resource-manager" }, annotations: { allocation } },
    spec: {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [field] }] },
        },
      },
      containers: [
        {
          name: "main",
          image: "registry.example/train:1",
          resources: { limits: { cpu: "1", memory: "4Gi", "nvidia.com/gpu": "2" } },
        },
      ],
    },
  };
}

test("create, adopt, resize, change the image, delete by uid", async () => {
  using watch = sim.watch(
    `${PODS}?watch=1&allowWatchBookmarks=true&resourceVersion=${(await sim.get(PODS)).metadata.resourceVersion}`,
  );
  const dry = await sim.call("POST", `${PODS}?dryRun=All`, order("train", "gpu-2", "a-1"));
  expect([dry.status, (await sim.call("GET", `${PODS}/train`)).status]).toEqual([201, 404]);

  const created = await sim.create(PODS, order("train", "gpu-2", "a-1"));
  expect(created.status).toMatchObject({ phase: "Pending", qosClass: "Guaranteed" });
  // The answer was lost: the same POST again is 409, and the object is ours by its allocation.
  const again = await sim.call("POST", PODS, order("train", "gpu-2", "a-1"));
  expect(again.body.reason).toBe("AlreadyExists");
  expect((await sim.get(`${PODS}/train`)).metadata.annotations.allocation).toBe("a-1");

  const isRunning = (line: { object: Answer }): boolean => line.object.status?.phase === "Running";
  await watch.until(() => watch.lines.some(isRunning), "Running");
  const running = watch.lines.find(isRunning)?.object;
  expect(running.spec.nodeName).toBe("gpu-2");
  expect(running.status.containerStatuses[0].resources.limits["nvidia.com/gpu"]).toBe("2");

  const resources = { requests: { cpu: "3", memory: "4Gi" }, limits: { cpu: "3", memory: "4Gi" } };
  const resize = { metadata: { uid: created.metadata.uid }, spec: { containers: [{ name: "main", resources }] } };
  const resized = await sim.call("PATCH", `${PODS}/train/resize`, resize, STRATEGIC);
  expect(resized.body.spec.containers[0].resources.requests.cpu).toBe("3");
  expect(resized.body.spec.containers[0].resources.requests["nvidia.com/gpu"]).toBe("2");
  await expect
    .poll(async () => (await sim.get(`${PODS}/train`)).status.containerStatuses[0].resources.requests.cpu)
    .toBe("3");
  const gpus = { spec: { containers: [{ name: "main", resources: { limits: { "nvidia.com/gpu": "4" } } }] } };
  expect((await sim.call("PATCH", `${PODS}/train/resize`, gpus, STRATEGIC)).status).toBe(422);

  const stale = { metadata: { resourceVersion: created.metadata.resourceVersion }, spec: {} };
  expect((await sim.merge(`${PODS}/train`, stale)).status).toBe(409);
  const image = { spec: { containers: [{ name: "main", image: "registry.example/train:2" }] } };
  await sim.call("PATCH", `${PODS}/train`, image, STRATEGIC);
  await expect.poll(async () => (await sim.get(`${PODS}/train`)).status.containerStatuses[0].restartCount).toBe(1);

  const wrong = await sim.call("DELETE", `${PODS}/train`, { preconditions: { uid: "another" } });
  expect(wrong.status).toBe(409);
  const deleted = await sim.call("DELETE", `${PODS}/train`, { preconditions: { uid: created.metadata.uid } });
  expect(deleted.body.metadata.deletionGracePeriodSeconds).toBe(30);
  await watch.until(() => watch.lines.some((line) => line.type === "DELETED"), "DELETED");
  const versions = watch.lines.map((line) => Number(line.object.metadata.resourceVersion));
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
});

test("a pod that does not fit says why, and gets its place when room comes up", async () => {
  for (const name of ["a", "b", "c", "d"]) await sim.create(PODS, order(name, "gpu-1", name));
  const phases = async (): Promise<string[]> => (await sim.get(PODS)).items.map((pod: Answer) => pod.status.phase);
  await expect.poll(phases).toEqual(Array(4).fill("Running"));
  await sim.create(PODS, order("late", "gpu-1", "late"));
  const scheduled = async (): Promise<Answer> =>
    (await sim.get(`${PODS}/late`)).status.conditions?.find((one: Answer) => one.type === "PodScheduled");
  await expect.poll(async () => (await scheduled())?.reason).toBe("Unschedulable");
  expect((await scheduled()).message).toMatch(
    /^0\/2 nodes are available: 1 Insufficient nvidia\.com\/gpu, 1 node\(s\) didn't satisfy/,
  );
  const events = await sim.get(
    "/api/v1/namespaces/default/events?fieldSelector=reason=FailedScheduling,involvedObject.name=late",
  );
  expect(events.items[0].involvedObject.kind).toBe("Pod");
  await sim.call("DELETE", `${PODS}/b`);
  await expect.poll(async () => (await sim.get(`${PODS}/late`)).status.phase, { timeout: 5_000 }).toBe("Running");
});

test("a namespace that is deleted takes its content with it and refuses more", async () => {
  const ns = "/api/v1/namespaces/team";
  await sim.create("/api/v1/namespaces", { metadata: { name: "team" } });
  await sim.create(`${ns}/pods`, order("p", "gpu-1", "p"));
  await sim.create(`${ns}/secrets`, {
    metadata: { name: "held", finalizers: ["example.org/hold"] },
    stringData: { a: "b" },
  });
  expect((await sim.call("DELETE", ns)).body.status.phase).toBe("Terminating");
  const late = await sim.call("POST", `${ns}/pods`, order("late", "gpu-1", "late"));
  expect(late.body.details.causes[0].reason).toBe("NamespaceTerminating");
  const remaining = async (): Promise<Answer> =>
    (await sim.get(ns)).status.conditions?.find((one: Answer) => one.type === "NamespaceFinalizersRemaining");
  await expect.poll(async () => (await remaining())?.message).toContain("example.org/hold in 1 resource instances");
  await sim.merge(`${ns}/secrets/held`, { metadata: { finalizers: null } });
  await expect.poll(async () => (await sim.call("GET", ns)).status).toBe(404);
});

test("logs are there for a pod that runs, and reasons for one that does not", async () => {
  await sim.create(PODS, order("p", "gpu-1", "p"));
  await expect.poll(async () => (await sim.call("GET", `${PODS}/p/log`)).status).toBe(200);
  const { body } = await sim.call("GET", `${PODS}/p/log?tailLines=1&timestamps=true`);
  expect(body).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z \S.*\n$/);
  const absent = order("absent", "gpu-1", "absent");
  absent.spec.containers[0].image = "registry.example/absent:1";
  await sim.create(PODS, absent);
  await expect
    .poll(async () => (await sim.call("GET", `${PODS}/absent/log`)).body.message)
    .toContain("trying and failing to pull image");
});

test("kubectl gets rows, and objects that are asked for as metadata are only that", async () => {
  const accept = (as: string): { headers: Record<string, string> } => ({
    headers: { accept: `application/json;as=${as};v=v1;g=meta.k8s.io,application/json` },
  });
  const table = (await sim.call("GET", "/api/v1/nodes", undefined, accept("Table"))).body;
  expect(table.kind).toBe("Table");
  expect(table.columnDefinitions.map((column: Answer) => column.name).slice(0, 5)).toEqual([
    "Name",
    "Status",
    "Roles",
    "Age",
    "Version",
  ]);
  expect(table.rows[0].cells[0]).toBe("gpu-1");
  const partial = (await sim.call("GET", "/api/v1/nodes/gpu-1", undefined, accept("PartialObjectMetadata"))).body;
  expect(Object.keys(partial).sort()).toEqual(["apiVersion", "kind", "metadata"]);
});
