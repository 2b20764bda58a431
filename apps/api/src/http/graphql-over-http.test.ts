import { getIntrospectionQuery } from "graphql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { post } from "../testing/graphql-client.ts";
import { ledgerPod, observedPod, observedServer } from "../testing/samples.ts";
import { startTestApi, type TestApi } from "../testing/test-api.ts";

const SECRET = "connection to ledger.db lost";

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi({
    commands: {
      create: () => Promise.reject(new Error(SECRET)),
      update: () => Promise.reject(new Error(SECRET)),
      delete: () => Promise.reject(new Error(SECRET)),
      cancel: () => Promise.reject(new Error(SECRET)),
      undo: () => Promise.reject(new Error(SECRET)),
      repair: () => Promise.reject(new Error(SECRET)),
    },
  });
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
});

const codeOf = (answer: Awaited<ReturnType<typeof post>>) => answer.errors?.[0]?.extensions.code;

describe("queries", () => {
  it("answer from the live view, nested both ways", async () => {
    const pod = ledgerPod("train", 2, "gpu-1");
    api.view.setServer(observedServer("gpu-1"));
    api.ledger.commit({ pods: [pod] });
    api.view.setPod(observedPod(pod));
    const answer = await post(api.url, {
      query: `{ servers { totalCount nodes { name available { gpus ramBytes } pods { name status server { name } } } } }`,
    });
    expect(answer.data).toEqual({
      servers: {
        totalCount: 1,
        nodes: [
          {
            name: "gpu-1",
            available: { gpus: 6, ramBytes: 1_024 * 2 ** 30 - 2 ** 35 },
            pods: [{ name: "train", status: "RUNNING", server: { name: "gpu-1" } }],
          },
        ],
      },
    });
  });

  it("page through everything once, in either direction, while rows come and go", async () => {
    api.ledger.commit({ pods: Array.from({ length: 25 }, (_, index) => ledgerPod(`p${index}`, index % 3, null)) });
    const query = `query ($after: String, $direction: Direction!) {
      pods(first: 10, after: $after, orderBy: { field: GPUS, direction: $direction }) {
        totalCount pageInfo { hasNextPage endCursor } nodes { name requested { gpus } } } }`;
    for (const direction of ["ASC", "DESC"]) {
      const names: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const answer = await post(api.url, { query, variables: { after, direction } });
        const page = answer.data?.pods as {
          pageInfo: { hasNextPage: boolean; endCursor: string };
          nodes: { name: string }[];
        };
        names.push(...page.nodes.map((node) => node.name));
        after = page.pageInfo.endCursor;
        more = page.pageInfo.hasNextPage;
      }
      expect(names).toHaveLength(25);
      expect(new Set(names).size).toBe(25);
    }
  });

  it("cut `first`, and refuse cursors that are not theirs", async () => {
    const answer = await post(api.url, { query: "{ pods(first: 100000) { totalCount } }" });
    expect(answer.data).toEqual({ pods: { totalCount: 0 } });
    for (const args of ['after: "nonsense"', 'after: "W10"', "first: -1"]) {
      expect(codeOf(await post(api.url, { query: `{ pods(${args}) { totalCount } }` }))).toBe("BAD_USER_INPUT");
    }
  });
});

describe("errors", () => {
  it("that nobody meant for clients are masked, and logged under the request's id", async () => {
    const answer = await post(api.url, {
      query: `mutation { deletePod(input: { namespace: "a", name: "b" }) { __typename } }`,
    });
    expect(answer.text).not.toContain(SECRET);
    expect(answer.text).not.toContain("stack");
    expect(answer.text).not.toMatch(/\bat .+:\d+:\d+/);
    expect(codeOf(answer)).toBe("INTERNAL_SERVER_ERROR");
    const requestId = answer.errors?.[0]?.extensions.requestId;
    expect(api.logged()).toContainEqual(
      expect.objectContaining({ requestId, err: expect.objectContaining({ message: SECRET }) }),
    );
  });

  it("of the request itself say what is wrong, with nothing but code and request id", async () => {
    const cases: [string, object][] = [
      ["GRAPHQL_PARSE_FAILED", { query: "{ system {" }],
      ["GRAPHQL_VALIDATION_FAILED", { query: "{ sytem { version } }" }],
      [
        "BAD_USER_INPUT",
        { query: "query ($first: Int!) { pods(first: $first) { totalCount } }", variables: { first: "x" } },
      ],
      ["OPERATION_RESOLUTION_FAILURE", { query: "query A { __typename } query B { __typename }" }],
      ["BAD_REQUEST", {}],
    ];
    for (const [code, body] of cases) {
      const answer = await post(api.url, { body: JSON.stringify(body) });
      expect([code, answer.status]).toEqual([codeOf(answer), 400]);
      expect(Object.keys(answer.errors?.[0]?.extensions ?? {}).sort()).toEqual(["code", "requestId"]);
    }
  });

  it("say that the product is starting while it is", async () => {
    api.setServing(false);
    const answer = await post(api.url, { query: "{ __typename }" });
    expect([answer.status, codeOf(answer)]).toEqual([503, "STARTING"]);
  });
});

