import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The command lines of all processes that name this text: every component and the guardian name the data folder. */
export async function processesThatName(text: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return lines.map((line) => line.replaceAll("\0", " ")).filter((line) => line.includes(text));
}

/** A process of its own that starts a control plane and waits: to be killed. */
export async function spawnOwner(dataDir?: string) {
  const args = [join(import.meta.dirname, "owner.ts"), ...(dataDir === undefined ? [] : [dataDir])];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { dataDir: folder, kubeconfigPath } = JSON.parse(line) as { dataDir: string; kubeconfigPath: string };
  return { dataDir: folder, kubeconfigPath, pid: child.pid, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

/** What a process wrote to stdout so far, and how it ended. */
export function follow(child: ChildProcess): { output: () => string; exited: Promise<number | null> } {
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  return { output: () => output, exited: once(child, "exit").then(([code]) => code as number | null) };
}
