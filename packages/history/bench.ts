import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HistoryFile } from "./src/history-file.ts";
import type { HistorySample } from "./src/history-model.ts";

/** node bench.ts [servers]: the history's file and CPU after 30 days, at that many servers (default 5,000). Prints a table. */
const SERVERS = Number(process.argv[2] ?? 5_000);
const HOUR_MS = 3_600_000;
const NOW = Date.parse("2026-01-31T00:00:00Z");
const folder = mkdtempSync(join(tmpdir(), "history-bench-"));
const path = join(folder, "history.db");
const file = new HistoryFile(path);

for (let hour = 720; hour > 0; hour -= 1) file.fill(3600, [{ atMs: NOW - hour * HOUR_MS, samples: moment(hour) }]);
for (let minute = 90; minute > 0; minute -= 1)
  file.fill(60, [{ atMs: NOW - minute * 60_000, samples: moment(minute) }]);
const rows: Record<string, string> = {};
for (let run = 0; run < 7; run += 1) {
  measure(`a minute of ${SERVERS} servers, run ${run + 1}`, () =>
    file.append(60, NOW + (run + 1) * 60_000, moment(run)),
  );
}
measure("the end of an hour, with its means", () => file.append(60, NOW + HOUR_MS, moment(0)));
const read = (days: number) => () => {
  const range = { fromMs: NOW - days * 24 * HOUR_MS, toMs: NOW, pointsMax: 300 };
  file.read({ dimension: "SERVER", names: null, seriesMax: 12, ...range }, NOW);
};
measure("30 days of the 12 busiest servers", read(30));
measure("one hour of the 12 busiest servers", read(1 / 24));
file.close();
rows["the file"] = `${(statSync(path).size / 2 ** 20).toFixed(0)} MiB`;
console.table(rows);
rmSync(folder, { recursive: true });

function measure(what: string, work: () => void): void {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  rows[what] = `${((user + system) / 1000).toFixed(0)} ms of CPU`;
}

function moment(salt: number): HistorySample[] {
  return Array.from({ length: SERVERS }, (_, index) => {
    const part = ((index * 7919 + salt * 104_729) % 1000) / 1000;
    const allocatable = { gpus: 8, cpuMillis: 128_000, ramBytes: 1024 * 2 ** 30, storageBytes: 7 * 2 ** 40 };
    const allocated = {
      gpus: Math.round(8 * part),
      cpuMillis: Math.round(128_000 * part),
      ramBytes: Math.round(1024 * part) * 2 ** 30,
      storageBytes: Math.round(700 * part) * 2 ** 30,
    };
    const used = { cpuMillis: Math.round(allocated.cpuMillis * 0.7), ramBytes: Math.round(allocated.ramBytes * 0.61) };
    return { dimension: "SERVER", name: `gpu-server-${index}`, values: { allocatable, allocated, used } };
  });
}
