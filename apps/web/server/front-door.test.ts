import { once } from "node:events";
import http from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { createFrontDoor } from "./front-door.mjs";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

test("passes the API's paths on, and gives the rest to the web app", async () => {
  const api = await startApi();
  const door = await startDoor(api.url);

  expect(await (await fetch(`${door}/graphql`, { method: "POST", body: "{}" })).text()).toBe("api POST /graphql {}");
  expect(await (await fetch(`${door}/healthz`)).text()).toBe("api GET /healthz ");
  expect(await (await fetch(`${door}/readyz?why`)).text()).toBe("api GET /readyz?why ");
  expect(await (await fetch(`${door}/audit.jsonl?team=a`)).text()).toBe("api GET /audit.jsonl?team=a ");
  expect(await (await fetch(`${door}/audit`)).text()).toBe("page /audit");
  expect(await (await fetch(`${door}/auth/state`)).text()).toBe("api GET /auth/state ");
  expect(await (await fetch(`${door}/graphqlx`)).text()).toBe("page /graphqlx");
  expect(await (await fetch(`${door}/authx`)).text()).toBe("page /authx");
  expect(await (await fetch(`${door}/local/set-up-link`)).text()).toBe("page /local/set-up-link");
  expect(await (await fetch(`${door}/`)).text()).toBe("page /");
  expect(await (await fetch(`${door}//`)).text()).toBe("page //");
});

test("believes what a request says of its way here only behind a proxy", async () => {
  const seen: http.IncomingHttpHeaders[] = [];
  const api = http.createServer(({ headers }, res) => {
    seen.push(headers);
    res.end();
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => api.close());
  const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const headers = {
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "gpus.example",
  };
  await fetch(`${await startDoor(url)}/graphql`, { headers });
  await fetch(`${await startDoor(url, true)}/graphql`, { headers });
  const told = seen.map((each) => [each["x-forwarded-for"], each["x-forwarded-proto"], each["x-forwarded-host"]]);
  expect(told).toEqual([
    ["127.0.0.1", "http", expect.stringMatching(/^127\.0\.0\.1:/)],
    ["203.0.113.7,127.0.0.1", "https,http", "gpus.example"],
  ]);
});

test("answers 503 with a code while the API is away, and serves again when it is back", async () => {
  const api = await startApi();
  const door = await startDoor(api.url);
  expect((await fetch(`${door}/graphql`)).status).toBe(200);
  await api.stop();

  const away = await fetch(`${door}/graphql`, { method: "POST", body: "{}" });
  expect(away.status).toBe(503);
  expect(await away.json()).toEqual({
    errors: [{ message: expect.any(String), extensions: { code: "API_UNAVAILABLE" } }],
  });
  expect(await (await fetch(`${door}/servers`)).text()).toBe("page /servers");

  await startApi(api.port);
  expect((await fetch(`${door}/graphql`)).status).toBe(200);
});

test("lets no other site frame, sniff or embed what it serves: pages, the API's answers and its own", async () => {
  const api = await startApi();
  const door = await startDoor(api.url);
  const answers = [await fetch(`${door}/`), await fetch(`${door}/graphql`)];
  await api.stop();
  answers.push(await fetch(`${door}/graphql`));

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 503]);
  for (const { headers } of answers) {
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("referrer-policy")).toBe("same-origin");
  }
});

test("lets a page run its own scripts only: each answer has a number of its own, which the page is told and nobody sends", async () => {
  const api = await startApi();
  const told: unknown[] = [];
  const { server, close } = createFrontDoor({
    apiUrl: api.url,
    page: ({ headers }, res) => {
      told.push([headers["x-nonce"], headers["content-security-policy"]]);
      res.end();
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(close);
  const door = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mine = { "x-nonce": "mine", "content-security-policy": "script-src 'nonce-mine'" };
  const answers = [await fetch(`${door}/`, { headers: mine }), await fetch(`${door}/pods`)];
  const policies = answers.map(({ headers }) => headers.get("content-security-policy") ?? "");
  const nonces = policies.map((policy) => /script-src 'self' 'nonce-([\w+/]{22}==)';/.exec(policy)?.[1]);
  expect(new Set(nonces).size).toBe(2);
  const { host } = new URL(door);
  expect(policies[0]).toContain(`connect-src 'self' ws://${host} wss://${host};`);
  expect(told).toEqual(nonces.map((nonce, index) => [nonce, policies[index]]));
  expect((await fetch(`${door}/graphql`)).headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("passes WebSocket bytes both ways, and closes the client's end when the API goes", async () => {
  const api = await startApi();
  const door = await startDoor(api.url);

  const client = upgrade(door, "/graphql");
  await client.received("101 Switching Protocols");
  client.socket.write("ping");
  await client.received("echo:ping");

  const closed = once(client.socket, "close");
  await api.stop();
  await closed;
});

test("refuses an upgrade with 503 while the API is away, and one that is not the API's with 404", async () => {
  const api = await startApi();
  const door = await startDoor(api.url);
  await api.stop();

  const away = upgrade(door, "/graphql");
  await away.received("503 Service Unavailable");
  const other = upgrade(door, "/pods");
  await other.received("404 Not Found");
});

test("survives clients and APIs that vanish without a word, in any moment", async () => {
  const api = await startApi();
  const door = await startDoor(api.url);

  for (const path of ["/graphql", "/pods"]) {
    upgrade(door, path).socket.resetAndDestroy();
    const open = upgrade(door, path);
    await open.received("HTTP/1.1");
    open.socket.resetAndDestroy();
  }
  const last = upgrade(door, "/graphql");
  await last.received("101");
  api.reset();

  expect(await (await fetch(`${door}/`)).text()).toBe("page /");
});

test("close ends open WebSockets", async () => {
  const api = await startApi();
  const { server, close } = createFrontDoor({ apiUrl: api.url, page: (_, res) => res.end() });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = upgrade(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "/graphql");
  await client.received("101");

  const closed = once(client.socket, "close");
  await close();
  await closed;
});

async function startDoor(apiUrl: string, behindProxy = false): Promise<string> {
  const { server, close } = createFrontDoor({ apiUrl, behindProxy, page: (req, res) => res.end(`page ${req.url}`) });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(close);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An API that answers what it was asked, and echoes upgraded bytes. */
async function startApi(port = 0) {
  const sockets = new Set<Socket>();
  const server = http.createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    res.end(`api ${req.method} ${req.url} ${body}`);
  });
  server.on("upgrade", (_req, socket: Socket) => {
    sockets.add(socket);
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    socket.on("data", (bytes: Buffer) => socket.write(`echo:${bytes}`));
    socket.on("error", () => socket.destroy());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    for (const socket of sockets) socket.destroy();
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  cleanups.push(stop);
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, stop, reset };
}

function upgrade(door: string, path: string) {
  const { hostname, port } = new URL(door);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.on("error", () => socket.destroy());
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n`,
  );
  cleanups.push(() => socket.destroy());
  socket.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  return { socket, received: (part: string) => vi.waitFor(() => expect(text).toContain(part)) };
}
