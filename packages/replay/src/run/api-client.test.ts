import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openApiClient } from "./api-client.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

test("sends the same request again after a broken connection, a 5xx, a time-out and a word that it should", async () => {
  const bodies: string[] = [];
  const answers: Handler[] = [
    (request) => request.socket.destroy(),
    (_, response) => response.writeHead(503).end("away"),
    () => {},
    (_, response) => response.end('{"errors":[{"message":"not now","extensions":{"code":"UNAVAILABLE"}}]}'),
    (_, response) => response.end('{"data":{"n":1}}'),
  ];
  const url = await startApi((request, response, body) => {
    bodies.push(body);
    answers.shift()?.(request, response, body);
  });
  const api = open(url, { answerWithinMs: 300 });
  expect(await api.call("query", { operationId: "x" })).toEqual({ n: 1 });
  expect(api.retries).toBe(4);
  expect(new Set(bodies).size).toBe(1);
});

test("gives up on an API that stays away", async () => {
  const api = open("http://127.0.0.1:1/graphql", { tryForMs: 300 });
  await expect(api.call("query")).rejects.toThrow(/127.0.0.1:1\/graphql does not answer/);
});

test("an error of GraphQL is an answer: not sent again", async () => {
  let count = 0;
  const url = await startApi((_, response) => {
    count++;
    response.end('{"data":null,"errors":[{"message":"no such field","extensions":{"code":"BAD_USER_INPUT"}}]}');
  });
  await expect(open(url).call("query")).rejects.toThrow("BAD_USER_INPUT: no such field");
  expect(count).toBe(1);
});

async function startApi(handle: Handler): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    handle(request, response, body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

function open(...[url, options]: Parameters<typeof openApiClient>) {
  const api = openApiClient(url, options);
  cleanups.push(() => api[Symbol.asyncDispose]());
  return api;
}
