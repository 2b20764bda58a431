import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(import.meta.resolve("@resource-manager/cluster-sim/main"));

/** The embedded cluster as the product runs it: a process of its own over a data folder. */
export class EmbeddedCluster implements AsyncDisposable {
  readonly kubeconfigPath: string;
  readonly dataFolder: string;
  #child: ChildProcess | undefined;

  constructor(folder: string) {
    this.dataFolder = join(folder, "data");
    this.kubeconfigPath = join(folder, "kubeconfig");
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("the embedded cluster does not run");
    return pid;
  }

  /** Resolves once it answers. */
  async start(): Promise<void> {
    const flags = ["--data-dir", this.dataFolder, "--kubeconfig", this.kubeconfigPath, "--exit-with-parent"];
    const child = spawn(process.execPath, [MAIN, ...flags], { stdio: ["pipe", "pipe", "inherit"] });
    this.#child = child;
    const ended = once(child, "exit").then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
    await Promise.race([once(createInterface(child.stdout), "line"), ended]);
    // From here on its end is asked for.
    ended.catch(() => {});
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end("SIGTERM");
  }
}
