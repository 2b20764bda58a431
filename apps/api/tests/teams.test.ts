import { randomUUID } from "node:crypto";
import { pullSecretName } from "@resource-manager/domain/rules/pull-secrets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { post } from "../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { mutate, query, untilPod, wish } from "./pods.ts";

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "big", 16);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

interface TeamAnswer {
  readonly __typename: string;
  readonly message?: string;
  readonly problems?: readonly { readonly path: string }[];
  readonly pods?: number;
  readonly operation?: { readonly state: string; readonly steps: readonly { readonly name: string }[] } | null;
  readonly team?: { readonly name: string; readonly version: number };
  readonly changes?: readonly { readonly field: string; readonly after: string | null }[];
  readonly request?: { readonly id: string; readonly state: string };
}

async function change(name: string, input: object): Promise<TeamAnswer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const isNamespace = name === "addNamespace" || name === "adoptNamespace";
  const isRequest = name === "requestQuota" || name === "decideQuotaRequest";
  const success = isRequest
    ? "... on QuotaRequestSuccess { request { id state } operation { state steps { name } } }"
    : "... on TeamSuccess { team { name version } changes { field after } operation { state steps { name } } }";
  const text = `mutation ($input: ${isNamespace ? "TeamNamespaceInput" : type}!) {
    ${name}(input: $input) {
      __typename ${success}
      ... on UserError { message }
      ... on InvalidInput { problems { path } }
      ${isRequest ? "" : "... on TeamHasPods { pods }"}
    }
  }`;
  const answer = await post(api.url, { query: text, variables: { input } });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return (answer.data as Record<string, TeamAnswer>)[name] as TeamAnswer;
}

/** How a namespace is kept. */
async function keepingOf(namespace: string): Promise<string | undefined> {
  const { namespaces } = await query<{ namespaces: { name: string; keeping: string }[] }>(
    api.url,
    "{ namespaces { name keeping } }",
  );
  return namespaces.find(({ name }) => name === namespace)?.keeping;
}

describe("teams", () => {
  it("the first ones have namespaces that are kept; default is left untouched", async () => {
    expect(await keepingOf("test-team")).toBe("MADE");
    expect(await keepingOf("default")).toBe("UNTOUCHED");
  });

  it("are made, changed, refused with all faults at once, and archived", async () => {
    const input = { name: "vision", quota: { gpus: 2, cpu: "64", ram: "64Gi", pods: 10 } };
    const tried = await change("createTeam", { ...input, dryRun: true });
    expect(tried).toMatchObject({ __typename: "TeamSuccess", operation: null });
    expect(tried.changes).toContainEqual({ field: "quota.ram", after: "64 GiB" });
    expect(await change("createTeam", { ...input, operationId: randomUUID() })).toMatchObject({
      __typename: "TeamSuccess",
      operation: { state: "DONE", steps: [{ name: "record" }, { name: "namespaces" }, {}, {}] },
    });
    expect(await keepingOf("vision")).toBe("MADE");
    expect(await change("createTeam", input)).toMatchObject({ __typename: "NameTaken" });
    const wrong = await change("createTeam", { name: "A", namespaces: ["kube-x"], quota: { cpu: "?" } });
    expect(wrong.problems?.map(({ path }) => path).sort()).toEqual(["name", "namespaces.0", "quota.cpu"]);
    expect(await change("updateTeam", { name: "vision", version: 9, description: "x" })).toMatchObject({
      __typename: "Conflict",
    });
    expect(await change("updateTeam", { name: "vision", quota: { gpus: 1 }, version: 1 })).toMatchObject({
      team: { version: 2 },
      operation: { state: "DONE" },
    });
    expect(await change("archiveTeam", { name: "nobody" })).toMatchObject({ __typename: "NotFound" });
  });

  it("a pod runs in a closed namespace within its quota, and the quota's request takes effect", async () => {
    const pod = { ...wish(), namespace: "vision" };
    expect(await mutate(api.url, "createPod", pod)).toMatchObject({ __typename: "CreatePodSuccess" });
    await untilPod(api.url, pod, (seen) => seen?.status === "RUNNING");
    const more = { ...wish(), namespace: "vision" };
    expect(await mutate(api.url, "createPod", more)).toMatchObject({ __typename: "QuotaExceeded" });
    expect(await change("archiveTeam", { name: "vision" })).toMatchObject({ __typename: "TeamHasPods", pods: 1 });
    const asked = await change("requestQuota", { team: "vision", quota: { gpus: 2 }, reason: "one more" });
    expect(asked).toMatchObject({ request: { state: "OPEN" } });
    expect(await change("decideQuotaRequest", { id: asked.request?.id, approve: true })).toMatchObject({
      request: { state: "APPROVED" },
    });
    expect(await mutate(api.url, "createPod", more)).toMatchObject({ __typename: "CreatePodSuccess" });
  });
});

