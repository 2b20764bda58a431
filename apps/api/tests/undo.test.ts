import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { heal, untilFindings, untilNothingAbout } from "./healing.ts";
import { type MutationResult, mutate, query, serverAvailable, untilPod, wish } from "./pods.ts";

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "gpu-1", 8);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

interface UndoSeen {
  readonly possible: boolean;
  readonly reason: string | null;
  readonly whatHappens: string | null;
  readonly undoneBy: string | null;
}

interface OperationSeen {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly name: string | null;
  readonly undo: UndoSeen;
}

async function undoOf(id: string): Promise<OperationSeen> {
  const text =
    "query ($id: ID!) { operation(id: $id) { id kind state name undo { possible reason whatHappens undoneBy } } }";
  const { operation } = await query<{ operation: OperationSeen | null }>(api.url, text, { id });
  if (operation === null) throw new Error(`there is no operation ${id}`);
  return operation;
}

/** The id of what a mutation began, once it is done. */
async function doneId({ operation, ...answer }: MutationResult): Promise<string> {
  if (!operation) throw new Error(JSON.stringify(answer));
  await expect.poll(async () => (await undoOf(operation.id)).state, { timeout: 60_000 }).toBe("DONE");
  return operation.id;
}

async function undo(id: string): Promise<string> {
  expect((await undoOf(id)).undo).toMatchObject({ possible: true, reason: null, undoneBy: null });
  const answer = await mutate(api.url, "undoOperation", { id });
  expect(answer).toMatchObject({ __typename: "UndoOperationSuccess", operation: { undoes: id } });
  const undone = await doneId(answer);
  expect((await undoOf(id)).undo).toMatchObject({ possible: false, undoneBy: undone });
  return undone;
}

async function inCluster({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  const pod = await cluster.laboratory.getPod(namespace, name);
  return pod && { uid: pod.metadata.uid, container: pod.spec.containers[0] };
}

it("takes a pod's update, deletion and creation back, in the ledger and in the cluster", async () => {
  const input = wish({ env: [{ name: "SEED", value: "7" }] });
  const { namespace, name } = input;
  const created = await doneId(await mutate(api.url, "createPod", input));
  const first = await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
  const uid = (await inCluster(input))?.uid;

  const change = { namespace, name, image: "registry.local/train:2", resources: { cpu: "2" } };
  const updated = await doneId(await mutate(api.url, "updatePod", change));
  expect((await undoOf(created)).undo).toMatchObject({ possible: false, reason: "the pod was changed since" });
  const tried = await mutate(api.url, "undoOperation", { id: updated, dryRun: true });
  expect(tried).toMatchObject({ dryRun: true, operation: null, whatHappens: expect.stringContaining("while it runs") });
  expect(tried.changes?.map(({ field }) => field)).toEqual(["image", "cpu"]);
  await undo(updated);
  const back = await inCluster(input);
  expect(back).toMatchObject({ uid, container: { image: "registry.local/train:1" } });
  expect((await untilPod(api.url, input, (pod) => pod?.live?.requested.cpuMillis === 1_000))?.version).toBe(3);

  const deleted = await doneId(await mutate(api.url, "deletePod", { namespace, name }));
  const madeAnew = await undo(deleted);
  const again = await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
  expect(again).toMatchObject({ image: first?.image, requested: first?.requested });
  expect(again?.id).not.toBe(first?.id);
  expect((await inCluster(input))?.container).toMatchObject({ env: [{ name: "SEED", value: "7" }] });

  await undo(madeAnew);
  expect(await inCluster(input)).toBeUndefined();
  // Gone, and still known: what asking for it again begins with, and what that takes.
  const asked = `query ($id: ID!) { operation(id: $id) { finding
    right { permission team ownerId } podWish { name image envNames ports requested { gpus cpuMillis } server } } }`;
  expect((await query<{ operation: unknown }>(api.url, asked, { id: created })).operation).toEqual({
    finding: null,
    right: { permission: "changePods", team: namespace, ownerId: "local-admin" },
    podWish: {
      ...{ name, image: input.image, envNames: ["SEED"], ports: [], server: null },
      requested: { gpus: 1, cpuMillis: 1_000 },
    },
  });
  expect((await serverAvailable(api.url, "gpu-1")).gpus).toBe(8);
});

it("takes a repair back: what was set by hand becomes the wish", async () => {
  const input = wish();
  await doneId(await mutate(api.url, "createPod", input));
  await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
  const container = { ...(await inCluster(input))?.container, image: "registry.local/other:9" };
  await cluster.laboratory.editPodAs("mallory", input.namespace, input.name, { spec: { containers: [container] } });
  const subject = `pod:${input.namespace}/${input.name}`;
  const [finding] = await untilFindings(api.url, subject);
  await heal(api.url, { findings: [finding?.id] });
  await untilNothingAbout(api.url, subject);
  const text = "{ operations(first: 20) { id kind name state finding repair right { permission } } }";
  const { operations } = await query<{ operations: readonly OperationSeen[] }>(api.url, text);
  const healed = operations.find(({ kind, name }) => kind === "HEAL" && name === input.name);
  expect(healed).toMatchObject({ finding: finding?.id, repair: "REAPPLY", right: { permission: "heal" } });
  await undo(healed?.id ?? "");
  expect((await inCluster(input))?.container).toMatchObject({ image: "registry.local/other:9" });
  expect((await untilPod(api.url, input, () => true))?.image).toBe("registry.local/other:9");
  await untilNothingAbout(api.url, subject);
});

it("takes a team's change back, in its namespace's quota too", async () => {
  const text = `mutation ($input: UpdateTeamInput!) { updateTeam(input: $input) {
    ... on TeamSuccess { operation { id state waitingFor } } ... on UserError { message } } }`;
  const change = async (quota: object) => {
    const input = { name: "dev-team", quota };
    return (await query<{ updateTeam: MutationResult }>(api.url, text, { input })).updateTeam;
  };
  const hard = async () => {
    const path = "/api/v1/namespaces/dev-team/resourcequotas/resource-manager";
    const { json } = await cluster.laboratory.connection.request("GET", path);
    return (json as { spec?: { hard?: Record<string, string> } }).spec?.hard?.pods;
  };
  await doneId(await change({ pods: 7 }));
  expect(await hard()).toBe("7");
  const updated = await doneId(await change({ pods: 9 }));
  await undo(updated);
  expect(await hard()).toBe("7");
});

it("answers the same key the same, and refuses by type what cannot be taken back", async () => {
  const input = wish();
  const created = await doneId(await mutate(api.url, "createPod", input));
  const key = { id: created, operationId: randomUUID() };
  const [one, two] = await Promise.all([mutate(api.url, "undoOperation", key), mutate(api.url, "undoOperation", key)]);
  expect([one.operation?.id, one.whatHappens]).toEqual([two.operation?.id, two.whatHappens]);
  await doneId(one);
  expect(await mutate(api.url, "undoOperation", { id: created })).toMatchObject({ __typename: "Conflict" });
  expect(await mutate(api.url, "undoOperation", { id: randomUUID() })).toMatchObject({
    __typename: "NotFound",
    what: "OPERATION",
  });
  expect(await mutate(api.url, "undoOperation", { id: created, operationId: "no uuid" })).toMatchObject({
    __typename: "InvalidInput",
  });
});
