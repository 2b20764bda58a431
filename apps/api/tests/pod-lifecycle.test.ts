import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, nextResult } from "../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { mutate, type PodSeen, podSeen, query, serverAvailable, untilPod, wish } from "./pods.ts";

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "gpu-1", 4);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

interface PodsChanged {
  readonly podsChanged: {
    readonly reset: boolean;
    readonly pods: readonly PodSeen[];
    readonly removed: readonly string[];
  };
}

describe("a pod's life", () => {
  it("is told over a subscription from the wish to Running to gone, and its capacity goes and comes", async () => {
    const client = connect(api.url);
    const input = wish({ resources: { gpus: 2, cpu: "2", ram: "4Gi" } });
    const before = await serverAvailable(api.url, "gpu-1");
    const changes = client.iterate<PodsChanged>({
      query: `subscription ($search: String!) { podsChanged(filter: { search: $search }) {
        reset removed pods { name status live { uid } } } }`,
      variables: { search: input.name },
    });
    expect((await nextResult(changes)).data?.podsChanged).toEqual({ reset: true, pods: [], removed: [] });

    const created = await mutate(api.url, "createPod", input);
    expect(created).toMatchObject({ __typename: "CreatePodSuccess", dryRun: false, plan: { server: "gpu-1" } });
    const statuses: string[] = [];
    while (statuses.at(-1) !== "RUNNING") {
      const { data } = await nextResult(changes, 30_000);
      for (const pod of data?.podsChanged.pods ?? []) statuses.push(pod.status);
    }
    expect(statuses[0]).toBe("PENDING");
    const during = await serverAvailable(api.url, "gpu-1");
    expect(during).toEqual({
      gpus: before.gpus - 2,
      cpuMillis: before.cpuMillis - 2_000,
      ramBytes: before.ramBytes - 4 * 2 ** 30,
    });

    await mutate(api.url, "deletePod", { namespace: input.namespace, name: input.name });
    for (let removed: readonly string[] = []; removed.length === 0; ) {
      removed = (await nextResult(changes, 30_000)).data?.podsChanged.removed ?? [];
    }
    expect(await podSeen(api.url, input.namespace, input.name)).toBeNull();
    expect(await serverAvailable(api.url, "gpu-1")).toEqual(before);
    expect(await cluster.laboratory.getPod(input.namespace, input.name)).toBeUndefined();
    await client.dispose();
  });

  it("is made once for one operation id, however often it is sent", async () => {
    const input = wish({ operationId: randomUUID() });
    const answers = await Promise.all(Array.from({ length: 5 }, () => mutate(api.url, "createPod", input)));
    const ids = new Set(answers.map((answer) => answer.pod?.id));
    expect(ids.size).toBe(1);
    expect(new Set(answers.map((answer) => answer.operation?.id)).size).toBe(1);
    const other = await mutate(api.url, "createPod", { ...input, image: "registry.local/other:1" });
    expect(other).toMatchObject({ __typename: "Conflict", code: "CONFLICT" });
    await mutate(api.url, "deletePod", { namespace: input.namespace, name: input.name });
    await untilPod(api.url, input, (pod) => pod === null);
  });

  it("can be tried out: the dry run answers as the real call, and leaves nothing", async () => {
    const input = wish({ resources: { gpus: 3, cpu: "3", ram: "3Gi" } });
    const before = await serverAvailable(api.url, "gpu-1");
    const tried = await mutate(api.url, "createPod", { ...input, dryRun: true });
    expect(tried).toMatchObject({
      __typename: "CreatePodSuccess",
      dryRun: true,
      operation: null,
      plan: { server: "gpu-1", availableBefore: before, availableAfter: { gpus: before.gpus - 3 } },
    });
    expect(await serverAvailable(api.url, "gpu-1")).toEqual(before);
    expect(await podSeen(api.url, input.namespace, input.name)).toBeNull();
    const real = await mutate(api.url, "createPod", input);
    expect(real.plan).toEqual(tried.plan);
    await mutate(api.url, "deletePod", { namespace: input.namespace, name: input.name });
    await untilPod(api.url, input, (pod) => pod === null);
  });

  it("changes its image in place, and shows why it then does not run", async () => {
    const input = wish();
    await mutate(api.url, "createPod", input);
    const running = await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
    const updated = await mutate(api.url, "updatePod", {
      namespace: input.namespace,
      name: input.name,
      image: cluster.laboratory.failingImage(),
      version: running?.version,
    });
    expect(updated).toMatchObject({ __typename: "UpdatePodSuccess", plan: { recreates: false } });
    const failing = await untilPod(api.url, input, (pod) => /ErrImagePull|ImagePullBackOff/.test(pod?.reason ?? ""));
    expect(failing?.message).toContain("The image could not be loaded");
    expect(failing?.live?.uid).toBe(running?.live?.uid);
    const stale = await mutate(api.url, "updatePod", {
      namespace: input.namespace,
      name: input.name,
      image: "registry.local/train:2",
      version: running?.version,
    });
    expect(stale).toMatchObject({ __typename: "Conflict", currentVersion: (running?.version ?? 0) + 1 });
    await mutate(api.url, "deletePod", { namespace: input.namespace, name: input.name });
    await untilPod(api.url, input, (pod) => pod === null);
  });

  it("changes CPU and RAM in place, without another process", async () => {
    const input = wish({ resources: { gpus: 0, cpu: "1", ram: "1Gi" } });
    await mutate(api.url, "createPod", input);
    const running = await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
    const updated = await mutate(api.url, "updatePod", {
      namespace: input.namespace,
      name: input.name,
      resources: { cpu: "2", ram: "3Gi" },
    });
    expect(updated).toMatchObject({ __typename: "UpdatePodSuccess", plan: { recreates: false } });
    const resized = await untilPod(api.url, input, (pod) => pod?.live?.requested.cpuMillis === 2_000);
    expect(resized?.live).toMatchObject({ uid: running?.live?.uid, requested: { ramBytes: 3 * 2 ** 30 } });
    await mutate(api.url, "deletePod", { namespace: input.namespace, name: input.name });
    await untilPod(api.url, input, (pod) => pod === null);
  });

  it("is made anew for other GPUs, but only when that was agreed to", async () => {
    const input = wish();
    await mutate(api.url, "createPod", input);
    const running = await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
    const change = { namespace: input.namespace, name: input.name, resources: { gpus: 2 } };
    const unasked = await mutate(api.url, "updatePod", change);
    expect(unasked).toMatchObject({ __typename: "InvalidInput", problems: [{ path: "recreate" }] });
    const preview = await mutate(api.url, "updatePod", { ...change, recreate: true, dryRun: true });
    expect(preview).toMatchObject({ __typename: "UpdatePodSuccess", plan: { recreates: true } });
    const agreed = await mutate(api.url, "updatePod", { ...change, recreate: true });
    expect(agreed).toMatchObject({ __typename: "UpdatePodSuccess", plan: { recreates: true } });
    const anew = await untilPod(
      api.url,
      input,
      (pod) => pod?.status === "RUNNING" && pod.live?.uid !== running?.live?.uid && pod.live?.requested.gpus === 2,
    );
    expect(anew?.server?.name).toBe("gpu-1");
    await mutate(api.url, "deletePod", { namespace: input.namespace, name: input.name });
    await untilPod(api.url, input, (pod) => pod === null);
  });
});

