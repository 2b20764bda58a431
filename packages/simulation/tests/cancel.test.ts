import { randomUUID } from "node:crypto";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { ClusterAnswer } from "@resource-manager/domain/ports/cluster";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { brokenAtRest } from "../src/invariants.ts";
import { ANNA, BIG, createRequest, DELETE, updateRequest, World } from "../src/world.ts";

let world: World;
const key = { namespace: "test-team", name: "train" };
const away: ClusterAnswer<never> = { kind: "unavailable", message: "away", effectUnknown: false, retryAfterMs: null };

beforeEach(async () => {
  world = await World.open();
  world.cluster.addServer("a", BIG);
  world.cluster.addServer("b", BIG);
  await world.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const commands = () => world.process.commands;

async function cancel(id: string, patch: { dryRun?: boolean; operationId?: string } = {}) {
  const request = { id, dryRun: false, operationId: null, ...patch };
  const answer = await world.during(commands().cancel(ANNA, request));
  if (answer === "CRASHED") throw new Error("no crash is planned");
  return answer;
}

async function only(): Promise<Operation> {
  const [operation, more] = await world.ledger.openOperations();
  if (!operation || more) throw new Error("there is not exactly one operation under way");
  return operation;
}

const gpusHeld = () => [...world.ledger.servers().values()].reduce((sum, server) => sum + server.allocated.gpus, 0);

describe("a create that waits", () => {
  let answerAgain: () => void;
  beforeEach(async () => {
    const { createPod } = world.cluster;
    world.cluster.createPod = () => Promise.resolve(away);
    answerAgain = () => Object.assign(world.cluster, { createPod });
    await world.during(commands().create(ANNA, createRequest()));
  });

  test("is undone, and gives its capacity back", async () => {
    const { id } = await only();
    answerAgain();
    expect(await cancel(id)).toMatchObject({
      ok: true,
      value: { operation: { state: "UNDONE", error: { code: "CANCELLED", message: "cancelled by anna" } } },
    });
    await world.run(10_000);
    expect([gpusHeld(), world.cluster.pod(key)]).toEqual([0, undefined]);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("says in a dry run what would be undone, and goes on", async () => {
    const { id } = await only();
    const answer = await cancel(id, { dryRun: true });
    expect(answer).toMatchObject({
      ok: true,
      value: { dryRun: true, undoes: ["Reserve in the ledger", "Create the pod in the cluster"] },
    });
    answerAgain();
    await world.run(20_000);
    expect(world.cluster.pod(key)?.status).toBe("RUNNING");
  });

  test("is cancelled once, whoever asks again, with whatever key, and after a restart too", async () => {
    const { id } = await only();
    const operationId = randomUUID();
    const first = await cancel(id, { operationId });
    await world.abandon();
    await world.start();
    answerAgain();
    await world.run(10_000);
    expect(first).toMatchObject({ ok: true, value: { operation: { id } } });
    expect(await cancel(id, { operationId })).toMatchObject({
      ok: true,
      value: { operation: { id, state: "UNDONE" } },
    });
    expect(await cancel(id)).toMatchObject({ ok: true, value: { operation: { id, state: "UNDONE" } } });
    expect(await cancel(randomUUID(), { operationId })).toMatchObject({ ok: false, error: { kind: "Conflict" } });
    expect(await brokenAtRest(world)).toEqual([]);
  });
});

describe("an update", () => {
  beforeEach(async () => {
    await world.during(commands().create(ANNA, createRequest()));
    await world.run(1_000);
  });

  test("that the server defers goes back to the old wish", async () => {
    world.cluster.resizeAnswer = "DEFER";
    await world.during(commands().update(ANNA, updateRequest({ resources: { cpu: "8" } })));
    await world.run(3_000);
    const { id } = await only();
    world.cluster.resizeAnswer = "APPLY";
    await cancel(id);
    await world.run(10_000);
    expect((await world.ledger.pod(key))?.spec.resources.cpuMillis).toBe(4_000);
    expect(world.ledger.servers().get("a")?.allocated.cpuMillis).toBe(4_000);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("that is cancelled in the moment in which it is applied goes back, too", async () => {
    world.cluster.resizeAnswer = "DEFER";
    await world.during(commands().update(ANNA, updateRequest({ resources: { cpu: "8" } })));
    await world.run(3_000);
    const { id } = await only();
    const cancelled = commands().cancel(ANNA, { id, dryRun: false, operationId: null });
    world.cluster.resizeAnswer = "APPLY";
    world.cluster.editPod(key, { resize: "NONE", held: world.cluster.pod(key)?.effective ?? BIG });
    const answer = await world.during(cancelled);
    await world.run(10_000);
    expect(answer).toMatchObject({ ok: true });
    expect(await world.ledger.operation(id)).toMatchObject({ state: "UNDONE" });
    expect((await world.ledger.pod(key))?.spec.resources.cpuMillis).toBe(4_000);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("by recreation keeps the old pod when it is cancelled before that is touched", async () => {
    const uid = world.cluster.pod(key)?.uid;
    const { createPod } = world.cluster;
    world.cluster.createPod = () => Promise.resolve(away);
    const wish = updateRequest({ resources: { gpus: 4 }, recreate: true });
    await world.during(commands().update(ANNA, wish));
    const { id } = await only();
    Object.assign(world.cluster, { createPod });
    await cancel(id);
    await world.run(10_000);
    expect(world.cluster.pod(key)?.uid).toBe(uid);
    expect(gpusHeld()).toBe(2);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("by recreation that was called off during its last harmless step never deletes the old pod", async () => {
    const uid = world.cluster.pod(key)?.uid;
    const { createPod } = world.cluster;
    let cancelled: Promise<unknown> = Promise.resolve();
    world.cluster.createPod = async (order, options) => {
      const { id } = await only();
      cancelled = commands().cancel(ANNA, { id, dryRun: false, operationId: null });
      await new Promise((resolve) => setTimeout(resolve, 20));
      return createPod.call(world.cluster, order, options);
    };
    void commands().update(ANNA, updateRequest({ resources: { gpus: 4 }, recreate: true }));
    await world.run(10_000);
    await cancelled;
    expect(world.cluster.pod(key)?.uid).toBe(uid);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("by recreation whose old pod is being deleted only goes forward", async () => {
    world.cluster.editServer("a", { ready: "NOT_READY" });
    await world.during(commands().update(ANNA, updateRequest({ resources: { gpus: 4 }, recreate: true })));
    await world.run(3_000);
    const { id } = await only();
    expect(await cancel(id)).toMatchObject({
      ok: false,
      error: { kind: "Conflict", message: expect.stringContaining("Delete the old pod") },
    });
    world.cluster.editServer("a", { ready: "READY" });
    await world.run(20_000);
    expect(gpusHeld()).toBe(4);
    expect(await brokenAtRest(world)).toEqual([]);
  });
});

test("a deletion, an operation that is over and one that does not exist cannot be cancelled", async () => {
  await world.during(commands().create(ANNA, createRequest()));
  await world.run(1_000);
  const [created] = await world.ledger.recentOperations(1);
  expect(await cancel(created?.id ?? "")).toMatchObject({
    error: { kind: "Conflict", message: expect.stringContaining("is over") },
  });
  world.cluster.editServer("a", { ready: "NOT_READY" });
  await world.during(commands().delete(ANNA, DELETE));
  expect(await cancel((await only()).id)).toMatchObject({
    error: { kind: "Conflict", message: expect.stringContaining("only goes forward") },
  });
  expect(await cancel(randomUUID())).toMatchObject({ error: { kind: "NotFound", what: "OPERATION" } });
});

test("an update that is called off after a crash goes back whole, also what had no time to be recorded", async () => {
  await world.during(commands().create(ANNA, createRequest()));
  await world.run(10_000);
  const { readPod, resizePod } = world.cluster;
  world.cluster.resizePod = async (...input) => {
    const answer = await resizePod.apply(world.cluster, input);
    world.process.boundaries.kill();
    return answer;
  };
  // Nothing is to be done about its image, which is found before.
  expect(await world.during(commands().update(ANNA, updateRequest({ resources: { cpu: "8" } })))).toBe("CRASHED");
  expect(world.cluster.pod(key)?.effective.cpuMillis).toBe(8_000);
  await world.abandon();
  Object.assign(world.cluster, { resizePod, readPod: () => Promise.resolve(away) });
  await world.start();
  const { id } = await only();
  await cancel(id);
  Object.assign(world.cluster, { readPod });
  await world.run(30_000);
  expect((await world.ledger.operation(id))?.state).toBe("UNDONE");
  expect(world.cluster.pod(key)?.effective.cpuMillis).toBe(4_000);
  expect(await brokenAtRest(world)).toEqual([]);
});
