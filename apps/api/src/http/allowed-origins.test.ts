import { afterAll, beforeAll, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { startTestApi, type TestApi } from "../testing/test-api.ts";
import { AskerLimits } from "./asker-limits.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const ALLOWED = "https://tools.example";
let open: TestApi;
let closed: TestApi;
beforeAll(async () => {
  open = await startTestApi({}, new AskerLimits(), new Set([ALLOWED]));
  closed = await startTestApi();
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await closed[Symbol.asyncDispose]();
});

const BODY = JSON.stringify({ query: "{ __typename }" });
const JSON_TYPE = { "content-type": "application/json" };

/** As a browser asks for a page of that origin. */
function post({ url }: TestApi, origin: string): Promise<Response> {
  const site = origin === url ? "same-origin" : "cross-site";
  const headers = { ...JSON_TYPE, origin, "sec-fetch-site": site, "sec-fetch-mode": "cors" };
  return fetch(`${url}/graphql`, { method: "POST", headers, body: BODY });
}

function preflight({ url }: TestApi, origin: string): Promise<Response> {
  const headers = { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" };
  return fetch(`${url}/graphql`, { method: "OPTIONS", headers });
}

/** The code with which the opening is answered: 101 where it is let in. */
function upgrade({ url }: TestApi, origin: string): Promise<number> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws", { origin });
  return new Promise((resolve, reject) => {
    socket.on("open", () => {
      socket.terminate();
      resolve(101);
    });
    socket.on("unexpected-response", (_request, { statusCode }) => resolve(statusCode ?? 0));
    socket.on("error", reject);
  });
}

function told({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control")));
}

test("a page of an allowed origin asks with credentials and reads the answer, over HTTP and WebSocket", async () => {
  const asked = await preflight(open, ALLOWED);
  expect([asked.status, asked.headers.get("vary")]).toEqual([204, "origin"]);
  expect(told(asked)).toEqual({
    "access-control-allow-origin": ALLOWED,
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "authorization, content-type, apollo-require-preflight, x-apollo-operation-name",
    "access-control-max-age": "600",
  });
  const answer = await post(open, ALLOWED);
  expect(await answer.json()).toEqual({ data: { __typename: "Query" } });
  expect(told(answer)).toMatchObject({
    "access-control-allow-origin": ALLOWED,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": expect.stringContaining("x-request-id"),
  });
  expect(await upgrade(open, ALLOWED)).toBe(101);
});

test.each(["https://tools.example.evil.example", "http://tools.example", "https://tools.example:444", "null"])(
  "a page of %s is refused and told nothing",
  async (origin) => {
    const answers = [await preflight(open, origin), await post(open, origin)];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(answers.map(told)).toEqual([{}, {}]);
    expect(await upgrade(open, origin)).toBe(403);
  },
);

test("where none is configured every other origin is refused, and no answer speaks of origins", async () => {
  const answers = [await preflight(closed, ALLOWED), await post(closed, ALLOWED), await post(closed, closed.url)];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 200]);
  expect(answers.map(told)).toEqual([{}, {}, {}]);
  expect(answers.map(({ headers }) => headers.get("vary"))).toEqual([null, null, null]);
  expect(await upgrade(closed, ALLOWED)).toBe(403);
});

test("an allowed origin signs nobody in: what is asked before is for the own pages alone", async () => {
  const headers = { ...JSON_TYPE, origin: ALLOWED };
  const answer = await fetch(`${open.url}/auth/password`, { method: "POST", headers, body: "{}" });
  expect([answer.status, told(answer)]).toEqual([403, {}]);
});
