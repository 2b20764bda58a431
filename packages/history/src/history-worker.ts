import { parentPort, workerData } from "node:worker_threads";
import { HistoryFile } from "./history-file.ts";
import type { WorkerAnswer, WorkerOrder, WorkerSetting } from "./worker-orders.ts";

const { path, bytesMax }: WorkerSetting = workerData;
let file: HistoryFile | null = null;

parentPort?.on("message", ({ id, order }: { readonly id: number; readonly order: WorkerOrder }) => {
  let answer: WorkerAnswer;
  try {
    answer = { id, ok: true, value: carryOut(order) };
  } catch (error) {
    answer = { id, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
  if (order.kind === "close") parentPort?.close();
});

/** The file is opened again by the next order where opening it failed: a disk may have room again. */
function carryOut(order: WorkerOrder): unknown {
  if (order.kind === "close") {
    file?.close();
    return null;
  }
  file ??= new HistoryFile(path, { bytesMax });
  if (order.kind === "append") return file.append(order.step, order.atMs, order.samples);
  if (order.kind === "fill") return file.fill(order.step, order.moments);
  return file.read(order.query, order.nowMs);
}