describe("pull secrets", () => {
  const REGISTRY = "registry.private:5000";
  const PASSWORD = "correct horse battery staple";
  const NAME = pullSecretName(REGISTRY);
  const ofTeam = { team: "pulling", registry: REGISTRY };

  async function secret(name: string, input: object): Promise<TeamAnswer> {
    const type = name === "deletePullSecret" ? "RegistryInput" : "PullSecretInput";
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) {
      __typename ... on TeamSuccess { operation { state } } ... on UserError { message } } }`;
    return (
      (await query<Record<string, TeamAnswer>>(api.url, text, { input: { ...ofTeam, ...input } }))[name] ?? never()
    );
  }

  /** What a kubelet would read; null: there is none. */
  async function inCluster(namespace: string): Promise<{ type: string; auths: object; labels: object } | null> {
    const path = `/api/v1/namespaces/${namespace}/secrets/${NAME}`;
    const { status, json } = await cluster.laboratory.connection.request("GET", path);
    if (status !== 200) return null;
    const { type, data, metadata } = json as {
      type: string;
      data: Record<string, string>;
      metadata: { labels: object };
    };
    const text = Buffer.from(data[".dockerconfigjson"] ?? "", "base64").toString();
    return { type, auths: JSON.parse(text).auths, labels: metadata.labels };
  }

  it("stand in the team's namespaces, are referred to by pods of the registry, rotate, and go; no answer tells one", async () => {
    await change("createTeam", { name: "pulling", namespaces: ["pulling"] });
    const done = { __typename: "TeamSuccess", operation: { state: "DONE" } };
    expect(await secret("createPullSecret", { username: "robot", password: PASSWORD })).toMatchObject(done);
    const auth = (password: string) => Buffer.from(`robot:${password}`).toString("base64");
    const holding = (password: string) => ({ [REGISTRY]: { username: "robot", password, auth: auth(password) } });
    expect(await inCluster("pulling")).toMatchObject({
      type: "kubernetes.io/dockerconfigjson",
      auths: holding(PASSWORD),
      labels: { "app.kubernetes.io/managed-by": "resource-manager" },
    });
    await change("addNamespace", { team: "pulling", namespace: "pulling-more" });
    expect(await inCluster("pulling-more")).toEqual(await inCluster("pulling"));

    const [theirs, others] = [`${REGISTRY}/team/train:1`, "registry.local/train:1"].map((image) =>
      wish({ namespace: "pulling", image }),
    );
    for (const pod of [theirs, others]) {
      expect(await mutate(api.url, "createPod", pod ?? {})).toMatchObject({ __typename: "CreatePodSuccess" });
      const made = await cluster.laboratory.getPod("pulling", pod?.name ?? "");
      expect(made?.spec.imagePullSecrets ?? []).toEqual(pod === theirs ? [{ name: NAME }] : []);
    }

    expect(await secret("rotatePullSecret", { username: "robot", password: "another" })).toMatchObject(done);
    expect([await inCluster("pulling"), await inCluster("pulling-more")]).toMatchObject([
      { auths: holding("another") },
      { auths: holding("another") },
    ]);
    const text = `{ teams { name pullSecrets { registry username secretName createdBy rotatedAt } }
      auditEvents(first: 100) { nodes { action reason changes { field before after } } }
      operations(first: 50) { kind errorMessage steps { message } } }`;
    const answer = await post(api.url, { query: text });
    expect(answer.text).toContain(`"secretName":"${NAME}"`);
    expect(answer.text).toContain("createPullSecret");
    for (const word of [PASSWORD, "another", auth(PASSWORD), auth("another")]) expect(answer.text).not.toContain(word);

    expect(await secret("deletePullSecret", {})).toMatchObject(done);
    expect([await inCluster("pulling"), await inCluster("pulling-more")]).toEqual([null, null]);
    expect(await secret("deletePullSecret", {})).toMatchObject({ __typename: "NotFound" });
  });
});

function never(): never {
  throw new Error("an answer has what was asked");
}
