import { randomUUID } from "node:crypto";
import type { Operation, OperationKind } from "@resource-manager/domain/model/operation";
import type { LedgerPod } from "@resource-manager/domain/model/pod";
import type { CreatePodRequest } from "@resource-manager/domain/operations/commands";
import { undoOf } from "@resource-manager/domain/operations/undo";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { brokenAtRest } from "../src/invariants.ts";
import { repairAll, TRAIN } from "../src/repair-scenarios.ts";
import { brokenNamespaces } from "../src/team-scenarios.ts";
import { ANNA, BIG, createRequest, DELETE, teamRequest, updateRequest, World } from "../src/world.ts";

const BEN = { kind: "USER", id: "ben", name: "ben" } as const;

let world: World;
beforeEach(async () => {
  world = await World.open({ books: "IN_MEMORY" });
  world.cluster.addServer("a", BIG);
  await world.start();
});
afterEach(async () => {
  expect(await brokenAtRest(world)).toEqual([]);
  await world[Symbol.asyncDispose]();
});

async function during<T>(work: Promise<T>): Promise<T> {
  const answer = await world.during(work);
  if (answer === "CRASHED") throw new Error("no crash is planned");
  await world.run(10_000);
  return answer;
}

const create = (patch: Partial<CreatePodRequest> = {}) =>
  during(world.process.commands.create(ANNA, createRequest(patch)));
const update = (patch: Parameters<typeof updateRequest>[0]) =>
  during(world.process.commands.update(ANNA, updateRequest(patch)));
const remove = () => during(world.process.commands.delete(ANNA, DELETE));
const updateTeam = (patch: object) =>
  during(
    world.process.teams.update(ANNA, {
      ...teamRequest({ name: "test-team", quota: null }),
      version: null,
      restore: false,
      ...patch,
    }),
  );

async function last(kind: OperationKind): Promise<Operation> {
  const found = (await world.ledger.recentOperations(50)).find((operation) => operation.kind === kind);
  if (!found) throw new Error(`there is no ${kind}`);
  return found;
}

async function undo(operation: Operation, patch: { dryRun?: boolean; operationId?: string } = {}) {
  return during(world.process.commands.undo(BEN, { id: operation.id, dryRun: false, operationId: null, ...patch }));
}

async function train(): Promise<LedgerPod | null> {
  return world.ledger.pod(TRAIN);
}

const refusedAs = (message: string) => ({
  ok: false,
  error: { kind: "Conflict", message: expect.stringContaining(message) },
});

