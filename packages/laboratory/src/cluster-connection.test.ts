import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type ClusterConnection, connectTo, type WatchEvent, WatchRefused } from "./cluster-connection.ts";

let server: Server | undefined;
let connection: ClusterConnection | undefined;
afterEach(async () => {
  await connection?.close();
  server?.closeAllConnections();
  server?.close();
});

test("a request carries method, query, body and token, and gets status, headers and JSON", async () => {
  const open = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { authorization, "content-type": type } = request.headers;
    response.writeHead(409, { "x-seen": "yes" });
    response.end(JSON.stringify({ method: request.method, url: request.url, body, authorization, type }));
  });
  const answer = await open.request("PATCH", "/api/v1/pods", {
    query: { limit: 5, continue: undefined, fieldSelector: "a=b" },
    body: { spec: 1 },
    contentType: "application/merge-patch+json",
  });
  expect(answer).toMatchObject({ status: 409, headers: { "x-seen": "yes" } });
  expect(answer.json).toEqual({
    method: "PATCH",
    url: "/api/v1/pods?limit=5&fieldSelector=a%3Db",
    body: '{"spec":1}',
    authorization: "Bearer secret",
    type: "application/merge-patch+json",
  });
});

test("an answer that is no JSON is text", async () => {
  const open = await serve((_, response) => response.end("ok"));
  expect(await open.request("GET", "/readyz")).toMatchObject({ status: 200, json: undefined, text: "ok" });
});

test("an answer that does not come is an error after the time-out", async () => {
  const open = await serve(() => {});
  await expect(open.request("GET", "/", { timeoutMs: 50 })).rejects.toThrow(/timeout/i);
});

test("a watch yields its events however they are cut, and ends when it is aborted", async () => {
  const line = (type: string, name: string): string => `${JSON.stringify({ type, object: { name } })}\n`;
  const open = await serve((request, response) => {
    expect(request.url).toBe("/api/v1/pods?resourceVersion=7&watch=true");
    const text = Buffer.from(line("ADDED", "ä") + line("DELETED", "b"));
    // Cut in the middle of the two bytes of "ä".
    const cut = text.indexOf("ä") + 1;
    response.write(text.subarray(0, cut), () => setImmediate(() => response.write(text.subarray(cut))));
  });
  const stream = open.stream("/api/v1/pods", { query: { resourceVersion: "7" } });
  const events: WatchEvent[] = [];
  for await (const event of stream) {
    events.push(event);
    if (events.length === 2) stream.abort();
  }
  expect(events).toEqual([
    { type: "ADDED", object: { name: "ä" } },
    { type: "DELETED", object: { name: "b" } },
  ]);
});

test("a watch that is refused says how; one that is cut off is an error", async () => {
  const open = await serve((request, response) => {
    if (request.url?.startsWith("/gone")) response.writeHead(410).end("too old");
    else response.write('{"type":"ADDED","object":{}}\n', () => setImmediate(() => response.destroy()));
  });
  await expect(drain(open, "/gone")).rejects.toThrow(new WatchRefused(410, "too old"));
  await expect(drain(open, "/cut")).rejects.toThrow();
});

async function drain(open: ClusterConnection, path: string): Promise<void> {
  for await (const _ of open.stream(path));
}

async function serve(
  handler: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<ClusterConnection> {
  server = createServer((request, response) => void handler(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  connection = connectTo({ server: `http://127.0.0.1:${port}`, token: "secret", skipTlsVerify: false });
  return connection;
}
