import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { mutate, query, serverAvailable, wish } from "./pods.ts";

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "small", 2, "T4");
  await addGpuServer(cluster.laboratory, "large", 8, "H100");
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

/** Everything that a refused change could have left behind. */
async function traces(): Promise<unknown> {
  const seen = await query(
    api.url,
    `{ pods { nodes { name } } operations { id } teams { name usedPods used { gpus cpuMillis ramBytes } }
       servers { nodes { name allocated { gpus cpuMillis ramBytes storageBytes } podSlots { allocated } } } }`,
  );
  const inCluster = await cluster.laboratory.listPods("test-team");
  return { seen, inCluster: inCluster.map((pod) => pod.metadata.name) };
}

/** Somebody else's pod, such as a namespace of ours (Pod Security `restricted`) admits. */
async function makeStranger(namespace: string, name: string): Promise<void> {
  const securityContext = { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } };
  const container = {
    name: "main",
    image: "registry.local/tool:1",
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  };
  const body = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: { securityContext, containers: [container] },
  };
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const { status, text } = await cluster.laboratory.connection.request("POST", path, { body });
  if (status !== 201) throw new Error(`${status}: ${text}`);
}

describe("refused, with the facts and without a trace", () => {
  const refusals: readonly [string, Record<string, unknown>, object][] = [
    [
      "every fault of an input at once",
      { name: "Not A Name", image: "", resources: { gpus: -1, cpu: "4 cores", ram: "16GB" }, operationId: "no uuid" },
      {
        __typename: "InvalidInput",
        problems: expect.arrayContaining(
          ["name", "image", "resources.gpus", "resources.cpu", "resources.ram", "operationId"].map((path) =>
            expect.objectContaining({ path }),
          ),
        ),
      },
    ],
    ["an unknown namespace", { namespace: "nowhere" }, { __typename: "NotFound", what: "NAMESPACE" }],
    [
      "the namespace `kube-public`, which is nobody's",
      { namespace: "kube-public" },
      { __typename: "NotFound", what: "NAMESPACE" },
    ],
    ["an unknown server", { server: "nowhere" }, { __typename: "NotFound", what: "SERVER" }],
    [
      "more than any one server has",
      { resources: { gpus: 9, cpu: "1", ram: "1Gi" } },
      {
        __typename: "InsufficientCapacity",
        need: { gpus: 9, cpuMillis: 1_000, ramBytes: 2 ** 30 },
        have: { gpus: 8, cpuMillis: 64_000, ramBytes: 512 * 2 ** 30 },
        nearest: [
          { server: "large", shortOf: ["gpus"], available: { gpus: 8 } },
          { server: "small", shortOf: ["gpus"], available: { gpus: 2 } },
        ],
      },
    ],
    [
      "more than the server that was insisted on has",
      { server: "small", resources: { gpus: 3, cpu: "1", ram: "1Gi" } },
      { __typename: "InsufficientCapacity", have: { gpus: 2 } },
    ],
    ["a model that no server has", { gpuModels: ["B200"] }, { __typename: "InsufficientCapacity", nearest: [] }],
  ];
  for (const [what, overrides, expected] of refusals) {
    it(what, async () => {
      const before = await traces();
      const input = wish(overrides);
      expect(await mutate(api.url, "createPod", input)).toMatchObject(expected);
      expect(await mutate(api.url, "createPod", { ...input, dryRun: true })).toMatchObject(expected);
      expect(await traces()).toEqual(before);
    });
  }

  it("a server that takes no pods", async () => {
    await cluster.laboratory.cordon("small");
    await expect.poll(async () => (await serverAvailable(api.url, "small")).gpus, { timeout: 10_000 }).toBe(0);
    const answer = async () => (await mutate(api.url, "createPod", wish({ server: "small", dryRun: true }))).__typename;
    await expect.poll(answer, { timeout: 5_000 }).toBe("ServerUnavailable");
    await cluster.laboratory.uncordon("small");
    await expect.poll(async () => (await serverAvailable(api.url, "small")).gpus, { timeout: 10_000 }).toBe(2);
  });

  it("a name that is taken, in the ledger or by somebody else's pod in the cluster", async () => {
    const taken = wish();
    await mutate(api.url, "createPod", taken);
    expect(await mutate(api.url, "createPod", { ...taken, operationId: randomUUID() })).toMatchObject({
      __typename: "NameTaken",
    });
    await makeStranger("test-team", "stranger");
    const namesake = wish({ name: "stranger" });
    expect(await mutate(api.url, "createPod", namesake)).toMatchObject({ __typename: "NameTaken" });
    expect(await cluster.laboratory.getPod("test-team", "stranger")).toBeDefined();
    await mutate(api.url, "deletePod", { namespace: taken.namespace, name: taken.name });
  });

  it("changes of what is not there", async () => {
    const nothing = { namespace: "test-team", name: "nothing" };
    expect(await mutate(api.url, "updatePod", { ...nothing, image: "a:1" })).toMatchObject({
      __typename: "NotFound",
      what: "POD",
    });
    expect(await mutate(api.url, "deletePod", nothing)).toMatchObject({ __typename: "NotFound", what: "POD" });
  });
});
