import { Worker } from "node:worker_threads";
import type { Trial, TrialResult } from "./trial.ts";

/** The thread of one trial is ended after this, in milliseconds: a fault may keep it from ever coming to an end. */
const trialLimitMs = 240_000;

/**
 * Runs one trial in a thread of its own, so that its changed modules are nobody else's.
 * @throws where the simulator does not start with this fault, or the fault cannot be put in.
 */
export function runTrial(trial: Trial): Promise<TrialResult> {
  const thread = new Worker(new URL("./trial-thread.ts", import.meta.url), { workerData: trial, stderr: true });
  thread.stderr.resume();
  return new Promise<TrialResult>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no end within ${trialLimitMs} ms`)), trialLimitMs);
    thread.once("message", resolve);
    thread.once("error", reject);
    thread.once("exit", () => {
      clearTimeout(limit);
      reject(new Error("the thread ended without a result"));
    });
  }).finally(() => thread.terminate());
}