describe("what can be undone", () => {
  test("a create: the pod is deleted, and its room is free", async () => {
    await create();
    const answer = await undo(await last("CREATE_POD"));
    expect(answer).toMatchObject({ ok: true, value: { operation: { kind: "DELETE_POD" } } });
    expect([await train(), world.cluster.pod(TRAIN)]).toEqual([null, undefined]);
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(0);
  });

  test("a deletion: the pod is made anew by its page, env and owner too", async () => {
    await create({ env: [{ name: "SEED", value: "secret" }], ports: [80] });
    const before = await train();
    await remove();
    expect(await undo(await last("DELETE_POD"))).toMatchObject({
      ok: true,
      value: { operation: { kind: "CREATE_POD" } },
    });
    const after = await train();
    expect(after).toMatchObject({ owner: "anna", spec: before?.spec });
    expect(after?.id).not.toBe(before?.id);
    expect(world.cluster.pod(TRAIN)?.status).toBe("RUNNING");
  });

  test("an update in place: the same pod, changed back while it runs", async () => {
    await create();
    const [before, uid] = [await train(), world.cluster.pod(TRAIN)?.uid];
    await update({ image: "registry.example/train:2", resources: { cpu: "8" } });
    const answer = await undo(await last("UPDATE_POD"));
    expect(answer).toMatchObject({
      ok: true,
      value: {
        whatHappens:
          "The pod train is changed back while it runs: image from registry.example/train:2 to registry.example/train:1, cpu from 8 cores to 4 cores.",
      },
    });
    expect((await train())?.spec).toEqual(before?.spec);
    expect(world.cluster.pod(TRAIN)).toMatchObject({ uid, image: "registry.example/train:1" });
  });

  test("an update by recreation: made anew as it was", async () => {
    await create({ command: ["train"] });
    const before = await train();
    await update({ resources: { gpus: 4 }, command: ["train", "--fast"], recreate: true });
    expect(await undo(await last("UPDATE_POD"))).toMatchObject({
      ok: true,
      value: { operation: { kind: "UPDATE_POD" } },
    });
    expect((await train())?.spec).toEqual(before?.spec);
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(2);
  });

  test("a repair by REAPPLY: what somebody had set by hand becomes the wish", async () => {
    await create();
    world.cluster.editPod(TRAIN, { image: "registry.example/other:9" });
    await world.run(15_000);
    await during(repairAll(world, "REAPPLY"));
    expect(world.cluster.pod(TRAIN)?.image).toBe("registry.example/train:1");
    expect(await undo(await last("HEAL"))).toMatchObject({ ok: true });
    expect((await train())?.spec.image).toBe("registry.example/other:9");
    expect(world.cluster.pod(TRAIN)?.image).toBe("registry.example/other:9");
  });

  test("a pod that healing ended (RETIRE): it is made anew", async () => {
    await create();
    world.cluster.deleteBesideUs(TRAIN);
    await world.run(15_000);
    await during(repairAll(world, "RETIRE"));
    expect(await undo(await last("DELETE_POD"))).toMatchObject({ ok: true });
    expect(world.cluster.pod(TRAIN)?.status).toBe("RUNNING");
  });

  test("a change of a team, and its archiving: page and ceilings are as before", async () => {
    await updateTeam({ quota: { gpus: 4, gpusByModel: [{ model: "H100", gpus: 2 }] }, description: "vision" });
    const changed = await world.ledger.team("test-team");
    expect(await undo(await last("UPDATE_TEAM"))).toMatchObject({
      ok: true,
      value: { operation: { kind: "UPDATE_TEAM" } },
    });
    expect(await world.ledger.team("test-team")).toMatchObject({
      description: "",
      quota: { gpus: 12, gpusByModel: {} },
      version: (changed?.version ?? 0) + 1,
    });
    expect(await brokenNamespaces(world)).toEqual([]);
    await during(
      world.process.teams.archive(ANNA, { name: "test-team", version: null, dryRun: false, operationId: null }),
    );
    expect(await undo(await last("ARCHIVE_TEAM"))).toMatchObject({ ok: true });
    expect(await world.ledger.team("test-team")).toMatchObject({ archived: false });
  });

  test("an undo itself", async () => {
    await create();
    await undo(await last("CREATE_POD"));
    await undo(await last("DELETE_POD"));
    expect(world.cluster.pod(TRAIN)?.status).toBe("RUNNING");
  });
});

describe("what cannot, and why", () => {
  test("what was changed since", async () => {
    await create();
    const created = await last("CREATE_POD");
    await update({ image: "registry.example/train:2" });
    const first = await last("UPDATE_POD");
    await update({ image: "registry.example/train:3" });
    for (const operation of [created, first]) {
      expect(await undo(operation)).toMatchObject({
        ...refusedAs("the pod was changed since"),
        error: { currentVersion: 3 },
      });
    }
    await updateTeam({ description: "one" });
    const team = await last("UPDATE_TEAM");
    await updateTeam({ description: "two" });
    expect(await undo(team)).toMatchObject(refusedAs("the team was changed since"));
  });

  test("what was undone already, whoever asks", async () => {
    await create();
    const created = await last("CREATE_POD");
    await undo(created);
    expect(await undo(created)).toMatchObject(refusedAs("it was undone before"));
  });

  test("env: its former values are not kept", async () => {
    await create({ env: [{ name: "SEED", value: "first secret" }] });
    await update({ env: [{ name: "SEED", value: "second secret" }], recreate: true });
    const updated = await last("UPDATE_POD");
    expect(await undo(updated)).toMatchObject(refusedAs("environment variables"));
    expect(JSON.stringify(updated.facts)).not.toContain("secret");
  });

  test("a name that is taken by now, a room that is, and a quota that was lowered", async () => {
    await create({ resources: { gpus: 6, cpu: "1", ram: "1Gi", storage: null } });
    await remove();
    const deleted = await last("DELETE_POD");
    await create({ name: "other", resources: { gpus: 4, cpu: "1", ram: "1Gi", storage: null } });
    expect(await undo(deleted)).toMatchObject({ ok: false, error: { kind: "InsufficientCapacity" } });
    await updateTeam({ quota: { gpus: 5 } });
    world.cluster.addServer("b", BIG);
    await world.run(1_000);
    expect(await undo(deleted)).toMatchObject({ ok: false, error: { kind: "QuotaExceeded" } });
    await create({ resources: { gpus: 0, cpu: "1", ram: "1Gi", storage: null } });
    expect(await undo(deleted)).toMatchObject(refusedAs("there is another pod train"));
  });

  test("an operation that nobody knows, one that is under way, one that went back", async () => {
    const unknown = { id: randomUUID(), dryRun: false, operationId: null };
    expect(await during(world.process.commands.undo(BEN, unknown))).toMatchObject({
      error: { kind: "NotFound", what: "OPERATION" },
    });
    world.cluster.refuseCreates = "a policy";
    await create();
    const refused = await last("CREATE_POD");
    expect(await undo(refused)).toMatchObject(refusedAs("it went back already"));
    expect(await undoOf({ ...refused, state: "WAITING" }, world.ledger)).toMatchObject({
      possible: false,
      why: expect.stringContaining("called off"),
    });
  });

  test("a team that still has pods is not archived again", async () => {
    await during(
      world.process.teams.archive(ANNA, { name: "test-team", version: null, dryRun: false, operationId: null }),
    );
    await updateTeam({ restore: true });
    await create();
    expect(await undo(await last("UPDATE_TEAM"))).toMatchObject({ ok: false, error: { kind: "TeamHasPods", pods: 1 } });
  });
});

