/**
 * The parent of a control plane's processes, started by supervisor.ts as a process of its own, at the head of its own process group.
 * It runs what it is told over the IPC channel. When that channel closes, however its owner died, SIGKILL included, it kills
 * everything in the group and removes the folder that it was given. Its own arguments: the folder to remove, or nothing.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { GuardianMessage, GuardianRequest } from "./guardian-protocol.ts";

const folderToRemove = process.argv[2];
const children = new Map<string, ChildProcess>();

// Only its owner ends it: a Ctrl-C in the terminal is the owner's to handle.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.on("message", (request: GuardianRequest) => {
  if (request.kind === "start") start(request);
  else if (request.kind === "signal") signal(request);
  else void endEverything();
});
process.on("disconnect", () => void endEverything());

function start({ name, command, args, env, logPath }: Extract<GuardianRequest, { kind: "start" }>): void {
  const log = openSync(logPath, "a");
  const child = spawn(command, args, { stdio: ["ignore", log, log], env: { ...process.env, ...env } });
  closeSync(log);
  children.set(name, child);
  child.once("spawn", () => report({ kind: "started", name, pid: child.pid ?? 0 }));
  child.once("error", (error) => report({ kind: "failed", name, message: error.message }));
  child.once("exit", (code, signal) => {
    if (children.get(name) === child) children.delete(name);
    report({ kind: "exited", name, code, signal });
  });
}

function signal({ name, signal }: Extract<GuardianRequest, { kind: "signal" }>): void {
  children.get(name)?.kill(signal);
  report({ kind: "signalled", name });
}

function report(message: GuardianMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

let ending = false;
async function endEverything(): Promise<void> {
  if (ending) return;
  ending = true;
  const exits = [...children.values()].map((child) => new Promise((resolve) => child.once("exit", resolve)));
  // A stopped process (SIGSTOP) dies of SIGKILL too.
  for (const child of children.values()) child.kill("SIGKILL");
  await Promise.all(exits);
  if (folderToRemove) await rm(folderToRemove, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.exit(0);
}
