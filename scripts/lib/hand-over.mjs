import { spawn } from "node:child_process";

const signals = /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
const parentCheckMs = 500;

/**
 * Goes on as another program: terminal, signals and exit code are its own. Where this process dies, even by SIGKILL, the
 * program sees the end of its file descriptor 3 (its lifeline) and ends too; where npm started us and dies, so do we.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<number>} exit code
 */
export function handOver(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: ["inherit", "inherit", "inherit", "pipe"] });
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event !== undefined) watchParent(() => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
}

/** @param {() => void} onGone */
function watchParent(onGone) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, parentCheckMs);
  timer.unref();
}
