import { describe, expect, test } from "vitest";
import { brokenAtRest } from "../src/invariants.ts";
import { ANNA, BIG, createRequest, GIB, updateRequest, World } from "../src/world.ts";

const on = (name: string) => ({ name, dryRun: false, operationId: null });

async function open(books: "IN_A_FILE" | "IN_MEMORY" = "IN_MEMORY") {
  const world = await World.open({ books });
  world.cluster.addServer("a", BIG);
  await world.start();
  await world.run(100);
  return world;
}

const create = (world: World, patch: Parameters<typeof createRequest>[0] = {}) =>
  world.during(world.process.commands.create(ANNA, createRequest(patch)));

describe("cordon", () => {
  test("nothing new is placed on a cordoned server, what runs keeps running, and uncordon opens it again", async () => {
    await using world = await open();
    await create(world);
    expect(await world.during(world.process.servers.cordon(ANNA, on("a")))).toMatchObject({
      ok: true,
      value: { operation: { state: "DONE", server: "a" } },
    });
    await world.run(100);
    expect(world.cluster.server("a")?.cordoned).toBe(true);
    expect(world.cluster.pod({ namespace: "test-team", name: "train" })?.status).toBe("RUNNING");
    expect(await create(world, { name: "more" })).toMatchObject({ ok: false, error: { kind: "InsufficientCapacity" } });
    await world.during(world.process.servers.uncordon(ANNA, on("a")));
    await world.run(100);
    expect(await create(world, { name: "more" })).toMatchObject({ ok: true });
  });

  test("an unknown server is refused, and the key gives the same answer again", async () => {
    await using world = await open();
    const key = "6f1f4c0e-6c44-4d6b-9d7c-0f6f4a5d1a01";
    const request = { ...on("nowhere"), operationId: key };
    const refused = { ok: false, error: { kind: "NotFound", what: "SERVER" } };
    expect(await world.during(world.process.servers.cordon(ANNA, request))).toMatchObject(refused);
    world.cluster.addServer("nowhere", BIG);
    await world.run(100);
    expect(await world.during(world.process.servers.cordon(ANNA, request))).toMatchObject(refused);
    expect(world.cluster.server("nowhere")?.cordoned).toBe(false);
  });
});

