import { randomUUID } from "node:crypto";
import { NO_QUOTA } from "@resource-manager/domain/model/team";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Boundaries } from "../src/boundaries.ts";
import { brokenAtRest, brokenNow } from "../src/invariants.ts";
import { ANNA, BIG, createRequest, DELETE, updateRequest, World } from "../src/world.ts";

let world: World;
beforeEach(async () => {
  world = await World.open();
  world.cluster.addServer("a", BIG);
  world.cluster.addServer("b", BIG);
  await world.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const commands = () => world.process.commands;
const key = { namespace: "test-team", name: "train" };

async function create(patch: Parameters<typeof createRequest>[0] = {}) {
  const answer = await world.during(commands().create(ANNA, createRequest(patch)));
  if (answer === "CRASHED") throw new Error("no crash is planned");
  return answer;
}

async function gpusHeld(): Promise<number> {
  return [...world.ledger.servers().values()].reduce((sum, server) => sum + server.allocated.gpus, 0);
}

describe("createPod", () => {
  test("reserves, creates, and is acknowledged once the cluster accepted it", async () => {
    const answer = await create();
    expect(answer).toMatchObject({ ok: true, value: { pod: { name: "train", owner: "anna" }, plan: { server: "a" } } });
    await world.run(1_000);
    expect(await brokenAtRest(world)).toEqual([]);
    expect(world.cluster.pod(key)).toMatchObject({ server: "a", status: "RUNNING", mark: { owner: "anna" } });
    expect(await gpusHeld()).toBe(2);
  });

  test("a dry run answers with the plan and leaves nothing", async () => {
    const sequence = world.ledger.sequence();
    const answer = await create({ dryRun: true });
    expect(answer).toMatchObject({
      ok: true,
      value: {
        dryRun: true,
        operation: null,
        plan: { server: "a", availableBefore: { gpus: 8 }, availableAfter: { gpus: 6 } },
      },
    });
    expect(world.ledger.sequence()).toBe(sequence);
    expect(world.cluster.pod(key)).toBeUndefined();
  });

  test("the same idempotency key has one effect and one answer; with another input it is refused", async () => {
    const operationId = randomUUID();
    const [first, second] = await Promise.all([create({ operationId }), create({ operationId })]);
    const third = await create({ operationId });
    if (!first.ok || !second.ok || !third.ok) throw new Error("refused");
    expect(second.value.operation?.id).toBe(first.value.operation?.id);
    expect(third.value.plan).toEqual(first.value.plan);
    expect(await gpusHeld()).toBe(2);
    expect(await create({ operationId, name: "other" })).toMatchObject({ ok: false, error: { kind: "Conflict" } });
  });

  test("a repeated request gets its operation's answer also while the cluster is not seen", async () => {
    const operationId = randomUUID();
    const first = await create({ operationId });
    Object.defineProperty(world.cluster, "synced", { value: false, configurable: true });
    expect(await create({ name: "other" })).toMatchObject({ ok: false, error: { kind: "ClusterUnavailable" } });
    const again = await create({ operationId });
    Object.defineProperty(world.cluster, "synced", { value: true, configurable: true });
    expect(again).toMatchObject({ ok: true });
    if (first.ok && again.ok) expect(again.value.operation?.id).toBe(first.value.operation?.id);
  });

  test.each([
    ["an unknown namespace", { namespace: "nowhere" }, { kind: "NotFound", what: "NAMESPACE" }],
    ["an unknown server", { server: "zzz" }, { kind: "NotFound", what: "SERVER" }],
    [
      "more than fits",
      { resources: { gpus: 9, cpu: "1", ram: "1Gi", storage: null } },
      { kind: "InsufficientCapacity", have: { gpus: 8 } },
    ],
    ["malformed text", { name: "A b" }, { kind: "InvalidInput", problems: [{ path: "name" }] }],
  ])("%s is refused with the facts, and leaves no trace but the audit", async (_, patch, refusal) => {
    const sequence = world.ledger.sequence();
    expect(await create(patch)).toMatchObject({ ok: false, error: refusal });
    expect(world.ledger.sequence()).toBe(sequence);
    expect(await gpusHeld()).toBe(0);
  });

  test("a name that is taken, by us or by somebody else, is refused", async () => {
    await create();
    expect(await create()).toMatchObject({ ok: false, error: { kind: "NameTaken" } });
    const mark = { installationId: "other", podId: "p", allocationId: "x", team: "t", owner: "o" };
    const { spec } = (await world.ledger.pod(key)) ?? {};
    if (!spec) throw new Error("no pod");
    world.cluster.putPod({
      namespace: "test-team",
      name: "theirs",
      spec,
      server: "b",
      mark,
      version: 1,
      foreign: true,
    });
    expect(await create({ name: "theirs" })).toMatchObject({ ok: false, error: { kind: "NameTaken" } });
  });

  test("the team's quota is reserved in the same transaction", async () => {
    await create({ resources: { gpus: 8, cpu: "1", ram: "1Gi", storage: null } });
    const answer = await create({ name: "more", resources: { gpus: 5, cpu: "1", ram: "1Gi", storage: null } });
    expect(answer).toMatchObject({
      ok: false,
      error: { kind: "QuotaExceeded", resource: "gpus", quota: 12, used: 8, need: 5 },
    });
    expect(await gpusHeld()).toBe(8);
  });

  test("a model's quota is reserved too: another accepted model is taken, and a recreation is held to it", async () => {
    world.cluster.addServer("old", { ...BIG, gpus: 2 }, "A100");
    await world.process.observer.settled();
    const quota = { ...NO_QUOTA, gpusByModel: { A100: 1 } };
    await world.putTeam({ quota });
    const resources = { gpus: 2, cpu: "1", ram: "1Gi", storage: null };
    expect(await create({ resources })).toMatchObject({ ok: true, value: { plan: { server: "a" } } });
    const only = { name: "only", gpuModels: ["A100"] };
    expect(await create({ ...only, resources })).toMatchObject({
      ok: false,
      error: { kind: "QuotaExceeded", gpuModel: "A100", quota: 1, used: 0, need: 2 },
    });
    expect(await create({ ...only, resources: { ...resources, gpus: 1 } })).toMatchObject({ ok: true });
    await world.run(2_000);
    const update = { name: "only", resources: { gpus: 2 }, recreate: true };
    expect(await world.during(commands().update(ANNA, updateRequest(update)))).toMatchObject({
      ok: false,
      error: { kind: "QuotaExceeded", gpuModel: "A100" },
    });
    expect(await world.ledger.team("test-team")).toMatchObject({ usedByModel: { A100: 1, H100: 2 } });
    await world.during(commands().delete(ANNA, { ...DELETE, name: "only" }));
    await world.run(5_000);
    expect(await world.ledger.team("test-team")).toMatchObject({ usedByModel: { H100: 2 } });
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("what a request leaves out is the team's default; an image outside the policy is refused", async () => {
    const defaults = { cpuMillis: 750, ramBytes: 2 ** 31, storageBytes: 2 ** 33 };
    const allowedImages = ["registry.example"];
    await world.putTeam({ defaults, allowedImages });
    await create({ resources: { gpus: 0, cpu: null, ram: null, storage: null } });
    expect((await world.ledger.pod(key))?.spec.resources).toEqual({ gpus: 0, ...defaults });
    const foreign = { kind: "ImageNotAllowed", team: "test-team", image: "docker.io/train", allowed: allowedImages };
    expect(await create({ name: "other", image: "docker.io/train" })).toMatchObject({ ok: false, error: foreign });
    const update = updateRequest({ image: "docker.io/train" });
    expect(await world.during(commands().update(ANNA, update))).toMatchObject({ ok: false, error: foreign });
  });

  test("an archived team gets no new pods, and neither does a namespace that is still being made", async () => {
    await world.putTeam({ archived: true });
    expect(await create()).toMatchObject({ ok: false, error: { kind: "Conflict" } });
    await world.putTeam();
    await world.ledger.write((tx) => tx.upsertNamespace({ name: "test-team", team: "test-team", keeping: "NEW" }));
    expect(await create()).toMatchObject({ ok: false, error: { kind: "NotFound", what: "NAMESPACE" } });
  });

  test("what the cluster's admission refuses is undone, and the refusal says so", async () => {
    world.cluster.refuseCreates = "violates PodSecurity";
    expect(await create()).toMatchObject({
      ok: false,
      error: { kind: "ClusterRefused", message: expect.stringContaining("PodSecurity") },
    });
    expect(await gpusHeld()).toBe(0);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("64 at once for the last GPU: exactly one wins, round after round", async () => {
    await create({ name: "most", resources: { gpus: 7, cpu: "1", ram: "1Gi", storage: null } });
    await world.cluster.removeServer("b");
    await world.run(100);
    for (let round = 0; round < 5; round++) {
      const requests = Array.from({ length: 64 }, (_, index) =>
        commands().create(
          ANNA,
          createRequest({ name: `p${round}-${index}`, resources: { gpus: 1, cpu: "1", ram: "1Gi", storage: null } }),
        ),
      );
      const answers = await world.during(Promise.all(requests));
      if (answers === "CRASHED") throw new Error("no crash is planned");
      const won = answers.flatMap((answer) => (answer.ok ? [answer.value.pod.name] : []));
      expect(won).toHaveLength(1);
      expect(await brokenNow(world)).toEqual([]);
      await world.during(commands().delete(ANNA, { ...DELETE, name: won[0] ?? "" }));
      await world.run(5_000);
    }
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("a cluster that stays away: the operation waits and says so, then it is undone", async () => {
    await world.abandon();
    const away = new Boundaries();
    await world.start({ boundaries: away });
    const unreachable = async () =>
      ({ kind: "unavailable", message: "connection refused", effectUnknown: false, retryAfterMs: null }) as const;
    const original = world.cluster.createPod;
    world.cluster.createPod = unreachable;
    const answer = await create();
    expect(answer).toMatchObject({
      ok: true,
      value: { operation: { state: "WAITING", waitingFor: expect.stringContaining("connection refused") } },
    });
    expect(await gpusHeld()).toBe(2);
    await world.run(90_000);
    world.cluster.createPod = original;
    const operation = answer.ok ? await world.ledger.operation(answer.value.operation?.id ?? "") : null;
    expect(operation).toMatchObject({ state: "UNDONE", error: { code: "CLUSTER_UNAVAILABLE" } });
    expect(await gpusHeld()).toBe(0);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("a pod whose room somebody else took is undone after 10 s, with the scheduler's reason", async () => {
    const sneaked = createRequest({ name: "sneaked", resources: { gpus: 7, cpu: "1", ram: "1Gi", storage: null } });
    world.cluster.createPod = new Proxy(world.cluster.createPod, {
      apply: (target, self, input: [never]) => {
        const mark = { installationId: "other", podId: "p", allocationId: "x", team: "t", owner: "o" };
        const spec = { ...sneaked, resources: { gpus: 7, cpuMillis: 1000, ramBytes: 2 ** 30, storageBytes: 0 } };
        if (!world.cluster.pod(sneaked))
          world.cluster.putPod({ ...sneaked, spec, server: "a", mark, version: 1, foreign: true });
        return Reflect.apply(target, self, input);
      },
    });
    const answer = await create();
    expect(answer.ok).toBe(true);
    await world.run(9_000);
    expect(await gpusHeld()).toBe(2);
    await world.run(6_000);
    const operation = answer.ok ? await world.ledger.operation(answer.value.operation?.id ?? "") : null;
    expect(operation).toMatchObject({ state: "UNDONE", error: { message: expect.stringContaining("no room") } });
    expect(world.cluster.pod(key)).toBeUndefined();
    expect(await gpusHeld()).toBe(0);
  });

  test("a pod that the scheduler cannot place is given 30 s where its server has room", async () => {
    world.cluster.createPod = new Proxy(world.cluster.createPod, {
      apply: (target, self, input: [never]) => {
        world.cluster.editServer("a", { cordoned: true });
        return Reflect.apply(target, self, input);
      },
    });
    await create();
    await world.run(29_000);
    expect(await gpusHeld()).toBe(2);
    await world.run(6_000);
    expect(await gpusHeld()).toBe(0);
    expect(await brokenAtRest(world)).toEqual([]);
  });
});

describe("deletePod", () => {
  test("frees the capacity only once the pod is proven gone", async () => {
    await create();
    await world.during(commands().delete(ANNA, DELETE));
    expect(await gpusHeld()).toBe(2);
    await world.run(5_000);
    expect(await gpusHeld()).toBe(0);
    expect(await brokenAtRest(world)).toEqual([]);
    expect((await create()).ok).toBe(true);
  });

  test("a pod on a dead server keeps its capacity until the server is back", async () => {
    await create();
    await world.run(1_000);
    world.cluster.editServer("a", { ready: "NOT_READY" });
    world.cluster.deleteBesideUs(key);
    await world.during(commands().delete(ANNA, DELETE));
    await world.run(600_000);
    expect(await gpusHeld()).toBe(2);
    const [operation] = await world.ledger.openOperations();
    expect(operation?.waitingFor).toContain("a is not ready");
    world.cluster.editServer("a", { ready: "READY" });
    await world.run(10_000);
    expect(await gpusHeld()).toBe(0);
  });

  test("or until the server is removed", async () => {
    await create();
    await world.run(1_000);
    world.cluster.editServer("a", { ready: "NOT_READY" });
    await world.during(commands().delete(ANNA, DELETE));
    await world.run(60_000);
    expect(await gpusHeld()).toBe(2);
    world.cluster.removeServer("a");
    await world.run(10_000);
    expect(await gpusHeld()).toBe(0);
    expect(world.ledger.servers().has("a")).toBe(false);
  });

  test("cancels a create that still waits", async () => {
    world.cluster.editServer("a", { cordoned: true });
    await world.run(100);
    world.cluster.editServer("a", { cordoned: false });
    const unreachable = async () =>
      ({ kind: "unavailable", message: "away", effectUnknown: false, retryAfterMs: null }) as const;
    const original = world.cluster.createPod;
    world.cluster.createPod = unreachable;
    await create();
    world.cluster.createPod = original;
    const answer = await world.during(commands().delete(ANNA, DELETE));
    expect(answer).toMatchObject({ ok: true });
    await world.run(30_000);
    expect(await gpusHeld()).toBe(0);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("a stale version and an unknown pod are refused", async () => {
    await create();
    expect(await world.during(commands().delete(ANNA, { ...DELETE, version: 7 }))).toMatchObject({
      ok: false,
      error: { kind: "Conflict", currentVersion: 1 },
    });
    expect(await world.during(commands().delete(ANNA, { ...DELETE, name: "nobody" }))).toMatchObject({
      ok: false,
      error: { kind: "NotFound" },
    });
  });
});

describe("updatePod", () => {
  const update = (patch: Parameters<typeof updateRequest>[0]) =>
    world.during(commands().update(ANNA, updateRequest(patch)));

  test("CPU, RAM and image change in place", async () => {
    await create();
    await world.run(1_000);
    const uid = world.cluster.pod(key)?.uid;
    const answer = await update({ image: "registry.example/train:2", resources: { cpu: "8" } });
    expect(answer).toMatchObject({ ok: true, value: { plan: { recreates: false }, pod: { version: 2 } } });
    await world.run(5_000);
    expect(world.cluster.pod(key)).toMatchObject({ uid, image: "registry.example/train:2", held: { cpuMillis: 8000 } });
    expect(await brokenAtRest(world)).toEqual([]);
    expect(world.ledger.servers().get("a")?.allocated.cpuMillis).toBe(8000);
  });

  test("less CPU is given back only once the server applied it", async () => {
    await create();
    world.cluster.resizeAnswer = "DEFER";
    await update({ resources: { cpu: "1" } });
    await world.run(10_000);
    expect(world.ledger.servers().get("a")?.allocated.cpuMillis).toBe(4000);
    const [operation] = await world.ledger.openOperations();
    expect(operation).toMatchObject({ state: "WAITING", waitingFor: expect.stringContaining("defers") });
    world.cluster.editPod(key, { resize: "NONE", held: { ...(world.cluster.pod(key)?.effective ?? BIG) } });
    await world.run(10_000);
    expect(world.ledger.servers().get("a")?.allocated.cpuMillis).toBe(1000);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("a resize that the server can never do goes back to the old wish", async () => {
    await create();
    world.cluster.resizeAnswer = "INFEASIBLE";
    await update({ resources: { cpu: "8" } });
    world.cluster.resizeAnswer = "APPLY";
    await world.run(10_000);
    expect((await world.ledger.pod(key))?.spec.resources.cpuMillis).toBe(4000);
    expect(world.ledger.servers().get("a")?.allocated.cpuMillis).toBe(4000);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("GPUs recreate the pod, and only when that is agreed to", async () => {
    await create();
    await world.run(1_000);
    const uid = world.cluster.pod(key)?.uid;
    expect(await update({ resources: { gpus: 4 } })).toMatchObject({
      ok: false,
      error: { kind: "InvalidInput", problems: [{ path: "recreate" }] },
    });
    expect(await update({ resources: { gpus: 4 }, dryRun: true })).toMatchObject({
      ok: true,
      value: { plan: { recreates: true } },
    });
    expect(await update({ resources: { gpus: 4 }, recreate: true })).toMatchObject({ ok: true });
    await world.run(10_000);
    expect(world.cluster.pod(key)?.uid).not.toBe(uid);
    expect(await gpusHeld()).toBe(4);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("a recreation that does not fit beside the old one moves to another server, holding both meanwhile", async () => {
    await create({ name: "neighbour", resources: { gpus: 5, cpu: "1", ram: "1Gi", storage: null }, server: "a" });
    await create({ server: null });
    await world.run(1_000);
    expect(world.cluster.pod(key)?.server).toBe("a");
    const answer = await update({ resources: { gpus: 4 }, recreate: true });
    expect(answer).toMatchObject({ ok: true, value: { plan: { server: "b" } } });
    expect(await gpusHeld()).toBe(5 + 2 + 4);
    await world.run(10_000);
    expect(await gpusHeld()).toBe(5 + 4);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("a refused recreation loses nothing: the cluster is asked before the old pod is deleted", async () => {
    await create();
    await world.run(1_000);
    const uid = world.cluster.pod(key)?.uid;
    world.cluster.refuseCreates = "violates PodSecurity";
    expect(await update({ resources: { gpus: 4 }, recreate: true })).toMatchObject({
      ok: false,
      error: { kind: "ClusterRefused" },
    });
    await world.run(10_000);
    expect(world.cluster.pod(key)?.uid).toBe(uid);
    expect(await gpusHeld()).toBe(2);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("an update while another operation is under way, or from a stale version, is a conflict", async () => {
    await create();
    world.cluster.resizeAnswer = "DEFER";
    await update({ resources: { cpu: "8" } });
    await world.run(2_000);
    expect(await update({ resources: { cpu: "2" } })).toMatchObject({ ok: false, error: { kind: "Conflict" } });
    expect(await update({ version: 1, resources: { cpu: "2" } })).toMatchObject({
      ok: false,
      error: { kind: "Conflict", currentVersion: 2 },
    });
  });

  test("an update that changes nothing does nothing", async () => {
    await create();
    const sequence = world.ledger.sequence();
    expect(await update({ resources: { cpu: "4000m" } })).toMatchObject({ ok: true, value: { operation: null } });
    expect(world.ledger.sequence()).toBe(sequence);
  });
});

describe("what others do beside us", () => {
  test("a pod that ended gives its capacity back, and its record stays", async () => {
    await create({ restartPolicy: "NEVER" });
    await world.run(1_000);
    world.cluster.editPod(key, { status: "SUCCEEDED", terminal: true });
    await world.run(1_000);
    expect(await gpusHeld()).toBe(0);
    expect(await world.ledger.pod(key)).toMatchObject({ gone: false, allocations: [] });
    await world.during(commands().delete(ANNA, DELETE));
    await world.run(5_000);
    expect(world.cluster.pod(key)).toBeUndefined();
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("a foreign pod's requests count before the next reservation", async () => {
    const mark = { installationId: "other", podId: "p", allocationId: "x", team: "t", owner: "o" };
    await create();
    const { spec } = (await world.ledger.pod(key)) ?? {};
    if (!spec) throw new Error("no pod");
    const eight = { ...spec, resources: { ...spec.resources, gpus: 6 } };
    world.cluster.putPod({ namespace: "x", name: "theirs", spec: eight, server: "a", mark, version: 1, foreign: true });
    await world.run(100);
    expect(await create({ name: "second", server: "a" })).toMatchObject({
      ok: false,
      error: { kind: "InsufficientCapacity", have: { gpus: 0 } },
    });
  });
});
