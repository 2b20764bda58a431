import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { waitUntil } from "@resource-manager/laboratory/wait-until";

const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));
/** Whoever starts it may be killed, as the kill matrix' own process by a person who has seen enough: it ends then, too. */
const lifeline = fileURLToPath(import.meta.resolve("@resource-manager/product/exit-with-parent"));

/** The built API as a process of its own, over a data folder that outlives it. */
export interface ApiUnderTest extends AsyncDisposable {
  /** Of the process that runs now. */
  readonly url: string;
  readonly dataDir: string;
  /** Everything that it wrote to standard error. */
  readonly log: () => string;
  /** SIGTERM; answers how long it took, in ms, and the exit code. */
  stop(): Promise<{ readonly ms: number; readonly exitCode: number | null }>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same data folder, and waits until it is ready. */
  start(): Promise<void>;
}

export async function startApiUnderTest(
  kubeconfigPath: string,
  { options = [], untilReady = true }: { readonly options?: readonly string[]; readonly untilReady?: boolean } = {},
): Promise<ApiUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), "resource-manager-data-"));
  const flags = ["--kubeconfig", kubeconfigPath, "--data-dir", dataDir, "--port", "0", ...options];
  const api = new Process(flags, dataDir);
  await api.start(untilReady);
  return api;
}

/** Starts it where it is expected to end by itself. */
export async function runToEnd(options: readonly string[]): Promise<{ exitCode: number | null; stderr: string }> {
  const child = spawn(process.execPath, [program, ...options], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {},
    timeout: 40_000,
    killSignal: "SIGKILL",
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { exitCode, stderr };
}

function seeded({ NODE_OPTIONS, SEEDED_BUG, SEEDED_BUG_LOADED }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { NODE_OPTIONS, SEEDED_BUG, SEEDED_BUG_LOADED };
}

class Process implements ApiUnderTest {
  readonly dataDir: string;
  readonly #options: readonly string[];
  #child: ChildProcess | null = null;
  #url = "";
  #log = "";

  constructor(options: readonly string[], dataDir: string) {
    this.#options = options;
    this.dataDir = dataDir;
  }

  get url(): string {
    return this.#url;
  }

  log(): string {
    return this.#log;
  }

  async start(untilReady = true): Promise<void> {
    // No environment of ours: neither a KUBECONFIG nor test runners' variables reach it, but the bug of a run that seeds one.
    const child = spawn(process.execPath, ["--import", lifeline, program, ...this.#options], {
      stdio: ["pipe", "pipe", "pipe"],
      env: process.env.SEEDED_BUG ? seeded(process.env) : {},
    });
    this.#child = child;
    child.stderr.on("data", (chunk) => {
      this.#log += chunk;
    });
    const lines = createInterface(child.stdout);
    const [line] = await Promise.race([
      new Promise<[string]>((resolve) => lines.once("line", (text) => resolve([text]))),
      new Promise<never>((_, reject) =>
        child.once("exit", (code) => reject(new Error(`it ended with ${code}: ${this.#log}`))),
      ),
    ]);
    this.#url = JSON.parse(line).url;
    if (!untilReady) return;
    const seen = { readiness: "" };
    await waitUntil(
      async () => {
        const response = await fetch(`${this.#url}/readyz`);
        seen.readiness = await response.text();
        return response.ok ? true : undefined;
      },
      () => `ready: ${seen.readiness}; ${this.#log}`,
      { timeoutMs: 60_000 },
    );
  }

  async stop(): Promise<{ ms: number; exitCode: number | null }> {
    const begun = performance.now();
    const exitCode = await this.#end("SIGTERM");
    return { ms: performance.now() - begun, exitCode };
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) await this.#end("SIGKILL");
    await rm(this.dataDir, { recursive: true, force: true });
  }

  #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === null) throw new Error("it was not started");
    return new Promise((resolve) => {
      child.once("exit", (code) => resolve(code));
      child.kill(signal);
    });
  }
}
