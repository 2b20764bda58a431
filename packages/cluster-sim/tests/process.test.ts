import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { clientOf, type TestSim } from "./sim-client.ts";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const START_TIMEOUT_MS = 30_000;

let folder = "";
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cluster-sim-process-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) await ended(child, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly client: TestSim;
}

async function start(...options: string[]): Promise<Started> {
  const kubeconfig = join(folder, "kubeconfig");
  const child = run("--data-dir", join(folder, "data"), "--kubeconfig", kubeconfig, ...options);
  const { url } = JSON.parse(await firstLine(child));
  const { token } = parse(readFileSync(kubeconfig, "utf8")).users[0].user;
  return { child, client: clientOf({ url, token, stop: async () => {} }) };
}

function run(...options: string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...options], { stdio: ["pipe", "pipe", "pipe"] });
  children.push(child);
  return child;
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`no line in time: ${text}`)), START_TIMEOUT_MS);
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      if (!text.includes("\n")) return;
      clearTimeout(timer);
      resolve(text.slice(0, text.indexOf("\n")));
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code} before its line`)));
  });
}

function ended(child: ChildProcess, signal?: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  const exit = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  if (signal !== undefined) child.kill(signal);
  return exit;
}

const MAPS = "/api/v1/namespaces/default/configmaps";
const map = (name: string, n: number) => ({ metadata: { name }, data: { n: String(n) } });

test("it says where it listens, and SIGTERM ends it within two seconds with 0, losing nothing", async () => {
  const first = await start();
  await first.client.create(MAPS, map("kept", 1));
  using watch = first.client.watch(`${MAPS}?watch=1`);
  await watch.take(1);
  const before = Date.now();
  expect(await ended(first.child, "SIGTERM")).toBe(0);
  expect(Date.now() - before).toBeLessThan(2_000);
  const second = await start();
  expect((await second.client.get(`${MAPS}/kept`)).data.n).toBe("1");
}, 60_000);

test("a data folder in use and a port taken are said plainly, each with a code of its own", async () => {
  await start();
  const second = run("--data-dir", join(folder, "data"));
  let said = "";
  second.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  expect(await ended(second)).toBe(3);
  expect(said).toContain("in use by another process");

  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as { port: number };
  expect(await ended(run("--port", String(port)))).toBe(4);
  taken.close();
  expect(await ended(run("--port", "many"))).toBe(2);
}, 60_000);

test("it ends when whoever started it is gone", async () => {
  const { child } = await start("--exit-with-parent");
  child.stdin?.end();
  expect(await ended(child)).toBe(0);
}, 60_000);

test("the demo is a small data centre in which everything runs, and is made once", async () => {
  const first = await start("--demo");
  const nodes = (await first.client.get("/api/v1/nodes")).items;
  expect(nodes).toHaveLength(12);
  const gpus = nodes.map((node: { status: { allocatable: Record<string, string> } }) =>
    Number(node.status.allocatable["nvidia.com/gpu"] ?? 0),
  );
  expect(gpus.reduce((sum: number, one: number) => sum + one, 0)).toBe(80);
  const pods = async (): Promise<string[]> =>
    (await first.client.get("/api/v1/namespaces/kube-system/pods")).items.map(
      (pod: { status: { phase: string } }) => pod.status.phase,
    );
  await expect.poll(pods, { timeout: 10_000 }).toEqual(Array(12).fill("Running"));
  await ended(first.child, "SIGTERM");
  const second = await start("--demo");
  expect((await second.client.get("/api/v1/nodes")).items).toHaveLength(12);
}, 60_000);
