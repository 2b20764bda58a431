import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type HealingWorld, startHealing } from "../src/healing-world.ts";
import { brokenAtRest } from "../src/invariants.ts";
import { brokenNamespaces, editNamespace } from "../src/team-scenarios.ts";
import { ANNA, BIG, createRequest, World } from "../src/world.ts";

let world: World;
let healing: HealingWorld;
beforeEach(async () => {
  world = await World.open();
  world.cluster.addServer("a", BIG);
  await world.start();
  await world.during(world.process.commands.create(ANNA, createRequest()));
  await world.run(1_000);
  healing = await startHealing(world);
});
afterEach(() => world[Symbol.asyncDispose]());

const key = { namespace: "test-team", name: "train" };

const findings = () => healing.findings();

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
        repair: { kind: "RETIRE" },
        repairs: [{ kind: "RETIRE" }, { kind: "RECREATE" }],
      },
    ]);
    await world.run(600_000);
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(2);
  });

  test("a dry run of healing changes nothing, healing frees its capacity", async () => {
    await findings();
    const sequence = world.ledger.sequence();
    expect(await healing.heal({ dryRun: true })).toMatchObject({
      ok: true,
      value: { operations: [], repairs: [{ kind: "RETIRE" }] },
    });
    expect(world.ledger.sequence()).toBe(sequence);
    expect(await healing.heal()).toMatchObject({ ok: true });
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
  expect(await healing.heal()).toMatchObject({ ok: true });
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
  await healing.heal();
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
  await healing.heal();
  await world.run(10_000);
  expect(await findings()).toEqual([]);
  expect([...world.ledger.servers().keys()]).toEqual(["b"]);
});

test("a finding that is not there, or has no repair, is refused by name", async () => {
  const ask = async (ids: string[]) =>
    world.during(
      healing.healer.heal(ANNA, { findings: ids, kind: null, planId: null, dryRun: false, operationId: null }),
    );
  expect(await ask(["nothing"])).toMatchObject({ ok: false, error: { kind: "NotFound", what: "FINDING" } });
  await copyOfOurs({ name: "theirs", foreign: true });
  const [foreign] = await findings();
  expect(await ask([foreign?.id ?? ""])).toMatchObject({
    ok: false,
    error: { kind: "InvalidInput", problems: [{ path: "findings.0" }] },
  });
});

test("nothing is healed on a stale view", async () => {
  world.cluster.deleteBesideUs(key);
  const fresh = world.cluster.freshness();
  world.cluster.freshness = () => ({ ...fresh, stale: true, why: "no answer" });
  expect(await healing.heal()).toMatchObject({ ok: false, error: { kind: "ClusterUnavailable" } });
});

test("a pod deleted beside us is made again on request, with its capacity held throughout", async () => {
  world.cluster.deleteBesideUs(key);
  expect(await healing.heal({ class: "POD_MISSING", kind: "RECREATE" })).toMatchObject({ ok: true });
  await world.run(10_000);
  expect(world.cluster.pod(key)).toMatchObject({ status: "RUNNING" });
  expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(2);
  expect(await brokenAtRest(world)).toEqual([]);
});

describe("marks that somebody took off", () => {
  test("are found one by one and set again; the pod is still ours", async () => {
    const seen = world.cluster.pod(key);
    world.cluster.editPod(key, { mark: null, brokenMark: { team: "test-team", owner: "anna" } });
    expect(await findings()).toMatchObject([{ class: "SPEC_DRIFT", repair: { kind: "REAPPLY" } }]);
    const [finding] = await findings();
    expect(finding?.differences.map(({ field }) => field)).toEqual([
      "mark managed-by",
      "mark installation",
      "mark pod-id",
      "mark allocation-id",
    ]);
    await healing.heal();
    await world.run(10_000);
    expect(world.cluster.pod(key)).toMatchObject({ uid: seen?.uid, mark: { podId: seen?.mark?.podId } });
    expect(await brokenAtRest(world)).toEqual([]);
  });
});

