import { afterEach, beforeEach, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { connect, nextResult, once } from "../testing/graphql-client.ts";
import { ledgerPod, observedPod, observedServer, operation } from "../testing/samples.ts";
import { startTestApi, type TestApi } from "../testing/test-api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi();
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
});

/** How an attempt to open a WebSocket ends: "open", or the status of the refusal. */
function attempt(headers: Readonly<Record<string, string>>, path = "/graphql"): Promise<number | "open"> {
  const socket = new WebSocket(`${api.url.replace("http", "ws")}${path}`, "graphql-transport-ws", { headers });
  return new Promise((resolve, reject) => {
    socket.on("open", () => {
      socket.close();
      resolve("open");
    });
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("error", reject);
  });
}

describe("connections", () => {
  it("from pages of other sites are refused", async () => {
    const { host } = new URL(api.url);
    expect(await attempt({})).toBe("open");
    expect(await attempt({ origin: `http://${host}` })).toBe("open");
    expect(await attempt({ origin: "http://localhost:3000", "x-forwarded-host": "localhost:3000" })).toBe("open");
    expect(await attempt({ origin: "https://example.org" })).toBe(403);
    expect(await attempt({ origin: "null" })).toBe(403);
    expect(await attempt({ origin: "http://example.org", host: "example.org" })).toBe(403);
    expect(await attempt({}, "/elsewhere")).toBe(404);
    api.setServing(false);
    expect(await attempt({})).toBe(503);
  });

  it("end when a message is larger than 1 MiB", async () => {
    const socket = new WebSocket(`${api.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    await new Promise((resolve) => socket.on("open", resolve));
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.send("x".repeat(1024 * 1024 + 1));
    expect(await closed).toBe(1009);
  });

  it("end as the protocol says when a message is of the wrong side, or nested too deep, and that is no fault of ours", async () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    for (const message of ['{"type":"connection_ack"}', `{"type":"ping","payload":{"a":${deep}}}`]) {
      const socket = new WebSocket(`${api.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
      await new Promise((resolve) => socket.on("open", resolve));
      const closed = new Promise((resolve) => socket.on("close", resolve));
      socket.send(message);
      expect(await closed).toBe(4400);
    }
    expect(api.logged()).not.toContainEqual(expect.objectContaining({ level: 50 }));
  });

  it("end when they flood", async () => {
    const socket = new WebSocket(`${api.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    await new Promise((resolve) => socket.on("open", resolve));
    const closed = new Promise((resolve) => socket.on("close", resolve));
    for (let sent = 0; sent < 2_000; sent += 1) socket.send('{"type":"ping"}');
    expect(await closed).toBe(1008);
  });
});

describe("operations", () => {
  it("have the limits and the errors that they have over HTTP", async () => {
    const client = connect(api.url);
    const aliases = `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(" ")} }`;
    const cases: [string, string, Record<string, unknown>?][] = [
      ["QUERY_TOO_COMPLEX", aliases],
      ["GRAPHQL_PARSE_FAILED", "subscription {"],
      ["GRAPHQL_VALIDATION_FAILED", "subscription { nothing }"],
      ["BAD_USER_INPUT", "query ($first: Int!) { pods(first: $first) { totalCount } }", { first: "x" }],
      ["NOT_FOUND", 'subscription { operationChanged(id: "none") { id } }'],
      ["INTERNAL_SERVER_ERROR", 'mutation { deletePod(input: { namespace: "a", name: "b" }) { __typename } }'],
    ];
    for (const [code, query, variables = {}] of cases) {
      const { errors } = await once(client, { query, variables });
      expect(errors?.[0]?.extensions).toEqual({ code, requestId: expect.any(String) });
      expect(JSON.stringify(errors)).not.toContain("was not to call");
    }
    await client.dispose();
  });

  it("are at most 100 at once on one connection", async () => {
    const client = connect(api.url);
    const readers = Array.from({ length: 100 }, () =>
      client.iterate({ query: "subscription { systemChanged { stale } }" }),
    );
    for (const reader of readers) await nextResult(reader);
    const { errors } = await once(client, { query: "subscription { systemChanged { stale } }" });
    expect(errors?.[0]?.extensions?.code).toBe("TOO_MANY_SUBSCRIPTIONS");
    await readers[0]?.return?.();
    await expect
      .poll(async () => (await once(client, { query: "subscription { systemChanged { stale } }" })).data)
      .toEqual({ systemChanged: { stale: false } });
    await client.dispose();
  });
});

describe("subscriptions", () => {
  it("tell what queries answer, and end with their reader", async () => {
    const client = connect(api.url);
    const fields = "name status server { name available { gpus } } operation { state }";
    const changes = client.iterate<{ podsChanged: { reset: boolean; pods: object[]; removed: string[] } }>({
      query: `subscription { podsChanged { reset removed pods { ${fields} } } }`,
    });
    expect((await nextResult(changes)).data?.podsChanged).toEqual({ reset: true, pods: [], removed: [] });
    const pod = ledgerPod("train", 2, "gpu-1", { operationId: "op" });
    api.view.setServer(observedServer("gpu-1"));
    api.ledger.commit({ pods: [pod], operations: [operation("op", pod)] });
    api.view.setPod(observedPod(pod));
    const told = (await nextResult(changes)).data?.podsChanged.pods;
    const asked = await once(client, { query: `{ pods { nodes { ${fields} } } }` });
    expect((asked.data as { pods: { nodes: object[] } }).pods.nodes).toEqual(told);
    expect(api.channels.subscriberCount).toBe(1);
    await client.dispose();
    await expect.poll(() => api.channels.subscriberCount).toBe(0);
  });

  it("of pods tell of their servers when those are asked for", async () => {
    const client = connect(api.url);
    api.view.setServer(observedServer("gpu-1"));
    const [watched, other] = [ledgerPod("watched", 1, "gpu-1"), ledgerPod("other", 3, "gpu-1")];
    api.ledger.commit({ pods: [watched] });
    const changes = client.iterate<{ podsChanged: { pods: unknown } }>({
      query: `subscription { podsChanged(filter: { search: "watched" }) { pods { server { available { gpus } } } } }`,
    });
    expect((await nextResult(changes)).data?.podsChanged.pods).toEqual([{ server: { available: { gpus: 7 } } }]);
    api.ledger.commit({ pods: [other] });
    expect((await nextResult(changes)).data?.podsChanged.pods).toEqual([{ server: { available: { gpus: 4 } } }]);
    await client.dispose();
  });

  it("of the overview, of operations and of freshness follow what they show", async () => {
    const client = connect(api.url);
    const overview = client.iterate<{ overviewChanged: unknown }>({
      query: "subscription { overviewChanged { openOperations capacity { gpus } } }",
    });
    const operations = client.iterate<{ operationsChanged: unknown }>({
      query: "subscription { operationsChanged(first: 5) { id state } }",
    });
    const system = client.iterate<{ systemChanged: unknown }>({
      query: "subscription { systemChanged { stale why } }",
    });
    expect((await nextResult(overview)).data?.overviewChanged).toEqual({ openOperations: 0, capacity: { gpus: 0 } });
    expect((await nextResult(operations)).data?.operationsChanged).toEqual([]);
    await nextResult(system);
    const pod = ledgerPod("train", 0, null);
    api.view.setServer(observedServer("gpu-1"));
    api.ledger.commit({ operations: [operation("op", pod)] });
    expect((await nextResult(operations)).data?.operationsChanged).toEqual([{ id: "op", state: "RUNNING" }]);
    const seen = (await nextResult(overview)).data?.overviewChanged;
    expect(seen).toEqual({ openOperations: 1, capacity: { gpus: 8 } });
    api.view.setFreshness({ observedAt: null, stale: true, why: "nothing heard" });
    expect((await nextResult(system)).data?.systemChanged).toEqual({ stale: true, why: "nothing heard" });
    await client.dispose();
  });

  it("of consistency begin with a report", async () => {
    const client = connect(api.url);
    const reports = client.iterate<{ consistencyChanged: unknown }>({
      query: "subscription { consistencyChanged { consistent findings { class } } }",
    });
    expect((await nextResult(reports)).data?.consistencyChanged).toEqual({ consistent: true, findings: [] });
    await client.dispose();
  });
});
