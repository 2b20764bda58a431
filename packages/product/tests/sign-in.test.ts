/** Sign-in by the running product: real processes, the front door included. Needs a build. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DOOR_FILE } from "../src/local-door.ts";
import { type Product, startProduct } from "../src/start-product.ts";

// A busy machine may take several times as long as an idle one.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const password = "correct horse battery";

let dataDir: string;
let product: Product;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "product-sign-in-"));
  product = await startProduct({ dataDir, demo: false, apiOptions: ["--sign-in", "required"] });
  await product.untilApiReady();
});
afterAll(async () => {
  await product.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function who(headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(`${product.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query: "{ viewer { name how role } }" }),
  });
  const { data, errors } = (await response.json()) as {
    data?: { viewer: unknown };
    errors?: { extensions: unknown }[];
  };
  return data?.viewer ?? [response.status, errors?.[0]?.extensions];
}

async function auth(path: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${product.url}/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "" };
}

/** `npm run admin` without npm. */
async function admin(...args: string[]): Promise<{ code: number | null; output: string }> {
  const program = fileURLToPath(new URL("../src/admin-cli.ts", import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  return { code, output };
}

test("nothing but sign-in, pages and health is served to somebody unknown; the set-up link makes the first admin", async () => {
  expect(await who()).toEqual([401, expect.objectContaining({ code: "UNAUTHENTICATED" })]);
  for (const path of ["/", "/healthz", "/readyz", "/auth/state"])
    expect([path, (await fetch(product.url + path)).status]).toEqual([path, 200]);
  expect((await fetch(`${product.url}/local/set-up-link`, { method: "POST" })).status).toBe(404);
  const older = await product.setUpLink();
  const { code, output } = await admin("set-up-link", "--data-dir", dataDir);
  expect([code, output]).toEqual([0, expect.stringContaining(`${product.url}/set-up#`)]);
  const secretOf = (url = ""): string => url.split("#")[1]?.split("\n")[0] ?? "";
  expect((await auth("set-up", { secret: secretOf(older?.url), name: "ada", password })).status).toBe(410);
  const { status, cookie } = await auth("set-up", { secret: secretOf(output), name: "ada", password });
  expect(status).toBe(200);
  expect(await who({ cookie })).toEqual({ name: "ada", how: "LINK", role: "ADMIN" });
  expect(await product.setUpLink()).toBeUndefined();
  expect((await admin("set-up-link", "--data-dir", dataDir)).code).toBe(2);
});

test("the key to the local door is its owner's alone", async () => {
  const { mode } = await stat(join(product.folder, "ledger", DOOR_FILE));
  expect(mode & 0o777).toBe(0o600);
});

test("a session outlives the API's kill, and signing out ends what is open within a second", async () => {
  const { cookie } = await auth("sign-in", { name: "ada", password });
  await product.killApi();
  await product.untilApiReady();
  expect(await who({ cookie })).toEqual({ name: "ada", how: "PASSWORD", role: "ADMIN" });
  const socket = openSocket({ cookie });
  await once(socket, "message");
  const closed = once(socket, "close");
  const begun = performance.now();
  expect((await auth("sign-out", {}, { cookie })).status).toBe(200);
  const [event] = await closed;
  const tookMs = performance.now() - begun;
  console.log(`signed out and closed in ${Math.round(tookMs)} ms`);
  expect([event.code, tookMs < 1_000]).toEqual([4403, true]);
  expect(await who({ cookie })).toEqual([401, expect.anything()]);
});

test("an admin who forgot the password gets in by a link of this machine's command", async () => {
  const { output } = await admin("password-link", "ada", "--data-dir", dataDir);
  const secret = /#([\w-]+)/.exec(output)?.[1];
  expect((await auth("password", { secret, password: "another horse battery" })).status).toBe(200);
  expect((await auth("sign-in", { name: "ada", password })).status).toBe(401);
  expect((await auth("sign-in", { name: "ada", password: "another horse battery" })).status).toBe(200);
  expect((await admin("password-link", "nobody", "--data-dir", dataDir)).code).toBe(2);
});

/** A WebSocket as a browser of that session opens it, with the greeting sent. */
function openSocket(headers: Record<string, string>): WebSocket {
  const url = `${product.url.replace("http", "ws")}/graphql`;
  // Node's own takes headers, which its types, made for browsers, do not know.
  const options = { headers, protocols: ["graphql-transport-ws"] } as unknown as string[];
  const socket = new WebSocket(url, options);
  socket.addEventListener("open", () => socket.send('{"type":"connection_init"}'));
  return socket;
}