describe("what others do to the cluster", () => {
  it("shows within a second: a cordon, a foreign pod, a deletion behind our back", async () => {
    const { laboratory } = cluster;
    const client = connect(api.url);
    await addGpuServer(laboratory, "gpu-live", 4, "A100");
    const changes = client.iterate<{
      serversChanged: { servers: { name: string; status: string; available: { gpus: number } }[] };
    }>({
      query: `subscription { serversChanged(filter: { search: "gpu-live" }) { servers { name status available { gpus } } } }`,
    });
    const until = async (test: (server: { status: string; available: { gpus: number } }) => boolean) => {
      for (;;) {
        const { data } = await nextResult(changes, 10_000);
        if (data?.serversChanged.servers.some(test)) return;
      }
    };
    await until((server) => server.status === "READY" && server.available.gpus === 4);
    await laboratory.cordon("gpu-live");
    await until((server) => server.status === "CORDONED" && server.available.gpus === 0);
    await laboratory.uncordon("gpu-live");
    await until((server) => server.status === "READY");
    await laboratory.createForeignPod({
      namespace: "default",
      name: "stranger",
      gpus: 3,
      cpu: "1",
      ram: "1Gi",
      server: "gpu-live",
    });
    await until((server) => server.available.gpus === 1);
    await client.dispose();

    const input = wish({ server: "gpu-live" });
    await mutate(api.url, "createPod", input);
    await untilPod(api.url, input, (pod) => pod?.status === "RUNNING");
    await laboratory.deletePod(input.namespace, input.name, { force: true });
    const missing = await untilPod(api.url, input, (pod) => pod?.reason === "Missing");
    expect(missing?.status).toBe("UNKNOWN");
    const { consistency } = await query<{
      consistency: { consistent: boolean; findings: { class: string; subject: string }[] };
    }>(api.url, "{ consistency { consistent findings { class subject } } }");
    expect(consistency.consistent).toBe(false);
    expect(consistency.findings).toContainEqual({
      class: "POD_MISSING",
      subject: `pod:${input.namespace}/${input.name}`,
    });
    await mutate(api.url, "deletePod", { namespace: input.namespace, name: input.name });
    await untilPod(api.url, input, (pod) => pod === null);
  });
});