describe("as every change", () => {
  test("a dry run says what would happen, and leaves nothing", async () => {
    await create();
    const sequence = world.ledger.sequence();
    expect(await undo(await last("CREATE_POD"), { dryRun: true })).toMatchObject({
      ok: true,
      value: {
        dryRun: true,
        operation: null,
        whatHappens: expect.stringContaining("is deleted"),
        changes: [{ field: "pod" }],
      },
    });
    expect(world.ledger.sequence()).toBe(sequence);
    expect(await undo(await last("CREATE_POD"))).toMatchObject({ ok: true });
  });

  test("a dry run of a deletion's undo asks the cluster, too", async () => {
    await create();
    await remove();
    world.cluster.refuseCreates = "a policy";
    expect(await undo(await last("DELETE_POD"), { dryRun: true })).toMatchObject({ error: { kind: "ClusterRefused" } });
  });

  test("the same key has one effect and one answer, a refusal too", async () => {
    await create();
    const created = await last("CREATE_POD");
    const operationId = randomUUID();
    const first = await undo(created, { operationId });
    const id = first.ok && first.value.operation?.id;
    expect(await undo(created, { operationId })).toMatchObject({ ok: true, value: { operation: { id } } });
    expect(world.ledger.servers().get("a")?.allocated.gpus).toBe(0);
    const other = { operationId: randomUUID() };
    const refused = await undo(created, other);
    expect(refused).toMatchObject(refusedAs("it was undone before"));
    expect(await undo(created, other)).toEqual(refused);
    expect(await undo(await last("DELETE_POD"), { operationId })).toMatchObject(refusedAs("with another input"));
  });

  test("an undo that came to nothing leaves the operation as undoable as before", async () => {
    await create();
    await remove();
    const deleted = await last("DELETE_POD");
    world.cluster.refuseCreates = "a policy";
    expect(await undo(deleted)).toMatchObject({ ok: false, error: { kind: "ClusterRefused" } });
    world.cluster.refuseCreates = null;
    expect(await undo(deleted)).toMatchObject({ ok: true });
  });

  test("the audit says who took what back", async () => {
    await world[Symbol.asyncDispose]();
    world = await World.open();
    world.cluster.addServer("a", BIG);
    await world.start();
    await create();
    const { id } = await last("CREATE_POD");
    await undo(await last("CREATE_POD"));
    const events = await world.ledger.auditTrail("pod:test-team/train", 10);
    expect(events.find(({ action }) => action === "deletePod")).toMatchObject({
      actor: BEN,
      reason: expect.stringContaining(`undo of CREATE_POD, operation ${id}`),
    });
    await undo(await last("CREATE_POD"));
    expect(await world.ledger.auditTrail(`operation:${id}`, 10)).toMatchObject([
      { action: "undoOperation", result: "REFUSED" },
    ]);
  });
});
