import { Worker } from "node:worker_threads";
import type { HistoryAnswer, HistoryQuery, HistorySample, Step } from "./history-model.ts";
import type { Moment, WorkerAnswer, WorkerOrder, WorkerSetting } from "./worker-orders.ts";

/** The product's memory of amounts over time. Nothing here throws or waits for the disk: a history that cannot be kept is off. */
export interface History extends AsyncDisposable {
  /** Why nothing is kept or read at present, in plain words; null while it works. */
  whyOff(): string | null;
  append(step: Step, atMs: number, samples: readonly HistorySample[]): Promise<void>;
  /** Points of the past, oldest first. */
  fill(step: Step, moments: readonly Moment[]): Promise<void>;
  /** Null where it cannot be read. */
  read(query: HistoryQuery, nowMs: number): Promise<HistoryAnswer | null>;
}

export interface OpenHistoryOptions {
  readonly path: string;
  /** The file never grows beyond this. Default 512 MiB. */
  readonly bytesMax?: number;
  /** Told when it goes off or on again. */
  readonly onChange: (whyOff: string | null) => void;
}

const BYTES_MAX = 512 * 2 ** 20;
/** Orders that wait for the worker; more are refused, so that a slow disk does not fill the memory. */
const WAITING_MAX = 64;

/** Opens the history in a thread of its own, so that neither its disk nor its sums hold up anything else. */
export function openHistory({ path, bytesMax = BYTES_MAX, onChange }: OpenHistoryOptions): History {
  return new WorkerHistory({ path, bytesMax }, onChange);
}

class WorkerHistory implements History {
  readonly #worker: Worker;
  readonly #onChange: (whyOff: string | null) => void;
  readonly #waiting = new Map<number, (answer: WorkerAnswer) => void>();
  #nextId = 1;
  #whyOff: string | null = null;
  #ended: string | null = null;

  constructor(setting: WorkerSetting, onChange: (whyOff: string | null) => void) {
    this.#onChange = onChange;
    // What the process was told to load first (the launcher's lifeline to its parent) is the process's, not the thread's.
    const options = { workerData: setting, execArgv: [] };
    this.#worker = new Worker(new URL("./history-worker.ts", import.meta.url), options);
    this.#worker.on("message", (answer: WorkerAnswer) => this.#take(answer));
    this.#worker.on("error", (error) => this.#end(String(error)));
    this.#worker.on("exit", () => this.#end("its thread has ended"));
    this.#worker.unref();
  }

  whyOff(): string | null {
    return this.#whyOff;
  }

  async append(step: Step, atMs: number, samples: readonly HistorySample[]): Promise<void> {
    this.#judge(await this.#order({ kind: "append", step, atMs, samples }));
  }

  async fill(step: Step, moments: readonly Moment[]): Promise<void> {
    this.#judge(await this.#order({ kind: "fill", step, moments }));
  }

  async read(query: HistoryQuery, nowMs: number): Promise<HistoryAnswer | null> {
    const answer = await this.#order({ kind: "read", query, nowMs });
    return answer.ok ? (answer.value as HistoryAnswer) : null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#order({ kind: "close" });
    await this.#worker.terminate();
  }

  async #order(order: WorkerOrder): Promise<WorkerAnswer> {
    const id = this.#nextId;
    this.#nextId += 1;
    const refused = this.#ended ?? (this.#waiting.size >= WAITING_MAX ? "its disk is too slow" : null);
    if (refused !== null) return { id, ok: false, message: refused };
    return await new Promise<WorkerAnswer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ id, order });
    });
  }

  /** By what is written: that comes by itself, and a file that can be read may still be full. */
  #judge(written: WorkerAnswer): void {
    const whyOff = written.ok ? null : `the history cannot be kept: ${written.message}`;
    if (whyOff === this.#whyOff) return;
    this.#whyOff = whyOff;
    this.#onChange(whyOff);
  }

  #take(answer: WorkerAnswer): void {
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }

  #end(why: string): void {
    this.#ended ??= why;
    for (const [id, resolve] of this.#waiting) resolve({ id, ok: false, message: why });
    this.#waiting.clear();
  }
}
