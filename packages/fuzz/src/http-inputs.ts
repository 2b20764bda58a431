import type { Seeded } from "@resource-manager/simulation/seeded";
import type { GraphQLSchema } from "graphql";
import { bombDocument, deepJson } from "./bombs.ts";
import { generateOperation } from "./documents.ts";
import { doorInput } from "./door-inputs.ts";
import { junkTexts, junkValue, mutateBytes, randomBytes } from "./junk.ts";

export interface HttpInput {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** After the address of the API. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

const json = { "content-type": "application/json", accept: "application/json" } as const;

/** Of the requests, those that go to what is beside GraphQL. */
const AT_THE_DOOR = 0.12;

/** One request, to /graphql mostly: well-formed, nearly so, or not at all. */
export function httpInput(schema: GraphQLSchema, random: Seeded): HttpInput {
  if (random.chance(AT_THE_DOOR)) return doorInput(random);
  const operation = generateOperation(
    schema,
    random,
    random.chance(0.25) ? "mutation" : random.chance(0.95) ? "query" : "subscription",
  );
  const body = Buffer.from(JSON.stringify(operation));
  const draw = random.next();
  if (draw < 0.5) return posted(body);
  if (draw < 0.65) {
    const query = mutateBytes(random, Buffer.from(operation.query)).toString("utf8");
    return posted(Buffer.from(JSON.stringify({ ...operation, query })));
  }
  if (draw < 0.75) return posted(Buffer.from(JSON.stringify(withJunk(random, operation))));
  if (draw < 0.87) return posted(mutateBytes(random, body));
  if (draw < 0.9) return posted(randomBytes(random, random.below(400)));
  if (draw < 0.93) return posted(Buffer.from(JSON.stringify({ query: bombDocument(random) })));
  if (draw < 0.94) return posted(Buffer.from(`{"query":"{ __typename }","variables":${deepJson(random)}}`));
  return oddRequest(random, operation.query, body);
}

function posted(body: Buffer): HttpInput {
  return { method: "POST", path: "/graphql", headers: json, body };
}

/** The parameters of the request are of other types than they should be, or more of them. */
function withJunk(random: Seeded, operation: { readonly query: string; readonly variables: object }): unknown {
  const junk = junkValue(random);
  return random.pick<() => unknown>([
    () => ({ ...operation, variables: junk }),
    () => ({ ...operation, query: junk }),
    () => ({ ...operation, operationName: junk }),
    () => ({ ...operation, extensions: junk }),
    () => ({ extensions: { persistedQuery: junk } }),
    () => ({
      ...operation,
      variables: Object.fromEntries(Object.keys(operation.variables).map((name) => [name, junkValue(random)])),
    }),
    () => [operation, operation],
    () => junk,
  ])();
}

/** Other methods, paths and headers than a client would choose. */
function oddRequest(random: Seeded, query: string, body: Buffer): HttpInput {
  const asked = `/graphql?query=${encodeURIComponent(query.toWellFormed())}&variables=${encodeURIComponent(random.pick(["{}", "{", "[]", "null", "1"]))}`;
  const odd = random
    .pick(junkTexts)
    .replaceAll(/[^\x20-\x7e]/g, "?")
    .slice(0, 200);
  return random.pick<HttpInput>([
    { method: "GET", path: asked.slice(0, 8_000), headers: { "apollo-require-preflight": "1" }, body: null },
    { method: "GET", path: "/graphql", headers: {}, body: null },
    { method: "DELETE", path: "/graphql", headers: {}, body: null },
    { method: "PUT", path: "/graphql", headers: json, body },
    { method: "POST", path: "/graphql", headers: { ...json, authorization: odd }, body },
    {
      method: "POST",
      path: "/graphql",
      headers: { ...json, "content-encoding": random.pick(["gzip", "br", "zstd", "identity"]) },
      body,
    },
    {
      method: "POST",
      path: "/graphql",
      headers: {
        ...json,
        "content-type": random.pick(["text/plain", "application/json; charset=utf-7", "application/graphql", "a/b; c"]),
      },
      body,
    },
    {
      method: "POST",
      path: "/graphql",
      headers: { ...json, origin: random.pick(["null", "https://example.org", "http://"]) },
      body,
    },
    {
      method: "POST",
      path: "/graphql",
      headers: {
        ...json,
        accept: random.pick(["text/html", "*/*", "multipart/mixed", "application/graphql-response+json"]),
      },
      body,
    },
    { method: "POST", path: "/graphql", headers: { ...json, "x-forwarded-for": odd, "x-forwarded-host": odd }, body },
  ]);
}
