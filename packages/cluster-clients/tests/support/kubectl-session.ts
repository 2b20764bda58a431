import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parse, stringify } from "yaml";

export interface KubectlResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface KubectlOptions {
  /** Becomes kubectl's standard input; an object is written as JSON. */
  readonly input?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** What of its standard output goes into the transcript; all of it where nothing is said. */
  readonly show?: (stdout: string) => string;
  /** The same of its standard error. */
  readonly showErrors?: (stderr: string) => string;
}

/** A kubectl that goes on by itself (`-w`, `-f`) until it is stopped. */
export interface RunningKubectl {
  /** Waits until what it has printed satisfies the condition. */
  until(what: string, satisfies: (stdout: string) => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** For what depends on how quick the machine was: `wait --for=delete` says something only where the object was still there. */
export function hidden(): string {
  return "";
}

const commandLimitMs = 60_000;

/**
 * Somebody at a terminal with kubectl, in one namespace: commands are typed, and what is on the screen afterwards is the transcript.
 */
export class KubectlSession implements AsyncDisposable {
  readonly #path: string;
  readonly #folder: string;
  readonly #lines: string[] = [];
  readonly #running = new Set<ChildProcess>();

  private constructor(path: string, folder: string) {
    this.#path = path;
    this.#folder = folder;
  }

  /** With nothing of this machine's own configuration: only this cluster, and this namespace by default. */
  static async open(path: string, kubeconfigPath: string, namespace: string): Promise<KubectlSession> {
    const folder = await mkdtemp(join(tmpdir(), "kubectl-session-"));
    const config = parse(await readFile(kubeconfigPath, "utf8")) as { contexts: { context: { namespace?: string } }[] };
    for (const { context } of config.contexts) context.namespace = namespace;
    await writeFile(join(folder, "config"), stringify(config));
    return new KubectlSession(path, folder);
  }

  /** What was typed and what came, so far. */
  get transcript(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  /** Types a command (single quotes keep words together) and waits for its end. */
  async type(command: string, options: KubectlOptions = {}): Promise<KubectlResult> {
    const child = this.#spawn(command, options.env);
    child.stdin?.end(options.input === undefined ? "" : JSON.stringify(options.input));
    const limit = setTimeout(() => child.kill("SIGKILL"), commandLimitMs);
    const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
    clearTimeout(limit);
    const { show = same, showErrors = same } = options;
    this.#write(command, [show(stdout), showErrors(stderr), exitCode === 0 ? "" : `[exit code ${exitCode}]`]);
    return { stdout, stderr, exitCode };
  }

  /** Types a command that does not end. What it printed goes into the transcript when it is stopped. */
  start(command: string): RunningKubectl {
    const child = this.#spawn(command);
    child.stdin?.end();
    let printed = "";
    let look: () => void = () => {};
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      look();
    });
    const errors = text(child.stderr);
    const ended = exitOf(child);
    return {
      until: (what, satisfies) =>
        new Promise<void>((resolve, reject) => {
          const late = () => reject(new Error(`${what} did not come; ${command} printed:\n${printed}`));
          const limit = setTimeout(late, commandLimitMs);
          look = () => {
            if (!satisfies(printed)) return;
            clearTimeout(limit);
            resolve();
          };
          look();
        }),
      stop: async () => {
        child.kill("SIGINT");
        await ended;
        this.#write(command, [printed, await errors]);
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running) child.kill("SIGKILL");
    await rm(this.#folder, { recursive: true, force: true });
  }

  #spawn(command: string, env: Readonly<Record<string, string>> = {}) {
    const child = spawn(this.#path, wordsOf(command), {
      cwd: this.#folder,
      env: { PATH: process.env.PATH, HOME: this.#folder, KUBECONFIG: join(this.#folder, "config"), ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
    return child;
  }

  #write(command: string, parts: readonly string[]): void {
    const shown = parts.map((part) => part.replace(/\n$/, "")).filter((part) => part !== "");
    this.#lines.push(`$ kubectl ${command}`, ...shown, "");
  }
}

function same(text: string): string {
  return text;
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|\S)+/g)].map(([word]) => word.replaceAll("'", ""));
}
