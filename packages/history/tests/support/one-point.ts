import { openHistory } from "../../src/open-history.ts";

/** Keeps one point and says that it did. The history keeps no process alive, so this one listens to its parent until it is done. */
const AMOUNTS = { gpus: 1, cpuMillis: 1000, ramBytes: 2 ** 30, storageBytes: 0 };
const values = { allocatable: AMOUNTS, allocated: AMOUNTS, used: null };
process.on("message", () => {});
const history = openHistory({ path: process.argv[2] ?? "", onChange: () => {} });
await history.append(10, Date.now(), [{ dimension: "ALL", name: "", values }]);
process.send?.(history.whyOff() ?? "kept");
await history[Symbol.asyncDispose]();
process.disconnect();
