import { randomUUID } from "node:crypto";
import type { ClusterAnswer } from "@resource-manager/domain/ports/cluster";
import { afterEach, beforeEach, expect, test } from "vitest";
import { brokenAtRest } from "../src/invariants.ts";
import { LaggingView } from "../src/lagging-view.ts";
import { ANNA, BIG, createRequest, DELETE, updateRequest, World } from "../src/world.ts";

let world: World;
const key = { namespace: "test-team", name: "train" };
const away: ClusterAnswer<never> = { kind: "unavailable", message: "429", effectUnknown: false, retryAfterMs: 30_000 };

beforeEach(async () => {
  world = await World.open();
  world.cluster.addServer("a", BIG);
  world.cluster.addServer("b", BIG);
  await world.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const create = (patch: Parameters<typeof createRequest>[0] = {}) =>
  world.during(world.process.commands.create(ANNA, createRequest(patch)));
const remove = (patch: { operationId?: string } = {}) =>
  world.during(world.process.commands.delete(ANNA, { ...DELETE, ...patch }));
const held = (server: string) => world.ledger.servers().get(server)?.allocated.gpus;

test("a recreation whose old pod took long to go survives a 429: it only goes forward", async () => {
  await create();
  await world.run(1_000);
  world.cluster.editServer("a", { ready: "NOT_READY" });
  await world.during(
    world.process.commands.update(ANNA, updateRequest({ env: [{ name: "A", value: "1" }], recreate: true })),
  );
  await world.run(120_000);
  const real = world.cluster.createPod;
  let refusals = 2;
  world.cluster.createPod = (order, options) =>
    refusals-- > 0 ? Promise.resolve(away) : real.call(world.cluster, order, options);
  world.cluster.editServer("a", { ready: "READY" });
  await world.run(120_000);
  expect(world.cluster.pod(key)?.status).toBe("RUNNING");
  expect(await brokenAtRest(world)).toEqual([]);
});

test("a deletion with a key of its own is remembered: its repetition never deletes a namesake that came later", async () => {
  await create();
  await world.run(1_000);
  const operationId = randomUUID();
  await remove();
  expect(await remove({ operationId })).toMatchObject({ ok: true });
  await world.run(10_000);
  await create();
  await world.run(1_000);
  expect(await remove({ operationId })).toMatchObject({ ok: true, value: { operation: { state: "DONE" } } });
  await world.run(10_000);
  expect(world.cluster.pod(key)?.status).toBe("RUNNING");
});

test("a pod that ended on a server that was not ready is freed when the server is back", async () => {
  await create({ restartPolicy: "NEVER" });
  await world.run(1_000);
  world.cluster.editServer("a", { ready: "NOT_READY" });
  world.cluster.editPod(key, { status: "SUCCEEDED", terminal: true });
  await world.run(10_000);
  expect(held("a")).toBe(2);
  world.cluster.editServer("a", { ready: "READY" });
  await world.run(10_000);
  expect(held("a")).toBe(0);
});

test("a pod that ends while its resize is deferred ends the update, and is freed", async () => {
  await create({ restartPolicy: "NEVER" });
  world.cluster.resizeAnswer = "DEFER";
  await world.during(world.process.commands.update(ANNA, updateRequest({ resources: { cpu: "8" } })));
  await world.run(2_000);
  world.cluster.editPod(key, { status: "SUCCEEDED", terminal: true });
  await world.run(10_000);
  expect(await world.ledger.openOperations()).toEqual([]);
  expect(held("a")).toBe(0);
});

test.each([
  ["image", { image: "registry.example/edited:1" }],
  ["CPU", { effective: { ...BIG, gpus: 2, cpuMillis: 2_000 } }],
] as const)("an update ends where somebody else edits the %s meanwhile, and the edit is reported", async (_, edit) => {
  await create();
  await world.run(1_000);
  world.cluster.resizeAnswer = "DEFER";
  await world.during(world.process.commands.update(ANNA, updateRequest({ resources: { cpu: "8" } })));
  await world.run(3_000);
  world.cluster.editPod(key, edit);
  await world.run(10_000);
  expect(await world.ledger.openOperations()).toEqual([]);
  expect(await brokenAtRest(world)).toEqual([expect.stringContaining("SPEC_DRIFT")]);
});

test.each([
  ["an hour ahead", 3_600_000],
  ["an hour behind", -3_600_000],
])(
  "a pod without a place is undone after half a minute of our own time, where the cluster's clock is %s",
  async (_, ms) => {
    await using skewed = await World.open({ books: "IN_MEMORY", clusterClockAheadMs: ms });
    skewed.cluster.addServer("a", BIG);
    await skewed.start();
    const { createPod } = skewed.cluster;
    skewed.cluster.createPod = (order, options) => {
      skewed.cluster.editServer("a", { cordoned: true });
      return createPod.call(skewed.cluster, order, options);
    };
    await skewed.during(skewed.process.commands.create(ANNA, createRequest()));
    await skewed.run(25_000);
    expect(await skewed.ledger.openOperations()).toHaveLength(1);
    await skewed.run(10_000);
    expect(await skewed.ledger.openOperations()).toEqual([]);
    expect(skewed.cluster.pod(key)).toBeUndefined();
  },
);

test("a create whose POST lands after its time-out is found and taken back: a 404 in between proves nothing", async () => {
  const { createPod } = world.cluster;
  const timedOut: ClusterAnswer<never> = { ...away, message: "timed out", effectUnknown: true };
  let posts = 0;
  world.cluster.createPod = async (order, options) => {
    if (posts++ === 0) world.clock.schedule(3_000, () => void createPod.call(world.cluster, order, options));
    return timedOut;
  };
  void world.process.commands.create(ANNA, createRequest());
  await world.run(500);
  void world.process.commands.delete(ANNA, DELETE);
  await world.run(2_000);
  expect(held("a")).toBe(2);
  await world.run(1_000);
  expect(world.cluster.pod(key)).toBeDefined();
  Object.assign(world.cluster, { createPod });
  await world.run(60_000);
  expect([world.cluster.pod(key), held("a")]).toEqual([undefined, 0]);
  expect(await brokenAtRest(world)).toEqual([]);
});

test("a pod that the view does not show is held until a read that is not refused says that it is gone", async () => {
  await create();
  await world.run(1_000);
  const { pod: shown, readPod } = world.cluster;
  const refuse: ClusterAnswer<never> = { kind: "rejected", reason: "Forbidden", message: "no", problems: [] };
  Object.assign(world.cluster, { pod: () => undefined, readPod: () => Promise.resolve(refuse) });
  void world.process.commands.delete(ANNA, DELETE);
  await world.run(500);
  expect(held("a")).toBe(2);
  Object.assign(world.cluster, { pod: shown, readPod });
  await world.run(30_000);
  expect(held("a")).toBe(0);
});

test("a view that heard nothing for long does not vouch for a server: what may run there is held", async () => {
  await using late = await World.open({
    books: "IN_MEMORY",
    lagging: (real, clock) => new LaggingView(real, clock),
  });
  const { view, cluster } = late;
  if (!(view instanceof LaggingView)) throw new Error("the view does not lag");
  const heldThere = () => late.ledger.servers().get("a")?.allocated.gpus;
  cluster.addServer("a", BIG);
  await late.start();
  view.cut();
  await late.run(20_000);
  await late.during(late.process.commands.create(ANNA, createRequest()));
  await late.run(1_000);
  cluster.editServer("a", { ready: "NOT_READY" });
  cluster.deleteBesideUs(key);
  void late.process.commands.delete(ANNA, DELETE);
  await late.run(60_000);
  expect([cluster.containersOn("a").length, heldThere()]).toEqual([1, 2]);
  view.restore();
  await late.run(30_000);
  expect(heldThere()).toBe(2);
  cluster.editServer("a", { ready: "READY" });
  await late.run(10_000);
  expect([cluster.containersOn("a").length, heldThere()]).toEqual([0, 0]);
});

test("a read that is refused is no proof of absence: an undone create keeps its capacity while its pod runs", async () => {
  const { createPod, readPod } = world.cluster;
  let posts = 0;
  world.cluster.createPod = async (order, options) => {
    const answer = await createPod.call(world.cluster, order, options);
    return posts++ === 0 ? { ...away, effectUnknown: true } : answer;
  };
  const refuse: ClusterAnswer<never> = { kind: "rejected", reason: "Forbidden", message: "no", problems: [] };
  world.cluster.readPod = () => Promise.resolve(refuse);
  void world.process.commands.create(ANNA, createRequest());
  await world.run(100);
  void world.process.commands.delete(ANNA, DELETE);
  await world.run(60_000);
  expect(world.cluster.pod(key)).toBeDefined();
  expect(held("a")).toBe(2);
  Object.assign(world.cluster, { readPod });
  await world.run(60_000);
  expect(world.cluster.pod(key)).toBeUndefined();
  expect(await brokenAtRest(world)).toEqual([]);
});

test("an undo that the cluster refuses does not keep a pod from being deleted", async () => {
  await create();
  await world.run(1_000);
  world.cluster.resizeAnswer = "INFEASIBLE";
  await world.during(world.process.commands.update(ANNA, updateRequest({ resources: { ram: "64Gi" } })));
  const refuse: ClusterAnswer<never> = { kind: "rejected", reason: "Forbidden", message: "quota", problems: [] };
  world.cluster.resizePod = () => Promise.resolve(refuse);
  await world.run(30_000);
  await remove();
  await world.run(60_000);
  expect(world.cluster.pod(key)).toBeUndefined();
  expect(held("a")).toBe(0);
  expect(await brokenAtRest(world)).toEqual([]);
});

test("a pod that the cluster made larger is updated in place, and its extra stays held", async () => {
  const real = world.cluster.createPod;
  world.cluster.createPod = async (order, options) => {
    const answer = await real.call(world.cluster, order, options);
    const pod = world.cluster.pod(order);
    if (!pod || options?.dryRun) return answer;
    const effective = { ...pod.effective, cpuMillis: pod.effective.cpuMillis + 100 };
    world.cluster.editPod(order, { effective, held: effective });
    return { kind: "ok", value: world.cluster.pod(order) ?? pod };
  };
  await create();
  await world.run(1_000);
  expect(world.ledger.servers().get("a")?.allocated.cpuMillis).toBe(4_100);
  await world.during(world.process.commands.update(ANNA, updateRequest({ image: "registry.example/train:2" })));
  await world.run(10_000);
  expect(await world.ledger.openOperations()).toEqual([]);
  expect(world.ledger.servers().get("a")?.allocated.cpuMillis).toBe(4_100);
});

test("a server that went while it was the last one is not taken for there when another comes", async () => {
  world.cluster.removeServer("a");
  world.cluster.removeServer("b");
  await world.run(1_000);
  world.cluster.addServer("c", BIG);
  await world.run(1_000);
  expect([...world.ledger.servers().keys()]).toEqual(["c"]);
});

test("a copy of our pod, made by another hand, is found and its GPUs are counted", async () => {
  await create();
  await world.run(1_000);
  const pod = await world.ledger.pod(key);
  const mark = world.cluster.pod(key)?.mark;
  if (!pod || !mark) throw new Error("no pod");
  world.cluster.putPod({ namespace: "test-team", name: "copy", spec: pod.spec, server: "a", mark, version: 1 });
  await world.run(1_000);
  expect(world.ledger.servers().get("a")).toMatchObject({ allocated: { gpus: 2 }, foreign: { gpus: 2 } });
  expect(await brokenAtRest(world)).toEqual([expect.stringContaining("ORPHAN pod:test-team/copy")]);
});

test("what the cluster asked to wait is not cut short by events", async () => {
  let posts = 0;
  const real = world.cluster.createPod;
  world.cluster.createPod = (order, options) =>
    posts++ === 0 ? Promise.resolve(away) : real.call(world.cluster, order, options);
  void world.process.commands.create(ANNA, createRequest());
  for (let event = 0; event < 20; event++) {
    await world.run(100);
    world.cluster.editServer("b", { cordoned: event % 2 === 0 });
  }
  expect(posts).toBe(1);
  await world.run(60_000);
  expect(world.cluster.pod(key)?.status).toBe("RUNNING");
});

/** As an API server does: the namespace's quota, which the pod itself fills, is asked before its name is. */
function fullQuota(): () => void {
  const real = world.cluster.createPod;
  let answers: "LOST" | "FULL" = "LOST";
  world.cluster.createPod = async (order, options) => {
    if (options?.dryRun) return real.call(world.cluster, order, options);
    if (answers === "FULL") return { ...away, message: "exceeded quota", retryAfterMs: null };
    answers = "FULL";
    await real.call(world.cluster, order, options);
    return { ...away, message: "no answer in time", effectUnknown: true, retryAfterMs: null };
  };
  return () => {
    world.cluster.createPod = real;
  };
}

test("a pod whose answer was lost is found, though it fills the namespace's quota itself, after a restart too", async () => {
  fullQuota();
  const first = await create();
  expect(first).toMatchObject({ ok: true });
  await world.run(10_000);
  expect(await world.ledger.pod(key)).toMatchObject({ allocations: [{ clusterUid: world.cluster.pod(key)?.uid }] });
  expect(await brokenAtRest(world)).toEqual([]);
});

test("a create that is called off while its own pod fills the quota finds it and deletes it", async () => {
  const clear = fullQuota();
  const original = world.cluster.readPod;
  // Nobody looks before it is called off.
  world.cluster.readPod = async () => away;
  const made = await create();
  const id = made !== "CRASHED" && made.ok ? (made.value.operation?.id ?? "") : "";
  await world.during(world.process.commands.cancel(ANNA, { id, dryRun: false, operationId: null }));
  world.cluster.readPod = original;
  await world.run(30_000);
  expect(await world.ledger.operation(id)).toMatchObject({ state: "UNDONE" });
  expect(world.cluster.pod(key)).toBeUndefined();
  expect(held("a")).toBe(0);
  clear();
});
