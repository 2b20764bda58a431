import { randomUUID } from "node:crypto";
import { PERMISSIONS } from "@resource-manager/domain/rules/permissions";
import type { GraphQLObjectType, GraphQLSchema } from "graphql";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connect, once, post, type WireResult } from "../../testing/graphql-client.ts";
import { minimalOperation } from "../../testing/minimal-operation.ts";
import { startTestApi, type TestApi } from "../../testing/test-api.ts";
import { openTestTokens, type TestTokens } from "../../testing/test-tokens.ts";
import { makeSchema } from "../schema.ts";
import { guardRoots } from "./guard-roots.ts";
import { ROOT_PERMISSIONS } from "./root-permissions.ts";

// A busy machine may take several times as long as an idle one.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Who asks. None: without a token. Unknown: with a secret of no token. */
const ASKERS = ["none", "READ", "WRITE", "revoked", "unknown"] as const;
type Asker = (typeof ASKERS)[number];
type Verdict = "served" | "refused";

let schema: GraphQLSchema;
let tokens: TestTokens;
let api: TestApi;
let secretOf: Readonly<Record<Exclude<Asker, "none">, string>>;

beforeAll(async () => {
  schema = await makeSchema();
  tokens = await openTestTokens();
  api = await startTestApi({ tokens: tokens.tokens, auditRefused: async () => undefined });
  const revoked = await tokens.make("WRITE");
  await tokens.revoke(revoked);
  const [read, write] = [await tokens.make("READ"), await tokens.make("WRITE")];
  secretOf = { READ: read.secret, WRITE: write.secret, revoked: revoked.secret, unknown: `rm_${randomUUID()}` };
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await tokens[Symbol.asyncDispose]();
});

test("over HTTP and WebSocket everything that can be asked is served to whom the table has, and to nobody else", async () => {
  const wrong: string[] = [];
  const counts = { served: 0, refused: 0 };
  for (const asker of ASKERS) {
    for (const { place, operation, kind } of everythingAsked(schema)) {
      const answers: [string, Verdict][] = [["WebSocket", await overWebSocket(asker, operation)]];
      if (kind !== "subscription") answers.push(["HTTP", await overHttp(asker, operation)]);
      for (const [transport, verdict] of answers) {
        counts[verdict] += 1;
        if (verdict !== expected(place, asker)) wrong.push(`${place} for ${asker} over ${transport}: ${verdict}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(Math.min(counts.served, counts.refused)).toBeGreaterThan(100);
});

test("a root without a permission, and a permission without its root, stop the schema from being made", async () => {
  const { "Query.pods": _, ...table } = ROOT_PERMISSIONS;
  expect(() => guardRoots(schema, { ...table, "Query.nothing": "look" })).toThrow(
    /without a permission: Query\.pods; in no schema: Query\.nothing/,
  );
});

function expected(place: string, asker: Asker): Verdict {
  if (asker === "none") return "served";
  const permission = ROOT_PERMISSIONS[place];
  const scopes: readonly string[] = permission === undefined ? [] : PERMISSIONS[permission].scopes;
  return scopes.includes(asker) ? "served" : "refused";
}

function everythingAsked(of: GraphQLSchema) {
  const roots = [
    ["query", of.getQueryType()],
    ["mutation", of.getMutationType()],
    ["subscription", of.getSubscriptionType()],
  ] as const satisfies readonly (readonly [string, GraphQLObjectType | null | undefined])[];
  return roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => ({
      place: `${type?.name}.${field.name}`,
      operation: minimalOperation(kind, field),
      kind,
    })),
  );
}

async function overHttp(asker: Asker, query: string): Promise<Verdict> {
  const headers = asker === "none" ? {} : { authorization: `Bearer ${secretOf[asker]}` };
  return verdictOn(await post(api.url, { query }, headers));
}

async function overWebSocket(asker: Asker, query: string): Promise<Verdict> {
  const client = connect(api.url, asker === "none" ? {} : { authorization: `Bearer ${secretOf[asker]}` });
  try {
    return verdictOn(await once(client, { query }));
  } catch (error) {
    // The connection was closed: 4403 is graphql-ws' Forbidden.
    if ((error as { code?: unknown }).code === 4403) return "refused";
    throw error;
  } finally {
    await client.dispose();
  }
}

/** The stand-in services of this test fail: to be served is not to be refused. */
function verdictOn({ data, errors }: Pick<WireResult<Record<string, unknown>>, "data" | "errors">): Verdict {
  const codes = (errors ?? []).map(({ extensions }) => extensions?.code);
  if (codes.includes("GRAPHQL_VALIDATION_FAILED"))
    throw new Error(`the probe asked wrongly: ${JSON.stringify(errors)}`);
  const isRefused = codes.includes("UNAUTHENTICATED") || codes.includes("FORBIDDEN");
  return isRefused || JSON.stringify(data ?? null).includes('"NotPermitted"') ? "refused" : "served";
}
