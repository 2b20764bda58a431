/** `npm start` as a person uses it: its words, its signals, its end. Needs a build. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freePort } from "../src/free-port.ts";
import { probe } from "../src/http-ready.ts";
import { descendantsOf, isAlive, type Started, startScript } from "./support.ts";

const upWithinMs = 60_000;
let dataDir: string;
let port: number;
let started: Started[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "start-script-"));
  port = await freePort();
  started = [];
});
afterEach(async () => {
  for (const { child, ended } of started) {
    child.kill("SIGTERM");
    await ended;
  }
  await rm(dataDir, { recursive: true, force: true });
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends everything within 5 s, with exit code 0", async (signal) => {
  const product = await startUp();
  const pids = descendantsOf(product.child.pid ?? 0);
  expect(pids.length).toBeGreaterThanOrEqual(4);
  const startedAt = performance.now();
  // A terminal sends it to everybody at once, npm once more.
  product.child.kill(signal);
  product.child.kill(signal);
  expect(await product.ended).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await probe(`http://127.0.0.1:${port}/`)).toBeUndefined();
});

test("nothing stays when the launcher is killed by SIGKILL, and the next start takes over", async () => {
  const product = await startUp();
  const pids = descendantsOf(product.child.pid ?? 0);
  product.child.kill("SIGKILL");
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 6_000 });
  await startUp();
});

test("a second start says that the product runs there already, and which process has the data folder", async () => {
  const product = await startUp();
  const samePort = run("--port", String(port));
  expect(await samePort.ended).toBe(1);
  expect(samePort.output()).toContain(
    `Resource Manager runs already on port ${port}: http://127.0.0.1:${port}\nA second one`,
  );

  const sameFolder = run("--port", String(await freePort()), "--data-dir", dataDir, "--no-demo");
  expect(await sameFolder.ended).toBe(1);
  expect(sameFolder.output()).toMatch(/The data folder .* is in use by process \d+/);
  expect(descendantsOf(product.child.pid ?? 0)).toContain(Number(/by process (\d+)/.exec(sameFolder.output())?.[1]));
  expect(await probe(`http://127.0.0.1:${port}/readyz`)).toMatchObject({ status: 200 });
});

test("a start with nothing to install and to build does neither", async () => {
  const product = await startUp();
  expect(product.output()).not.toMatch(/installing|building/);
});

test("an interrupted start leaves nothing behind", async () => {
  const product = run("--port", String(port), "--data-dir", dataDir, "--no-demo");
  await vi.waitFor(() => expect(product.output()).toContain("starting"), { timeout: upWithinMs });
  const pids = descendantsOf(product.child.pid ?? 0);
  product.child.kill("SIGINT");
  expect(await product.ended).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
});

async function startUp(): Promise<Started> {
  const product = run("--port", String(port), "--data-dir", dataDir, "--no-demo");
  await vi.waitFor(
    () => {
      expect(product.child.exitCode, product.output()).toBeNull();
      expect(product.output()).toContain(`Resource Manager   http://127.0.0.1:${port}`);
    },
    { timeout: upWithinMs, interval: 100 },
  );
  return product;
}

function run(...args: string[]): Started {
  const product = startScript(...args);
  started.push(product);
  return product;
}
