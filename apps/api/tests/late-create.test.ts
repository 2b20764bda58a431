import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FaultProxy, startFaultProxy } from "@resource-manager/cluster-faults/fault-proxy";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { type FindingSeen, findings, heal, healAndConfirm, untilFindings, untilNothingAbout } from "./healing.ts";
import { mutate, podSeen, query, serverAvailable, untilPod, wish } from "./pods.ts";

/*
 * A create whose POST lands long after its client gave up on it, as one that a proxy or a congested API server held back. The proxy is
 * real, and so is the cluster: the embedded one (`test`), or a real control plane (`test:control-plane`). Calls to the cluster count as
 * unanswered after a second, so that nobody waits for it.
 */

const SERVER = "late-home";
const GPUS = 8;

let folder: string;
let cluster: ClusterUnderTest;
let proxy: FaultProxy;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  folder = await mkdtemp(join(tmpdir(), "resource-manager-late-"));
  proxy = await startFaultProxy(cluster);
  const through = join(folder, "kubeconfig");
  await proxy.writeKubeconfig(through);
  await addGpuServer(cluster.laboratory, SERVER, GPUS);
  api = await startApiUnderTest(through, { options: ["--cluster-timeout", "1"] });
});
afterEach(() => proxy.clear());
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await proxy?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

type Pod = ReturnType<typeof wish>;

/** Holds the first POST of a pod back, until what it answers is called: then it lands. Answers how the cluster took each that landed. */
async function holdFirstPost({ name }: Pod): Promise<() => Promise<readonly number[]>> {
  const before = (await proxy.landed()).length;
  const order = { verbs: ["create" as const], resource: "pods", name };
  const { id } = await proxy.add({ fault: "land-late", times: 1, ...order });
  return async () => {
    expect(proxy.find(id)).toMatchObject({ fired: 1, holding: 1 });
    proxy.remove(id);
    return (await proxy.landed()).slice(before);
  };
}

async function inCluster({ namespace, name }: Pod): Promise<string | undefined> {
  return (await cluster.laboratory.getPod(namespace, name))?.metadata.uid;
}

const gpusFree = async () => (await serverAvailable(api.url, SERVER))?.gpus;

describe("a create whose POST lands after its time-out", () => {
  it("the product has asked again meanwhile, and that one counts: the late one is refused by its name", async () => {
    const pod = wish({ server: SERVER });
    const land = await holdFirstPost(pod);
    await mutate(api.url, "createPod", pod);
    await untilPod(api.url, pod, (seen) => seen?.status === "RUNNING");
    const uid = await inCluster(pod);
    expect(await land()).toEqual([409]);
    expect(await inCluster(pod)).toBe(uid);
    expect((await podSeen(api.url, pod.namespace, pod.name))?.live?.uid).toBe(uid);
    expect(await operationsOn(pod)).toEqual(["CREATE_POD DONE"]);
    expect(await gpusFree()).toBe(GPUS - 1);
    expect(await about(pod)).toEqual([]);
    await remove(pod);
  });

  it("it was cancelled meanwhile: its room is held until what lands is deleted and proven gone", async () => {
    const pod = wish({ server: SERVER });
    const land = await holdFirstPost(pod);
    // And nobody gets through afterwards: a pod that is not there proves nothing.
    const { id: away } = await proxy.add({ fault: "drop", verbs: ["create"], resource: "pods", name: pod.name });
    const { operation } = await mutate(api.url, "createPod", pod);
    await mutate(api.url, "cancelOperation", { id: operation?.id });
    await expect.poll(() => operationsOn(pod)).toEqual(["CREATE_POD UNDOING"]);
    await expect.poll(() => proxy.find(away)?.fired ?? 0, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(await inCluster(pod)).toBeUndefined();
    expect(await gpusFree()).toBe(GPUS - 1);
    expect(await land()).toEqual([201]);
    expect(await inCluster(pod)).toBeDefined();
    proxy.clear();
    await expect.poll(() => operationsOn(pod), { timeout: 40_000 }).toEqual(["CREATE_POD UNDONE"]);
    expect(await inCluster(pod)).toBeUndefined();
    await expect.poll(gpusFree).toBe(GPUS);
    expect(await about(pod)).toEqual([]);
  });

  it("the pod was made and deleted meanwhile: it is an orphan, never deleted unasked, and holds its room as foreign", async () => {
    const pod = wish({ server: SERVER });
    const land = await holdFirstPost(pod);
    await mutate(api.url, "createPod", pod);
    await untilPod(api.url, pod, (seen) => seen?.status === "RUNNING");
    await remove(pod);
    expect(await gpusFree()).toBe(GPUS);
    expect(await land()).toEqual([201]);
    const uid = await inCluster(pod);
    const [finding] = await untilFindings(api.url, subjectOf(pod));
    expect(finding).toMatchObject({ class: "ORPHAN", repair: null });
    await heal(api.url, {});
    expect(await inCluster(pod)).toBe(uid);
    await expect.poll(gpusFree).toBe(GPUS - 1);
    expect(await podSeen(api.url, pod.namespace, pod.name)).toBeNull();
    await cluster.laboratory.waitForPod(pod.namespace, pod.name, (seen) => seen?.status.phase === "Running");
    expect(await healAndConfirm(api.url, { findings: [finding?.id], kind: "DELETE_ORPHAN" })).toMatchObject({
      repairs: [{ kind: "DELETE_ORPHAN" }],
    });
    await cluster.laboratory.waitForPod(pod.namespace, pod.name, (seen) => seen === undefined);
    await untilNothingAbout(api.url, subjectOf(pod));
    await expect.poll(gpusFree).toBe(GPUS);
  });
});

function subjectOf({ namespace, name }: Pod): string {
  return `pod:${namespace}/${name}`;
}

async function about(pod: Pod): Promise<readonly FindingSeen[]> {
  return (await findings(api.url)).filter(({ subject }) => subject === subjectOf(pod));
}

/** The newest first. */
async function operationsOn({ name }: Pod): Promise<readonly string[]> {
  const text = "{ operations(first: 50) { kind state name } }";
  const { operations } = await query<{ operations: { kind: string; state: string; name: string }[] }>(api.url, text);
  return operations.filter((each) => each.name === name).map(({ kind, state }) => `${kind} ${state}`);
}

async function remove(pod: Pod): Promise<void> {
  await mutate(api.url, "deletePod", { namespace: pod.namespace, name: pod.name });
  await untilPod(api.url, pod, (seen) => seen === null);
}
