import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { HistoryFile } from "./history-file.ts";
import type { HistoryQuery, HistorySample } from "./history-model.ts";

const START = Date.parse("2026-01-01T00:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GIB = 2 ** 30;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "history-"));
  folders.push(folder);
  return join(folder, "history.db");
}

function all(gpus: number, dimension: HistorySample["dimension"] = "ALL", name = ""): HistorySample {
  const of = (count: number) => ({ gpus: count, cpuMillis: count * 1000, ramBytes: count * GIB, storageBytes: 0 });
  const used = { cpuMillis: gpus * 500, ramBytes: gpus * GIB };
  return { dimension, name, values: { allocatable: of(8), allocated: of(gpus), used } };
}

function ask(fromMs: number, toMs: number, more: Partial<HistoryQuery> = {}): HistoryQuery {
  return { dimension: "ALL", names: null, seriesMax: 10, fromMs, toMs, pointsMax: 1_000, ...more };
}

test("what was appended is read back, and what is missing is a gap", () => {
  const file = new HistoryFile(newPath());
  file.append(10, START, [all(2)]);
  file.append(10, START + 30_000, [all(4)]);
  const answer = file.read(ask(START, START + 30_000), START + 30_000);
  expect(answer.resolutionSeconds).toBe(10);
  expect(answer.timesMs).toEqual([0, 10_000, 20_000, 30_000].map((ms) => START + ms));
  const [line] = answer.series;
  expect(line?.points.map((point) => point?.allocated.gpus ?? null)).toEqual([2, null, null, 4]);
  expect(line?.points[0]).toEqual(all(2).values);
  file.close();
});

test("minutes and hours are means of what they are made of", () => {
  const file = new HistoryFile(newPath());
  for (let ms = 0; ms <= 2 * HOUR; ms += 10_000) file.append(10, START + ms, [all(ms < HOUR ? 1 : 3)]);
  const now = START + 2 * HOUR;
  const minutes = file.read(ask(START, now - MINUTE), now + HOUR);
  expect(minutes.resolutionSeconds).toBe(60);
  expect(minutes.series[0]?.points).toHaveLength(120);
  expect(minutes.series[0]?.points.map((point) => point?.allocated.gpus)).not.toContain(undefined);
  const hours = file.read(ask(START, now - 1), now + 48 * HOUR);
  expect(hours.resolutionSeconds).toBe(3600);
  expect(hours.series[0]?.points.map((point) => point?.allocated.gpus)).toEqual([1, 3]);
  file.close();
});

test("more points than asked for are joined", () => {
  const file = new HistoryFile(newPath());
  for (let slot = 0; slot < 60; slot += 1) file.append(10, START + slot * 10_000, [all(slot % 2 === 0 ? 2 : 4)]);
  const answer = file.read(ask(START, START + 599_000, { pointsMax: 30 }), START + 600_000);
  expect(answer.resolutionSeconds).toBe(20);
  expect(answer.series[0]?.points.every((point) => point?.allocated.gpus === 3)).toBe(true);
  file.close();
});

test("what was kept long enough is forgotten, servers that are gone too", () => {
  const file = new HistoryFile(newPath());
  file.append(60, START, [all(1, "SERVER", "old"), all(1, "SERVER", "kept")]);
  for (let hour = 1; hour <= 32 * 24; hour += 1) file.append(60, START + hour * HOUR, [all(1, "SERVER", "kept")]);
  const now = START + 32 * 24 * HOUR;
  const answer = file.read(ask(START, now, { dimension: "SERVER" }), now);
  expect(answer.series.map(({ name }) => name)).toEqual(["kept"]);
  const known = answer.timesMs.filter((_, index) => answer.series[0]?.points[index] != null);
  expect(known.length).toBeGreaterThanOrEqual(30 * 24 - 1);
  expect(known[0]).toBeGreaterThanOrEqual(now - 30 * 24 * HOUR);
  file.close();
});

test("an hour that ended while nobody was there is made at the next chance", () => {
  const path = newPath();
  const before = new HistoryFile(path);
  for (let minute = 0; minute < 30; minute += 1) before.append(60, START + minute * MINUTE, [all(5, "TEAM", "a")]);
  before.close();
  const after = new HistoryFile(path);
  const now = START + 3 * HOUR;
  after.append(60, now, [all(7, "TEAM", "a")]);
  const answer = after.read(ask(START, now, { dimension: "TEAM" }), now + 48 * HOUR);
  expect(answer.series[0]?.points.map((point) => point?.allocated.gpus ?? null)).toEqual([5, null, null, null]);
  after.close();
});

test("the lines with most GPUs come first, and names choose among them", () => {
  const file = new HistoryFile(newPath());
  file.append(60, START, [all(1, "TEAM", "a"), all(3, "TEAM", "b"), all(2, "TEAM", "c")]);
  const named = (query: Partial<HistoryQuery>) =>
    file.read(ask(START, START, { dimension: "TEAM", ...query }), START).series.map(({ name }) => name);
  expect(named({ seriesMax: 2 })).toEqual(["b", "c"]);
  expect(named({ names: ["a", "nobody"] })).toEqual(["a"]);
  file.close();
});

test("a file that may not grow refuses, and takes points again once it may", () => {
  const path = newPath();
  const small = new HistoryFile(path, { bytesMax: 64 * 1024 });
  const many = Array.from({ length: 5_000 }, (_, index) => all(1, "SERVER", `server-${index}`));
  expect(() => small.append(60, START, many)).toThrow(/full/);
  small.append(60, START, [all(2)]);
  small.close();
  const large = new HistoryFile(path);
  large.append(60, START, many);
  expect(large.read(ask(START, START, { dimension: "SERVER", seriesMax: 3 }), START).series).toHaveLength(3);
  large.close();
});
