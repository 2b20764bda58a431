import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "./refusal.mjs";
import { cacheFolder, root } from "./root.mjs";

const tailLines = 30;
const almostNothingBytes = 10_000_000;
/** Between two signs of life where the output is no terminal. */
const quietMs = 15_000;

/**
 * Runs a long command: one line says what is going on and for how long, the command's own output goes to a log file whose end is
 * printed when it fails. Ends the command and its children when this process is told to stop.
 *
 * @param {string} title what is done, e.g. `installing the dependencies`
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, log?: string }} [options] log: base name of the log file in .cache/logs
 * @throws {Refusal} where the command fails
 */
export async function runStep(title, command, args, { env = process.env, cwd = root, log = "step" } = {}) {
  const logFile = join(cacheFolder, "logs", `${log}.log`);
  const { code, signal, seconds } = await tryStep(title, command, args, { env, cwd, logFile });
  if (code !== 0) throw failure(title, logFile, signal === null ? `exit code ${code}` : `signal ${signal}`, seconds);
}

/**
 * The same without a judgement: says how it ended. With `quietAtEnd` the last line is left to the caller.
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, cwd: string, logFile: string, timeoutMs?: number, quietAtEnd?: boolean }} options
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null, seconds: number }>}
 */
export async function tryStep(title, command, args, { env, cwd, logFile, timeoutMs, quietAtEnd = false }) {
  mkdirSync(join(logFile, ".."), { recursive: true });
  const output = openLog(logFile);
  const started = Date.now();
  const progress = startProgress(title, started);
  // A group of its own, so that all of it can be ended at once.
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", output, output], detached: true });
  const stopSignals = endWithUs(child);
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => killGroup(child.pid ?? 0, "SIGKILL"), timeoutMs);
  try {
    const end = await ended(child);
    const seconds = (Date.now() - started) / 1000;
    progress.end(quietAtEnd ? undefined : end.code === 0, seconds);
    return { ...end, seconds };
  } finally {
    clearTimeout(timer);
    stopSignals();
    closeSync(output);
  }
}

/** @param {string} file */
export function tailOf(file, lines = tailLines) {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

/** @param {string} file */
function openLog(file) {
  try {
    return openSync(file, "w");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOSPC") throw diskFull();
    throw error;
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
function ended(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

/** @param {import("node:child_process").ChildProcess} child */
function endWithUs(child) {
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    killGroup(child.pid ?? 0, "SIGTERM");
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  const signals = /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}

/**
 * @param {number} pid 0: it was never started
 * @param {NodeJS.Signals} signal
 */
function killGroup(pid, signal) {
  if (pid === 0) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}

/** @param {string} title @param {number} started */
function startProgress(title, started) {
  const terminal = process.stdout.isTTY === true;
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  if (terminal) process.stdout.write(`  … ${title}`);
  else console.log(`  … ${title}`);
  const timer = setInterval(
    () => {
      if (terminal) process.stdout.write(`\r  … ${title} (${elapsed()})`);
      else console.log(`  … still ${title} (${elapsed()})`);
    },
    terminal ? 1000 : quietMs,
  );
  return {
    /** @param {boolean | undefined} good undefined: say nothing @param {number} seconds */
    end(good, seconds) {
      clearInterval(timer);
      if (terminal && good === undefined) process.stdout.write("\r\x1b[K");
      if (good === undefined) return;
      console.log(`${terminal ? "\r\x1b[K" : ""}  ${good ? "✓" : "✗"} ${title} (${seconds.toFixed(1)} s)`);
    },
  };
}

/**
 * @param {string} title
 * @param {string} logFile
 * @param {string} how
 * @param {number} seconds
 */
function failure(title, logFile, how, seconds) {
  const text = readFileSync(logFile, "utf8");
  // On a full disk even the log may be empty.
  if (freeBytes() < almostNothingBytes || /ENOSPC|no space left on device|database or disk is full/i.test(text))
    return diskFull();
  if (
    /ENOTFOUND|EAI_AGAIN|ENETUNREACH|ECONNREFUSED|ETIMEDOUT|network (?:is )?unreachable|dns error|error sending request|Temporary failure resolving/i.test(
      text,
    )
  ) {
    return new Refusal(
      `Failed while ${title}: the package registry cannot be reached.\n\n${tailOf(logFile, 8)}`,
      `Check the network (and the proxy, if there is one) and try again. All of the output: ${logFile}`,
    );
  }
  return new Refusal(
    `Failed while ${title} (${how}, after ${Math.round(seconds)} s). The end of its output:\n\n${tailOf(logFile)}`,
    `All of the output: ${logFile}`,
  );
}

function freeBytes() {
  const { bavail, bsize } = statfsSync(root);
  return bavail * bsize;
}

function diskFull() {
  return new Refusal(
    `The disk is full (${root}).`,
    "About 2 GB are needed to install and build. Make room and try again.",
  );
}
