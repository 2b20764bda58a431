import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freePort } from "../src/free-port.ts";
import { probe, untilReady } from "../src/http-ready.ts";
import { SupervisedProcess } from "../src/supervised-process.ts";
import { serverSpec } from "./fixtures/server-spec.ts";

const never = new AbortController().signal;
let folder: string;
let started: SupervisedProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "supervised-"));
  started = [];
});

afterEach(async () => {
  for (const supervised of started) await supervised.stop(500);
  await rm(folder, { recursive: true, force: true });
});

test("starts a program again that was killed, and says so", async () => {
  const told: string[] = [];
  const supervised = await startServer({ tell: (line) => told.push(line) });
  const before = supervised.pid;
  process.kill(before ?? 0, "SIGKILL");

  await vi.waitFor(() => expect(supervised.pid).not.toBe(before), { timeout: 5_000 });
  expect(await untilReady(supervised.spec.readyUrl, 5_000, never)).toBe(true);
  expect(await servingPid(supervised)).toBe(supervised.pid);
  expect(told).toEqual([expect.stringContaining("The test server ended unexpectedly (SIGKILL)")]);
});

test("gives up on a program that does not stay up, with its last words", async () => {
  const reasons: string[] = [];
  const spec = serverSpec(await freePort(), folder, "crash");
  const supervised = new SupervisedProcess(spec, { tell: () => {}, onGiveUp: (reason) => reasons.push(reason) });
  started.push(supervised);
  supervised.start();

  await vi.waitFor(() => expect(reasons).toHaveLength(1), { timeout: 15_000 });
  expect(reasons[0]).toContain("ended 5 times within a minute (exit code 3)");
  expect(reasons[0]).toContain("cannot find my database");
  expect(supervised.pid).toBeUndefined();
}, 20_000);

test("gives up at once where another start would end the same way", async () => {
  const reasons: string[] = [];
  const spec = { ...serverSpec(await freePort(), folder, "crash"), hopelessExitCodes: [2, 3] };
  const supervised = new SupervisedProcess(spec, {
    tell: expect.unreachable,
    onGiveUp: (reason) => reasons.push(reason),
  });
  started.push(supervised);
  supervised.start();
  await vi.waitFor(() => expect(reasons).toHaveLength(1), { timeout: 5_000 });
  expect(reasons[0]).toMatch(/^The test server cannot start or go on:\n\ncannot find my database\n/);
});

test("an end that was asked for is no crash: started again at once, however often", async () => {
  const told: string[] = [];
  const supervised = await startServer({ tell: (line) => told.push(line) });
  const pids = new Set([supervised.pid]);
  for (let round = 0; round < 6; round++) {
    await supervised.endOnce(round % 2 === 0 ? "SIGKILL" : "SIGTERM");
    expect(await untilReady(supervised.spec.readyUrl, 5_000, never)).toBe(true);
    pids.add(await servingPid(supervised));
  }
  expect(pids.size).toBe(7);
  expect(told).toEqual([]);
}, 20_000);

test("stop ends a program that ignores SIGTERM, and it stays ended", async () => {
  const supervised = await startServer({ mode: "stubborn" });
  const pid = supervised.pid ?? 0;
  const startedAt = performance.now();
  await supervised.stop(700);
  expect(performance.now() - startedAt).toBeLessThan(2_500);
  expect(await readFile(supervised.spec.logFile, "utf8")).toContain("I will not go");
  expect(isAlive(pid)).toBe(false);
  expect(await probe(supervised.spec.readyUrl)).toBeUndefined();
});

test.each(["normal", "stubborn"])(
  "nothing stays when the launcher is killed by SIGKILL (%s program)",
  async (mode) => {
    const launcher = spawn(
      process.execPath,
      [fileURLToPath(new URL("./fixtures/launcher.ts", import.meta.url)), folder],
      {
        env: { ...process.env, PORT: String(await freePort()), MODE: mode },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const [line] = await once(launcher.stdout, "data");
    const { pid } = JSON.parse(String(line)) as { pid: number };
    expect(isAlive(pid)).toBe(true);
    launcher.kill("SIGKILL");
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5_000 });
  },
  20_000,
);

async function startServer({
  mode = "normal",
  tell = () => {},
}: {
  mode?: string;
  tell?: (line: string) => void;
} = {}) {
  const spec = serverSpec(await freePort(), folder, mode);
  const supervised = new SupervisedProcess(spec, { tell, onGiveUp: (reason) => expect.unreachable(reason) });
  started.push(supervised);
  supervised.start();
  expect(await untilReady(spec.readyUrl, 10_000, never)).toBe(true);
  return supervised;
}

async function servingPid(supervised: SupervisedProcess): Promise<number> {
  return Number((await probe(supervised.spec.readyUrl))?.text);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