describe("drain", () => {
  test("a dry run tells what becomes of each pod and changes nothing", async () => {
    await using world = await open();
    await create(world, { name: "large", resources: { gpus: 4, cpu: "8", ram: "64Gi", storage: null } });
    await create(world, { name: "pinned", server: "a" });
    await create(world, { name: "small" });
    world.cluster.addServer("b", { ...BIG, gpus: 4 });
    world.cluster.putPod({
      ...{ namespace: "others", name: "theirs", server: "a", version: 1 },
      mark: { installationId: "x", podId: "x", allocationId: "x", team: "x", owner: "x" },
      spec: {
        ...(await specOf(world, "small")),
        resources: { gpus: 0, cpuMillis: 1_000, ramBytes: GIB, storageBytes: 0 },
      },
      foreign: true,
    });
    await world.run(10_000);
    const before = [...world.ledger.servers().values()];
    const planned = await world.during(world.process.servers.drain(ANNA, { ...on("a"), dryRun: true }));
    if (planned === "CRASHED" || !planned.ok) throw new Error("the plan was refused");
    expect(planned.value).toMatchObject({ operation: null, dryRun: true });
    expect(planned.value.foreignPods).toEqual([{ namespace: "others", name: "theirs" }]);
    expect(planned.value.moves.map(({ name, to }) => [name, to])).toEqual([
      ["large", "b"],
      ["pinned", null],
      ["small", null],
    ]);
    expect(planned.value.moves[1]?.reason).toBe("its owner insists on this server");
    expect(planned.value.moves[2]?.reason).toContain("GPUs");
    expect([...world.ledger.servers().values()]).toEqual(before);
    expect(await world.ledger.openOperations()).toEqual([]);
  });

  test("it moves what fits, holds both places until the old pod is proven gone, and leaves the rest", async () => {
    await using world = await open();
    await create(world, { name: "large", resources: { gpus: 4, cpu: "8", ram: "64Gi", storage: null } });
    await create(world, { name: "pinned", server: "a" });
    world.cluster.addServer("b", BIG);
    await world.run(100);
    const drained = world.process.servers.drain(ANNA, on("a"));
    const most = new Map<string, number>();
    world.ledger.subscribe(({ servers }) => {
      for (const { name, allocated } of servers) most.set(name, Math.max(most.get(name) ?? 0, allocated.gpus));
    });
    expect(await world.during(drained)).toMatchObject({ ok: true });
    await world.run(30_000);
    expect(world.cluster.pod({ namespace: "test-team", name: "large" })).toMatchObject({
      server: "b",
      status: "RUNNING",
    });
    expect(world.cluster.pod({ namespace: "test-team", name: "pinned" })).toMatchObject({ server: "a" });
    const [newest] = (await world.ledger.recentOperations(10)).filter(({ kind }) => kind === "DRAIN_SERVER");
    expect(newest).toMatchObject({ state: "DONE" });
    expect(newest?.steps.at(-1)?.message).toContain("test-team/pinned stayed");
    expect(most.get("a")).toBe(6); // both pods while the new place was held, too
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(2);
    expect(world.ledger.servers().get("b")?.allocated.gpus).toBe(4);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test.each(["IN_A_FILE", "IN_MEMORY"] as const)("two pods are not given the same room (%s)", async (books) => {
    await using world = await open(books);
    const resources = { gpus: 3, cpu: "8", ram: "64Gi", storage: null };
    for (const name of ["one", "two"]) await create(world, { name, resources });
    world.cluster.addServer("b", { ...BIG, gpus: 4 });
    world.cluster.addServer("c", { ...BIG, gpus: 2 });
    await world.run(1_000);
    const planned = await world.during(world.process.servers.drain(ANNA, { ...on("a"), dryRun: true }));
    if (planned === "CRASHED" || !planned.ok) throw new Error("the plan was refused");
    expect(planned.value.moves.map(({ to }) => to).sort()).toEqual(["b", null]);
    expect(await world.during(world.process.servers.drain(ANNA, on("a")))).toMatchObject({ ok: true });
    await world.run(30_000);
    const [newest] = (await world.ledger.recentOperations(10)).filter(({ kind }) => kind === "DRAIN_SERVER");
    expect(newest).toMatchObject({ state: "DONE" });
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(3);
    expect(world.ledger.servers().get("b")?.allocated.gpus).toBe(3);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("it waits for what is under way on a pod, and can be called off until the pods begin to move", async () => {
    await using world = await open();
    await create(world);
    world.cluster.addServer("b", BIG);
    world.cluster.resizeAnswer = "DEFER";
    await world.during(world.process.commands.update(ANNA, updateRequest({ resources: { cpu: "8" } })));
    const answer = await world.during(world.process.servers.drain(ANNA, on("a")));
    if (answer === "CRASHED" || !answer.ok || !answer.value.operation) throw new Error("the drain was refused");
    expect(answer.value.operation).toMatchObject({
      state: "WAITING",
      waitingFor: expect.stringContaining("test-team/train"),
    });
    const { id } = answer.value.operation;
    await world.during(world.process.commands.cancel(ANNA, { id, dryRun: false, operationId: null }));
    await world.run(2_000);
    expect(await world.ledger.operation(id)).toMatchObject({ state: "UNDONE" });
    expect(world.cluster.server("a")?.cordoned).toBe(false);
  });

  test("a server that was cordoned before stays so when its drain is called off", async () => {
    await using world = await open();
    await create(world);
    world.cluster.resizeAnswer = "DEFER";
    await world.during(world.process.commands.update(ANNA, updateRequest({ resources: { cpu: "8" } })));
    world.cluster.editServer("a", { cordoned: true });
    await world.run(100);
    const answer = await world.during(world.process.servers.drain(ANNA, on("a")));
    if (answer === "CRASHED" || !answer.ok || !answer.value.operation) throw new Error("the drain was refused");
    const { id } = answer.value.operation;
    await world.during(world.process.commands.cancel(ANNA, { id, dryRun: false, operationId: null }));
    await world.run(2_000);
    expect(await world.ledger.operation(id)).toMatchObject({ state: "UNDONE" });
    expect(world.cluster.server("a")?.cordoned).toBe(true);
  });
});

async function specOf(world: World, name: string) {
  const pod = await world.ledger.pod({ namespace: "test-team", name });
  if (!pod) throw new Error(`there is no pod ${name}`);
  return pod.spec;
}
