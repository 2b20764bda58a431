import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { Inspector } from "./inspector.ts";

const program = fileURLToPath(new URL("../../../apps/api/dist/main.js", import.meta.url));
const lifeline = fileURLToPath(import.meta.resolve("@resource-manager/product/exit-with-parent"));

/** The built API as a process of its own, with an inspector that can look into its heap. */
export interface ApiProcess extends AsyncDisposable {
  readonly url: string;
  /** Null while it lives; then how it ended. */
  readonly ended: () => string | null;
  /** What it logged as an error, the first lines. */
  readonly errors: readonly string[];
  /** Bytes in use after a garbage collection. */
  heapBytes(): Promise<number>;
}

/** @throws where it does not get ready, with what it said */
export async function startApiProcess(kubeconfigPath: string): Promise<ApiProcess> {
  if (!existsSync(program)) throw new Error(`${program} is not there: npm run build makes it`);
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), "fuzz-api-"));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  // No environment of ours reaches it, and nobody but this machine its inspector.
  const args = [
    "--inspect=127.0.0.1:0",
    "--import",
    lifeline,
    program,
    "--kubeconfig",
    kubeconfigPath,
    "--data-dir",
    dataDir,
    "--port",
    "0",
  ];
  const child = spawn(process.execPath, [...args, "--mode", "SIMULATED"], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {},
  });
  stack.defer(() => end(child));
  let ended: string | null = null;
  child.once("exit", (code, signal) => {
    ended = `it ended with ${signal ?? code}`;
  });
  const log = readLog(createInterface(child.stderr));
  const url = await Promise.race([
    once(createInterface(child.stdout), "line").then(([line]) => (JSON.parse(String(line)) as { url: string }).url),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`it ended with ${code}: ${log.errors.join("\n")}`))),
  ]);
  await waitUntil(
    async () => ((await fetch(`${url}/readyz`)).ok ? true : undefined),
    () => `the API is not ready; ${log.errors.join("\n")}`,
    { timeoutMs: 60_000 },
  );
  const inspector = stack.use(await Inspector.open(await log.inspectorAddress));
  const running = stack.move();
  return {
    url,
    ended: () => ended,
    errors: log.errors,
    async heapBytes() {
      await inspector.call("HeapProfiler.collectGarbage");
      const { usedSize } = (await inspector.call("Runtime.getHeapUsage")) as { usedSize: number };
      return usedSize;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const KEPT_ERRORS = 20;
const ERROR_LEVEL = 50;

function readLog(lines: Interface): { readonly errors: string[]; readonly inspectorAddress: Promise<string> } {
  const errors: string[] = [];
  const inspectorAddress = new Promise<string>((resolve) => {
    lines.on("line", (line) => {
      const address = /^Debugger listening on (ws:\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
      else if (isError(line) && errors.length < KEPT_ERRORS) errors.push(line.slice(0, 2_000));
    });
  });
  return { errors, inspectorAddress };
}

/** A line of its log at level error or above. What is no JSON is Node's own: its greeting to an inspector, or its last words. */
function isError(line: string): boolean {
  try {
    return ((JSON.parse(line) as { level?: number }).level ?? 0) >= ERROR_LEVEL;
  } catch {
    return /\b(Error|FATAL)\b|Warning:/.test(line);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
