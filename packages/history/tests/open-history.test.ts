import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { HistoryFile } from "../src/history-file.ts";
import { openHistory } from "../src/open-history.ts";

const AT = Date.parse("2026-01-01T00:00:00Z");
const AMOUNTS = { gpus: 1, cpuMillis: 1000, ramBytes: 2 ** 30, storageBytes: 0 };
const SAMPLE = {
  dimension: "ALL",
  name: "",
  values: { allocatable: AMOUNTS, allocated: AMOUNTS, used: null },
} as const;
const QUERY = { dimension: "ALL", names: null, seriesMax: 5, fromMs: AT, toMs: AT, pointsMax: 100 } as const;

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "history-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("points are kept in a thread of its own and outlive it", () =>
  withFolder(async (folder) => {
    const path = join(folder, "history.db");
    const first = openHistory({ path, onChange: () => {} });
    await first.append(10, AT, [SAMPLE]);
    expect(first.whyOff()).toBeNull();
    await first[Symbol.asyncDispose]();
    await using second = openHistory({ path, onChange: () => {} });
    expect((await second.read(QUERY, AT))?.series[0]?.points).toEqual([SAMPLE.values]);
  }));

test("a damaged file turns the history off, which is said once, and nothing is thrown", () =>
  withFolder(async (folder) => {
    const path = join(folder, "history.db");
    await writeFile(path, "this is no database, and long enough to be taken for one".repeat(200));
    const onChange = vi.fn();
    await using history = openHistory({ path, onChange });
    await history.append(10, AT, [SAMPLE]);
    await history.append(10, AT, [SAMPLE]);
    expect(history.whyOff()).toContain("not a database");
    expect(await history.read(QUERY, AT)).toBeNull();
    expect(onChange).toHaveBeenCalledTimes(1);
  }));

test("a full file turns it off, and it is on again with the first point that fits", () =>
  withFolder(async (folder) => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({
      ...SAMPLE,
      dimension: "SERVER" as const,
      name: `s${index}`,
    }));
    await using history = openHistory({ path: join(folder, "history.db"), bytesMax: 64 * 1024, onChange: () => {} });
    await history.append(60, AT, many);
    expect(history.whyOff()).toContain("full");
    await history.append(10, AT, [SAMPLE]);
    expect(history.whyOff()).toBeNull();
  }));

test("a kill in the middle of writing leaves a whole file with everything that was acknowledged", () =>
  withFolder(async (folder) => {
    const path = join(folder, "history.db");
    const child = fork(new URL("./support/endless-writer.ts", import.meta.url), [path]);
    let acknowledgedMs = 0;
    const enough = new Promise<void>((resolve) => {
      child.on("message", (atMs: number) => {
        acknowledgedMs = atMs;
        if (atMs >= AT + 200 * 10_000) resolve();
      });
    });
    await enough;
    child.kill("SIGKILL");
    await once(child, "exit");
    const db = new Database(path);
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    db.close();
    const file = new HistoryFile(path);
    const { series } = file.read({ ...QUERY, toMs: acknowledgedMs, pointsMax: 100_000 }, acknowledgedMs);
    expect(series[0]?.points.filter((point) => point === null)).toEqual([]);
    file.close();
  }));

test("what the process loads first is not loaded by the thread", () =>
  withFolder(async (folder) => {
    const preloaded = new URL("./support/preloaded.mjs", import.meta.url).href;
    const program = new URL("./support/one-point.ts", import.meta.url);
    const child = fork(program, [join(folder, "history.db")], { execArgv: ["--import", preloaded] });
    const said = once(child, "message");
    const exited = once(child, "exit");
    expect(await Promise.race([said, exited.then(() => "it ended")])).toEqual(["kept", undefined]);
    await exited;
  }));
