import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Node process that runs one of the programs in this folder and speaks to the test in lines. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  #wake: () => void = () => undefined;
  readonly #ended: Promise<unknown>;

  constructor(
    program: string,
    parameters: readonly string[],
    options: { readonly shell?: string; readonly uid?: number } = {},
  ) {
    const script = fileURLToPath(new URL(program, import.meta.url));
    const command = [process.execPath, "--no-warnings", script, ...parameters];
    const [file = "", ...rest] =
      options.shell === undefined ? command : ["sh", "-c", `${options.shell}; exec "$@"`, "sh", ...command];
    this.#process = spawn(file, rest, {
      stdio: ["ignore", "pipe", "inherit"],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    this.#ended = once(this.#process, "close");
    createInterface({ input: this.#process.stdout ?? process.stdin }).on("line", (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    void this.#ended.then(() => this.#wake());
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** What it said so far. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Resolves once it said a line for which `matches` holds; rejects when it ends without. */
  async saying(matches: (line: string, index: number) => boolean): Promise<string> {
    for (;;) {
      const line = this.#lines.find(matches);
      if (line !== undefined) return line;
      if (this.#hasEnded) throw new Error(`the process ended, having said: ${this.#lines.join(" | ")}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Resolves once it ended by itself. */
  async end(): Promise<readonly string[]> {
    await this.#ended;
    return this.#lines;
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  get #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }
}
