import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, nextResult } from "../src/testing/graphql-client.ts";
import { type ApiUnderTest, startApiUnderTest } from "./api-under-test.ts";
import { addGpuServer, type ClusterUnderTest, startClusterUnderTest } from "./cluster-under-test.ts";
import { mutate, query, untilPod, wish } from "./pods.ts";

let cluster: ClusterUnderTest;
let api: ApiUnderTest;

beforeAll(async () => {
  cluster = await startClusterUnderTest();
  await addGpuServer(cluster.laboratory, "big", 4);
  api = await startApiUnderTest(cluster.kubeconfigPath);
});
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly {
    readonly sequence: number;
    readonly at: string;
    readonly action: string;
    readonly result: string;
    readonly reason: string | null;
    readonly requestId: string | null;
    readonly requestFrom: string | null;
    readonly changes: readonly {
      readonly field: string;
      readonly before: string | null;
      readonly after: string | null;
    }[];
  }[];
}

async function events(args: string): Promise<Page> {
  const text = `{ auditEvents(${args}) { totalCount pageInfo { hasNextPage endCursor } nodes {
    sequence at action result reason requestId requestFrom changes { field before after } } } }`;
  return (await query<{ auditEvents: Page }>(api.url, text)).auditEvents;
}

async function stateAt(subject: string, at: string) {
  const text = `{ auditedState(subject: ${JSON.stringify(subject)}, at: "${at}") { exists fields { name value } } }`;
  const { auditedState } = await query<{
    auditedState: { exists: boolean; fields: { name: string; value: string }[] };
  }>(api.url, text);
  const { exists, fields } = auditedState;
  return { exists, ...Object.fromEntries(fields.map(({ name, value }) => [name, value])) };
}

const chain = async () =>
  (
    await query<{ auditChain: { whole: boolean; events: number; faults: { kind: string; sequence: number }[] } }>(
      api.url,
      "{ auditChain { whole events faults { kind sequence } } }",
    )
  ).auditChain;

it("tells the life of a pod, with the requests, refusals and ends, and its state at each time; never an env value", async () => {
  const secret = "do-not-tell-7f3a";
  const pod = { ...wish(), env: [{ name: "TOKEN", value: secret }] };
  const subject = `pod:${pod.namespace}/${pod.name}`;
  await mutate(api.url, "createPod", pod);
  await untilPod(api.url, pod, (seen) => seen?.status === "RUNNING");
  await mutate(api.url, "createPod", pod);
  await mutate(api.url, "updatePod", { namespace: pod.namespace, name: pod.name, image: "registry.example/other:2" });
  await untilPod(api.url, pod, (seen) => seen?.status === "RUNNING");
  await mutate(api.url, "deletePod", { namespace: pod.namespace, name: pod.name });
  await untilPod(api.url, pod, (seen) => seen === null);

  const found = await events(`first: 100, filter: { subject: "${subject}" }`);
  const told = found.nodes.toReversed().map(({ action, result }) => `${action} ${result}`);
  expect(told.filter((words) => !words.startsWith("operation."))).toEqual([
    "createPod ACCEPTED",
    "createPod REFUSED",
    "updatePod ACCEPTED",
    "deletePod ACCEPTED",
  ]);
  expect(told).toContain("operation.CREATE_POD DONE");
  expect(told).toContain("operation.DELETE_POD DONE");
  expect(found.totalCount).toBe(told.length);
  const asked = found.nodes.filter(({ action }) => !action.startsWith("operation."));
  expect(asked.map(({ requestFrom }) => requestFrom)).toEqual(asked.map(() => "127.0.0.1"));
  expect(new Set(asked.map(({ requestId }) => requestId)).size).toBe(asked.length);
  expect(asked.find(({ result }) => result === "REFUSED")?.reason).toContain("NameTaken");
  expect(JSON.stringify(found)).not.toContain(secret);

  const [deleted, updated, , created] = asked;
  if (!deleted || !updated || !created) throw new Error("an event is missing");
  expect(await stateAt(subject, "2020-01-01T00:00:00Z")).toEqual({ exists: false });
  expect(await stateAt(subject, created.at)).toMatchObject({ exists: true, image: pod.image, server: "big" });
  expect(await stateAt(subject, updated.at)).toMatchObject({ exists: true, image: "registry.example/other:2" });
  expect(await stateAt(subject, deleted.at)).toEqual({ exists: false });
});

it("goes page by page, and refuses a cursor that is none", async () => {
  const all = await events("first: 500");
  const first = await events("first: 2");
  const next = await events(`first: 2, after: "${first.pageInfo.endCursor}"`);
  expect([...first.nodes, ...next.nodes]).toEqual(all.nodes.slice(0, 4));
  expect(first).toMatchObject({ totalCount: all.totalCount, pageInfo: { hasNextPage: true } });
  await expect(events(`first: 2, after: "x"`)).rejects.toThrow("no cursor");
});

it("tells of teams when they change", async () => {
  const client = connect(api.url);
  const teams = client.iterate<{ teamsChanged: { name: string; description: string }[] }>({
    query: "subscription { teamsChanged { name description } }",
  });
  const described = async () => (await nextResult(teams)).data?.teamsChanged.find(({ name }) => name === "staging");
  expect(await described()).toEqual({ name: "staging", description: "" });
  const input = `{ name: "staging", description: "before production" }`;
  await query(api.url, `mutation { updateTeam(input: ${input}) { __typename } }`);
  expect(await described()).toMatchObject({ description: "before production" });
  await client.dispose();
  const { nodes } = await events(`first: 100, filter: { team: "staging", actions: ["updateTeam"] }`);
  expect(nodes[0]?.changes).toEqual([{ field: "description", before: "", after: "before production" }]);
});

it("is verified as a whole, and names what was altered in the file", async () => {
  const before = await chain();
  expect(before).toMatchObject({ whole: true, faults: [] });
  expect(before.events).toBeGreaterThan(5);
  const db = new DatabaseSync(join(api.dataDir, "ledger.db"));
  db.exec(`DROP TRIGGER "AuditEvent_no_update"; UPDATE "AuditEvent" SET "actorName" = 'mallory' WHERE "sequence" = 3`);
  db.close();
  expect(await chain()).toMatchObject({ whole: false, faults: [{ kind: "ALTERED", sequence: 3 }] });
});
