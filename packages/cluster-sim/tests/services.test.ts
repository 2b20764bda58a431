import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Answer, nodeManifest, openSim, PODS, podManifest } from "./sim-client.ts";

const SERVICES = "/api/v1/namespaces/default/services";
const SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";

const nodePort = (name: string, spec: Answer = {}): Answer => ({
  metadata: { name },
  spec: { type: "NodePort", ports: [{ port: 80 }], ...spec },
});

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cluster-sim-services-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("after a restart services have their addresses and ports still, and nobody else gets them", async () => {
  const dataDir = await dataFolder();
  const before = await openSim({ dataDir });
  const web = await before.create(SERVICES, nodePort("web"));
  const gone = await before.create(SERVICES, nodePort("gone"));
  await before.call("DELETE", `${SERVICES}/gone`);
  await before.sim.stop();
  await using after = await openSim({ dataDir });
  expect((await after.get(`${SERVICES}/web`)).spec).toEqual(web.spec);
  const { clusterIP } = web.spec;
  const port = web.spec.ports[0].nodePort;
  const taken = await after.call("POST", SERVICES, nodePort("copy", { ports: [{ port: 80, nodePort: port }] }));
  expect(taken.body.message).toContain("provided port is already allocated");
  const sameIp = await after.call("POST", SERVICES, nodePort("copy", { clusterIP }));
  expect(sameIp.body.message).toContain("provided IP is already allocated");
  const heir = nodePort("heir", {
    clusterIP: gone.spec.clusterIP,
    ports: [{ port: 80, nodePort: gone.spec.ports[0].nodePort }],
  });
  expect((await after.call("POST", SERVICES, heir)).status).toBe(201);
});

test("all 2,768 node ports can be held, one more is refused, and a dry run holds none", async () => {
  await using sim = await openSim();
  const many = (name: string, count: number): Answer =>
    nodePort(name, { ports: Array.from({ length: count }, (_, index) => ({ name: `p${index}`, port: index + 1 })) });
  expect((await sim.call("POST", `${SERVICES}?dryRun=All`, many("dry", 2_768))).status).toBe(201);
  const all = await sim.create(SERVICES, many("all", 2_768));
  expect(new Set(all.spec.ports.map((port: Answer) => port.nodePort)).size).toBe(2_768);
  const oneMore = await sim.call("POST", SERVICES, nodePort("more"));
  expect(oneMore).toMatchObject({ status: 500, body: { reason: "InternalError" } });
  expect((await sim.call("GET", `${SERVICES}/more`)).status).toBe(404);
  await sim.call("DELETE", `${SERVICES}/all`);
  expect((await sim.call("POST", SERVICES, nodePort("more"))).status).toBe(201);
});

test("more than 100 endpoints are divided among slices, each pod in exactly one", async () => {
  await using sim = await openSim();
  await sim.create("/api/v1/nodes", nodeManifest("n1", { pods: "300", cpu: "100" }));
  await sim.create(SERVICES, { metadata: { name: "web" }, spec: { selector: { app: "web" }, ports: [{ port: 80 }] } });
  const labels = { app: "web" };
  const names = Array.from({ length: 130 }, (_, index) => `p${index}`);
  await Promise.all(names.map((name) => sim.create(PODS, podManifest(name, { metadata: { labels } }))));
  const endpoints = async (): Promise<Answer[]> => {
    const { items } = await sim.get(SLICES);
    return items.filter((slice: Answer) => slice.metadata.labels["kubernetes.io/service-name"] === "web");
  };
  const podsIn = (slices: Answer[]): string[] =>
    slices.flatMap((slice) => (slice.endpoints ?? []).map((endpoint: Answer) => endpoint.targetRef.name));
  await expect.poll(async () => podsIn(await endpoints()).length, { timeout: 10_000 }).toBe(130);
  const slices = await endpoints();
  expect(new Set(podsIn(slices))).toEqual(new Set(names));
  expect(slices.every((slice) => slice.endpoints.length <= 100)).toBe(true);
  await sim.call("DELETE", `${SERVICES}/web`);
  await expect.poll(async () => (await endpoints()).length).toBe(0);
});
