import { HistoryFile } from "../../src/history-file.ts";

/** Appends points as fast as it can and tells its parent the time of each once it is committed, until it is killed. */
const AMOUNTS = { gpus: 1, cpuMillis: 1000, ramBytes: 2 ** 30, storageBytes: 0 };
const values = { allocatable: AMOUNTS, allocated: AMOUNTS, used: null };
const file = new HistoryFile(process.argv[2] ?? "");
const start = Date.parse("2026-01-01T00:00:00Z");

for (let count = 0; process.connected; count += 1) {
  const atMs = start + count * 10_000;
  file.append(10, atMs, [{ dimension: "ALL", name: "", values }]);
  await new Promise((resolve) => process.send?.(atMs, resolve));
}
