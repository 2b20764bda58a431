import { randomUUID } from "node:crypto";
import type { Viewer } from "@resource-manager/domain/model/actor";
import { namespaceDrift } from "@resource-manager/domain/rules/namespace-objects";
import { pullSecretName } from "@resource-manager/domain/rules/pull-secrets";
import { rightsOf } from "@resource-manager/domain/rules/rights";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ANNA, BIG, createRequest, DELETE, teamRequest, updateRequest, World } from "../src/world.ts";

let world: World;
beforeEach(async () => {
  world = await World.open();
  world.cluster.addServer("a", BIG);
  await world.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const BARE = { dryRun: false, operationId: null };
const update = (patch = {}) => ({ ...teamRequest({ quota: null }), version: null, restore: false, ...patch });

async function during<T>(work: Promise<T>): Promise<T> {
  const answer = await world.during(work);
  if (answer === "CRASHED") throw new Error("no crash is planned");
  return answer;
}

const create = (patch = {}) => during(world.process.teams.create(ANNA, teamRequest(patch)));

async function drift(namespace: string): Promise<readonly string[]> {
  const known = (await world.ledger.namespaces()).find(({ name }) => name === namespace);
  const team = known && (await world.ledger.team(known.team));
  if (!known || !team) throw new Error(`no team has ${namespace}`);
  const read = world.cluster.kept.read(namespace);
  return namespaceDrift(team, known, read.kind === "ok" ? read.value : null).flatMap(({ lines }) => lines);
}

describe("createTeam", () => {
  test("makes the namespaces with all that keeps them, and pods can be made in them", async () => {
    const answer = await create({ namespaces: ["vision", "vision-dev"], quota: { gpus: 4, pods: 2 } });
    expect(answer).toMatchObject({ ok: true, value: { team: { name: "vision" }, operation: { state: "DONE" } } });
    expect(await world.ledger.namespaces()).toMatchObject([
      { name: "test-team" },
      { name: "vision", keeping: "MADE" },
      { name: "vision-dev", keeping: "MADE" },
    ]);
    expect(await drift("vision-dev")).toEqual([]);
    const pod = await during(world.process.commands.create(ANNA, createRequest({ namespace: "vision-dev" })));
    expect(pod).toMatchObject({ ok: true, value: { pod: { team: "vision" } } });
  });

  test("a dry run says what it would be, and leaves nothing", async () => {
    const sequence = world.ledger.sequence();
    const answer = await create({ dryRun: true });
    expect(answer).toMatchObject({ ok: true, value: { dryRun: true, operation: null, team: { quota: { gpus: 4 } } } });
    if (answer.ok)
      expect(answer.value.changes).toContainEqual(expect.objectContaining({ field: "quota.gpus", after: "4" }));
    expect(world.ledger.sequence()).toBe(sequence);
    expect(world.cluster.kept.names()).toEqual(["test-team"]);
  });

  test("the same key has one effect and one answer; another input is refused", async () => {
    const operationId = randomUUID();
    const [first, second] = await Promise.all([create({ operationId }), create({ operationId })]);
    if (!first.ok || !second.ok) throw new Error("refused");
    expect(second.value.operation?.id).toBe(first.value.operation?.id);
    expect(await create({ operationId, name: "other" })).toMatchObject({ ok: false, error: { kind: "Conflict" } });
  });

  test("every fault of the input is said at once", async () => {
    const quota = { gpus: -1, cpu: "many", gpusByModel: [{ model: "?", gpus: 1 }] };
    const answer = await create({ name: "A b", namespaces: ["kube-system"], quota, allowedImages: ["a b"] });
    if (answer.ok || answer.error.kind !== "InvalidInput") throw new Error("was taken");
    expect(answer.error.problems.map(({ path }) => path).sort()).toEqual([
      "allowedImages.0",
      "name",
      "namespaces.0",
      "quota.cpu",
      "quota.gpus",
      "quota.gpusByModel.0.model",
    ]);
  });

  test("a name that a team or its namespace has is refused; so is a namespace that the cluster has already, and nothing is left", async () => {
    await create();
    expect(await create()).toMatchObject({ ok: false, error: { kind: "NameTaken", name: "vision" } });
    const shared = await create({ name: "other", namespaces: ["vision"] });
    expect(shared).toMatchObject({ ok: false, error: { kind: "NameTaken", name: "vision" } });
    world.cluster.kept.add("legacy");
    const taken = await create({ name: "other", namespaces: ["fresh", "legacy"] });
    expect(taken).toMatchObject({ ok: false, error: { kind: "NameTaken" } });
    expect(await world.ledger.team("other")).toBeNull();
    expect(world.cluster.kept.names()).toEqual(["test-team", "vision", "legacy"]);
  });
});

describe("updateTeam", () => {
  test("changes what is named, here and in the cluster; what is left out stays", async () => {
    await create({ description: "sees", quota: { gpus: 4, pods: 5 } });
    const quota = { gpus: 8, pods: null, gpusByModel: [{ model: "H100", gpus: 2 }] };
    const answer = await during(world.process.teams.update(ANNA, update({ quota, version: 1 })));
    expect(answer).toMatchObject({ ok: true, value: { team: { version: 2, description: "sees" } } });
    expect(await world.ledger.team("vision")).toMatchObject({
      quota: { gpus: 8, podSlots: null, gpusByModel: { H100: 2 } },
    });
    expect(await drift("vision")).toEqual([]);
  });

  test("an old version is refused, and a change that changes nothing is none", async () => {
    await create();
    const stale = await during(world.process.teams.update(ANNA, update({ description: "x", version: 7 })));
    expect(stale).toMatchObject({ ok: false, error: { kind: "Conflict", currentVersion: 1 } });
    const same = await during(world.process.teams.update(ANNA, update({ quota: { gpus: 4 } })));
    expect(same).toMatchObject({ ok: true, value: { operation: null, changes: [], team: { version: 1 } } });
    const nobody = await during(world.process.teams.update(ANNA, update({ name: "nobody" })));
    expect(nobody).toMatchObject({ ok: false, error: { kind: "NotFound", what: "TEAM" } });
  });

  test("a quota below what is held is taken: nothing is lost, and a new pod is refused with the facts", async () => {
    await create();
    const request = createRequest({ namespace: "vision", resources: { gpus: 3, cpu: "1", ram: "1Gi", storage: null } });
    await during(world.process.commands.create(ANNA, request));
    await during(world.process.teams.update(ANNA, update({ quota: { gpus: 2 } })));
    expect(await world.ledger.team("vision")).toMatchObject({ quota: { gpus: 2 }, used: { gpus: 3 } });
    expect(await during(world.process.commands.create(ANNA, { ...request, name: "more" }))).toMatchObject({
      ok: false,
      error: { kind: "QuotaExceeded", quota: 2, used: 3, need: 3 },
    });
    expect(world.cluster.pod({ namespace: "vision", name: "train" })).toMatchObject({ status: "RUNNING" });
  });
});

describe("archiveTeam", () => {
  test("only a team without pods; its namespaces take nothing new, until it is brought back", async () => {
    await create();
    await during(world.process.commands.create(ANNA, createRequest({ namespace: "vision" })));
    const archive = () => during(world.process.teams.archive(ANNA, { ...BARE, name: "vision", version: null }));
    expect(await archive()).toMatchObject({ ok: false, error: { kind: "TeamHasPods", pods: 1 } });
    await during(world.process.commands.delete(ANNA, { ...DELETE, namespace: "vision" }));
    await world.run(5_000);
    expect(await archive()).toMatchObject({ ok: true, value: { team: { archived: true } } });
    const pod = () => during(world.process.commands.create(ANNA, createRequest({ namespace: "vision" })));
    expect(await pod()).toMatchObject({ ok: false, error: { kind: "Conflict" } });
    expect(await drift("vision")).toEqual([]);
    expect(await during(world.process.teams.update(ANNA, update()))).toMatchObject({ ok: false });
    await during(world.process.teams.update(ANNA, update({ restore: true })));
    expect(await pod()).toMatchObject({ ok: true });
  });
});

describe("namespaces", () => {
  test("one that exists is adopted on request, after a look at its pods", async () => {
    world.cluster.kept.add("legacy");
    const adopt = (patch = {}) =>
      during(world.process.teams.adoptNamespace(ANNA, { ...BARE, team: "test-team", namespace: "legacy", ...patch }));
    const spec = { ...createRequest(), resources: { gpus: 0, cpuMillis: 1, ramBytes: 1, storageBytes: 0 } };
    const mark = { installationId: "x", podId: "p", allocationId: "a", team: "t", owner: "o" };
    world.cluster.putPod({ namespace: "legacy", name: "old", spec, server: "a", mark, version: 1, foreign: true });
    const look = await adopt({ dryRun: true });
    expect(look).toMatchObject({ ok: true, value: { dryRun: true, pods: [{ name: "old", ours: false }] } });
    expect(world.cluster.kept.read("legacy")).toMatchObject({ value: { objects: [{ mark: "NOBODY" }, {}] } });
    expect(await adopt()).toMatchObject({ ok: true, value: { operation: { state: "DONE" } } });
    expect(await drift("legacy")).toEqual([]);
    expect((await world.ledger.namespaces())[0]).toMatchObject({ name: "legacy", keeping: "ADOPTED" });
    expect(await adopt()).toMatchObject({ ok: false, error: { kind: "NameTaken" } });
    expect(await adopt({ namespace: "nowhere" })).toMatchObject({ ok: false, error: { kind: "NotFound" } });
  });

  test("another installation's is never touched", async () => {
    world.cluster.kept.add("theirs", "OTHER");
    const request = { ...BARE, team: "test-team", namespace: "theirs" };
    expect(await during(world.process.teams.adoptNamespace(ANNA, request))).toMatchObject({
      ok: false,
      error: { kind: "NameTaken" },
    });
    expect(await during(world.process.teams.addNamespace(ANNA, request))).toMatchObject({ ok: false });
    expect((await world.ledger.namespaces()).map(({ name }) => name)).toEqual(["test-team"]);
    expect(world.cluster.kept.read("theirs")).toMatchObject({ value: { objects: [{ mark: "OTHER" }, {}] } });
  });

  test("what was edited or deleted by hand is found, and put right by keepNamespaces", async () => {
    await create();
    const { kept } = world.cluster;
    kept.edit("vision", { kind: "RESOURCE_QUOTA", name: "resource-manager" }, { gpus: "64" });
    kept.edit("vision", { kind: "NETWORK_POLICY", name: "resource-manager-deny-all" }, null);
    kept.edit("vision", { kind: "SERVICE_ACCOUNT", name: "default" }, { mountsToken: "true" });
    expect(await drift("vision")).toEqual([
      "ResourceQuota resource-manager: gpus is 64, should be 4",
      "NetworkPolicy resource-manager-deny-all is missing",
      "ServiceAccount default: mountsToken is true, should be false",
    ]);
    await during(world.process.teams.keepNamespaces(ANNA, { ...BARE, name: "vision" }));
    expect(await drift("vision")).toEqual([]);
    kept.delete("vision");
    expect(await drift("vision")).toEqual(["the cluster has no namespace vision"]);
    await during(world.process.teams.keepNamespaces(ANNA, { ...BARE, name: "vision" }));
    expect(await drift("vision")).toEqual([]);
  });
});

describe("quota requests", () => {
  const ask = (patch = {}) =>
    during(
      world.process.teams.requestQuota(ANNA, {
        ...BARE,
        team: "vision",
        quota: { gpus: 8 },
        reason: "a larger model",
        ...patch,
      }),
    );

  test("are asked, decided once, and take effect when they are approved", async () => {
    await create();
    const operationId = randomUUID();
    const asked = await ask({ operationId });
    expect(await ask({ operationId })).toEqual(asked);
    if (!asked.ok) throw new Error("refused");
    const { id } = asked.value.request;
    const decide = (patch = {}) =>
      during(world.process.teams.decideQuotaRequest(ANNA, { ...BARE, id, approve: true, note: "go on", ...patch }));
    expect(await decide({ dryRun: true })).toMatchObject({ ok: true, value: { dryRun: true } });
    expect(await world.ledger.quotaRequests(9)).toMatchObject([{ id, state: "OPEN" }]);
    expect(await decide()).toMatchObject({ ok: true, value: { request: { state: "APPROVED", note: "go on" } } });
    await world.run(2_000);
    expect(await world.ledger.team("vision")).toMatchObject({ quota: { gpus: 8 } });
    expect(await drift("vision")).toEqual([]);
    expect(await decide({ approve: false })).toMatchObject({ ok: false, error: { kind: "Conflict" } });
  });

  test("that are denied change nothing; what cannot be is refused", async () => {
    await create();
    const asked = await ask();
    if (!asked.ok) throw new Error("refused");
    const { id } = asked.value.request;
    await during(world.process.teams.decideQuotaRequest(ANNA, { ...BARE, id, approve: false, note: null }));
    expect(await world.ledger.team("vision")).toMatchObject({ quota: { gpus: 4 }, version: 1 });
    expect(await ask({ team: "nobody" })).toMatchObject({ ok: false, error: { kind: "NotFound" } });
    expect(await ask({ quota: {}, reason: " " })).toMatchObject({ ok: false, error: { kind: "InvalidInput" } });
  });
});

describe("pull secrets", () => {
  const GIVEN = {
    ...BARE,
    team: "test-team",
    registry: "Registry.example:5000",
    username: "robot",
    password: "hunter2!",
  };
  const give = (patch = {}) => during(world.process.teams.createPullSecret(ANNA, { ...GIVEN, ...patch }));
  const rotate = (patch = {}) => during(world.process.teams.rotatePullSecret(ANNA, { ...GIVEN, ...patch }));
  const remove = () =>
    during(world.process.teams.deletePullSecret(ANNA, { ...BARE, team: "test-team", registry: NAME }));
  const NAME = "registry.example:5000";
  const secretsIn = (namespace: string) =>
    world.cluster.kept.contents(namespace).filter(({ kind }) => kind === "PULL_SECRET");

  test("stand in each namespace, a new one too, until they are deleted; pods of the registry refer to them", async () => {
    expect(await give()).toMatchObject({
      ok: true,
      value: { operation: { kind: "CREATE_PULL_SECRET", state: "DONE" } },
    });
    const name = pullSecretName(NAME);
    expect(secretsIn("test-team")).toMatchObject([{ name }]);
    await during(world.process.teams.addNamespace(ANNA, { ...BARE, team: "test-team", namespace: "more" }));
    expect(secretsIn("more")).toEqual(secretsIn("test-team"));
    const [before] = secretsIn("test-team");
    expect(await rotate({ password: "another" })).toMatchObject({ ok: true, value: { operation: { state: "DONE" } } });
    expect(secretsIn("test-team")).toMatchObject([{ name }]);
    expect(secretsIn("test-team")).not.toEqual([before]);
    expect(secretsIn("more")).toEqual(secretsIn("test-team"));
    const asked = vi.spyOn(world.cluster, "createPod");
    const made = (image: string) => during(world.process.commands.create(ANNA, createRequest({ name: "p", image })));
    expect(await made(`${NAME}/team/train:1`)).toMatchObject({ ok: true });
    expect(asked.mock.lastCall?.[0].pullSecrets).toEqual([name]);
    expect(await remove()).toMatchObject({ ok: true, value: { operation: { state: "DONE" } } });
    expect([secretsIn("test-team"), secretsIn("more")]).toEqual([[], []]);
    expect((await world.ledger.team("test-team"))?.pullSecrets).toEqual([]);
  });

  test("are nowhere readable in the ledger, and told under their registry", async () => {
    await give({ operationId: randomUUID() });
    const { ledger } = world;
    const all = [await ledger.teams(), await ledger.recentOperations(9), await ledger.livePods()];
    expect(JSON.stringify(all)).toContain("robot");
    const encoded = [
      "hunter2!",
      Buffer.from("robot:hunter2!").toString("base64"),
      Buffer.from("hunter2!").toString("base64"),
    ];
    for (const text of encoded) expect(JSON.stringify(all)).not.toContain(text);
    expect((await ledger.team("test-team"))?.pullSecrets).toMatchObject([{ registry: NAME, createdBy: ANNA.name }]);
  });

  test("have one effect for one key, which goes with one password", async () => {
    const operationId = randomUUID();
    const first = await give({ operationId });
    expect(await give({ operationId })).toMatchObject({
      ok: true,
      value: { operation: { id: first.ok ? first.value.operation?.id : null } },
    });
    expect(await give({ operationId, password: "another" })).toMatchObject({ error: { kind: "Conflict" } });
  });

  test("are refused where there is one, where there is none, with every fault, and to whom may not", async () => {
    expect(await rotate()).toMatchObject({ error: { kind: "NotFound", what: "PULL_SECRET" } });
    expect(await remove()).toMatchObject({ error: { kind: "NotFound", what: "PULL_SECRET" } });
    expect(await give({ team: "nobody" })).toMatchObject({ error: { kind: "NotFound", what: "TEAM" } });
    expect(await give({ dryRun: true })).toMatchObject({ ok: true, value: { operation: null, dryRun: true } });
    await give();
    expect(await give()).toMatchObject({ error: { kind: "NameTaken", name: NAME } });
    expect(await give({ registry: "a/b", username: "", password: "" })).toMatchObject({
      error: { problems: [{ path: "registry" }, { path: "username" }, { path: "password" }] },
    });
    const member: Viewer = { actor: ANNA, role: null, teams: new Map([["test-team", "MEMBER"]]), scope: null };
    const byMember = world.process.teams.deletePullSecret(
      ANNA,
      { ...BARE, team: "test-team", registry: NAME },
      rightsOf(member),
    );
    expect(await during(byMember)).toMatchObject({ error: { kind: "NotPermitted" } });
  });

  test("that the cluster does not take are the team's wish, and are put right", async () => {
    world.cluster.kept.refuse = { kind: "PULL_SECRET", message: "not here" };
    expect(await give()).toMatchObject({ ok: false, error: { kind: "ClusterRefused", message: /not here/ } });
    world.cluster.kept.refuse = null;
    expect(await drift("test-team")).toEqual([`Secret ${pullSecretName(NAME)} is missing`]);
    await during(world.process.teams.keepNamespaces(ANNA, { ...BARE, name: "test-team" }));
    expect(await drift("test-team")).toEqual([]);
    world.cluster.kept.edit(
      "test-team",
      { kind: "PULL_SECRET", name: pullSecretName(NAME) },
      { credentials: "theirs" },
    );
    expect(await drift("test-team")).toHaveLength(1);
    await during(world.process.teams.keepNamespaces(ANNA, { ...BARE, name: "test-team" }));
    expect(await drift("test-team")).toEqual([]);
  });

  test("make another image a recreation where the pod has nothing to pull it by", async () => {
    await give();
    await during(world.process.commands.create(ANNA, createRequest({ name: "p", image: "open.example/a:1" })));
    const change = (image: string) =>
      world.process.commands.update(ANNA, updateRequest({ name: "p", image, dryRun: true }));
    expect(await during(change(`${NAME}/b:1`))).toMatchObject({ ok: true, value: { plan: { recreates: true } } });
    expect(await during(change("open.example/b:1"))).toMatchObject({ ok: true, value: { plan: { recreates: false } } });
  });
});
