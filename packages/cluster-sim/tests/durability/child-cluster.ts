import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parse } from "yaml";
import { clientOf, type TestSim } from "../sim-client.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
const BOUNDARIES = join(import.meta.dirname, "write-boundaries.ts");

export interface ChildClusterOptions {
  /** Where its data and its kubeconfig are; outlives it. */
  readonly folder: string;
  /** The boundary at which it dies. */
  readonly killAt?: string | undefined;
  /** The file to which it adds the boundaries that it passes. */
  readonly recordTo?: string | undefined;
  /** Pages of SQLite's log after which a commit moves it into the database; 1: in each commit. */
  readonly checkpointPages?: number | undefined;
  /** No file of it may grow beyond this many blocks of 512 bytes, as on a disk that is full. */
  readonly fileBlocksMax?: number | undefined;
}

/** The embedded cluster as a process of its own, which can be killed. */
export interface ChildCluster {
  readonly client: TestSim;
  /** Resolves with what it wrote to standard error when it has ended, however it does. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly said: string;
  }>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts it; undefined where it ended before it answered. */
export async function startChildCluster(options: ChildClusterOptions): Promise<ChildCluster | undefined> {
  const kubeconfig = join(options.folder, "kubeconfig");
  const program = [process.execPath, "--import", BOUNDARIES, MAIN];
  const flags = ["--data-dir", join(options.folder, "data"), "--kubeconfig", kubeconfig, "--exit-with-parent"];
  const limited =
    options.fileBlocksMax === undefined ? [] : ["sh", "-c", `ulimit -f ${options.fileBlocksMax}; exec "$@"`, "sh"];
  const [command = "", ...words] = [...limited, ...program, ...flags];
  const child = spawn(command, words, { stdio: ["pipe", "pipe", "pipe"], env: environmentOf(options) });
  child.stdin.on("error", () => {});
  const ended = endOf(child);
  const line = await new Promise<string | undefined>((resolve) => {
    createInterface(child.stdout).once("line", resolve);
    void ended.then(() => resolve(undefined));
  });
  if (line === undefined) return undefined;
  const { url } = JSON.parse(line) as { url: string };
  const { token } = parse(readFileSync(kubeconfig, "utf8")).users[0].user;
  return { client: clientOf({ url, token, stop: async () => {} }), ended, kill: (signal) => void child.kill(signal) };
}

function environmentOf({ killAt, recordTo, checkpointPages }: ChildClusterOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...(killAt === undefined ? {} : { KILL_AT: killAt }),
    ...(recordTo === undefined ? {} : { RECORD_TO: recordTo }),
    ...(checkpointPages === undefined ? {} : { CHECKPOINT_PAGES: String(checkpointPages) }),
  };
}

function endOf(child: ChildProcess): ChildCluster["ended"] {
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  return new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal, said })));
}