describe("what is refused before it runs", () => {
  const spread = (depth: number): string => (depth === 0 ? "name" : `pods { server { ${spread(depth - 1)} } }`);
  /** Each fragment spreads the next one ten times: 10^12 fields out of 12 lines. */
  const bomb = `query { server(name: "a") { ...F0 } } ${Array.from({ length: 12 }, (_, index) =>
    index === 11
      ? `fragment F${index} on Server { name }`
      : `fragment F${index} on Server { ${Array.from({ length: 10 }, () => `...F${index + 1}`).join(" ")} }`,
  ).join(" ")}`;
  const tooLarge: Readonly<Record<string, string>> = {
    "too deep": `{ servers { nodes { ${spread(6)} } } }`,
    "too many aliases": `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(" ")} }`,
    "too many fields at its root": `{ ${Array.from({ length: 31 }, () => "__typename").join(" ")} }`,
    "too many directives": `{ __typename ${"@skip(if: false) ".repeat(51)} }`,
    "too wide": "{ pods(first: 500) { nodes { log events { reason } } } }",
    "too wide by a variable's default": "query ($n: Int = 500) { pods(first: $n) { nodes { log events { reason } } } }",
    "fragments that multiply": bomb,
    "a fragment within itself": "{ ...A } fragment A on Query { ...A }",
    "a value of too many lists within each other": `{ server(name: ${"[".repeat(900)}${"]".repeat(900)}) { name } }`,
    "too many words": `{ ${"system { version } ".repeat(1_500)} }`,
  };
  for (const [what, query] of Object.entries(tooLarge)) {
    it(`${what}`, async () => {
      const answer = await post(api.url, { query });
      expect(answer.status).toBe(400);
      expect(["QUERY_TOO_COMPLEX", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"]).toContain(codeOf(answer));
      expect(answer.data ?? null).toBeNull();
    });
  }

  it("but not what the playground asks for", async () => {
    const query = getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, specifiedByUrl: true });
    const answer = await post(api.url, { query });
    expect(answer.errors).toBeUndefined();
  });

  it("batches", async () => {
    const answer = await post(api.url, { body: JSON.stringify([{ query: "{ __typename }" }]) });
    expect([answer.status, codeOf(answer)]).toEqual([400, "BATCHING_NOT_SUPPORTED"]);
  });

  it("subscriptions, which need a WebSocket", async () => {
    for (const query of [
      "subscription { podsChanged { reset } }",
      'subscription { operationChanged(id: "none") { id } }',
    ]) {
      const answer = await post(api.url, { query });
      expect([answer.status, codeOf(answer)]).toEqual([400, "BAD_USER_INPUT"]);
    }
  });

  it("hashes in place of documents, whatever they look like", async () => {
    for (const persistedQuery of [{ version: 1, sha256Hash: "0" }, { version: 2 }, "x"]) {
      const answer = await post(api.url, { body: JSON.stringify({ extensions: { persistedQuery } }) });
      expect(codeOf(answer)).toBe("PERSISTED_QUERY_NOT_SUPPORTED");
    }
  });

  it("bodies of more than 1 MiB", async () => {
    const answer = await post(api.url, { query: `{ __typename } #${"x".repeat(1024 * 1024)}` });
    expect([answer.status, codeOf(answer)]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  });

  it("bodies that are no JSON, or no request", async () => {
    for (const body of ["{", '"text"', "null", ""]) {
      const answer = await post(api.url, { body });
      expect([answer.status, codeOf(answer)]).toEqual([400, "BAD_REQUEST"]);
    }
  });

  it("forms and other requests that a page of another site could send", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const answer = await post(api.url, { query: "{ __typename }" }, { "content-type": type });
      expect([answer.status, codeOf(answer)]).toEqual([400, "BAD_REQUEST"]);
    }
    const get = await fetch(`${api.url}/graphql?query=%7B__typename%7D`);
    expect(get.status).toBe(400);
    const foreign = await post(api.url, { query: "{ __typename }" }, { origin: "https://example.org" });
    expect([foreign.status, codeOf(foreign)]).toEqual([403, "FORBIDDEN"]);
    const rebound = await post(api.url, { query: "{ __typename }" }, { "x-forwarded-host": "example.org" });
    expect([rebound.status, codeOf(rebound)]).toEqual([403, "FORBIDDEN"]);
  });

  it("other methods", async () => {
    const response = await fetch(`${api.url}/graphql`, { method: "DELETE" });
    expect(response.status).toBe(405);
  });
});

describe("the other paths", () => {
  it("are alive from the first moment, ready when it is, and nothing else", async () => {
    const get = async (path: string) => {
      const response = await fetch(api.url + path);
      return [response.status, await response.text()];
    };
    expect(await get("/healthz")).toEqual([200, "alive"]);
    api.readiness.waitingFor(() => "the cluster does not answer");
    expect(await get("/readyz")).toEqual([503, "the cluster does not answer"]);
    api.readiness.ready();
    expect(await get("/readyz")).toEqual([200, "ready"]);
    expect((await get("/anything"))[0]).toBe(404);
  });
});
