import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sendOverLossyLine } from "../src/lossy-line.ts";
import { ANNA, BIG, createRequest, DELETE, updateRequest, World } from "../src/world.ts";

let world: World;
const key = { namespace: "test-team", name: "train" };
const tooMuch = { resources: { gpus: 8, cpu: "1", ram: "1Gi", storage: null } };

beforeEach(async () => {
  world = await World.open();
  world.cluster.addServer("a", BIG);
  await world.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const commands = () => world.process.commands;

async function create(patch: Parameters<typeof createRequest>[0] = {}) {
  const answer = await world.during(commands().create(ANNA, createRequest(patch)));
  if (answer === "CRASHED") throw new Error("no crash is planned");
  return answer;
}

async function restart(): Promise<void> {
  await world.abandon();
  await world.start();
}

describe("a request with an idempotency key", () => {
  test("that was refused is refused again once it could be done: who was told no finds nothing later", async () => {
    await create({ name: "neighbour" });
    const operationId = randomUUID();
    const refused = await create({ operationId, ...tooMuch });
    expect(refused).toMatchObject({ ok: false, error: { kind: "InsufficientCapacity" } });
    await world.during(commands().delete(ANNA, { ...DELETE, name: "neighbour" }));
    await world.run(10_000);
    expect(await create({ operationId, ...tooMuch })).toEqual(refused);
    await restart();
    expect(await create({ operationId, ...tooMuch })).toEqual(refused);
    expect(await create({ operationId })).toMatchObject({ ok: false, error: { kind: "Conflict" } });
    expect(world.cluster.pods().size).toBe(0);
    expect(await create({ operationId: randomUUID(), ...tooMuch })).toMatchObject({ ok: true });
  });

  test("that was refused and admitted at once has one answer", async () => {
    await create({ name: "neighbour" });
    const operationId = randomUUID();
    const refusing = commands().create(ANNA, createRequest({ operationId, ...tooMuch }));
    const freeing = commands().delete(ANNA, { ...DELETE, name: "neighbour" });
    const again = commands().create(ANNA, createRequest({ operationId, ...tooMuch }));
    const answers = await world.during(Promise.all([refusing, freeing, again]));
    if (answers === "CRASHED") throw new Error("no crash is planned");
    expect(answers[2]).toEqual(answers[0]);
  });

  test("whose text cannot be read leaves the key to the mended one", async () => {
    const operationId = randomUUID();
    expect(await create({ operationId, name: "A b" })).toMatchObject({ ok: false, error: { kind: "InvalidInput" } });
    expect(await create({ operationId })).toMatchObject({ ok: true });
  });

  test("that changed nothing is answered so again, even where it would change something by now", async () => {
    await create();
    await world.run(1_000);
    const operationId = randomUUID();
    const same = updateRequest({ resources: { cpu: "4" }, operationId });
    const unchanged = { ok: true, value: { operation: null, plan: { changes: [] } } };
    expect(await world.during(commands().update(ANNA, same))).toMatchObject(unchanged);
    await world.during(commands().update(ANNA, updateRequest({ resources: { cpu: "8" } })));
    await world.run(10_000);
    await restart();
    expect(await world.during(commands().update(ANNA, same))).toMatchObject(unchanged);
    await world.run(10_000);
    expect((await world.ledger.pod(key))?.spec.resources.cpuMillis).toBe(8_000);
    const other = updateRequest({ resources: { cpu: "2" }, operationId });
    expect(await world.during(commands().update(ANNA, other))).toMatchObject({ error: { kind: "Conflict" } });
  });

  test("that was undone is answered with the reason, also after a restart", async () => {
    world.cluster.refuseCreates = "violates PodSecurity";
    const operationId = randomUUID();
    const refused = await create({ operationId });
    expect(refused).toMatchObject({ ok: false, error: { kind: "ClusterRefused" } });
    world.cluster.refuseCreates = null;
    await restart();
    expect(await create({ operationId })).toEqual(refused);
    expect(world.cluster.pods().size).toBe(0);
  });

  test("of another actor is another request", async () => {
    const operationId = randomUUID();
    await create({ operationId, ...tooMuch, name: "mine" });
    const ben = { kind: "USER", id: "ben", name: "ben" } as const;
    const answer = await world.during(commands().create(ben, createRequest({ operationId, name: "his" })));
    expect(answer).toMatchObject({ ok: false, error: { kind: "InsufficientCapacity" } });
  });
});

test("500 mutations, each sent one to five times over a line that loses answers, have 500 effects", async () => {
  const { effects, broken } = await sendOverLossyLine(500, 7);
  expect({ effects, broken }).toEqual({ effects: 500, broken: [] });
});
