import { checkConsistency, heal } from "@resource-manager/domain/consistency/consistency";
import type { Finding } from "@resource-manager/domain/consistency/finding";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { brokenAtRest } from "../src/invariants.ts";
import { ANNA, BIG, createRequest, World } from "../src/world.ts";

let world: World;
beforeEach(async () => {
  world = await World.open();
  world.cluster.addServer("a", BIG);
  await world.start();
  await world.during(world.process.commands.create(ANNA, createRequest()));
  await world.run(1_000);
});
afterEach(() => world[Symbol.asyncDispose]());

const key = { namespace: "test-team", name: "train" };

async function ports() {
  const installationId = (await world.ledger.installation()).id;
  return {
    ledger: world.ledger,
    view: world.cluster,
    cluster: world.cluster,
    clock: world.clock,
    commands: world.process.commands,
    installationId,
  };
}

async function findings(): Promise<readonly Finding[]> {
  await world.run(100);
  return (await checkConsistency(await ports())).findings;
}

async function healAll(dryRun = false) {
  return world.during(heal(await ports(), ANNA, { findings: null, dryRun, operationId: null }));
}

async function copyOfOurs(patch: { name?: string; podId?: string; foreign?: boolean; gpus?: number }) {
  const pod = await world.ledger.pod(key);
  const mark = world.cluster.pod(key)?.mark;
  if (!pod || !mark) throw new Error("no pod");
  const spec = { ...pod.spec, resources: { ...pod.spec.resources, gpus: patch.gpus ?? 1 } };
  const strange = { ...mark, podId: patch.podId ?? "unknown", allocationId: "unknown" };
  world.cluster.putPod({
    namespace: "test-team",
    name: patch.name ?? "stray",
    spec,
    server: "a",
    mark: strange,
    version: 1,
    foreign: patch.foreign ?? false,
  });
}

test("two sides that agree give no findings", async () => {
  expect(await findings()).toEqual([]);
});

describe("a pod that somebody deleted", () => {
  beforeEach(() => world.cluster.deleteBesideUs(key));

  test("is found with its cost, and nothing is done unasked", async () => {
    expect(await findings()).toMatchObject([
      {
        class: "POD_MISSING",
        subject: "pod:test-team/train",
        cost: { gpus: 2 },
        repair: { kind: "RETIRE", automatic: false },
      },
    ]);
    await world.run(600_000);
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(2);
  });

  test("a dry run of healing changes nothing, healing frees its capacity", async () => {
    await findings();
    const sequence = world.ledger.sequence();
    expect(await healAll(true)).toMatchObject({ ok: true, value: { operations: [], repairs: [{ kind: "RETIRE" }] } });
    expect(world.ledger.sequence()).toBe(sequence);
    expect(await healAll()).toMatchObject({ ok: true });
    await world.run(10_000);
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(0);
    expect(await brokenAtRest(world)).toEqual([]);
  });
});

test("a pod edited beside us is found field by field, and healed in place", async () => {
  const seen = world.cluster.pod(key);
  if (!seen) throw new Error("no pod");
  const effective = { ...seen.effective, cpuMillis: 9_000 };
  world.cluster.editPod(key, { image: "registry.example/other:9", effective, held: effective });
  const [finding] = await findings();
  expect(finding).toMatchObject({
    class: "SPEC_DRIFT",
    differences: [
      { field: "image", ledger: "registry.example/train:1", clusterSpec: "registry.example/other:9" },
      { field: "cpu", ledger: "4 cores", clusterSpec: "9 cores" },
    ],
  });
  expect(world.ledger.servers().get("a")?.foreign.cpuMillis).toBe(5_000);
  expect(await healAll()).toMatchObject({ ok: true });
  await world.run(10_000);
  expect(world.cluster.pod(key)).toMatchObject({
    uid: seen.uid,
    image: "registry.example/train:1",
    held: { cpuMillis: 4_000 },
  });
  expect(await brokenAtRest(world)).toEqual([]);
});

test("an orphan holds room, is reported and never touched", async () => {
  await copyOfOurs({ name: "stray", gpus: 3 });
  await world.run(20_000);
  expect(await findings()).toMatchObject([
    { class: "ORPHAN", subject: "pod:test-team/stray", cost: { gpus: 3 }, repair: null },
  ]);
  expect(world.ledger.servers().get("a")?.foreign.gpus).toBe(3);
  await healAll();
  await world.run(10_000);
  expect(world.cluster.pod({ ...key, name: "stray" })).toBeDefined();
});

test("another tool's pod with GPUs is reported and left alone", async () => {
  await copyOfOurs({ name: "theirs", foreign: true });
  expect(await findings()).toMatchObject([{ class: "FOREIGN_POD", severity: "INFO", repair: null }]);
});

test("a server that shrank under its pods is reported, and takes nothing new", async () => {
  world.cluster.editServer("a", { allocatable: { ...BIG, gpus: 1 } });
  expect(await findings()).toMatchObject([{ class: "OVER_ALLOCATED", subject: "server:a", cost: { gpus: 1 } }]);
  const answer = await world.during(world.process.commands.create(ANNA, createRequest({ name: "more" })));
  expect(answer).toMatchObject({ ok: false, error: { kind: "InsufficientCapacity" } });
});

test("a server that vanished with pods of the ledger on it is reported until they are settled", async () => {
  world.cluster.addServer("b", BIG);
  world.cluster.removeServer("a");
  const classes = (await findings()).map((finding) => finding.class);
  expect(classes).toEqual(["POD_MISSING", "SERVER_VANISHED"]);
  await healAll();
  await world.run(10_000);
  expect(await findings()).toEqual([]);
  expect([...world.ledger.servers().keys()]).toEqual(["b"]);
});

test("a finding that is not there, or has no repair, is refused by name", async () => {
  const ask = async (ids: string[]) =>
    world.during(heal(await ports(), ANNA, { findings: ids, dryRun: false, operationId: null }));
  expect(await ask(["nothing"])).toMatchObject({ ok: false, error: { kind: "NotFound", what: "FINDING" } });
  await copyOfOurs({ name: "theirs", foreign: true });
  const [foreign] = await findings();
  expect(await ask([foreign?.id ?? ""])).toMatchObject({
    ok: false,
    error: { kind: "InvalidInput", problems: [{ path: "findings.0" }] },
  });
});

test("nothing is healed on a view that cannot be trusted", async () => {
  world.cluster.deleteBesideUs(key);
  const fresh = world.cluster.freshness();
  for (const trust of [{ stale: true, why: "no answer" }, { suspicious: "another cluster answers" }]) {
    world.cluster.freshness = () => ({ ...fresh, ...trust });
    expect(await healAll()).toMatchObject({ ok: false, error: { kind: "ClusterUnavailable" } });
  }
});