describe("a pod that somebody made again with our marks", () => {
  beforeEach(async () => {
    const [pod, mark] = [await world.ledger.pod(key), world.cluster.pod(key)?.mark];
    if (!pod || !mark) throw new Error("no pod");
    world.cluster.addServer("b", BIG);
    world.cluster.deleteBesideUs(key);
    const spec = { ...pod.spec, ports: [8080], env: [{ name: "TOKEN", value: "secret" }] };
    world.cluster.putPod({ ...key, spec, server: "b", mark, version: 1 });
    await world.run(1_000);
  });

  test("on another server is asked about, and no value of its env is told", async () => {
    expect(await findings()).toMatchObject([
      { class: "WRONG_SERVER", repair: null, repairs: [{ kind: "ADOPT" }, { kind: "RECREATE" }] },
    ]);
    expect(JSON.stringify(await findings())).not.toContain("secret");
  });

  test("is taken as it is: its room is held where it runs", async () => {
    expect(await healing.heal({ class: "WRONG_SERVER", kind: "ADOPT" })).toMatchObject({ ok: true });
    await world.run(10_000);
    expect(world.ledger.servers().get("b")?.allocated.gpus).toBe(2);
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(0);
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("is made again as the ledger has it, and the strange one goes", async () => {
    const stranger = world.cluster.pod(key)?.uid;
    expect(await healing.heal({ class: "WRONG_SERVER", kind: "RECREATE" })).toMatchObject({ ok: true });
    await world.run(30_000);
    expect(world.cluster.pod(key)?.uid).not.toBe(stranger);
    expect(world.cluster.pod(key)?.container?.ports).toEqual([]);
    expect(await brokenAtRest(world)).toEqual([]);
  });
});

describe("an orphan", () => {
  test("is adopted: the ledger's page is rebuilt from the pod and holds its room", async () => {
    await copyOfOurs({ name: "stray", gpus: 3 });
    await world.run(20_000);
    expect(await healing.heal({ kind: "ADOPT" })).toMatchObject({ ok: true, value: { repairs: [{ kind: "ADOPT" }] } });
    await world.run(20_000);
    expect(await world.ledger.pod({ ...key, name: "stray" })).toMatchObject({ team: "test-team", owner: "anna" });
    expect(world.ledger.servers().get("a")).toMatchObject({ allocated: { gpus: 5 }, foreign: { gpus: 0 } });
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("is deleted only when asked for, and its room is held until it is gone", async () => {
    await copyOfOurs({ name: "stray", gpus: 3 });
    await world.run(20_000);
    expect(await healing.heal({ class: "ORPHAN", kind: "DELETE_ORPHAN" })).toMatchObject({ ok: true });
    await world.run(20_000);
    expect(world.cluster.pod({ ...key, name: "stray" })).toBeUndefined();
    expect(world.ledger.servers().get("a")).toMatchObject({ allocated: { gpus: 2 }, foreign: { gpus: 0 } });
    expect(await brokenAtRest(world)).toEqual([]);
  });

  test("that is a copy of a pod of the ledger is not adopted, but can be deleted", async () => {
    const pod = await world.ledger.pod(key);
    await copyOfOurs({ name: "copy", podId: pod?.id ?? "" });
    await world.run(20_000);
    expect(await healing.heal({ kind: "ADOPT" })).toMatchObject({ ok: false, error: { kind: "Conflict" } });
    expect(await healing.heal({ kind: "DELETE_ORPHAN" })).toMatchObject({ ok: true });
    await world.run(20_000);
    expect(await brokenAtRest(world)).toEqual([]);
  });
});

describe("a pod deleted by force on a dead server", () => {
  beforeEach(() => {
    world.cluster.editServer("a", { ready: "NOT_READY" });
    world.cluster.deleteBesideUs(key);
  });

  test("keeps its capacity, and ending it waits for the server", async () => {
    await healing.heal({ class: "POD_MISSING", kind: "RETIRE" });
    await world.run(600_000);
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(2);
    expect(await findings()).toMatchObject([{ class: "STUCK_TERMINATING", repairs: [{ kind: "RELEASE" }] }]);
  });

  test("is released by an admin, audited; a deletion that waits ends", async () => {
    await healing.heal({ class: "POD_MISSING", kind: "RETIRE" });
    await world.run(600_000);
    expect(await healing.heal({ class: "STUCK_TERMINATING", kind: "RELEASE" })).toMatchObject({ ok: true });
    await world.run(20_000);
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(0);
    expect(await world.ledger.openOperations()).toEqual([]);
    expect(await world.ledger.auditTrail("pod:test-team/train", 10)).toMatchObject([
      {},
      {},
      {},
      { action: "heal.RELEASE", result: "DONE", actor: { name: "anna" } },
      {},
    ]);
  });

  test("is not released while its server answers", async () => {
    const [finding] = await findings();
    const release = finding?.repairs.find(({ kind }) => kind === "RELEASE");
    world.cluster.editServer("a", { ready: "READY" });
    if (!release || !finding) throw new Error("no repair");
    const request = { repair: release, subject: finding.subject, pod: key, dryRun: false, operationId: null };
    expect(await world.during(world.process.commands.repair(ANNA, request))).toMatchObject({
      ok: false,
      error: { kind: "Conflict" },
    });
  });
});

test("a counter that is wrong is set to the sum of its allocations by itself", async () => {
  await world.ledger.write((tx) => tx.forceReserve("a", { ...BIG, gpus: 1 }));
  expect(await findings()).toMatchObject([{ class: "COUNTER_MISMATCH", repair: { kind: "RECOUNT" } }, {}]);
  await healing.look();
  expect(await world.ledger.counterMismatches()).toEqual([]);
  expect(await brokenAtRest(world)).toEqual([]);
});

test("a namespace that somebody deleted is made again when asked, and its pods are asked about", async () => {
  world.cluster.removeNamespace("test-team");
  expect((await findings()).map((finding) => finding.class)).toEqual(["NAMESPACE_MISSING", "POD_MISSING"]);
  expect(await healing.heal({ class: "NAMESPACE_MISSING" })).toMatchObject({ ok: true });
  expect((await findings()).map((finding) => finding.class)).toEqual(["POD_MISSING"]);
});

test("a namespace that we keep is closed and limited again when it is made again; its repair is an operation with steps", async () => {
  world.cluster.removeNamespace("test-team");
  const healed = await healing.heal({ class: "NAMESPACE_MISSING" });
  expect(healed).toMatchObject({ value: { operations: [{ kind: "KEEP_NAMESPACES", namespace: "test-team" }] } });
  expect(await brokenNamespaces(world)).toEqual([]);
});

describe("a namespace that somebody edited", () => {
  test("is found by what was edited, and set back when asked", async () => {
    editNamespace(world);
    const found = await findings();
    expect(found.map(({ class: cls, subject, repair }) => [cls, subject, repair?.kind])).toEqual([
      ["NETWORK_DRIFT", "namespace:test-team", "REAPPLY"],
      ["QUOTA_DRIFT", "namespace:test-team", "REAPPLY"],
    ]);
    expect(await healing.heal({ class: "QUOTA_DRIFT" })).toMatchObject({
      value: { operations: [{ kind: "KEEP_NAMESPACES", namespace: "test-team" }] },
    });
    expect(await findings()).toEqual([]);
    expect(await brokenNamespaces(world)).toEqual([]);
  });

  test("is left alone where we do not keep it", async () => {
    editNamespace(world);
    await world.ledger.write((tx) =>
      tx.upsertNamespace({ name: "test-team", team: "test-team", keeping: "UNTOUCHED" }),
    );
    expect(await findings()).toEqual([]);
  });
});

test("a namespace that we leave untouched is made again as it was: bare", async () => {
  await world.ledger.write((tx) => tx.upsertNamespace({ name: "test-team", team: "test-team", keeping: "UNTOUCHED" }));
  world.cluster.removeNamespace("test-team");
  expect(await healing.heal({ class: "NAMESPACE_MISSING" })).toMatchObject({
    value: { operations: [{ kind: "HEAL", state: "DONE" }] },
  });
  expect(world.cluster.kept.contents("test-team").map(({ kind }) => kind)).toEqual(["NAMESPACE", "SERVICE_ACCOUNT"]);
});

describe("the brake", () => {
  beforeEach(async () => {
    for (const name of ["p1", "p2", "p3", "p4"]) {
      const resources = { gpus: 1, cpu: "1", ram: "1Gi", storage: null };
      await world.during(world.process.commands.create(ANNA, createRequest({ name, resources })));
      await world.run(1_000);
      world.cluster.deleteBesideUs({ ...key, name });
    }
  });

  test("stops a plan that ends too many pods, until a person confirms that very plan", async () => {
    const stopped = await healing.heal();
    expect(stopped).toMatchObject({ ok: false, error: { kind: "HealingStopped", deletions: 4, limit: 3 } });
    if (stopped.ok || stopped.error.kind !== "HealingStopped") throw new Error("not stopped");
    const { planId } = stopped.error;
    const confirm = { planId, dryRun: false, operationId: null };
    expect(await world.during(healing.healer.confirm(ANNA, { ...confirm, planId: "another" }))).toMatchObject({
      ok: false,
      error: { kind: "NotFound" },
    });
    expect(await world.during(healing.healer.confirm(ANNA, confirm))).toMatchObject({ ok: true });
    await world.run(10_000);
    expect((await world.ledger.livePods()).map((pod) => pod.name)).toEqual(["train"]);
  });

  test("refuses to confirm what has changed meanwhile", async () => {
    const stopped = await healing.heal();
    if (stopped.ok || stopped.error.kind !== "HealingStopped") throw new Error("not stopped");
    await world.during(
      world.process.commands.delete(ANNA, { ...key, name: "p1", version: null, dryRun: false, operationId: null }),
    );
    await world.run(10_000);
    const confirm = { planId: stopped.error.planId, dryRun: false, operationId: null };
    expect(await world.during(healing.healer.confirm(ANNA, confirm))).toMatchObject({
      ok: false,
      error: { kind: "Conflict" },
    });
  });

  test("counts the deletions of a rolling hour, one by one", async () => {
    const ids = (await findings()).map(({ id }) => id);
    const one = (id: string | undefined) =>
      world.during(
        healing.healer.heal(ANNA, { findings: [id ?? ""], kind: null, planId: null, dryRun: false, operationId: null }),
      );
    for (const id of ids.slice(0, 3)) expect(await one(id)).toMatchObject({ ok: true });
    expect(await one(ids[3])).toMatchObject({ ok: false, error: { kind: "HealingStopped" } });
    await world.run(3_700_000);
    expect(await one(ids[3])).toMatchObject({ ok: true });
  });

  test("stops healing by itself too, and says so in the report and the history", async () => {
    await healing.look();
    await healing.healer.setPolicy(ANNA, { class: "POD_MISSING", namespace: null, mode: "HEAL" });
    await healing.look();
    await healing.look();
    const report = await healing.healer.report();
    expect(report.stopped).toMatchObject({ deletions: 4, limit: 3 });
    expect(await world.ledger.livePods()).toHaveLength(5);
    const stops = (await world.ledger.healingPasses(10, null)).filter(({ stopped }) => stopped !== null);
    expect(stops).toHaveLength(1);
    const confirm = { planId: report.stopped?.planId ?? "", dryRun: false, operationId: null };
    expect(await world.during(healing.healer.confirm(ANNA, confirm))).toMatchObject({ ok: true });
  });
});

test("a cluster that is not to be trusted stops all healing until a person has looked", async () => {
  world.cluster.deleteBesideUs(key);
  world.cluster.suspicious = "the cluster has no pods any more, where there was 1";
  const stopped = await healing.heal();
  expect(stopped).toMatchObject({ ok: false, error: { kind: "HealingStopped", why: world.cluster.suspicious } });
  if (stopped.ok || stopped.error.kind !== "HealingStopped") throw new Error("not stopped");
  const confirm = { planId: stopped.error.planId, dryRun: false, operationId: null };
  expect(await world.during(healing.healer.confirm(ANNA, confirm))).toMatchObject({ ok: true });
  expect(world.cluster.freshness().suspicious).toBeUndefined();
});

describe("policies", () => {
  test("that heal a class do it by themselves, once the finding has stood for a moment", async () => {
    await healing.healer.setPolicy(ANNA, { class: "SPEC_DRIFT", namespace: "test-team", mode: "HEAL" });
    world.cluster.editPod(key, { image: "registry.example/other:9" });
    await healing.look();
    await world.run(10_000);
    expect(world.cluster.pod(key)?.image).toBe("registry.example/train:1");
    await healing.look();
    const [finding] = [...healing.healer.records.all()];
    expect(finding).toMatchObject({ state: "REPAIRED", occurrences: 1, decidedBy: "healing" });
  });

  test("never heal by deleting or taking over pods", async () => {
    expect(await healing.healer.setPolicy(ANNA, { class: "ORPHAN", namespace: null, mode: "HEAL" })).toMatchObject({
      ok: false,
      error: { kind: "InvalidInput" },
    });
  });

  test("are audited, and outlive the process", async () => {
    await healing.healer.setPolicy(ANNA, { class: "POD_MISSING", namespace: null, mode: "HEAL" });
    const again = await startHealing(world);
    expect(again.healer.policies).toEqual([{ class: "POD_MISSING", namespace: null, mode: "HEAL" }]);
    expect(await world.ledger.auditTrail("policy:POD_MISSING", 5)).toMatchObject([{ action: "setHealingPolicy" }]);
  });
});

describe("a finding's life", () => {
  test("accepted as it is, it is left alone until it is another disagreement", async () => {
    world.cluster.editPod(key, { image: "registry.example/other:9" });
    const [finding] = await findings();
    const id = finding?.id ?? "";
    expect(await healing.healer.accept(ANNA, id, "a test")).toMatchObject({
      ok: true,
      value: { life: { state: "ACCEPTED" } },
    });
    expect(await healing.heal()).toMatchObject({ ok: true, value: { repairs: [] } });
    await healing.look();
    expect(healing.healer.records.get(id)?.state).toBe("ACCEPTED");
    world.cluster.editPod(key, { image: "registry.example/third:9" });
    await healing.look();
    expect(healing.healer.records.get(id)).toMatchObject({ state: "OPEN", decidedBy: null });
  });

  test("it recurs when it comes up again", async () => {
    for (const image of ["registry.example/x:1", "registry.example/train:1", "registry.example/y:1"]) {
      world.cluster.editPod(key, { image });
      await healing.look();
    }
    const [life] = [...healing.healer.records.all()];
    expect(life).toMatchObject({ state: "OPEN", occurrences: 2 });
  });

  test("what only lags for a moment is never written down", async () => {
    world.cluster.editPod(key, { image: "registry.example/x:1" });
    await world.during(healing.healer.look("EVENT"));
    world.cluster.editPod(key, { image: "registry.example/train:1" });
    await healing.look();
    expect([...healing.healer.records.all()]).toEqual([]);
  });

  test("a repair that fails again and again becomes an alert, not a storm", async () => {
    await healing.healer.setPolicy(ANNA, { class: "SPEC_DRIFT", namespace: null, mode: "HEAL" });
    world.cluster.setImage = async () => ({ kind: "rejected", reason: "Forbidden", message: "no", problems: [] });
    world.cluster.editPod(key, { image: "registry.example/x:1" });
    for (let minute = 0; minute < 300; minute += 1) {
      await world.during(healing.healer.look("SCHEDULE"));
      await world.run(60_000);
    }
    const [life] = [...healing.healer.records.all()];
    expect(life).toMatchObject({ state: "OPEN", attempts: 5, error: expect.stringContaining("no") });
    expect(await world.ledger.recentOperations(100)).toHaveLength(6);
  });
});

test("the same idempotency key gets the same answer, and never a second effect", async () => {
  world.cluster.deleteBesideUs(key);
  const operationId = randomUUID();
  const first = await healing.heal({ operationId });
  await world.run(10_000);
  const again = await healing.heal({ operationId });
  expect(first.ok && again.ok && again.value.repairs).toEqual(first.ok && first.value.repairs);
  expect(again).toMatchObject({ ok: true, value: { operations: [{ state: "DONE" }] } });
  expect(await healing.heal({ operationId, kind: "RECREATE" })).toMatchObject({
    ok: false,
    error: { kind: "Conflict" },
  });
});

test("a plan that has moved is refused, and planned anew", async () => {
  world.cluster.editPod(key, { image: "registry.example/x:1" });
  const planned = await healing.heal({ dryRun: true });
  if (!planned.ok) throw new Error("not planned");
  world.cluster.editPod(key, { image: "registry.example/y:1" });
  const { planId } = planned.value;
  expect(await healing.heal({ planId })).toMatchObject({ ok: false, error: { kind: "Conflict" } });
});
