import { randomUUID } from "node:crypto";
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
